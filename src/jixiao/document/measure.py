"""How much room text takes, so that rows are high enough: office programs do not grow rows of merged cells."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

_WIDE, _CAPITAL, _NARROW, _POINT = 20, 15, 11, 7
"""Widths of a character in twentieths of its size, on the safe side of the usual fonts."""

_PIECE = re.compile(r"[!-~]+|.", re.DOTALL)
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


@lru_cache(maxsize=20_000)
def lines_of(text: str, half_points: int, width: int) -> int:
    """The lines that a text of a size fills in a cell so many twentieths of a point wide; words are kept whole."""
    room = max(1, (width - 2 * _PADDING) * 19 // 20)
    return sum(_lines(line, half_points, room) for line in text.split("\n"))


def height_of(text: str, half_points: int, width: int) -> int:
    """The height that a text needs in a cell, in twentieths of a point."""
    numerator, denominator = _LINE_PER_SIZE
    return lines_of(text, half_points, width) * half_points * 10 * numerator // denominator + _PADDING


def fitting(text: str, half_points: int, width: int, rows: int) -> int:
    """The size at which a text fits into so many of the tallest rows that Excel has: its own, or the next smaller that does."""
    while half_points > _SMALLEST and height_of(text, half_points, width) > _TALLEST * rows:
        half_points -= 1
    return half_points


def row_heights(needs: list[tuple[int, int, int]], rows: int, least: int) -> list[int]:
    """The height of every row, given the first row, the number of rows and the height that each cell needs."""
    heights = [least] * rows
    for first, down, need in sorted(needs, key=lambda each: (each[1], each[0])):
        lacking = need - sum(heights[first : first + down])
        for row in range(first, first + down):
            if lacking > 0:
                heights[row] += -(-lacking // down)
    return [min(height, _TALLEST) for height in heights]


def _lines(text: str, half_points: int, room: int) -> int:
    lines, used = 1, 0
    for piece in _PIECE.findall(text):
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
