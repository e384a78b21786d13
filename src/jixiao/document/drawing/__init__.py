"""Charts drawn as SVG, the same bytes every time: ``svg`` for the eye, ``words`` for those who listen.

Lengths are whole twentieths of a point, as in layouts. Only plain elements and attributes are used (no style sheet, no script, no
ids, nothing from outside), so that browsers and typesetters draw the same. The title is not drawn: each format sets it as a caption.
"""

from __future__ import annotations

from functools import lru_cache

from jixiao.document.drawing.lying import lying
from jixiao.document.drawing.marks import Canvas, drawing
from jixiao.document.drawing.points import words
from jixiao.document.drawing.upright import upright
from jixiao.document.layout import Layout
from jixiao.document.model import Chart

__all__ = ["svg", "words"]


def svg(chart: Chart, layout: Layout, width: int) -> str:
    """A chart as a standalone SVG so many twentieths of a point wide; its height follows from what it shows."""
    fonts = tuple(dict.fromkeys(layout.styles[style].font for style in ("label", "text")))
    return _drawn(chart, fonts, layout.styles["text"].half_points * 6 // 7, width)


@lru_cache(maxsize=32)
def _drawn(chart: Chart, fonts: tuple[str, ...], half_points: int, width: int) -> str:
    """Each format of a paper draws its charts, and some papers of a dossier show the same one: the last ones are remembered."""
    canvas = Canvas(width, half_points)
    height = (lying if chart.kind == "bar" else upright)(chart, canvas)
    return drawing(canvas, height, fonts, words(chart))
