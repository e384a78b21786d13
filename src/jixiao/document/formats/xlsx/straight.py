"""Sheets whose cells are written as XML at once: cell by cell the library takes several times as long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

_TWIPS_PER_PIXEL = 15
_POINTS_PER_PIXEL = 0.75


class Cell(NamedTuple):
    """A cell: its column, counted from zero, its text or number, and its format of the library; one with neither is not written."""

    column: int
    value: str | float | None
    form: Any = None


class Line(NamedTuple):
    """A row of cells from left to right."""

    cells: Sequence[Cell]
    height: int = 0
    """In twentieths of a point; the usual one unless told."""


def listed(texts: Iterable[str]) -> Line:
    """A row of texts without any format."""
    return Line([Cell(column, text) for column, text in enumerate(texts) if text])


class Straight(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet of lines, which are put there all together."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[Line] = ()
        self._places: list[list[int]] = []

    def put(self, lines: Sequence[Line]) -> None:
        """Put the lines on the sheet, from its first row on."""
        place = self.str_table._get_shared_string_index  # noqa: SLF001 - where the library keeps the texts of all sheets
        self._lines = lines
        self._places = [
            [place(cell.value) if isinstance(cell.value, str) and cell.value else -1 for cell in line.cells] for line in lines
        ]
        if lines:
            self._check_dimensions(0, 0)
            self._check_dimensions(len(lines) - 1, max((cell.column for line in lines for cell in line.cells), default=0))

    def join(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Make one cell of several, all of which are put."""
        self.merge.append([first_row, first_column, last_row, last_column])

    def _write_sheet_data(self) -> None:
        columns = [xl_col_to_name(column) for column in range((self.dim_colmax or 0) + 1)]
        self.fh.write("<sheetData>")
        for row, (line, places) in enumerate(zip(self._lines, self._places, strict=True), 1):
            cells = [_cell(f"{columns[cell.column]}{row}", cell, place) for cell, place in zip(line.cells, places, strict=True)]
            self.fh.write(f'<row r="{row}"{_height(line.height)}>{"".join(cells)}</row>')
        self.fh.write("</sheetData>")

    def _get_range_data(self, first_row: int, first_column: int, last_row: int, last_column: int) -> list[str | None]:
        """What the library keeps with a chart of the cells that it shows."""
        rows = [{cell.column: cell.value for cell in self._lines[row].cells} for row in range(first_row, last_row + 1)]
        return [_kept(row.get(column)) for row in rows for column in range(first_column, last_column + 1)]


def _cell(name: str, cell: Cell, place: int) -> str:
    style = f' s="{cell.form._get_xf_index()}"' if cell.form else ""  # noqa: SLF001 - as the library itself asks
    if place >= 0:
        return f'<c r="{name}"{style} t="s"><v>{place}</v></c>'
    if isinstance(cell.value, float):
        return f'<c r="{name}"{style}><v>{cell.value:.16G}</v></c>'
    return f'<c r="{name}"{style}/>' if style else ""


def _kept(value: str | float | None) -> str | None:
    return f"{value:.16g}" if isinstance(value, float) else value or ""


def _height(twips: int) -> str:
    return f' ht="{twips // _TWIPS_PER_PIXEL * _POINTS_PER_PIXEL:g}" customHeight="1"' if twips else ""
