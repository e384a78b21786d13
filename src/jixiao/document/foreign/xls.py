"""Old workbooks (.xls of Excel 97 to 2003, .et of WPS): each sheet that people see as a table, with the texts that they see."""

from __future__ import annotations

import io
import struct
from datetime import time
from pathlib import Path

import xlrd
from xlrd.book import Book
from xlrd.sheet import Cell as XlsCell
from xlrd.sheet import Sheet

from jixiao.document.formats.xlsx.anatomy import Anatomy
from jixiao.document.formats.xlsx.number_formats import day_shown, shown
from jixiao.document.formats.xlsx.regions import Values, blocks_of
from jixiao.document.model import Block, Document, PageBreak
from jixiao.document.tidy import clean, tidied
from jixiao.errors import Unreadable
from jixiao.files.compound import SIGNATURE, Compound
from jixiao.files.reading import making_many_rows, read_bounded
from jixiao.wording import Text

LARGEST_FILE = 32_000_000
MOST_CELLS = 500_000
MOST_PLACES = 1_000_000
MOST_SHEETS = 500
"""Bytes; cells in which something stands, of all sheets; places of one sheet; sheets."""

_STREAMS = ("Workbook", "Book")
_BROKEN = (
    xlrd.XLRDError,
    struct.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
    MemoryError,
)
"""What the library raises on files that are damaged: it checks little of what it reads."""


def read(path: Path) -> Document:
    """The document in an old workbook; ``Unreadable`` says in a sentence why it cannot be opened."""
    raw = read_bounded(path, LARGEST_FILE)
    try:
        with making_many_rows():
            book = xlrd.open_workbook(file_contents=_workbook(raw), formatting_info=True, on_demand=True, logfile=io.StringIO())
            return tidied(_document(path, book))
    except _BROKEN as error:
        is_locked = "encrypted" in str(error)
        raise _fault(path, _ENCRYPTED if is_locked else _DAMAGED) from error


def _workbook(raw: bytes) -> bytes:
    """The stream that holds the workbook: the library's own search for it never ends in some damaged files."""
    if not raw.startswith(SIGNATURE):
        return raw
    container = Compound(raw)
    return next((stream for name in _STREAMS if (stream := container.stream(name)) is not None), b"")


def _document(path: Path, book: Book) -> Document:
    if book.nsheets > MOST_SHEETS:
        raise _fault(path, Text("工作表超过 {n} 个", "it has more than {n} sheets").fill(n=MOST_SHEETS))
    blocks: list[Block] = []
    total = 0
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        if sheet.visibility:
            continue
        if sheet.nrows * sheet.ncols > MOST_PLACES:
            raise _fault(path, Text("工作表范围过大", "a sheet reaches too far"))
        values = _values(book, sheet)
        total += len(values.texts)
        if total > MOST_CELLS:
            raise _fault(path, Text("工作表超过 {n} 格", "its sheets have more than {n} cells").fill(n=MOST_CELLS))
        blocks += [PageBreak(), *blocks_of(values, Anatomy())]
        book.unload_sheet(number)
    return Document("", tuple(blocks))


def _values(book: Book, sheet: Sheet) -> Values:
    """The texts of a sheet by place, and its merged ranges."""
    values = Values(merges=[(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells])
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = sheet.cell(row, column)
            if text := _text(book, cell):
                values.texts[row, column] = text
                if cell.ctype == xlrd.XL_CELL_NUMBER:
                    values.numbers[row, column] = cell.value
    return values


def _text(book: Book, cell: XlsCell) -> str:
    """A cell as people see it."""
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return clean(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return str(bool(cell.value)).upper()
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _day(book, cell)
    return shown(cell.value, _code(book, cell)) if cell.ctype == xlrd.XL_CELL_NUMBER else ""


def _day(book: Book, cell: XlsCell) -> str:
    try:
        moment = xlrd.xldate_as_datetime(cell.value, book.datemode)
    except (ValueError, OverflowError):
        return shown(cell.value, "General")
    if moment.time() == time():
        return day_shown(moment.date(), _code(book, cell))
    return str(moment.time() if cell.value < 1 else moment.replace(microsecond=0))


def _code(book: Book, cell: XlsCell) -> str:
    """The number format of a cell."""
    style = book.xf_list[cell.xf_index] if cell.xf_index is not None and cell.xf_index < len(book.xf_list) else None
    known = book.format_map.get(style.format_key) if style else None
    return str(known.format_str) if known else "General"


def _fault(path: Path, cause: Text) -> Unreadable:
    return Unreadable(
        Text("无法打开文件 {file}：{cause}。", "The file {file} cannot be opened: {cause}.").fill(file=path, cause=cause)
    )


_ENCRYPTED = Text("它已加密，请先取消密码", "it is encrypted; take the password off first")
_DAMAGED = Text(
    "工作簿已损坏；请用原来的程序打开后另存为 .xlsx", "the workbook is damaged; open it with its own program and save it as .xlsx"
)
