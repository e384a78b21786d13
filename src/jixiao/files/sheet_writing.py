"""Excel files that people fill in: one table a sheet, with drop-downs, prompts, formats and protection. No text becomes a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from jixiao.errors import Unwritable
from jixiao.files.writing import write_bytes
from jixiao.wording import Text

Written = str | Decimal | date | None
"""What stands in a cell: a text, a number of at most 15 digits, a day from 1 March 1900 on, or nothing."""

LONGEST_TEXT = 32_767
MOST_DIGITS = 15
FIRST_DAY = date(1900, 3, 1)
SPARE_ROWS = 1_000
"""Empty rows below the last one that are checked as they are filled in; those further down can be filled in as well."""

LISTS_SHEET = "选项"

_UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the file's form has no time zone
_FONT = "宋体"
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255
_HEADER_HEIGHT, _LINE_HEIGHT, _MOST_LINES = 24, 15, 20
_WIDEST_PAGE = 220
"""Signs that a page may hold across; a wider sheet is printed on several pages side by side rather than too small to read."""

_NONCHARACTERS = "\ufffe\uffff"
_PROTECTION = {
    "sort": True,
    "autofilter": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "select_locked_cells": True,
}


class Check(NamedTuple):
    """What a program asks of a cell as it is filled in: a kind, and for ``list`` the name of the list."""

    kind: Literal["any", "list", "number", "whole", "date"] = "any"
    of: str = ""
    is_strict: bool = False
    """Whether another entry is refused; otherwise the program asks whether it is meant."""
    error: str = ""


_ANY = Check()


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column: its header, how it looks, what its comment and its prompt say, and what is asked of its cells."""

    header: str
    width: int
    number_format: str = "@"
    wraps: bool = False
    comment: str = ""
    prompt: str = ""
    check: Check = _ANY
    is_required: bool = False


@dataclass(slots=True)
class SheetPlan:
    """One sheet: its columns and rows."""

    name: str
    columns: Sequence[ColumnPlan]
    rows: Sequence[Sequence[Written]]


@dataclass(slots=True)
class BookPlan:
    """A workbook: its sheets, fixed lists by name, and lists that are columns of sheets (name: sheet and column)."""

    title: str
    sheets: Sequence[SheetPlan]
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    column_lists: Mapping[str, tuple[str, int]] = field(default_factory=dict)


def write_sheets(plan: BookPlan, path: Path) -> None:
    """Write a workbook; the same plan gives the same bytes."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": plan.title, "created": _UNDATED})
    writer = _Writer(book, path)
    for sheet in plan.sheets:
        writer.sheet(sheet)
    writer.lists(plan.lists)
    depths = {sheet.name: _last(sheet) for sheet in plan.sheets}
    for name, (sheet_name, column) in plan.column_lists.items():
        letter, last = xl_col_to_name(column, col_abs=True), depths[sheet_name] + 1
        quoted = "'" + sheet_name.replace("'", "''") + "'"
        cells = f"{quoted}!{letter}$2:{letter}${last}"
        book.define_name(name, f"={quoted}!{letter}$2:INDEX({cells},MAX(1,COUNTA({cells})))")
    book.close()
    write_bytes(path, buffer.getvalue())


def _last(sheet: SheetPlan) -> int:
    """The last row, counted from zero, that is checked as it is filled in."""
    return len(sheet.rows) + SPARE_ROWS


class _Writer:
    """Writes sheets, making each format once."""

    def __init__(self, book: Any, path: Path) -> None:  # noqa: ANN401 - the library has no types
        self.book = book
        self.path = path
        self.formats: dict[tuple[object, ...], Any] = {}

    def sheet(self, sheet: SheetPlan) -> None:
        """One sheet: header, rows, and what helps to fill it in."""
        page = self.book.add_worksheet(sheet.name)
        page.set_comments_author("jixiao")
        page.set_row(0, _HEADER_HEIGHT)
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, column.width, self._body(column))
            page.write_string(0, at, column.header, self._header(is_required=column.is_required))
            if column.comment:
                lines = column.comment.count("\n") + 2
                page.write_comment(0, at, column.comment, {"x_scale": 2, "y_scale": max(1, lines / 4), "font_name": _FONT})
            page.data_validation(1, at, _last(sheet), at, _validation(column))
        bodies = [self._body(column) for column in sheet.columns]
        for number, row in enumerate(sheet.rows, 1):
            if (lines := _lines(sheet.columns, row)) > 1:
                page.set_row(number, min(lines, _MOST_LINES) * _LINE_HEIGHT)
            for at, (value, form) in enumerate(zip(row, bodies, strict=True)):
                self._cell(page, sheet, (number, at), value, form)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)
        page.protect("", _PROTECTION)
        page.set_landscape()
        page.set_paper(9)
        page.repeat_rows(0)
        if sum(column.width for column in sheet.columns) <= _WIDEST_PAGE:
            page.fit_to_pages(1, 0)

    def lists(self, lists: Mapping[str, Sequence[str]]) -> None:
        """The sheet that holds the fixed lists, each a column with a name; it is hidden, since nothing is filled in there."""
        if not lists:
            return
        page = self.book.add_worksheet(LISTS_SHEET)
        form = self._format(num_format="@", font_name=_FONT)
        for at, (name, words) in enumerate(lists.items()):
            page.write_string(0, at, name, form)
            for row, word in enumerate(words, 1):
                page.write_string(row, at, word, form)
            letter = xl_col_to_name(at, col_abs=True)
            self.book.define_name(name, f"='{LISTS_SHEET}'!{letter}$2:{letter}${len(words) + 1}")
        page.protect("", {})
        page.hide()

    def _cell(self, page: Any, sheet: SheetPlan, spot: tuple[int, int], value: Written, form: Any) -> None:  # noqa: ANN401
        row, column = spot
        if isinstance(value, Decimal):
            page.write_number(row, column, float(value), form)
        elif isinstance(value, date):
            page.write_datetime(row, column, datetime(value.year, value.month, value.day), form)  # noqa: DTZ001 - see above
        elif value:
            if len(value.encode("utf-16-le")) > 2 * LONGEST_TEXT or any(sign in value for sign in _NONCHARACTERS):
                raise self._fault(sheet, spot)
            page.write_string(row, column, value, form)

    def _fault(self, sheet: SheetPlan, spot: tuple[int, int]) -> Unwritable:
        return Unwritable(
            Text(
                "无法写入文件 {file}：工作表“{sheet}”第{row}行“{column}”的文字超过 {limit} 个字符，"
                "或含有 Excel 不能保存的字符；文件夹形式没有这个限制。",
                "The file {file} cannot be written: the text in sheet “{sheet}”, row {row}, “{column}” has more than {limit} "
                "characters or one that Excel cannot hold; a folder has no such limit.",
            ).fill(
                file=self.path,
                sheet=sheet.name,
                row=spot[0] + 1,
                column=sheet.columns[spot[1]].header,
                limit=LONGEST_TEXT,
            )
        )

    def _header(self, *, is_required: bool) -> Any:  # noqa: ANN401 - see above
        return self._format(
            bold=True,
            font_name=_FONT,
            font_color="#C00000" if is_required else "#000000",
            bg_color="#DDEBF7",
            border=1,
            align="center",
            valign="vcenter",
            num_format="@",
            locked=True,
        )

    def _body(self, column: ColumnPlan) -> Any:  # noqa: ANN401 - see above
        return self._format(font_name=_FONT, valign="top", num_format=column.number_format, text_wrap=column.wraps, locked=False)

    def _format(self, **options: object) -> Any:  # noqa: ANN401 - see above
        key = tuple(options.items())
        if key not in self.formats:
            self.formats[key] = self.book.add_format(options)
        return self.formats[key]


def _lines(columns: Sequence[ColumnPlan], row: Sequence[Written]) -> int:
    """How many lines the longest text of a row takes; other programs do not always work that out."""
    wrapped = [(column.width, text) for column, text in zip(columns, row, strict=True) if column.wraps and isinstance(text, str)]
    return max((sum(1 + _signs(line) // width for line in text.splitlines()) for width, text in wrapped), default=1)


def _signs(line: str) -> int:
    """The width of a line in digits; Chinese signs are two wide."""
    return len(line) if line.isascii() else sum(1 if sign.isascii() else 2 for sign in line)


def _validation(column: ColumnPlan) -> dict[str, object]:
    check = column.check
    said: dict[str, object] = {
        "input_title": _cut(column.header, _LONGEST_TITLE),
        "input_message": _cut(column.prompt, _LONGEST_MESSAGE),
        "error_title": _cut(column.header, _LONGEST_TITLE),
        "error_message": _cut(check.error, _LONGEST_MESSAGE),
        "error_type": "stop" if check.is_strict else "warning",
        "ignore_blank": True,
    }
    if check.kind == "list":
        return {"validate": "list", "source": f"={check.of}", **said}
    if check.kind == "date":
        last = date(2999, 12, 31)
        return {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": last, **said}
    if check.kind in {"number", "whole"}:
        limit = 10**MOST_DIGITS
        kind = "integer" if check.kind == "whole" else "decimal"
        return {"validate": kind, "criteria": "between", "minimum": -limit, "maximum": limit, **said}
    return {"validate": "any", **said}


def _cut(text: str, most: int) -> str:
    """The text, or so much of it as a program shows, counted in units of UTF-16."""
    if len(text.encode("utf-16-le")) <= 2 * most:
        return text
    while len(text.encode("utf-16-le")) > 2 * (most - 1):
        text = text[:-1]
    return text + "…"
