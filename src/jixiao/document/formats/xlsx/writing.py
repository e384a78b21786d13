"""Excel files written: sheets that print as they stand, numbers as numbers, and no text that becomes a formula."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from jixiao.document.figures import quotes_in
from jixiao.document.formats.xlsx.anatomy import Range
from jixiao.document.formats.xlsx.book import UNDATED
from jixiao.document.formats.xlsx.cell_values import TEXT_CODE
from jixiao.document.formats.xlsx.entry_marks import EntryMarks
from jixiao.document.formats.xlsx.grid import Anchor, Grid, Look, Spot, grid_of
from jixiao.document.formats.xlsx.pictures import put_chart, put_picture
from jixiao.document.formats.xlsx.sheets import (
    BODY_NAME,
    CARRIED_SHEET,
    CHART_SHEET,
    HEADER_NAME,
    SOURCE_SHEET,
    Sheet,
    name_of_chart,
    name_of_sheet,
    planned,
)
from jixiao.document.formats.xlsx.skeleton import carried_rows
from jixiao.document.formats.xlsx.source_list import TRACE_WIDTHS, WIDTHS, listing
from jixiao.document.formats.xlsx.straight import Cell, Line, Straight, listed
from jixiao.document.formats.xlsx.strings import Book
from jixiao.document.layout import TWIPS, Layout, Type
from jixiao.document.layout import layout as shipped
from jixiao.document.measure import fitted, signs_on_a_line, tallest
from jixiao.document.model import Document, Picture, text_of
from jixiao.document.tidy import tidied
from jixiao.errors import Unwritable
from jixiao.files.writing import write_bytes
from jixiao.wording import Text

_A4 = 9
_LONGEST_TEXT = 32_767
_TWIPS_PER_PIXEL = 15
_TWIPS_PER_INCH = 1440
_TWIPS_PER_CHARACTER = 105
_FOOTER = '&C&"宋体"&12— &P —'
_TINT = "#FFF8E1"
"""So light that nothing of it is seen in print without colours."""

_FIRST_DAY = date(1899, 12, 30)
"""Days are counted from here."""

_FREE = {"format_columns": True, "format_rows": True}
"""What may be done on a protected sheet beside filling in."""

_HORIZONTAL = {"left": "left", "center": "center", "right": "right", "justify": "left"}


def write(document: Document, path: Path, layout: Layout | None = None) -> None:
    """Write a document as an Excel file; the same document and layout give the same bytes."""
    document = tidied(document)
    buffer = BytesIO()
    book = Book(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    properties = document.properties
    made_on = properties.made_on or UNDATED
    book.set_properties(
        {
            "title": document.title,
            "subject": properties.subject,
            "author": properties.author,
            "keywords": properties.keywords,
            "created": datetime(made_on.year, made_on.month, made_on.day),  # noqa: DTZ001 - the file's form has no time zone
        }
    )
    _Writer(book, layout or shipped(), path).document(document)
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
        self.entries = EntryMarks(book)
        self.charts: dict[int, Range] = {}
        self.waiting: list[tuple[Any, Anchor]] = []

    def document(self, document: Document) -> None:
        """All sheets; charts come last, when it is known where their numbers stand."""
        plan = planned(document)
        for number, sheet in enumerate(plan.sheets, 1):
            self.sheet(sheet)
            self.book.define_name(name_of_sheet(number), f"='{sheet.name}'!$A$1")
        for page, anchor in self.waiting:
            self._draw(page, anchor)
        self.sources(listing(self.figures, document.trace))
        self.entries.lists()
        page = self.book.add_worksheet(CARRIED_SHEET, Straight)
        page.put(listed(carried_rows(document, plan)))
        page.very_hidden()

    def sheet(self, sheet: Sheet) -> None:
        """One sheet with its text, widths, heights, names and print settings."""
        grid = grid_of(sheet, self.layout)
        page = self.book.add_worksheet(sheet.name, Straight)
        for column, width in enumerate(grid.widths):
            page.set_column_pixels(column, column, width // _TWIPS_PER_PIXEL)
        for row, height in enumerate(grid.heights if grid.anchors else ()):
            page.set_row(row, height / TWIPS)
        rows: list[list[Cell]] = [[] for _ in grid.heights]
        for spot in grid.spots:
            self._spot(page, rows, spot)
            self._note(sheet.name, spot)
        lines = (Line(sorted(cells, key=_column), height) for cells, height in zip(rows, grid.heights, strict=True))
        page.put(lines, keep=bool(grid.charts))
        if self.entries.mark(page, sheet.name, grid):
            page.protect("", _FREE)
        for name, (first, last) in grid.names.items():
            cells = xl_range_abs(first, 0, last, len(grid.widths) - 1)
            self.book.define_name(f"'{sheet.name}'!{name}", f"='{sheet.name}'!{cells}")
        for number, each in grid.charts.items():
            self.book.define_name(name_of_chart(number), f"='{CHART_SHEET}'!{xl_range_abs(*each)}")
        self.charts |= grid.charts
        self.waiting += [(page, anchor) for anchor in grid.anchors]
        self._print(page, sheet, grid)

    def sources(self, rows: list[tuple[str, ...]]) -> None:
        """The sheet that lists every figure with its place, if there are any."""
        if len(rows) == 1:
            return
        page = self.book.add_worksheet(SOURCE_SHEET, Straight)
        widths = (*WIDTHS, *TRACE_WIDTHS)[: len(rows[0])]
        for column, width in enumerate(widths):
            page.set_column_pixels(column, column, width * _TWIPS_PER_CHARACTER // _TWIPS_PER_PIXEL)
        header, text = (self._listing_in(self.layout.styles[kind], widths) for kind in ("label", "text"))
        page.put(chain([header(rows[0])], map(text, rows[1:])))
        page.set_paper(_A4)
        page.set_landscape()
        page.set_footer(_FOOTER)
        page.fit_to_pages(1, 0)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)

    def _listing_in(self, kind: Type, widths: tuple[int, ...]) -> Callable[[tuple[str, ...]], Line]:
        """What makes lines of a list in columns so wide."""
        size = kind.half_points - 2
        rooms = [(width * _TWIPS_PER_CHARACTER, signs_on_a_line(size, width * _TWIPS_PER_CHARACTER)) for width in widths]
        usual = fitted("", size, 0, 1)
        forms: dict[int, Any] = {}

        def line(texts: tuple[str, ...]) -> Line:
            fits = [
                usual if len(text) <= signs and "\n" not in text else fitted(text, size, room, 1)
                for text, (room, signs) in zip(texts, rooms, strict=True)
            ]
            for fit in fits:
                if fit.half_points not in forms:
                    forms[fit.half_points] = self._format(Look(kind.font, fit.half_points, "left", bold=False, framed=True))
            cells = ((at, text, forms[fit.half_points]) for at, (text, fit) in enumerate(zip(texts, fits, strict=True)))
            return Line(cells, tallest(fits))

        return line

    def _spot(self, page: Straight, rows: list[list[Cell]], spot: Spot) -> None:
        text = text_of(spot.runs)
        form = self._format(spot.look)
        if len(text) > _LONGEST_TEXT // 2 and len(text.encode("utf-16-le")) > 2 * _LONGEST_TEXT:
            raise Unwritable(
                Text(
                    "无法写入文件 {file}：一个单元格的文字超过 {limit} 个字符。",
                    "The file {file} cannot be written: the text of a cell has more than {limit} characters.",
                ).fill(file=self.path, limit=_LONGEST_TEXT)
            )
        value: str | float = text
        if isinstance(spot.value, Decimal):
            value = float(spot.value)
        elif spot.value is not None:
            value = float((spot.value - _FIRST_DAY).days)
        if spot.down > 1 or spot.across > 1:
            page.join(spot.row, spot.column, spot.row + spot.down - 1, spot.column + spot.across - 1)
        for row in range(spot.row, spot.row + spot.down):
            rows[row] += [(column, None, form) for column in range(spot.column, spot.column + spot.across)]
        rows[spot.row][-spot.across] = (spot.column, value, form)

    def _note(self, sheet: str, spot: Spot) -> None:
        """Remember the figures of a cell with its place."""
        for figure, shown, before, after, _ in quotes_in(spot.runs, ""):
            self.figures.append((figure, shown, sheet, xl_rowcol_to_cell(spot.row, spot.column), before, after))

    def _draw(self, page: Any, anchor: Anchor) -> None:  # noqa: ANN401 - see above
        drawn = anchor.drawn
        if isinstance(drawn.block, Picture):
            put_picture(page, anchor, drawn.block, self.path)
        else:
            put_chart(self.book, page, anchor, drawn.block, self.charts[drawn.number], self.layout)

    def _format(self, look: Look) -> Any:  # noqa: ANN401 - see above
        if look not in self.formats:
            whole, half = divmod(look.half_points, 2)
            is_number = look.number_format not in {"", TEXT_CODE}
            options = {
                "font_name": look.font,
                "font_size": whole + 0.5 if half else whole,
                "bold": look.bold,
                "align": _HORIZONTAL[look.align],
                "valign": "vcenter",
                "text_wrap": not is_number,
                "shrink": is_number,
                "border": int(look.framed),
                "num_format": look.number_format or "General",
            }
            if look.is_entry:
                options |= {"locked": False, "bg_color": _TINT}
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


def _column(cell: Cell) -> int:
    return cell[0]
