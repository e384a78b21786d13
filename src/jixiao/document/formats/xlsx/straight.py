"""Sheets whose cells are written as XML at once: cell by cell the library takes several times as long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

_TWIPS_PER_PIXEL = 15
_POINTS_PER_PIXEL = 0.75

Value = str | float | None
Cell = tuple[int, Value, Any]
"""A column, counted from zero, a text or number, and a format of the library; a cell without text and format is not written."""


class Line(NamedTuple):
    """A row of cells from left to right, and its height in twentieths of a point; the usual one unless told."""

    cells: Iterable[Cell]
    height: int = 0


def listed(rows: Iterable[Iterable[str]]) -> Iterator[Line]:
    """Rows of texts without any format."""
    return (Line((column, text, None) for column, text in enumerate(texts)) for texts in rows)


class _Styles(dict[Any, str]):
    """How a cell names its format, if it has one."""

    def __missing__(self, form: Any) -> str:  # noqa: ANN401 - the library has no types
        self[form] = f' s="{form._get_xf_index()}"' if form else ""  # noqa: SLF001 - as the library itself asks
        return self[form]


class Straight(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet of lines, which are put there all together."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []
        self._kept: list[dict[int, Value]] = []

    def put(self, lines: Iterable[Line], *, keep: bool = False) -> None:
        """Put the lines on the sheet, from its first row on; what a chart is to show is kept."""
        place = self.str_table._get_shared_string_index  # noqa: SLF001 - where the library keeps the texts of all sheets
        names: list[str] = []
        styles = _Styles()
        for row, (cells, height) in enumerate(lines, 1):
            parts = [f'<row r="{row}"{_height(height)}>']
            kept: dict[int, Value] = {}
            for column, value, form in cells:
                while column >= len(names):
                    names.append(xl_col_to_name(len(names)))
                style = styles[form]
                if isinstance(value, float):
                    parts.append(f'<c r="{names[column]}{row}"{style}><v>{value:.16G}</v></c>')
                elif value:
                    parts.append(f'<c r="{names[column]}{row}"{style} t="s"><v>{place(value)}</v></c>')
                elif style:
                    parts.append(f'<c r="{names[column]}{row}"{style}/>')
                if keep:
                    kept[column] = value
            self._lines.append("".join(parts) + "</row>")
            if keep:
                self._kept.append(kept)
        if self._lines:
            self._check_dimensions(0, 0)
            self._check_dimensions(len(self._lines) - 1, max(0, len(names) - 1))

    def join(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Make one cell of several, all of which are put."""
        self.merge.append([first_row, first_column, last_row, last_column])

    def _write_sheet_data(self) -> None:
        self.fh.write(f"<sheetData>{''.join(self._lines)}</sheetData>")

    def _get_range_data(self, first_row: int, first_column: int, last_row: int, last_column: int) -> list[str | None]:
        """What the library keeps with a chart of the cells that it shows."""
        values = (
            self._kept[row].get(column)
            for row in range(first_row, last_row + 1)
            for column in range(first_column, last_column + 1)
        )
        return [f"{value:.16g}" if isinstance(value, float) else value or "" for value in values]


def _height(twips: int) -> str:
    return f' ht="{twips // _TWIPS_PER_PIXEL * _POINTS_PER_PIXEL:g}" customHeight="1"' if twips else ""
