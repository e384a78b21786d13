"""Excel files written: sheets that print as they stand, numbers as numbers, and no text that becomes a formula."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from jixiao.document.figures import quotes_in
from jixiao.document.formats.xlsx.grid import Grid, Look, Spot, grid_of
from jixiao.document.formats.xlsx.sheets import BODY_NAME, HEADER_NAME, SOURCE_COLUMNS, SOURCE_SHEET, Sheet, planned
from jixiao.document.layout import TWIPS, Layout
from jixiao.document.layout import layout as shipped
from jixiao.document.model import Document, text_of
from jixiao.document.tidy import tidied
from jixiao.errors import Unwritable
from jixiao.files.writing import write_bytes
from jixiao.wording import Text

_UNDATED = date(2000, 1, 1)
_A4 = 9
_LONGEST_TEXT = 32_767
_SOURCE_WIDTHS = (30, 16, 30, 10, 26, 26)
_TWIPS_PER_PIXEL = 15
_TWIPS_PER_INCH = 1440
_FOOTER = '&C&"宋体"&12— &P —'
_HORIZONTAL = {"left": "left", "center": "center", "right": "right", "justify": "left"}


def write(document: Document, path: Path, layout: Layout | None = None) -> None:
    """Write a document as an Excel file; the same document and layout give the same bytes."""
    document = tidied(document)
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    properties = document.properties
    made_on = properties.made_on or _UNDATED
    book.set_properties(
        {
            "title": document.title,
            "subject": properties.subject,
            "author": properties.author,
            "keywords": properties.keywords,
            "created": datetime(made_on.year, made_on.month, made_on.day),  # noqa: DTZ001 - the file's form has no time zone
        }
    )
    writer = _Writer(book, layout or shipped(), path)
    for sheet in planned(document):
        writer.sheet(sheet)
    writer.sources()
    book.close()
    write_bytes(path, buffer.getvalue())


class _Writer:
    """Writes grids, and remembers where each figure has come to stand."""

    def __init__(self, book: Any, layout: Layout, path: Path) -> None:  # noqa: ANN401 - the library has no types
        self.book = book
        self.layout = layout
        self.path = path
        self.formats: dict[Look, Any] = {}
        self.figures: list[tuple[str, ...]] = []

    def sheet(self, sheet: Sheet) -> None:
        """One sheet with its text, widths, heights, names and print settings."""
        grid = grid_of(sheet, self.layout)
        page = self.book.add_worksheet(sheet.name)
        for column, width in enumerate(grid.widths):
            page.set_column_pixels(column, column, width // _TWIPS_PER_PIXEL)
        for row, height in enumerate(grid.heights):
            page.set_row(row, height / TWIPS)
        for spot in grid.spots:
            self._spot(page, sheet.name, spot)
        for name, (first, last) in grid.names.items():
            cells = xl_range_abs(first, 0, last, len(grid.widths) - 1)
            self.book.define_name(f"'{sheet.name}'!{name}", f"='{sheet.name}'!{cells}")
        self._print(page, sheet, grid)

    def sources(self) -> None:
        """The sheet that lists every figure with its place, if there are any."""
        if not self.figures:
            return
        page = self.book.add_worksheet(SOURCE_SHEET)
        for row, cells in enumerate([SOURCE_COLUMNS, *self.figures]):
            kind = self.layout.styles["label" if row == 0 else "text"]
            form = self._format(Look(kind.font, kind.half_points, "left", bold=False, framed=True))
            for column, text in enumerate(cells):
                page.write_string(row, column, text, form)
        for column, width in enumerate(_SOURCE_WIDTHS):
            page.set_column(column, column, width)
        page.set_paper(_A4)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)

    def _spot(self, page: Any, sheet: str, spot: Spot) -> None:  # noqa: ANN401 - see above
        text = text_of(spot.runs)
        form = self._format(spot.look)
        if len(text.encode("utf-16-le")) > 2 * _LONGEST_TEXT:
            raise Unwritable(
                Text(
                    "无法写入文件 {file}：一个单元格的文字超过 {limit} 个字符。",
                    "The file {file} cannot be written: the text of a cell has more than {limit} characters.",
                ).fill(file=self.path, limit=_LONGEST_TEXT)
            )
        if spot.down > 1 or spot.across > 1:
            page.merge_range(spot.row, spot.column, spot.row + spot.down - 1, spot.column + spot.across - 1, "", form)
        number = spot.number
        if number is not None:
            page.write_number(spot.row, spot.column, float(number.value), form)
        elif text:
            page.write_string(spot.row, spot.column, text, form)
        elif spot.down == spot.across == 1:
            page.write_blank(spot.row, spot.column, None, form)
        address = xl_rowcol_to_cell(spot.row, spot.column)
        for figure, shown, before, after, place in quotes_in(spot.runs, address):
            self.figures.append((figure, shown, sheet, place, before, after))

    def _format(self, look: Look) -> Any:  # noqa: ANN401 - see above
        if look not in self.formats:
            whole, half = divmod(look.half_points, 2)
            options = {
                "font_name": look.font,
                "font_size": whole + 0.5 if half else whole,
                "bold": look.bold,
                "align": _HORIZONTAL[look.align],
                "valign": "vcenter",
                "text_wrap": True,
                "border": int(look.framed),
                "num_format": look.number_format or "General",
            }
            self.formats[look] = self.book.add_format(options)
        return self.formats[look]

    def _print(self, page: Any, sheet: Sheet, grid: Grid) -> None:  # noqa: ANN401 - see above
        margin = self.layout.sheet_margin / _TWIPS_PER_INCH
        page.set_paper(_A4)
        if sheet.page == "landscape":
            page.set_landscape()
        page.set_margins(margin, margin, margin, margin * 4 / 3)
        page.set_footer(_FOOTER, {"margin": margin / 2})
        page.center_horizontally()
        page.fit_to_pages(1, 0)
        if grid.heights:
            page.print_area(0, 0, len(grid.heights) - 1, len(grid.widths) - 1)
        if HEADER_NAME in grid.names:
            first, last = grid.names[HEADER_NAME]
            page.repeat_rows(first, last)
            if BODY_NAME in grid.names:
                page.freeze_panes(last + 1, 0)
