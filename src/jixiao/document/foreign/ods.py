"""OpenDocument workbooks: each sheet that people see as a table, with the texts that they see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jixiao.document.foreign._opendocument import OFFICE, STYLE, TABLE, TEXT, content, fault, number, text_of
from jixiao.document.formats.xlsx.anatomy import Anatomy
from jixiao.document.formats.xlsx.regions import Values, blocks_of
from jixiao.document.model import Block, Document, PageBreak
from jixiao.document.tidy import tidied
from jixiao.files.package import Element
from jixiao.files.reading import making_many_rows
from jixiao.wording import Text

MOST_CELLS = 500_000
MOST_PLACES = 1_000_000
MOST_SHEETS = 500
"""Cells in which something stands, of all sheets; rows times columns of one sheet; sheets."""

_ROWS = {f"{TABLE}table-header-rows", f"{TABLE}table-rows", f"{TABLE}table-row-group"}
_CELLS = {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}
_NUMBERS = {"float", "percentage", "currency"}


def read(path: Path) -> Document:
    """The document in an OpenDocument workbook; ``Unreadable`` says in a sentence why it cannot be opened."""
    body = content(path, "spreadsheet", Text("它不是 OpenDocument 工作簿", "it is no OpenDocument workbook"))
    sheets = body.findall(f"{TABLE}table")
    if len(sheets) > MOST_SHEETS:
        raise fault(path, Text("工作表超过 {n} 个", "it has more than {n} sheets").fill(n=MOST_SHEETS))
    hidden = _hidden(body)
    blocks: list[Block] = []
    total = 0
    with making_many_rows():
        for sheet in sheets:
            if sheet.get(f"{TABLE}style-name") in hidden:
                continue
            values = _values(path, sheet)
            total += len(values.texts)
            if total > MOST_CELLS:
                raise fault(path, _TOO_MANY)
            blocks += [PageBreak(), *blocks_of(values, Anatomy())]
        return tidied(Document("", tuple(blocks)))


def _hidden(body: Element) -> set[str]:
    """The styles of sheets that are not shown."""
    styles = body.getroottree().getroot().iterfind(f"{OFFICE}automatic-styles/{STYLE}style")
    return {
        style.get(f"{STYLE}name") or ""
        for style in styles
        for each in style.iterfind(f"{STYLE}table-properties")
        if each.get(f"{TABLE}display") == "false"
    }


def _values(path: Path, sheet: Element) -> Values:
    """The texts of a sheet by place, and its merged ranges; a row or cell that stands for many counts only if it says something."""
    values = Values()
    at = 0
    for row in _rows(sheet):
        cells = [cell for cell in row if cell.tag in _CELLS]
        times = number(row, f"{TABLE}number-rows-repeated")
        is_filled = any(_text(cell) for cell in cells)
        if is_filled and (times * len(cells) > MOST_CELLS or len(values.texts) > MOST_CELLS):
            raise fault(path, _TOO_MANY)
        for _ in range(times if is_filled else 0):
            _row(path, values, at, cells)
            at += 1
        at += 0 if is_filled else times
    width = 1 + max((column for _, column in values.texts), default=0)
    if width * (1 + max((row for row, _ in values.texts), default=0)) > MOST_PLACES:
        raise fault(path, Text("工作表范围过大", "a sheet reaches too far"))
    return values


def _rows(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in _ROWS:
            yield from _rows(child)


def _row(path: Path, values: Values, row: int, cells: list[Element]) -> None:
    column = 0
    for cell in cells:
        times = number(cell, f"{TABLE}number-columns-repeated")
        text = _text(cell) if cell.tag == f"{TABLE}table-cell" else ""
        if text and (times > MOST_CELLS or len(values.texts) + times > MOST_CELLS):
            raise fault(path, _TOO_MANY)
        for at in range(column, column + times) if text else ():
            values.texts[row, at] = text
            if cell.get(f"{OFFICE}value-type") in _NUMBERS:
                values.numbers[row, at] = 0
        down, across = (number(cell, f"{TABLE}number-{name}-spanned") for name in ("rows", "columns"))
        if down > 1 or across > 1:
            values.merges.append((row, column, row + down - 1, column + across - 1))
        column += times


def _text(cell: Element) -> str:
    return "\n".join(text_of(each) for each in cell.iterfind(f"{TEXT}p"))


_TOO_MANY = Text("工作表超过 {n} 格", "its sheets have more than {n} cells").fill(n=MOST_CELLS)
