"""Charts whose values rise: columns side by side, and lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from jixiao.document.drawing.axis import Axis, axis_of
from jixiao.document.drawing.frame import head
from jixiao.document.drawing.marks import END, FINE, GRID, INK, MIDDLE, THIN, Canvas, Lettering, stretches
from jixiao.document.drawing.points import Point, are_percent, points, told, values
from jixiao.document.model import Chart
from jixiao.document.tidy import one_line

_STEPS = 6
_MOST_LINES = 3
_SMALLER = (6, 5)
"""Labels that do not fit are set in five sixths of the size before they are turned."""


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where the values are drawn: the box between the outermost ticks, cut into one slot for each category."""

    left: int
    top: int
    width: int
    height: int
    slots: int
    axis: Axis

    @property
    def slot(self) -> int:
        """The width of one category."""
        return max(1, self.width // self.slots)

    def middle(self, category: int) -> int:
        """The middle of a category."""
        return self.left + (2 * category + 1) * self.width // (2 * self.slots)

    def y(self, point: Point) -> int:
        """The height at which a point stands; a missing one stands on the zero line."""
        return self.top + self.height - self.axis.at(point.value, self.height)


class _Labels(NamedTuple):
    """How the labels of columns stand: their size in half points (none at all if 0), upright or turned."""

    half_points: int
    turned: bool = False


class _Box(NamedTuple):
    """The room that a label takes."""

    left: int
    top: int
    right: int
    bottom: int

    def covers(self, other: _Box) -> bool:
        """Whether two labels would stand on each other."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


def upright(chart: Chart, canvas: Canvas) -> int:
    """Draw a chart of columns or lines; gives the height of the whole."""
    shown = points(chart)
    axis = axis_of(values(chart), _STEPS, "%" if are_percent(chart) else "")
    ticks = axis.ticks()
    left = min(canvas.width // 4, canvas.widest(tick.text for tick in ticks)) + canvas.em // 2
    wide = max(canvas.width - left, len(chart.categories), 1)
    labels = _labels(chart, canvas, shown, wide)
    above, below = _rooms(chart, canvas, labels)
    plot = _Plot(left, head(chart, canvas) + above, wide, max(canvas.width * 2 // 5, 1), len(chart.categories), axis)
    for tick in ticks:
        y = plot.y(Point(tick.text, tick.value))
        canvas.line((left, y), (left + wide, y), *((GRID, THIN) if tick.value else (INK, FINE)))
        text = canvas.cut(tick.text, left - canvas.em // 2)
        canvas.text((left - canvas.em // 3, y), text, END._replace(whole=tick.text))
    if chart.kind == "line":
        _lines(chart, canvas, plot)
    else:
        _columns(chart, canvas, plot, labels)
    foot = plot.top + plot.height + below
    return foot + _names(chart, canvas, plot, foot)


def _labels(chart: Chart, canvas: Canvas, shown: list[list[Point]], wide: int) -> _Labels:
    """Upright labels if the widest has room, smaller ones if those have, else turned ones if there is room for their height."""
    if chart.kind == "line":
        return _Labels(canvas.half_points)
    room = _bar(wide // len(chart.categories), len(shown)) if len(shown) > 1 else wide // len(chart.categories)
    texts = [point.text for series in shown for point in series]
    smaller = canvas.half_points * _SMALLER[1] // _SMALLER[0]
    for half_points in (canvas.half_points, smaller):
        if canvas.widest(texts, half_points) <= room:
            return _Labels(half_points)
    return _Labels(smaller, turned=True) if smaller * 10 <= room else _Labels(0)


def _rooms(chart: Chart, canvas: Canvas, labels: _Labels) -> tuple[int, int]:
    """The height that labels may need above the highest tick and below the lowest."""
    texts = [canvas.cut(point.text, canvas.width // 4) for series in points(chart) for point in series]
    extent = canvas.widest(texts, labels.half_points) if labels.turned else labels.half_points * 10
    room = extent + canvas.em // 2
    sinks = chart.kind == "column" and any(value < 0 for value in values(chart))
    return room, room if sinks else 0


def _bar(slot: int, series: int) -> int:
    """The width of one column."""
    return max(1, slot * 4 // (5 * series))


def _columns(chart: Chart, canvas: Canvas, plot: _Plot, labels: _Labels) -> None:
    shown = points(chart)
    zero = plot.y(Point("", None))
    pitch = _bar(plot.slot, len(shown))
    wide = min(pitch, canvas.em * 5)
    for category in range(len(chart.categories)):
        first = plot.middle(category) - wide * len(shown) // 2
        for series, row in enumerate(shown):
            point, left, y = row[category], first + series * wide, plot.y(row[category])
            if point.value is not None:
                canvas.box((left, min(y, zero)), (wide, abs(y - zero)), series, told(chart, series, category))
            sinks = point.value is not None and point.value < 0
            if labels.half_points:
                _label(canvas, (left + wide // 2, y), point.text, labels, sinks=sinks)


def _label(canvas: Canvas, place: tuple[int, int], text: str, labels: _Labels, *, sinks: bool) -> None:
    """The label of a column, above its upper end or below its lower one."""
    x, y = place
    size = labels.half_points * 10
    way = 1 if sinks else -1
    if labels.turned:
        cut = canvas.cut(text, canvas.width // 4)
        canvas.text((x, y + way * canvas.em // 4), cut, Lettering("end" if sinks else "start", text, size, -90))
    else:
        canvas.text((x, y + way * (size // 2 + canvas.em // 6)), text, MIDDLE._replace(whole=text, size=size))


def _lines(chart: Chart, canvas: Canvas, plot: _Plot) -> None:
    shown = points(chart)
    places = [
        [(plot.middle(at), plot.y(point)) if point.value is not None else None for at, point in enumerate(row)] for row in shown
    ]
    for series, row in enumerate(places):
        for stretch in stretches(row):
            canvas.path(stretch, series)
    for series, row in enumerate(places):
        for category, place in enumerate(row):
            if place is not None:
                canvas.marker(*place, series, told(chart, series, category))
    foot = plot.top + plot.height
    around = canvas.em // 3
    marks = [_Box(x - around, y - around, x + around, y + around) for row in places for x, y in filter(None, row)]
    taken = [_Box(0, foot, canvas.width, foot + canvas.pitch), *marks]
    for category in range(len(chart.categories)):
        at = sorted((place[1], series) for series, row in enumerate(places) if (place := row[category]) is not None)
        for rank, (y, series) in enumerate(at):
            ways = (1, -1) if rank or (len(at) == 1 and _is_valley(places[series], category)) else (-1, 1)
            _point_label(canvas, (plot.middle(category), y), shown[series][category].text, ways, taken)


def _is_valley(row: list[tuple[int, int] | None], at: int) -> bool:
    """Whether the line falls towards a point and rises after it."""
    beside = [row[near] for near in (at - 1, at + 1) if 0 <= near < len(row)]
    here = row[at]
    return here is not None and len(beside) > 1 and all(place is not None and place[1] < here[1] for place in beside)


def _point_label(canvas: Canvas, place: tuple[int, int], text: str, ways: tuple[int, int], taken: list[_Box]) -> None:
    """The label of a point above (-1) or below (1) it, whichever comes first and covers no other; none if both do."""
    x, y = place
    wide = canvas.measure(text)
    left = min(max(x - wide // 2, 0), max(canvas.width - wide, 0))
    for way in ways:
        middle = y + way * canvas.em
        box = _Box(left, middle - canvas.em // 2, left + wide, middle + canvas.em // 2)
        if not any(box.covers(other) for other in taken):
            taken.append(box)
            canvas.text((left + wide // 2, middle), text, MIDDLE._replace(whole=text, halo=True))
            return


def _names(chart: Chart, canvas: Canvas, plot: _Plot, top: int) -> int:
    """The names of the categories below the plot: on a few lines, or turned where there are too many; gives their height."""
    names = [one_line(each) for each in chart.categories]
    room = plot.slot - canvas.em // 3
    wrapped = [canvas.wrap(name, room, _MOST_LINES) for name in names]
    if room >= 3 * canvas.em and not any("".join(lines).endswith("…") for lines in wrapped):
        for at, lines in enumerate(wrapped):
            for row, line in enumerate(lines):
                canvas.text((plot.middle(at), top + canvas.em // 3 + row * canvas.pitch + canvas.pitch // 2), line, MIDDLE)
        return canvas.em + max(len(lines) for lines in wrapped) * canvas.pitch
    every = -(-canvas.pitch // plot.slot)
    longest = 0
    for at, name in enumerate(names):
        if at % every == 0:
            reach = min(canvas.width // 4, (plot.middle(at)) * 13 // 10)
            text = canvas.cut(name, reach)
            longest = max(longest, canvas.measure(text))
            canvas.text((plot.middle(at) + canvas.em // 4, top + canvas.em * 2 // 3), text, END._replace(whole=name, turned=-45))
    return canvas.em * 2 + longest * 71 // 100
