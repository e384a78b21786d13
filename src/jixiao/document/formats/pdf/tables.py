"""Ruled tables as tables of the Document: those that go on over pages are one, and what each page repeats stands once."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from jixiao.document.formats.pdf.lines import SLACK, cell_of
from jixiao.document.formats.pdf.ruled_tables import Grid, Spot
from jixiao.document.formats.pdf.signs import join
from jixiao.document.model import Cell, CellKind, Column, Row, Run, Table, shown_number

_NEAR = 4.0
_MOST_HEADER_ROWS = 5
_LEAST_HEADER = 3
_LEAST_BODY = 2


class Ruled(NamedTuple):
    """A table with the page on which each of its rows begins."""

    table: Table
    row_pages: tuple[int, ...]


@dataclass(slots=True)
class Box:
    """A cell of a table that is put together: its place, its text, its page.

    ``free`` is the room that its last line left, ``first`` what the beginning of its first line takes: they tell whether the text of
    one cell goes on in another.
    """

    row: int
    column: int
    down: int
    across: int
    text: str
    page: int
    free: float = 0.0
    first: float = 0.0

    @property
    def end(self) -> int:
        """The row after its last one."""
        return self.row + self.down


def goes_on(before: Grid, grid: Grid) -> bool:
    """Whether a table at the head of a page is as wide as the one at the foot of the page before."""
    return grid.page == before.page + 1 and abs((grid.xs[-1] - grid.xs[0]) - (before.xs[-1] - before.xs[0])) < _NEAR


def table_of(grids: Sequence[Grid]) -> Ruled:
    """One table of the pieces on one page or on pages that follow each other."""
    xs = _all_columns(grids)
    table = _Growing(_boxes(grids[0], xs))
    for grid in grids[1:]:
        table.append(_boxes(grid, xs))
    return built(table.boxes, table.header)


class _Growing:
    """A table to which the pieces on the next pages are added."""

    def __init__(self, boxes: list[Box]) -> None:
        self.boxes: list[Box] = []
        self.header = 0
        self.height = 0
        self.head = _head(boxes)
        self.lowest: dict[tuple[int, int], Box] = {}
        self.merged: set[int] = set()
        self.blank: set[int] = set()
        self._put(boxes)

    def append(self, more: list[Box]) -> None:
        """Put the next piece below, without the head that it repeats; what the page parted in a row or cell is drawn together."""
        repeated = self._repeated(more)
        self.header = max(self.header, repeated)
        more = [box for box in more if box.row >= repeated]
        above = {place: box for place, box in self.lowest.items() if box.end == self.height}
        first = [box for box in more if box.row == repeated]
        is_rest = _is_rest(first, above)
        self.merged |= {box.column for box in more if box.down > 1 and box.text}
        self.blank |= {box.column for box in more if not box.text and box.row > repeated}
        going_on = _going_on(first, self.merged, self.blank)
        offset = self.height - repeated - is_rest
        new: list[Box] = []
        for box in more:
            other = above.get((box.column, box.across)) if box.row == repeated else None
            box.row += offset
            if other is not None and (is_rest or self._is_one(other, box, going_on)):
                other.text, other.free = join(other.text, box.text), box.free if box.text else other.free
                other.down = box.end - other.row
                self.height = max(self.height, other.end)
            else:
                new.append(box)
        self._put(new)

    def _is_one(self, above: Box, box: Box, going_on: set[int]) -> bool:
        if above.text:
            return box.column in going_on
        return bool(box.text) and box.column in self.merged

    def _put(self, boxes: list[Box]) -> None:
        self.boxes += boxes
        for box in boxes:
            place = (box.column, box.across)
            if place not in self.lowest or self.lowest[place].end <= box.end:
                self.lowest[place] = box
            if box.down > 1 and box.text:
                self.merged.add(box.column)
            if not box.text:
                self.blank.add(box.column)
        self.height = max([self.height, *(box.end for box in boxes)])

    def _repeated(self, more: list[Box]) -> int:
        """How many rows at the head of the table stand again at the head of its next piece."""
        again = _head(more)
        for rows in range(min(_MOST_HEADER_ROWS, max(box.end for box in more) - 1), 0, -1):
            head = [box for box in self.head if box[0] < rows]
            if head == [box for box in again if box[0] < rows] and all(box[0] + box[2] <= rows for box in head):
                return rows if any(box[4] for box in head) else 0
        return 0


def _head(boxes: list[Box]) -> list[tuple[int, int, int, int, str]]:
    return [(box.row, box.column, box.down, box.across, box.text) for box in boxes if box.row < _MOST_HEADER_ROWS]


def _going_on(first: list[Box], merged: set[int], blank: set[int]) -> set[int]:
    """The columns in which an empty cell at the head of a piece is the rest of the cell above.

    That is so where cells are merged elsewhere. Of the empty cells before the first text all are if one is, and so is the first one
    in a column that names each row elsewhere.
    """
    empty = {box.column for box in first if not box.text}
    named = min((box.column for box in first if box.text), default=0)
    leading = {column for column in empty if column < named}
    return (empty & merged) | (leading if leading & merged else leading - blank)


def _is_rest(first: list[Box], above: dict[tuple[int, int], Box]) -> bool:
    """Whether the first row of a piece is the rest of a row that the page parted: what stands there goes on with lines that were full."""
    pairs = [(box, above.get((box.column, box.across))) for box in first]
    if any(other is None for _, other in pairs):
        return False
    told = [(box, other) for box, other in pairs if other is not None]
    going_on = [box.text and other.text and other.free < box.first for box, other in told]
    ended = [not box.text for box, _ in told]
    lost = any(not box.text and other.text and other.down == 1 for box, other in told)
    return any(going_on) and lost and all(rest or end for rest, end in zip(going_on, ended, strict=True))


def built(boxes: Iterable[Box], header: int = 0) -> Ruled:
    """A table from its cells; places that no cell covers are empty cells, and rows and columns where none begins fall away."""
    boxes = _filled(list(boxes))
    rows = sorted({box.row for box in boxes})
    columns = sorted({box.column for box in boxes})
    header = bisect_left(rows, header) if header else _likely_header(boxes)
    if any(box.row < header < bisect_left(rows, box.row + box.down) for box in boxes):
        header = 0
    made: list[list[Cell]] = [[] for _ in rows]
    pages = [0] * len(rows)
    for box in sorted(boxes, key=lambda box: (box.row, box.column)):
        row, column = bisect_left(rows, box.row), bisect_left(columns, box.column)
        across = bisect_left(columns, box.column + box.across) - column
        down = bisect_left(rows, box.row + box.down) - row
        made[row].append(cell(box.text, across, down, is_header=row < header))
        pages[row] = min(pages[row], box.page) if pages[row] else box.page
    done: list[Row] = [tuple(row) for row in made]
    return Ruled(Table(tuple(Column() for _ in columns), tuple(done[:header]), tuple(done[header:])), tuple(pages))


def cell(text: str, across: int = 1, down: int = 1, *, is_header: bool = False) -> Cell:
    """A cell as far as a PDF tells: header cells are labels, and what is a number is one."""
    kind: CellKind = "label" if is_header else "number" if shown_number(text) else "text"
    return Cell((Run(text),) if text else (), across, down, kind=kind)


def _filled(boxes: list[Box]) -> list[Box]:
    """Cells that reach over no other one, and empty ones where none stood."""
    height = max(box.row + box.down for box in boxes)
    width = max(box.column + box.across for box in boxes)
    taken: set[tuple[int, int]] = set()
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda box: (box.row, box.column)):
        covered = {(box.row + y, box.column + x) for y in range(box.down) for x in range(box.across)}
        if covered & taken:
            box.down = box.across = 1
            covered = {(box.row, box.column)}
            if covered & taken:
                continue
        taken |= covered
        kept.append(box)
    page_of = {box.row: box.page for box in kept}
    empty = ((row, column) for row in range(height) for column in range(width) if (row, column) not in taken)
    return kept + [Box(row, column, 1, 1, "", page_of.get(row, kept[0].page)) for row, column in empty]


def _likely_header(boxes: list[Box]) -> int:
    """One row, if it names each column by a word of its own and some column holds nothing but numbers below."""
    width = max(box.column + box.across for box in boxes)
    first = [box for box in boxes if box.row == 0]
    names = [box.text for box in first]
    if len(first) < max(_LEAST_HEADER, width) or len(set(names)) < len(names) or any(box.down > 1 for box in first):
        return 0
    if not all(names) or any(any(sign.isdigit() for sign in name) for name in names):
        return 0
    below: dict[int, list[str]] = defaultdict(list)
    for box in boxes:
        if box.row and box.text and box.across == 1:
            below[box.column].append(box.text)
    return int(any(len(texts) >= _LEAST_BODY and all(map(shown_number, texts)) for texts in below.values()))


def _all_columns(grids: Sequence[Grid]) -> list[float]:
    """The places of the upright lines of all pieces, measured from the left side."""
    found: list[float] = []
    for x in sorted(x - grid.xs[0] for grid in grids for x in grid.xs):
        if not found or x - found[-1] > _NEAR:
            found.append(x)
    return found


def _boxes(grid: Grid, xs: list[float]) -> list[Box]:
    places = [bisect_left(xs, x - grid.xs[0] - _NEAR) for x in grid.xs]
    return [_box(grid, spot, places) for spot in grid.spots]


def _box(grid: Grid, spot: Spot, places: list[int]) -> Box:
    left, right = places[spot.column], places[spot.column + spot.across]
    text = cell_of(spot.lines, spot.room)
    box = Box(spot.row, left, spot.down, max(1, right - left), text, grid.page)
    if spot.lines:
        first, last = spot.lines[0], spot.lines[-1]
        box.free, box.first = spot.wide - (last.right - last.left), first.first + SLACK * first.size
    return box
