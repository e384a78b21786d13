"""An Excel file opened: what stands on each sheet as people see it, and what the workbook says beside that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from jixiao.document.formats.xlsx.anatomy import Anatomy, Target, anatomies
from jixiao.document.formats.xlsx.number_formats import day_shown, shown
from jixiao.document.formats.xlsx.pictures import pictures_on
from jixiao.document.formats.xlsx.regions import Place, Values
from jixiao.document.model import Picture, Properties
from jixiao.document.properties import read_properties
from jixiao.document.tidy import clean
from jixiao.files.package import Package
from jixiao.wording import Text

_CODE = re.compile("_x([0-9A-Fa-f]{4})_")
UNDATED = date(2000, 1, 1)
"""The day of a workbook whose document has none: the format wants one."""

_GENERAL = "General"


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: its sheets in order, by name."""

    title: str
    properties: Properties
    values: dict[str, Values]
    said: dict[str, Anatomy]
    names: dict[str, Target | None]
    pictures: dict[str, list[Picture]]
    hidden: frozenset[str] = frozenset()
    """The sheets that people do not see."""

    def listed(self, sheet: str, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The rows of a sheet of ours that lists something; none if there is no such sheet or it has other columns."""
        texts = self.values.get(sheet, Values()).texts
        if any(texts.get((0, column)) != name for column, name in enumerate(columns)):
            return []
        rows = sorted({row for row, _ in texts if row})
        return [tuple(texts.get((row, column), "") for column in range(len(columns))) for row in rows]

    def typed(self, sheet: str, place: Place) -> str:
        """What somebody typed into a cell, as it is seen there but with all its digits; of a formula what is seen."""
        values, said = self.values[sheet], self.said[sheet]
        number = values.numbers.get(place)
        if number is None or place in said.formulas:
            return said.errors.get(place) or values.texts.get(place, "")
        return shown(number, said.codes.get(place, _GENERAL), whole=True)


def opened(path: Path) -> Book:
    """The workbook in an Excel file; ``Unreadable`` says in a sentence why it cannot be opened."""
    with Package(path) as package:
        found = anatomies(package)
        title, said_of = read_properties(package)
        author, subject, keywords = map(_decoded, (said_of.author, said_of.subject, said_of.keywords))
        properties = Properties(author, subject, keywords, said_of.made_on)
        try:
            with CalamineWorkbook.from_filelike(BytesIO(package.raw)) as book:
                values = {
                    each.name: _values(book, each.name, found.sheets.get(each.name, Anatomy()))
                    for each in book.sheets_metadata
                    if each.typ == SheetTypeEnum.WorkSheet
                }
                hidden = frozenset(each.name for each in book.sheets_metadata if each.visible != SheetVisibleEnum.Visible)
        except CalamineError as error:
            raise package.fault(Text("工作簿已损坏", "the workbook is damaged")) from error
        pictures = {name: pictures_on(package, each.part) for name, each in found.sheets.items()}
    said = {name: found.sheets.get(name, Anatomy()) for name in values}
    return Book(_decoded(title), properties, values, said, found.names, pictures, hidden)


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
                values.numbers[place] = value
    return values


def _text(value: object, code: str) -> str:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return shown(value, code)
    if isinstance(value, datetime) and value.time() == time():
        return day_shown(value.date(), code)
    if isinstance(value, date) and not isinstance(value, datetime):
        return day_shown(value, code)
    return str(value)


def _decoded(text: str) -> str:
    """A text whose characters Excel wrote by their codes."""
    return _CODE.sub(lambda found: chr(int(found[1], 16)), text)
