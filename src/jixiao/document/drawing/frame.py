"""What stands around the marks of every chart: the unit and the legend above."""

from __future__ import annotations

from jixiao.document.drawing.marks import PLAIN, Canvas
from jixiao.document.model import Chart
from jixiao.document.tidy import one_line


def head(chart: Chart, canvas: Canvas) -> int:
    """Draw the unit and, for several series, the legend; gives the height that they take."""
    em, row = canvas.em, canvas.em * 8 // 5
    x, y = 0, row // 2
    if unit := one_line(chart.unit):
        text = canvas.cut(f"单位：{unit}", canvas.width * 2 // 5)
        canvas.text((x, y), text, PLAIN._replace(whole=f"单位：{unit}"))
        x += canvas.measure(text) + 2 * em
    start, swatch = x, em * 3 // 2
    if len(chart.series) > 1:
        for series, each in enumerate(chart.series):
            name = one_line(each.name) or f"系列{series + 1}"
            text = canvas.cut(name, canvas.width * 2 // 5)
            wide = swatch + em // 2 + canvas.measure(text)
            if x > start and x + wide > canvas.width:
                x, y = start, y + row
            _swatch(chart, canvas, series, (x, y))
            canvas.text((x + swatch + em // 2, y), text, PLAIN._replace(whole=name))
            x += wide + em * 3 // 2
    return y + row // 2 if canvas.marks else 0


def _swatch(chart: Chart, canvas: Canvas, series: int, place: tuple[int, int]) -> None:
    x, y = place
    wide, high = canvas.em * 3 // 2, canvas.em * 4 // 5
    if chart.kind == "line":
        canvas.path([(x, y), (x + wide, y)], series)
        canvas.marker(x + wide // 2, y, series)
    else:
        canvas.box((x, y - high // 2), (wide, high), series)
