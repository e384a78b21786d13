"""How much room text takes, so that rows are high enough: office programs do not grow rows of merged cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

_WIDE, _CAPITAL, _NARROW, _POINT = 20, 15, 11, 7
"""Widths of a character in twentieths of its size, on the safe side of the usual fonts."""

_PIECE = re.compile(r"[!-~]+|.", re.DOTALL)
_LONG_PIECE = re.compile(r"[!-~]+|[\u3001-\u303e\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff60]+|.", re.DOTALL)
"""A word of letters and digits, or hanzi and their marks, which are all equally wide, or any other sign."""

_LINE_PER_SIZE = (27, 20)
"""The height of a line is 1.35 times the size of its characters."""

_SMALLEST_NUMBER = 13
_PADDING = 80
_TALLEST = 409 * 20
_SMALLEST = 12


@lru_cache(maxsize=20_000)
def width_of(text: str, half_points: int) -> int:
    """The width of a text on one line, in twentieths of a point."""
    return sum(_width(sign) for sign in text) * half_points // 2


def unbroken(text: str, half_points: int, room: int) -> int:
    """The size at which a number stays on one line: its own, or the next smaller that does while it can be read."""
    while half_points > _SMALLEST_NUMBER and width_of(text, half_points) > room:
        half_points -= 1
    return half_points


def lines_of(text: str, half_points: int, width: int) -> int:
    """The lines that a text of a size fills in a cell so many twentieths of a point wide; words are kept whole."""
    room = _room(width)
    return 1 if _is_short(text, half_points, room) else _lines_of(text, half_points, room)


def height_of(text: str, half_points: int, width: int) -> int:
    """The height that a text needs in a cell, in twentieths of a point."""
    numerator, denominator = _LINE_PER_SIZE
    return lines_of(text, half_points, width) * half_points * 10 * numerator // denominator + _PADDING


def signs_on_a_line(half_points: int, width: int) -> int:
    """So many signs stay on one line of a cell even if all of them are wide."""
    return 2 * _room(width) // (_WIDE * half_points)


class Fit(NamedTuple):
    """The size at which a text is set, in half points, and the height that it needs, in twentieths of a point."""

    half_points: int
    height: int


def fitted(text: str, half_points: int, width: int, rows: int) -> Fit:
    """How a text fits into so many of the tallest rows that Excel has: at its own size, or the next smaller that does."""
    if _is_short(text, half_points, _room(width)):
        return _one_line(half_points)
    height = height_of(text, half_points, width)
    while half_points > _SMALLEST and height > _TALLEST * rows:
        half_points -= 1
        height = height_of(text, half_points, width)
    return Fit(half_points, height)


def tallest(fits: Iterable[Fit]) -> int:
    """The height of a row of texts, none of which reaches over several rows."""
    return min(_TALLEST, max(fit.height for fit in fits))


def row_heights(needs: list[tuple[int, int, int]], rows: int, least: int) -> list[int]:
    """The height of every row, given the first row, the number of rows and the height that each cell needs."""
    heights = [least] * rows
    for first, down, need in sorted(needs, key=lambda each: (each[1], each[0])):
        lacking = need - sum(heights[first : first + down])
        for row in range(first, first + down):
            if lacking > 0:
                heights[row] += -(-lacking // down)
    return [min(height, _TALLEST) for height in heights]


def _room(width: int) -> int:
    return max(1, (width - 2 * _PADDING) * 19 // 20)


def _is_short(text: str, half_points: int, room: int) -> bool:
    """Whether a text would stay on one line even if all its signs were wide."""
    return len(text) <= 2 * room // (_WIDE * half_points) and "\n" not in text


@cache
def _one_line(half_points: int) -> Fit:
    return Fit(half_points, height_of("", half_points, 0))


@lru_cache(maxsize=20_000)
def _lines_of(text: str, half_points: int, room: int) -> int:
    return sum(_lines(line, half_points, room) for line in text.split("\n"))


def _lines(text: str, half_points: int, room: int) -> int:
    """The lines of a text without line ends; a stretch of hanzi is counted at once."""
    lines, used = 1, 0
    wide = _WIDE * half_points // 2
    for piece in (_LONG_PIECE if wide <= room else _PIECE).findall(text):
        if len(piece) > 1 and piece[0] > "~":
            more = len(piece) - (room - used) // wide
            if more <= 0:
                used += len(piece) * wide
                continue
            begun = -(-more // (room // wide))
            lines, used = lines + begun, (more - (begun - 1) * (room // wide)) * wide
            continue
        width = width_of(piece, half_points)
        if used + width > room and used:
            lines, used = lines + 1, 0
        lines += (width - 1) // room if width > room else 0
        used += width if width <= room else width % room
    return lines


@cache
def _width(sign: str) -> int:
    if unicodedata.east_asian_width(sign) in "WFA":
        return _WIDE
    if sign in ",.;:'":
        return _POINT
    return _CAPITAL if sign.isupper() or sign in "%@&" else _NARROW
