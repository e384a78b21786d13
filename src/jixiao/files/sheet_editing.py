"""Single cells of an Excel file changed where they stand: styles, widths, comments, charts and all other parts stay as they are.

A changed cell keeps its style. Texts stand in the cell itself, so that the table of shared texts is not touched. A new row takes the
styles that wait for it in the sheet, or those of another row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from jixiao.exact import plain
from jixiao.files.package import Element, Package
from jixiao.files.sheet_parts import column_letters, column_number
from jixiao.files.sheet_writing import Written
from jixiao.files.sheets import LARGEST_WORKBOOK, worksheets
from jixiao.wording import Text

_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_BUILT_IN_DATES = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58})
_BUILT_IN_PERCENTS = frozenset({9, 10})
_NOT_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DATE_SIGNS = re.compile(r"[yYdD年日]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_CALCULATION = re.compile(rb"<calcPr\b(?![^>]*\bfullCalcOnLoad)")
_FORMULA = re.compile(rb"<(?:\w{1,40}:)?f[ />]")
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


_NumberOf = Callable[[Decimal | date, str | None], str | None]
"""How a value becomes a number under a style."""


class _Style(NamedTuple):
    """What a cell's number format makes of a number."""

    is_date: bool = False
    is_percentage: bool = False


class BookEdit:
    """An Excel file while cells of it are changed. Rows are numbered as an office program shows them, columns counted from zero.

    ``has_formulas`` says whether any sheet has some, whose results may follow from what is changed. ``Unreadable`` if the file cannot be
    opened, or a sheet is too large to be changed in this way.
    """

    def __init__(self, path: Path) -> None:
        with Package(path, LARGEST_WORKBOOK) as package:
            self._main, self._parts = worksheets(package)
            self._styles = list(_styles(package, self._main))
            root = package.tree(self._main)
            said = root.find("{*}workbookPr")
            self.has_formulas = any(_FORMULA.search(package.read(part)) for part in self._parts.values())
            is_1904 = said is not None and said.get("date1904") in {"1", "true"}
        self._path = path
        self._epoch = _EPOCH_1904 if is_1904 else _EPOCH
        self._sheets: dict[str, _Sheet] = {}

    def is_formula(self, sheet: str, row: int, column: int) -> bool:
        """Whether a formula stands in a cell."""
        cell = self._sheet(sheet).cell(row, column)
        return cell is not None and cell.find("{*}f") is not None

    def set(self, sheet: str, place: tuple[int, int], value: Written, like: int | None = None) -> None:
        """Put a value into the cell at a row and column; what stood in it, a formula included, is gone.

        A cell that the sheet does not have yet gets the style of the one in the row ``like``, or else its column's.
        """
        self._sheet(sheet).set(place, value, self._number, like)

    def content(self) -> bytes:
        """The bytes of the whole file. If it has formulas, a program that opens it next is asked to work them out again."""
        parts = {self._parts[name]: sheet.xml() for name, sheet in self._sheets.items() if sheet.is_changed}
        with Package(self._path, LARGEST_WORKBOOK) as package:
            if self.has_formulas:
                parts[self._main] = _CALCULATION.sub(b'<calcPr fullCalcOnLoad="1"', package.read(self._main), count=1)
            return package.rewritten(parts)

    def _sheet(self, name: str) -> _Sheet:
        if name not in self._sheets:
            with Package(self._path, LARGEST_WORKBOOK) as package:
                self._sheets[name] = _Sheet(package, self._parts[name])
        return self._sheets[name]

    def _number(self, value: Decimal | date, style: str | None) -> str | None:
        """The number that stands for a value under a cell's style; None where only a text can say it."""
        known = self._styles[int(style)] if style and style.isdigit() and int(style) < len(self._styles) else _Style()
        if isinstance(value, date):
            return str((value - self._epoch).days) if known.is_date else None
        if known.is_date:
            return None
        return plain(value.scaleb(-2) if known.is_percentage else value)


class _Sheet:
    """The XML of one sheet as a tree, its rows and cells by their numbers."""

    def __init__(self, package: Package, part: str) -> None:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        self.root: Element = etree.fromstring(package.read(part), parser)
        data = self.root.find("{*}sheetData")
        if self.root.getroottree().docinfo.doctype or data is None:
            raise package.fault(Text("{name} 不是完整的工作表", "{name} is no complete sheet").fill(name=part))
        self.data: Element = data
        self.space = f"{{{etree.QName(self.root).namespace}}}"
        self.rows: dict[int, Element] = {}
        self.is_changed = False
        number = 0
        for row in data.iterfind("{*}row"):
            said = row.get("r") or ""
            number = int(said) if said.isdigit() else number + 1
            row.set("r", str(number))
            self.rows.setdefault(number, row)

    def cell(self, row: int, column: int) -> Element | None:
        """The cell at a place, if the sheet has one there."""
        found = self.rows.get(row)
        return None if found is None else next((cell for at, cell in self._cells(found) if at == column), None)

    def set(self, place: tuple[int, int], value: Written, number_of: _NumberOf, like: int | None) -> None:
        """Put a value into a cell, which is made if it is not there."""
        cell = self.cell(*place)
        if cell is None:
            cell = self._made(*place, like)
        for child in list(cell):
            cell.remove(child)
        for name in ("t", "cm", "vm"):
            cell.attrib.pop(name, None)
        self.is_changed = True
        if value is None:
            return
        number = number_of(value, cell.get("s")) if isinstance(value, (Decimal, date)) else None
        if number is not None:
            etree.SubElement(cell, f"{self.space}v").text = number
            return
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{self.space}is"), f"{self.space}t")
        text.text = _ESCAPE.sub("_x005F_", plain(value) if isinstance(value, Decimal) else str(value))
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def xml(self) -> bytes:
        """The bytes of the part."""
        xml: bytes = etree.tostring(self.root, encoding="UTF-8", xml_declaration=False)
        return _HEAD + xml

    def _cells(self, row: Element) -> Iterator[tuple[int, Element]]:
        column = -1
        for cell in row.iterfind("{*}c"):
            found = _ADDRESS.fullmatch(cell.get("r") or "")
            column = column_number(found[1]) if found else column + 1
            yield column, cell

    def _made(self, number: int, column: int, like: int | None) -> Element:
        """A new cell at its place among the others, with the style that waits there."""
        row = self.rows.get(number)
        if row is None:
            row = self._made_row(number)
        cells = list(self._cells(row))
        for at, cell in cells:
            if not cell.get("r"):
                _put_first(cell, f"{column_letters(at)}{number}")
        made = etree.Element(f"{self.space}c", r=f"{column_letters(column)}{number}")
        style = self._style(column, like)
        if style:
            made.set("s", style)
        following = next((cell for at, cell in cells if at > column), None)
        if following is not None:
            following.addprevious(made)
        else:
            row.insert(row.index(cells[-1][1]) + 1 if cells else 0, made)
        row.attrib.pop("spans", None)
        self._reach(number, column)
        return made

    def _made_row(self, number: int) -> Element:
        made = etree.Element(f"{self.space}row", r=str(number))
        following = min((each for each in self.rows if each > number), default=None)
        if following is not None:
            self.rows[following].addprevious(made)
        else:
            self.data.append(made)
        self.rows[number] = made
        return made

    def _style(self, column: int, like: int | None) -> str | None:
        above = self.cell(like, column) if like else None
        if above is not None and above.get("s"):
            return str(above.get("s"))
        for each in self.root.iterfind("{*}cols/{*}col"):
            if int(each.get("min") or 0) <= column + 1 <= int(each.get("max") or 0):
                return each.get("style") or None
        return None

    def _reach(self, row: int, column: int) -> None:
        """Let the sheet say that it reaches to a cell."""
        said = self.root.find("{*}dimension")
        corners = _ADDRESS.findall(said.get("ref") or "") if said is not None else []
        if said is not None and corners:
            rows = [row, *(int(number) for _, number in corners)]
            columns = [column, *(column_number(letters) for letters, _ in corners)]
            said.set("ref", f"{column_letters(min(columns))}{min(rows)}:{column_letters(max(columns))}{max(rows)}")


def _put_first(cell: Element, address: str) -> None:
    others = dict(cell.attrib)
    cell.attrib.clear()
    cell.set("r", address)
    cell.attrib.update(others)


def _styles(package: Package, main: str) -> Iterator[_Style]:
    """What each cell style's number format makes of a number."""
    part = package.related(main, "styles")
    if part is None:
        return
    root = package.tree(part)
    codes = {each.get("numFmtId"): each.get("formatCode") or "" for each in root.iterfind("{*}numFmts/{*}numFmt")}
    for style in root.iterfind("{*}cellXfs/{*}xf"):
        number = style.get("numFmtId") or "0"
        code = _NOT_CODE.sub("", codes.get(number, ""))
        known = int(number) if number.isdigit() and number not in codes else -1
        yield _Style(bool(_DATE_SIGNS.search(code)) or known in _BUILT_IN_DATES, "%" in code or known in _BUILT_IN_PERCENTS)
