"""Where a line may end although no writing system says so: inside of what is longer than a line, which else would leave the paper."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from jixiao.document.measure import width_of
from jixiao.document.model import Runs, text_of

BREAK = "\n"

_WIDEST = 10
"""No sign is wider than its size, in twentieths of a point for a half point of it."""

_BREAKS = re.compile(BREAK)
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_TABULATOR = "    "
_HANZI = "\u3400-\u4dbf\u4e00-\u9fff"
_SOLID = re.compile(f"[{_HANZI}]?[^ \n{_HANZI}]+[{_HANZI}]?")
"""What is kept on one line: signs without a space between them, and the characters beside, from which signs are not parted."""

_JOINS = ("\u200d", "\u20e3")

Piece = tuple[list[str], bool]
"""The pieces of a run, and whether it is bold."""


def plain(text: str) -> str:
    """The text with one kind of line end, and with spaces for tabulators."""
    return text if text.isprintable() else _LINE_ENDS.sub(BREAK, text).replace("\t", _TABULATOR)


def parted(runs: Runs, half_points: int, room: int) -> Iterator[Piece]:
    """Each run as pieces between which a line may end; line ends are pieces of their own."""
    cuts = _cuts(text_of(runs), half_points, room)
    if not cuts:
        yield from (([run.text] if run.text else [], run.bold) for run in runs)
        return
    start = 0
    for run in runs:
        end = start + len(run.text)
        places = [start, *(at for at in cuts if start < at < end), end]
        pieces = [run.text[a - start : b - start] for a, b in pairwise(places)]
        yield [piece for piece in pieces if piece], run.bold
        start = end


def _cuts(text: str, half_points: int, room: int) -> list[int]:
    """The places in a text, in order, where it is cut: around line ends, and between all signs of what is too long for its room."""
    if len(text) * _WIDEST * half_points <= room and BREAK not in text:
        return []
    found = {place for line in _BREAKS.finditer(text) for place in line.span()}
    for solid in _SOLID.finditer(text):
        if _width(solid[0], half_points) > room:
            found.update(at for at in range(solid.start() + 1, solid.end()) if _begins(text, at))
    return sorted(found)


def _begins(text: str, at: int) -> bool:
    """Whether a sign begins here, and not a mark upon the sign before."""
    sign = text[at]
    return not (unicodedata.combining(sign) or unicodedata.category(sign) in {"Mn", "Me", "Cf", "Sk"} or text[at - 1] in _JOINS)


def _width(text: str, half_points: int) -> int:
    """The most that a text takes on a line: letters of little known writing may be as wide as hanzi."""
    return sum(width_of(sign if sign.isascii() else "一", half_points) for sign in text)
