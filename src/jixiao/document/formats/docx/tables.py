"""Tables read: merged cells as the model has them, however the file cuts its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from jixiao.document.formats.docx.runs import flag, inside, number, q, value
from jixiao.document.formats.docx.story import Story, in_lines, rows_of
from jixiao.document.model import Cell, CellKind, Column, Run, Runs, Table
from jixiao.document.tidy import joined
from jixiao.files.package import Element
from jixiao.wording import Text

MOST_COLUMNS = 1000
MOST_PLACES = 200_000
DEEPEST = 20
"""Columns of a table; its rows times its columns; tables and boxes inside each other."""

_TOO_LARGE = Text("其中一个表格超过 {limit} 格", "a table in it has more than {limit} places")

_KINDS: dict[str, CellKind] = {"label": "label", "number": "number"}


@dataclass(slots=True)
class _Piece:
    """A cell as the file has it: where it begins, how wide it is, and whether it goes on from above."""

    column: int
    across: int
    merge: str | None
    cell: Cell
    down: int = 1


def read_table(element: Element, story: Story) -> Table | None:
    """A table; None if it has no cells. Rows that do not fill it are filled with empty cells."""
    rows = [*rows_of(element)]
    pieces = [[*_pieces(row, story)] for row in rows]
    columns = [number(column.get(q("w"))) for column in element.iterfind(f"{q('tblGrid')}/{q('gridCol')}")]
    width = min(MOST_COLUMNS, max((row[-1].column + row[-1].across for row in pieces if row), default=0))
    if not width:
        return None
    if width * len(rows) > MOST_PLACES:
        raise story.package.fault(_TOO_LARGE.fill(limit=MOST_PLACES))
    columns = [max(column, 1) for column in (*columns, *[1] * width)[:width]]
    _merge(pieces)
    header = 0
    while header < len(rows) and flag(rows[header], "trPr", "tblHeader"):
        header += 1
    header = _closed(pieces, header)
    covered = _covered(pieces)
    filled = [_filled(row, covered[at], width) for at, row in enumerate(pieces)]
    return Table(tuple(Column(column) for column in columns), tuple(filled[:header]), tuple(filled[header:]))


def _pieces(row: Element, story: Story) -> Iterator[_Piece]:
    column = number(value(row, "trPr", "gridBefore"))
    if 0 < column < MOST_COLUMNS:
        yield _Piece(0, column, None, Cell())
    for element in inside(row):
        if element.tag != q("tc"):
            continue
        across = max(1, number(value(element, "tcPr", "gridSpan"), 1))
        if column + across > MOST_COLUMNS:
            return
        merge = element.find(f"{q('tcPr')}/{q('vMerge')}")
        how = None if merge is None else merge.get(q("val"), "continue")
        yield _Piece(column, across, how, _cell(element, story))
        column += across


def _cell(element: Element, story: Story) -> Cell:
    first = next((child for child in inside(element) if child.tag == q("p")), None)
    runs = in_lines([*_lines(element, story)])
    if first is None:
        return Cell(runs)
    return Cell(runs, align=story.sheet.align(first), kind=_KINDS.get(story.sheet.kind(first), "text"))


def _lines(element: Element, story: Story, depth: int = 0) -> Iterator[Runs]:
    """The lines of a cell or a box; a table in it is a line for each of its rows."""
    if depth > DEEPEST:
        return
    for child in inside(element):
        if child.tag == q("p"):
            yield story.runs(child)
            for box in story.boxes(child):
                yield from _lines(box, story, depth + 1)
            yield from story.notes(child)
        elif child.tag == q("tbl"):
            for row in rows_of(child):
                cells = [in_lines([*_lines(cell, story, depth + 1)]) for cell in inside(row) if cell.tag == q("tc")]
                filled = [cell for cell in cells if cell]
                yield joined(run for at, cell in enumerate(filled) for run in ((Run(" "),) if at else ()) + cell)


def _merge(rows: list[list[_Piece]]) -> None:
    """Let cells that others go on from reach down, and take those others away."""
    open_cells: dict[int, _Piece] = {}
    for row in rows:
        still: dict[int, _Piece] = {}
        kept: list[_Piece] = []
        for piece in row:
            above = open_cells.get(piece.column)
            if piece.merge == "continue" and above is not None and above.across == piece.across:
                above.down += 1
                still[piece.column] = above
                continue
            kept.append(piece)
            if piece.merge is not None:
                still[piece.column] = piece
        row[:] = kept
        open_cells = still


def _closed(rows: list[list[_Piece]], header: int) -> int:
    """The number of header rows, so many that no cell reaches out of them."""
    at = 0
    while at < header:
        header = max([header, *(at + piece.down for piece in rows[at])])
        at += 1
    return header


def _covered(rows: list[list[_Piece]]) -> list[set[int]]:
    """The columns of each row that cells reach into from above."""
    covered: list[set[int]] = [set() for _ in rows]
    for at, row in enumerate(rows):
        for piece in row:
            for below in covered[at + 1 : at + piece.down]:
                below.update(range(piece.column, piece.column + piece.across))
    return covered


def _filled(row: list[_Piece], covered: set[int], width: int) -> tuple[Cell, ...]:
    """A row's cells, with an empty one in every stretch that no cell covers."""
    cells: list[Cell] = []
    column = 0
    for piece in [*row, _Piece(width, 1, None, Cell())]:
        while column < piece.column:
            if column not in covered:
                cells.append(Cell())
            column += 1
        if column < width:
            cells.append(replace(piece.cell, across=piece.across, down=piece.down))
        column = piece.column + piece.across
    return tuple(cells)
