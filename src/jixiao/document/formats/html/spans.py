"""Tables as browsers lay them out: cells that reach over columns and rows, put in their places however ragged the rows are."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from jixiao.document.formats.html.source import MOST_PLACES, Source
from jixiao.document.model import Cell, Column, Row, Table

MOST_COLUMNS = 1000
Rows = list[list[Cell]]
_Placed = tuple[int, int, Cell]


def fitted(source: Source, header: Rows, body: Rows, shares: list[int] | None = None) -> Table | None:
    """A table of these rows; None if it has no cell.

    Cells that reach over others or out of their part are cut, and places without a cell get an empty one. With ``shares`` the table
    has just these columns; otherwise columns in which no cell begins are left out, so that a cell over 1000 columns does no harm.
    """
    parts = [_placed(source, rows) for rows in (header, body)]
    if shares is None:
        starts = sorted({column for part in parts for _, column, _ in part})
        parts = [[_narrowed(each, starts) for each in part] for part in parts]
        shares = [1] * len(starts)
    if not shares or not (header or body):
        return None
    if len(shares) * (len(header) + len(body)) > MOST_PLACES:
        raise source.too_wide()
    top, rest = (_filled(part, len(rows), len(shares)) for part, rows in zip(parts, (header, body), strict=True))
    return Table(tuple(Column(share, "left") for share in shares), top, rest)


def reaches_out(header: Rows) -> bool:
    """Whether a cell of the header goes on below it."""
    return any(at + cell.down > len(header) for at, row in enumerate(header) for cell in row)


def _placed(source: Source, rows: Rows) -> list[_Placed]:
    taken: set[tuple[int, int]] = set()
    found: list[_Placed] = []
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while (at, column) in taken:
                column += 1
            if column >= MOST_COLUMNS:
                break
            down = min(cell.down, len(rows) - at)
            across = 1
            while across < min(cell.across, MOST_COLUMNS - column) and (at, column + across) not in taken:
                across += 1
            taken |= {(at + y, column + x) for y in range(down) for x in range(across)}
            if len(taken) > MOST_PLACES:
                raise source.too_wide()
            found.append((at, column, replace(cell, across=across, down=down)))
            column += across
    return found


def _narrowed(placed: _Placed, starts: list[int]) -> _Placed:
    """A cell counted in the columns in which cells begin."""
    row, column, cell = placed
    first, end = bisect_left(starts, column), bisect_left(starts, column + cell.across)
    return row, first, replace(cell, across=end - first)


def _filled(placed: list[_Placed], height: int, width: int) -> tuple[Row, ...]:
    """The rows with an empty cell in every place that no cell covers."""
    begins: dict[tuple[int, int], Cell] = {}
    covered: set[tuple[int, int]] = set()
    for row, column, cell in placed:
        if column < width:
            across = min(cell.across, width - column)
            begins[row, column] = replace(cell, across=across)
            covered |= {(row + y, column + x) for y in range(cell.down) for x in range(across)}
    return tuple(
        tuple(
            begins.get((row, column), Cell())
            for column in range(width)
            if (row, column) in begins or (row, column) not in covered
        )
        for row in range(height)
    )
