"""The table of a sheet: which of its cells are title, header and body, by the names of its ranges or by what it looks like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from jixiao.document.figures import Quote, marked
from jixiao.document.formats.xlsx.anatomy import Anatomy, Range
from jixiao.document.formats.xlsx.sheets import BODY_NAME, CAPTION_NAME, HEADER_NAME, NOTE_NAME, TEXT_NAME
from jixiao.document.model import Block, Cell, CellKind, Column, Entry, Paragraph, Row, Run, Runs, Style, Table

_FURTHEST = 300
"""How many rows or columns a merged cell may reach beyond all texts and still widen the table."""
_MOST_MERGED = 2_000_000
"""Places that merged cells cover, overlapping ones counted again; those after so many are cells of their own."""

Place = tuple[int, int]


@dataclass(slots=True)
class Values:
    """What stands on a sheet: texts by place, which of them are numbers, merged ranges, figures and entries by place."""

    texts: dict[Place, str] = field(default_factory=dict)
    numbers: dict[Place, float] = field(default_factory=dict)
    merges: list[Range] = field(default_factory=list)
    figures: dict[Place, list[Quote]] = field(default_factory=dict)
    entries: dict[Place, Entry] = field(default_factory=dict)

    def runs(self, place: Place) -> Runs:
        """The text at a place as runs, with its figures."""
        text = self.texts.get(place, "")
        return marked((Run(text),), self.figures.get(place, ())) if text else ()


class Region(NamedTuple):
    """Where a table stands: its first row, the first row of its body, its last row, its first and last column."""

    first: int
    body: int
    last: int
    left: int
    right: int


def blocks_of(values: Values, said: Anatomy) -> Iterator[Block]:
    """The blocks of one sheet: the lines above its table, the table, the lines below."""
    end = max((row for row, _ in values.texts), default=-1)
    if TEXT_NAME in said.names:
        yield from lines_of(values, "body")
        return
    region = _named_region(said) or _used_region(values, said)
    if region is None:
        return
    known = {name: said.names[name][0] for name in (CAPTION_NAME, NOTE_NAME) if name in said.names}
    caption, note = (values.runs((known[name], 0)) if name in known else () for name in (CAPTION_NAME, NOTE_NAME))
    yield from _lines(values, (row for row in range(region.first) if row not in known.values()), "plain")
    yield _table(values, region, caption, note)
    yield from _lines(values, range(region.last + 1, end + 1), "note")


def lines_of(values: Values, style: Style) -> Iterator[Paragraph]:
    """A sheet without a table: its lines."""
    yield from _lines(values, {row for row, _ in values.texts}, style)


def _named_region(said: Anatomy) -> Region | None:
    """The table that our own names mark."""
    header, body = said.names.get(HEADER_NAME), said.names.get(BODY_NAME)
    top, bottom = header or body, body or header
    if top is None or bottom is None or bottom[2] < top[0]:
        return None
    return Region(top[0], body[0] if body else bottom[2] + 1, bottom[2], top[1], max(top[3], bottom[3]))


def _used_region(values: Values, said: Anatomy) -> Region | None:
    """What is filled in, without titles that reach over the whole width; rows repeated on each page are its header."""
    if not values.texts:
        return None
    rows, columns = zip(*values.texts, strict=True)
    first, last, left, right = min(rows), max(rows), min(columns), max(columns)
    across = {start: end_column for start, column, end, end_column in values.merges if start == end and column <= left}
    furthest = (last + _FURTHEST, right + _FURTHEST)
    for start, column, end, end_column in values.merges:
        if (start, column) in values.texts and end <= furthest[0] and end_column <= furthest[1]:
            last, right = max(last, end), max(right, end_column)
    while first < last and right > left and across.get(first, -1) >= right:
        first += 1
    body = first
    if said.header_rows and said.header_rows[0] <= first <= said.header_rows[1]:
        body = min(said.header_rows[1], last) + 1
    return Region(first, body, last, left, right)


def _table(values: Values, region: Region, caption: Runs, note: Runs) -> Table:
    spans, covered = _spans(values, region)
    rows: list[Row] = [
        tuple(
            _cell(values, (row, column), spans.get((row, column), (1, 1)))
            for column in range(region.left, region.right + 1)
            if (row, column) not in covered
        )
        for row in range(region.first, region.last + 1)
    ]
    header = region.body - region.first
    columns = tuple(Column() for _ in range(region.left, region.right + 1))
    return Table(columns, tuple(rows[:header]), tuple(rows[header:]), caption, note)


def _cell(values: Values, place: Place, span: tuple[int, int]) -> Cell:
    kind: CellKind = "number" if place in values.numbers else "text"
    return Cell(values.runs(place), across=span[1], down=span[0], kind=kind, entry=values.entries.get(place))


def _spans(values: Values, region: Region) -> tuple[dict[Place, tuple[int, int]], set[Place]]:
    """How far each merged cell reaches, within the header or the body, and which places it covers."""
    spans: dict[Place, tuple[int, int]] = {}
    covered: set[Place] = set()
    total = 0
    for top, left, bottom, right in sorted(values.merges):
        if not (region.first <= top <= region.last and region.left <= left <= region.right):
            continue
        end = min(bottom, region.body - 1 if top < region.body else region.last)
        total += (end - top + 1) * (min(right, region.right) - left + 1)
        if total > _MOST_MERGED:
            break
        places = {(row, column) for row in range(top, end + 1) for column in range(left, min(right, region.right) + 1)}
        if places & (covered | spans.keys()):
            continue
        spans[top, left] = (end - top + 1, min(right, region.right) - left + 1)
        covered |= places - {(top, left)}
    return spans, covered


def _lines(values: Values, rows: Iterable[int], style: Style) -> Iterator[Paragraph]:
    """The lines that stand outside of a table: the texts of each row."""
    wanted = set(rows)
    by_row: dict[int, list[Place]] = {}
    for place in sorted(values.texts):
        if place[0] in wanted:
            by_row.setdefault(place[0], []).append(place)
    for places in by_row.values():
        yield Paragraph(tuple(run for place in places for run in values.runs(place)), style)
