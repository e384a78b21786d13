"""Where in a table which columns stand: headers are found by their words, wherever they are, on one line or several.

Region: header rows, the columns below them, and the rows down to the next header.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from jixiao.review.form_reading.words import LEVELS, MONEY, words
from jixiao.review.paper import Grid, Passage

Line = tuple[Passage, ...]
Rows = Sequence[tuple[int, Line]]
RegionKind = Literal["money", "indicators"]

_VALUES = ("target", "actual", "points", "score", "reviewed_score", "operator", "standard")
_DEEPEST_HEADER = 4
_HALF = 2
_TOTAL_AND_ITS_SIDE = 2


class Region(NamedTuple):
    """A part of a table under one header. ``heads`` are the texts above each column, ``columns`` the places by their meaning."""

    kind: RegionKind
    columns: Mapping[str, tuple[int, ...]]
    heads: Mapping[int, str]
    rows: tuple[tuple[int, Line], ...]

    @property
    def levels(self) -> tuple[int, ...]:
        """The columns of the tree's names, the outermost first."""
        outermost = min(self.columns.get("first", (0,)))
        return tuple(sorted(place for name in LEVELS for place in self.columns.get(name, ()) if place >= outermost))

    def has(self, role: str) -> bool:
        """Whether there is such a column."""
        return role in self.columns

    def cell(self, line: Line, role: str) -> Passage | None:
        """What stands in a line under a column; None where there is no such column."""
        places = self.columns.get(role)
        return line[places[0]] if places and places[0] < len(line) else None

    def text(self, line: Line, role: str) -> str:
        """The text of a cell, of all cells where a column has several."""
        found = distinct([line[place] for place in self.columns.get(role, ()) if place < len(line)])
        return "；".join(text for each in found if not words().is_blank(text := each.text.strip()))


def distinct(line: Sequence[Passage]) -> list[Passage]:
    """The cells of a line, a merged one once."""
    return [each for at, each in enumerate(line) if at == 0 or each is not line[at - 1]]


def alone(line: Line) -> Passage | None:
    """The only cell of a line that holds anything; None where there are more, or none."""
    told = [each for each in distinct(line) if each.text.strip()]
    return told[0] if len(told) == 1 else None


def parts(grid: Grid) -> Iterator[Rows]:
    """The rows of each form of a grid, with their numbers: one that names a project or a unit again begins another form.

    Tables that stand side by side with an empty column between them are forms of their own, too, those of money first.
    """
    for rows in _below(grid.rows):
        yield from _beside(rows)


def _beside(rows: Rows) -> list[Rows]:
    """The tables of some rows that empty columns part, if each of them has a header; the row of a title is in no one's way."""
    width = len(rows[0][1])
    lines = [line for _, line in rows if len(distinct(line)) > 1]
    empty = [at for at in range(width) if not any(at < len(line) and line[at].text.strip() for line in lines)]
    edges = [-1, *empty, width]
    found = [[(at, line[left + 1 : right]) for at, line in rows] for left, right in pairwise(edges) if right - left > 1]
    kinds = [{region.kind for region in regions(each)} for each in found]
    if len(found) <= 1 or not all(kinds):
        return [rows]
    return [each for _, each in sorted(zip(kinds, found, strict=True), key=lambda pair: pair[0] != {"money"})]


def _below(rows: tuple[Line, ...]) -> Iterator[Rows]:
    """The rows of the forms that stand below one another."""
    start, seen = 0, False
    numbered = [*enumerate(rows)]
    for at, line in numbered:
        first = next((each for each in line if each.text.strip()), None)
        begins = first is not None and words().key(first.text) in {"project", "unit"} and len(distinct(line)) > 1
        if begins and seen and _header_at(rows, at) is None:
            yield numbered[start:at]
            start, seen = at, False
        found = _header_at(rows, at)
        seen = seen or (found is not None and found.kind == "indicators")
    yield numbered[start:]


def regions(rows: Rows) -> list[Region]:
    """The regions of a form, from the top down."""
    lines = [line for _, line in rows]
    heads: list[_Head] = []
    at = 0
    while at < len(lines):
        found = _header_at(lines, at)
        if found is not None:
            heads.append(found)
            at = found.end
        else:
            at += 1
    ends = [*(head.start for head in heads[1:]), len(lines)][: len(heads)]
    return [
        Region(head.kind, head.columns, head.texts, tuple(rows[head.end : end])) for head, end in zip(heads, ends, strict=True)
    ]


class _Head(NamedTuple):
    kind: RegionKind
    columns: Mapping[str, tuple[int, ...]]
    texts: Mapping[int, str]
    start: int
    end: int


def _header_at(lines: Sequence[Line], at: int) -> _Head | None:
    """The header that begins at a row: the row, and those below that go on with it."""
    kind = _kind(lines[at])
    aside = _aside(lines, at)
    if kind is None and (at + 1 >= len(lines) or _has_value(lines[at]) or not _goes_on(lines[at], lines[at + 1], aside)):
        return None
    end = at + 1
    while end < min(len(lines), at + _DEEPEST_HEADER) and _goes_on(lines[end - 1], lines[end], aside):
        end += 1
    texts, columns = _columns(lines[at:end])
    kind = _kind_of(columns)
    return None if kind is None else _Head(kind, columns, texts, at, end)


def _columns(header: Sequence[Line]) -> tuple[dict[int, str], dict[str, tuple[int, ...]]]:
    """The meaning of every column by the lowest header that has one."""
    texts: dict[int, str] = {}
    found: dict[str, list[int]] = {}
    for place in range(len(header[0])):
        stacked = [each.text.strip() for each in distinct([line[place] for line in header if place < len(line)])]
        texts[place] = " ".join(stacked)
        role = next((role for text in reversed(stacked) if (role := words().column(text))), None)
        if role is not None:
            found.setdefault(role, []).append(place)
    return texts, {role: tuple(places) for role, places in found.items()}


def _kind(line: Line) -> RegionKind | None:
    """What a row is the header of by itself: most of its words are headers, and none of them a value."""
    cells = [each.text.strip() for each in distinct(line) if each.text.strip()]
    roles = [words().column(text) for text in cells]
    if any(words().is_in("total", text) for text in cells) and len(cells) <= _TOTAL_AND_ITS_SIDE:
        return None
    if sum(role is not None for role in roles) * _HALF < len(cells):
        return None
    if _has_value(line):
        return None
    return _kind_of({role: () for role in roles if role})


def _has_value(line: Line) -> bool:
    """Whether a number stands in a row."""
    texts = [each.text.strip() for each in distinct(line)]
    return any(text[:1].isdigit() and words().column(text) is None for text in texts)


def _kind_of(columns: Mapping[str, object]) -> RegionKind | None:
    is_money = sum(role in columns for role in MONEY) >= _HALF and ("executed" in columns or "rate" in columns)
    is_named = any(level in columns for level in LEVELS)
    if is_named and any(role in columns for role in _VALUES):
        return "indicators"
    return "money" if is_money else None


def _aside(lines: Sequence[Line], at: int) -> set[int]:
    """The cells of a row that go on far below it: they stand beside a part of the table, and are no headers."""
    far = lines[min(at + _DEEPEST_HEADER, len(lines) - 1)]
    return {id(over) for over, under in zip(lines[at], far, strict=False) if over is under and far is not lines[at]}


def _goes_on(above: Line, below: Line, aside: set[int]) -> bool:
    """Whether a row goes on with the header above it: it shares merged cells with it, and all else in it are headers or words."""
    if not _is_shared(above, below, aside):
        return _is_unmerged(above, below)
    new = [each.text.strip() for place, each in enumerate(below) if place >= len(above) or each is not above[place]]
    told = [text for text in new if text]
    return bool(told) and all(
        not any(sign.isdigit() for sign in text) and len(text) <= len("偏差原因分析及改进措施") for text in told
    )


def _is_unmerged(above: Line, below: Line) -> bool:
    """Whether a row names columns for which the row above has one name only, in a table without merged cells."""
    told = [place for place, each in enumerate(below) if each.text.strip()]
    names = [each.text.strip() for each in above]
    is_below_blank = sum(place < len(names) and not names[place] for place in told) >= len(told) - 1
    is_named = all(words().column(below[place].text) for place in told)
    return (
        len(told) >= _HALF
        and is_below_blank
        and is_named
        and any(not below[at].text.strip() and names[at] for at in range(len(below)))
    )


def _is_shared(above: Line, below: Line, aside: set[int]) -> bool:
    """Whether two rows share a cell that names a column, and the lower one has cells of its own."""
    shared = [each for over, each in zip(above, below, strict=False) if over is each and id(each) not in aside]
    return any(words().column(each.text) is not None for each in shared) and len(distinct(shared)) < len(distinct(below))
