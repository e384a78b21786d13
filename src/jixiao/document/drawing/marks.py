"""The elements of a drawing: lines, boxes and texts as SVG, and the colours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import escape
from itertools import pairwise
from typing import Literal, NamedTuple

from jixiao.document.layout import TWIPS
from jixiao.document.measure import width_of
from jixiao.document.tidy import clean

COLOURS = ("#14304f", "#f0b25c", "#2f7d78", "#e4ecf4", "#84302c", "#8d98a8")
"""Every two differ in lightness, so that they can be told apart in grey print and by the colour-blind."""

INK, GRID, OUTLINE = "#222222", "#d5d5d5", "#333333"
THIN, FINE, BROAD = 8, 15, 30
CUT = "…"
_SUBSTITUTES = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC")
_PIECE = re.compile(r"(?:[!-~]+ *|.)[，。、；：！？）》〉】〕」』”’%…]*", re.DOTALL)
_JOINER = "\u200d"


Attributes = dict[str, str | int]


class Lettering(NamedTuple):
    """How a text stands: by its start, middle or end; its size, if not the drawing's; turned by degrees; on a white ground.

    ``whole`` is the text that it was cut from.
    """

    anchor: Literal["start", "middle", "end"] = "start"
    whole: str = ""
    size: int = 0
    turned: int = 0
    halo: bool = False


PLAIN, MIDDLE, END = Lettering(), Lettering("middle"), Lettering("end")


class Canvas:
    """A drawing that grows: its width, the size of its type in half points, and what has been drawn."""

    def __init__(self, width: int, half_points: int) -> None:
        self.width = width
        self.half_points = half_points
        self.marks: list[str] = []

    @property
    def em(self) -> int:
        """The height of a character."""
        return self.half_points * TWIPS // 2

    @property
    def pitch(self) -> int:
        """From one line of text to the next."""
        return self.em * 13 // 10

    def measure(self, text: str, half_points: int = 0) -> int:
        """The width of a text on one line."""
        return width_of(text, half_points or self.half_points)

    def widest(self, texts: Iterable[str], half_points: int = 0) -> int:
        """The width of the widest text; nothing without texts."""
        return max((self.measure(text, half_points) for text in texts), default=0)

    def cut(self, text: str, room: int) -> str:
        """The text as far as there is room, with a mark where it was cut."""
        if self.measure(text) <= room:
            return text
        room -= self.measure(CUT)
        kept = ""
        for sign in text:
            room -= self.measure(sign)
            if room < 0:
                break
            kept += sign
        while kept and not _may_end(kept, text[len(kept) : len(kept) + 1]):
            kept = kept[:-1]
        return kept.rstrip() + CUT

    def wrap(self, text: str, room: int, most: int) -> list[str]:
        """The text on at most so many lines; the last is cut if there is more."""
        lines = [""]
        pieces = _PIECE.findall(text)
        for at, piece in enumerate(pieces):
            if lines[-1] and self.measure((lines[-1] + piece).rstrip()) > room and not unicodedata.combining(piece[0]):
                if len(lines) == most:
                    lines[-1] += "".join(pieces[at:])
                    break
                lines.append("")
            lines[-1] += piece
        return [self.cut(line.strip(), room) for line in lines]

    def box(self, corner: tuple[int, int], size: tuple[int, int], series: int, told: str = "") -> None:
        """A bar of a series, with the words that a pointer resting on it shows."""
        (left, top), (width, height) = corner, size
        place: Attributes = {"x": left, "y": top, "width": width, "height": height}
        frame: Attributes = {"fill": colour(series), "stroke": OUTLINE, "stroke-width": THIN}
        self.marks.append(element("rect", {**place, **frame, **dashes(series)}, _title(told)))

    def line(self, start: tuple[int, int], end: tuple[int, int], stroke: str = GRID, width: int = THIN) -> None:
        """A straight line."""
        (x1, y1), (x2, y2) = start, end
        self.marks.append(element("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "stroke": stroke, "stroke-width": width}))

    def path(self, places: list[tuple[int, int]], series: int) -> None:
        """A line through places."""
        steps = "M" + "L".join(f"{x} {y}" for x, y in places)
        stroke: Attributes = {"fill": "none", "stroke": stroke_of(series), "stroke-width": BROAD, "stroke-linejoin": "round"}
        self.marks.append(element("path", {"d": steps, **stroke, **dashes(series)}))

    def marker(self, x: int, y: int, series: int, told: str = "") -> None:
        """The mark of a point: each series has its own shape."""
        size = self.em * 3 // 10
        shapes = (
            f"M{x - size} {y}a{size} {size} 0 1 0 {2 * size} 0a{size} {size} 0 1 0 {-2 * size} 0z",
            f"M{x - size} {y - size}h{2 * size}v{2 * size}h{-2 * size}z",
            f"M{x} {y - size}L{x + size} {y + size}L{x - size} {y + size}z",
            f"M{x} {y - size}L{x + size} {y}L{x} {y + size}L{x - size} {y}z",
        )
        outline: Attributes = {"fill": colour(series), "stroke": OUTLINE, "stroke-width": FINE}
        self.marks.append(element("path", {"d": shapes[series % len(shapes)], **outline}, _title(told)))

    def text(self, place: tuple[int, int], text: str, lettering: Lettering = PLAIN) -> None:
        """A text on one line, whose middle stands at this height."""
        x, y = place
        size = lettering.size or self.em
        attributes: Attributes = {"x": x, "y": y + size * 7 // 20}
        if lettering.size:
            attributes["font-size"] = size
        if lettering.turned:
            attributes["transform"] = f"rotate({lettering.turned} {x} {y})"
        if lettering.anchor != "start":
            attributes["text-anchor"] = lettering.anchor
        if lettering.halo:
            attributes |= {"stroke": "#ffffff", "stroke-width": size // 5, "paint-order": "stroke"}
        whole = "" if lettering.whole == text else lettering.whole
        self.marks.append(element("text", attributes, escaped(text) + _title(whole)))


def element(name: str, attributes: Attributes, content: str = "") -> str:
    """An element from its content, which is markup, and its attributes, which are texts and whole numbers."""
    said = "".join(f' {key}="{escaped(str(value))}"' for key, value in attributes.items())
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"


def _title(told: str) -> str:
    return element("title", {}, escaped(told)) if told else ""


def escaped(text: str) -> str:
    """A text as it stands in markup."""
    return escape(clean(text))


def colour(series: int) -> str:
    """The fill of a series."""
    return COLOURS[series % len(COLOURS)]


def stroke_of(series: int) -> str:
    """The line of a series: its fill, or ink where that would be too pale for a line."""
    return OUTLINE if colour(series) == COLOURS[3] else colour(series)


def dashes(series: int) -> dict[str, str]:
    """What tells a series from an earlier one of the same colour."""
    rounds = series // len(COLOURS)
    if series % len(COLOURS) == 3 or rounds:  # noqa: PLR2004 - the pale colour, whose line is ink
        return {"stroke-dasharray": f"{60 + 60 * rounds} {40 + 10 * rounds}"}
    return {}


def points_of(twips: int) -> str:
    """A length in points."""
    return f"{twips // TWIPS}.{twips % TWIPS * 5:02d}pt"


def drawing(canvas: Canvas, height: int, fonts: tuple[str, ...], words: str) -> str:
    """The whole SVG around what was drawn."""
    named = [re.sub(r"[^\w .-]", "", font) for font in (*fonts, *_SUBSTITUTES)]
    families = ",".join([*(f"'{name}'" for name in named if name), "sans-serif"])
    attributes: Attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {canvas.width} {height}",
        "width": points_of(canvas.width),
        "height": points_of(height),
        "role": "img",
        "aria-label": words,
        "font-family": families,
        "font-size": canvas.em,
        "fill": INK,
    }
    return element("svg", attributes, "\n" + "\n".join(canvas.marks) + "\n")


def stretches(places: list[tuple[int, int] | None]) -> list[list[tuple[int, int]]]:
    """The places in a row without a gap between them."""
    ends = [-1, *(at for at, place in enumerate(places) if place is None), len(places)]
    cuts = [[place for place in places[first + 1 : last] if place is not None] for first, last in pairwise(ends)]
    return [part for part in cuts if part]


def _may_end(kept: str, following: str) -> bool:
    """Whether a text may be cut here: not inside a sign that is made of several."""
    joins = following and (unicodedata.combining(following) or unicodedata.category(following) in {"Mn", "Me", "Sk", "Cf"})
    return not joins and not kept.endswith(_JOINER)
