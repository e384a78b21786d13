"""Glyphs as lines, and lines as the text of a paragraph or cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from jixiao.document.formats.pdf.pages import Glyph
from jixiao.document.formats.pdf.signs import holds_together, join, widest_join
from jixiao.document.model import shown_number

_SAME_LINE = 0.4
"""Parts of their size by which the bases of glyphs of one line may differ."""

SLACK = 1.2
"""Parts of its size that must have been free beyond the next beginning where the line of a cell was ended on purpose."""

_TYPED_SPACE = 0.12
_ROOM_FOR_ONE = 1.0
_TWICE = 0.3
"""Glyphs that stand on nearly the same place are one, printed twice to look bold."""

_MOST_STRETCH = 0.5

_BASE: Callable[[Glyph], float] = attrgetter("base")
_LEFT: Callable[[Glyph], float] = attrgetter("left")


class Line(NamedTuple):
    """A line of text. ``first`` is the width of what could not have been parted from its beginning."""

    text: str
    page: int
    left: float
    right: float
    base: float
    size: float
    first: float


def lines_of(glyphs: Iterable[Glyph], page: int) -> list[Line]:
    """The lines that glyphs form, from above to below; lines without a visible sign are left out."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=_BASE):
        if rows and glyph.base - rows[-1][-1].base <= _SAME_LINE * min(glyph.size, rows[-1][-1].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    lines = (_line(sorted(row, key=_LEFT), page) for row in rows)
    return [line for line in lines if line is not None]


def paragraph_of(lines: Sequence[Line]) -> str:
    """The lines of one paragraph as its text."""
    text = lines[0].text if lines else ""
    reach = max((line.right for line in lines), default=0.0)
    for before, line in pairwise(lines):
        text = join(text, line.text, is_full=reach - before.right < _ROOM_FOR_ONE * before.size)
    return text


def cell_of(lines: Sequence[Line], room: float) -> str:
    """The lines of a cell as its text: where the next line's beginning had still found room, a new line was meant."""
    if all(len(line.text) == 1 for line in lines):
        return "".join(line.text for line in lines)
    text = lines[0].text
    widest = max(line.right - line.left for line in lines)
    for before, line in pairwise(lines):
        width = before.right - before.left
        if width + line.first + SLACK * line.size < room or _are_numbers(before.text, line.text):
            text = f"{text}\n{line.text}"
        else:
            text = join(text, line.text, is_full=widest - width < _ROOM_FOR_ONE * before.size)
    return text


def _are_numbers(before: str, after: str) -> bool:
    """Whether each of two lines is a number by itself."""
    first, second = shown_number(before), shown_number(after)
    return bool(first and second and (first.places or first.percent) and (second.places or second.percent))


def _line(row: list[Glyph], page: int) -> Line | None:
    seen: list[Glyph] = []
    typed: list[bool] = []
    is_typed = False
    for glyph in row:
        if glyph.text.isspace():
            is_typed = is_typed or glyph.right > glyph.left
        elif not (seen and glyph.text == seen[-1].text and glyph.left - seen[-1].left < _TWICE * (glyph.right - glyph.left)):
            seen.append(glyph)
            typed.append(is_typed)
            is_typed = False
    if not seen:
        return None
    gaps = [0.0, *((after.left - glyph.right) / (min(glyph.size, after.size) or 1.0) for glyph, after in pairwise(seen))]
    stretch = _stretch(seen, gaps)
    parts = [seen[0].text]
    for at in range(1, len(seen)):
        before, sign = seen[at - 1].text[-1], seen[at].text[0]
        widest = _TYPED_SPACE if typed[at] else widest_join(before, sign) + stretch
        parts.append(f" {seen[at].text}" if gaps[at] > widest else seen[at].text)
    size = max(glyph.size for glyph in seen)
    return Line("".join(parts), page, seen[0].left, max(glyph.right for glyph in seen), seen[-1].base, size, _first(seen, gaps))


def _stretch(seen: list[Glyph], gaps: list[float]) -> float:
    """How far apart the characters of a line were drawn to fill it."""
    chinese = sorted(
        gap for gap, (glyph, after) in zip(gaps[1:], pairwise(seen), strict=True) if glyph.text >= "\u2e80" <= after.text
    )
    return min(_MOST_STRETCH, max(0.0, chinese[len(chinese) // 2])) if chinese else 0.0


def _first(seen: list[Glyph], gaps: list[float]) -> float:
    """The width of the beginning of a line that could not have stood at the end of the line before without the rest."""
    end = 0
    while end + 1 < len(seen) and gaps[end + 1] < _TWICE and holds_together(seen[end].text[-1], seen[end + 1].text[0]):
        end += 1
    return seen[end].right - seen[0].left
