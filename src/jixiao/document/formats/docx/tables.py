"""Tables read: merged cells as the model has them, however the file cuts its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from jixiao.document.formats.docx.runs import flag, inside, number, q, runs_of_paragraph, value
from jixiao.document.formats.docx.style_sheet import StyleSheet
from jixiao.document.model import Cell, CellKind, Column, Run, Table
from jixiao.document.tidy import joined
from jixiao.files.package import Element

MOST_COLUMNS = 1000
_KINDS: dict[str, CellKind] = {"label": "label", "number": "number"}


@dataclass(slots=True)
class _Piece:
    """A cell as the file has it: where it begins, how wide it is, and whether it goes on from above."""

    column: int
    across: int
    merge: str | None
    cell: Cell
    down: int = 1


def read_table(element: Element, sheet: StyleSheet) -> Table | None:
    """A table; None if it has no cells. Rows that do not fill it are filled with empty cells."""
    rows = [row for row in inside(element) if row.tag == q("tr")]
    pieces = [[*_pieces(row, sheet)] for row in rows]
    columns = [number(column.get(q("w"))) for column in element.iterfind(f"{q('tblGrid')}/{q('gridCol')}")]
    width = min(MOST_COLUMNS, max((row[-1].column + row[-1].across for row in pieces if row), default=0))
    if not width:
        return None
    columns = [max(column, 1) for column in (*columns, *[1] * width)[:width]]
    _merge(pieces)
    header = 0
    while header < len(rows) and flag(rows[header], "trPr", "tblHeader"):
        header += 1
    header = _closed(pieces, header)
    filled = [_filled(pieces, at, width) for at in range(len(pieces))]
    return Table(tuple(Column(column) for column in columns), tuple(filled[:header]), tuple(filled[header:]))


def _pieces(row: Element, sheet: StyleSheet) -> Iterator[_Piece]:
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
        yield _Piece(column, across, how, _cell(element, sheet))
        column += across


def _cell(element: Element, sheet: StyleSheet) -> Cell:
    paragraphs = list(element.iter(q("p")))
    runs: list[Run] = []
    for at, paragraph in enumerate(paragraphs):
        runs += ([Run("\n")] if at else []) + [*runs_of_paragraph(paragraph)]
    if not paragraphs:
        return Cell()
    return Cell(joined(runs), align=sheet.align(paragraphs[0]), kind=_KINDS.get(sheet.kind(paragraphs[0]), "text"))


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


def _filled(rows: list[list[_Piece]], at: int, width: int) -> tuple[Cell, ...]:
    """A row's cells, with an empty one in every stretch that no cell covers."""
    covered = {
        column
        for above in range(at)
        for piece in rows[above]
        if above + piece.down > at
        for column in range(piece.column, piece.column + piece.across)
    }
    cells: list[Cell] = []
    column = 0
    for piece in [*rows[at], _Piece(width, 1, None, Cell())]:
        while column < piece.column:
            if column not in covered:
                cells.append(Cell())
            column += 1
        if column < width:
            cells.append(replace(piece.cell, across=piece.across, down=piece.down))
        column = piece.column + piece.across
    return tuple(cells)
