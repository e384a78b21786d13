"""Charts whose values lie: horizontal bars, with long names at their left."""

from __future__ import annotations

from dataclasses import dataclass

from jixiao.document.drawing.axis import Axis, axis_of
from jixiao.document.drawing.frame import head
from jixiao.document.drawing.marks import END, FINE, GRID, INK, MIDDLE, PLAIN, THIN, Canvas
from jixiao.document.drawing.points import Point, are_percent, points, told, values
from jixiao.document.model import Chart
from jixiao.document.tidy import one_line

_STEPS = 6
_MOST_LINES = 3
_TALLEST = (5, 4)
"""No higher than five fourths of its width, so that it stands on one page."""


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where the bars are drawn: from the lowest tick at the left to the highest."""

    left: int
    width: int
    axis: Axis

    def x(self, point: Point) -> int:
        """Where a point stands; a missing one stands on the zero line."""
        return self.left + self.axis.at(point.value, self.width)


def lying(chart: Chart, canvas: Canvas) -> int:
    """Draw a chart of bars; gives the height of the whole."""
    shown = points(chart)
    names = [one_line(each) for each in chart.categories]
    names_room = min(canvas.width * 2 // 5, canvas.widest(names))
    wrapped = [canvas.wrap(name, names_room, _MOST_LINES) for name in names]
    plot = _plot(chart, canvas, names_room + canvas.em // 2)
    top = head(chart, canvas) + canvas.em // 2
    rows = _rows(canvas, wrapped, len(shown))
    foot = top + sum(rows)
    _ticks(canvas, plot, top, foot)
    y = free = top
    for category, high in enumerate(rows):
        middle, half = y + high // 2, len(wrapped[category]) * canvas.pitch // 2
        if middle - half >= free - canvas.em // 4:
            _name(canvas, names[category], wrapped[category], (names_room, middle - half))
            free = middle + half
        _bars(chart, canvas, plot, category, (y, high))
        y += high
    return foot + canvas.pitch + canvas.em // 2


def _plot(chart: Chart, canvas: Canvas, left: int) -> _Plot:
    """The room between the names and the labels of the longest bars, with the finest axis whose ticks have room in it."""
    labels = canvas.widest(canvas.cut(point.text, canvas.width // 5) for series in points(chart) for point in series)
    room = labels + canvas.em // 2
    start = left + (room if any(value < 0 for value in values(chart)) else 0)
    wide = max(canvas.width - room - start, 1)
    sign = "%" if are_percent(chart) else ""
    for steps in range(_STEPS, 2, -1):
        axis = axis_of(values(chart), steps, sign)
        ticks = axis.ticks()
        if (canvas.widest(tick.text for tick in ticks) + canvas.em) * (len(ticks) - 1) <= wide:
            return _Plot(start, wide, axis)
    return _Plot(start, wide, axis_of(values(chart), 2, sign))


def _rows(canvas: Canvas, wrapped: list[list[str]], series: int) -> list[int]:
    """The height of every category; all are lower where they would not stand on one page."""
    rows = [max(len(lines) * canvas.pitch, series * canvas.em * 3 // 2) + canvas.em // 2 for lines in wrapped]
    most = canvas.width * _TALLEST[0] // _TALLEST[1]
    return rows if sum(rows) <= most else [max(1, row * most // sum(rows)) for row in rows]


def _ticks(canvas: Canvas, plot: _Plot, top: int, foot: int) -> None:
    for tick in plot.axis.ticks():
        x = plot.left + plot.axis.at(tick.value, plot.width)
        canvas.line((x, top), (x, foot), *((GRID, THIN) if tick.value else (INK, FINE)))
        text = canvas.cut(tick.text, canvas.width // 4)
        canvas.text((x, foot + canvas.pitch * 3 // 5), text, MIDDLE._replace(whole=tick.text))


def _name(canvas: Canvas, name: str, lines: list[str], place: tuple[int, int]) -> None:
    right, top = place
    for row, line in enumerate(lines):
        is_cut = row == len(lines) - 1 and "".join(lines) != name
        lettering = END._replace(whole=name if is_cut else line)
        canvas.text((right, top + row * canvas.pitch + canvas.pitch // 2), line, lettering)


def _bars(chart: Chart, canvas: Canvas, plot: _Plot, category: int, span: tuple[int, int]) -> None:
    """The bars of one category within the height that it has, with their labels where there is room."""
    top, high = span
    thick = max(1, min(canvas.em * 3 // 2, high * 5 // (6 * len(chart.series))))
    first = top + (high - thick * len(chart.series)) // 2
    zero = plot.left + plot.axis.at(None, plot.width)
    for series, row in enumerate(points(chart)):
        point, x, y = row[category], plot.x(row[category]), first + series * thick
        if point.value is not None:
            canvas.box((min(x, zero), y), (abs(x - zero), thick), series, told(chart, series, category))
        if thick >= canvas.em * 4 // 5:
            sinks = point.value is not None and point.value < 0
            text, away = canvas.cut(point.text, canvas.width // 5), -canvas.em // 4 if sinks else canvas.em // 4
            canvas.text((x + away, y + thick // 2), text, (END if sinks else PLAIN)._replace(whole=point.text))
