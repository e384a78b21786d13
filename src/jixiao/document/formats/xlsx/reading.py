"""Excel files read: every sheet as a table, with the texts that people see, the merged cells and the figures."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from jixiao.document.figures import Quote
from jixiao.document.formats.xlsx.anatomy import Anatomy, anatomy, position
from jixiao.document.formats.xlsx.number_formats import shown
from jixiao.document.formats.xlsx.regions import Values, blocks_of
from jixiao.document.formats.xlsx.sheets import SOURCE_COLUMNS, SOURCE_SHEET
from jixiao.document.model import Block, Document, PageBreak, is_figure_id
from jixiao.document.properties import read_properties
from jixiao.document.tidy import clean, tidied
from jixiao.files.package import Package
from jixiao.wording import Text

_GENERAL = "General"


def read(path: Path) -> Document:
    """The document in an Excel file; ``Unreadable`` says in a sentence why it cannot be opened."""
    with Package(path) as package:
        sheets = anatomy(package)
        title, properties = read_properties(package)
        try:
            with CalamineWorkbook.from_filelike(BytesIO(package.raw)) as book:
                values = {
                    each.name: _values(book, each.name, sheets.get(each.name, Anatomy()))
                    for each in book.sheets_metadata
                    if each.typ == SheetTypeEnum.WorkSheet
                }
        except CalamineError as error:
            raise package.fault(Text("工作簿已损坏", "the workbook is damaged")) from error
    _mark(values)
    blocks: list[Block] = []
    for name, each in values.items():
        said = sheets.get(name, Anatomy())
        blocks += [PageBreak(said.page), *blocks_of(each, said)]
    return tidied(Document(title, tuple(blocks), properties=properties))


def _values(book: CalamineWorkbook, name: str, said: Anatomy) -> Values:
    """The texts of a sheet as people see them, by row and column, and its merged ranges."""
    sheet = book.get_sheet_by_name(name)
    top, left = sheet.start or (0, 0)
    values = Values(merges=[(*start, *end) for start, end in sheet.merged_cell_ranges or []])
    for row, cells in enumerate(sheet.to_python(skip_empty_area=True), top):
        for column, value in enumerate(cells, left):
            place = (row, column)
            if text := _text(value, said.codes.get(place, _GENERAL)):
                values.texts[place] = text
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                values.numbers.add(place)
    return values


def _text(value: object, code: str) -> str:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return shown(value, code)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)


def _mark(values: dict[str, Values]) -> None:
    """Give the figures that the sheet of sources lists to the cells where they stand, and take that sheet away."""
    listed = values.get(SOURCE_SHEET)
    if listed is None or tuple(listed.texts.get((0, column), "") for column in range(len(SOURCE_COLUMNS))) != SOURCE_COLUMNS:
        return
    del values[SOURCE_SHEET]
    for row in sorted({row for row, _ in listed.texts if row}):
        figure, text, sheet, address, before, after = (
            listed.texts.get((row, column), "") for column in range(len(SOURCE_COLUMNS))
        )
        place = position(address)
        if place and sheet in values and is_figure_id(figure):
            values[sheet].figures.setdefault(place, []).append(Quote(figure, text, before, after, address))
