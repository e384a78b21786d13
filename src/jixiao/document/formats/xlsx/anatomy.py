"""What a workbook says beside its values: names of ranges, orientation, number formats, and how far its sheets reach."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple

from lxml import etree

from jixiao.document.formats.xlsx.number_formats import code_of
from jixiao.document.model import Page
from jixiao.files.package import Element, Package
from jixiao.wording import Text

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MOST_CELLS = 1_000_000
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_SHEET_AND_CELLS = re.compile(r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!(?P<cells>[^!]+)")
_ROWS = re.compile(r"\$?(\d{1,7}):\$?(\d{1,7})")

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from zero."""


@dataclass(slots=True)
class Anatomy:
    """What one sheet says beside its values."""

    names: dict[str, Range] = field(default_factory=dict)
    header_rows: tuple[int, int] | None = None
    page: Page = "portrait"
    codes: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    """Cells that show an error (#DIV/0!), or nothing because their formula was never worked out."""
    part: str = ""


class Target(NamedTuple):
    """What a name of the workbook refers to."""

    sheet: str
    cells: Range


class Anatomies(NamedTuple):
    """What a workbook says beside its values: each sheet by its name, and what the workbook's own names refer to.

    A name whose cells were deleted refers to nothing.
    """

    sheets: dict[str, Anatomy]
    names: dict[str, Target | None]


def anatomies(package: Package) -> Anatomies:
    """The anatomy of a workbook; ``Unreadable`` if a sheet reaches further than is safe to open."""
    main = package.related("", "officeDocument")
    root = None if main is None else package.tree(main)
    if main is None or root is None or root.tag != f"{M}workbook":
        raise package.fault(Text("它不是 Excel 文件", "it is no Excel file"))
    codes = _cell_codes(package, package.related(main, "styles"))
    targets = package.targets(main)
    sheets = [(sheet.get("name") or "", sheet.get(f"{_R}id") or "") for sheet in root.iterfind(f"{M}sheets/{M}sheet")]
    found = [_sheet(package, targets.get(identity, ""), codes) for _, identity in sheets]
    names: dict[str, Target | None] = {}
    for name in root.iterfind(f"{M}definedNames/{M}definedName"):
        local = name.get("localSheetId") or ""
        if not local:
            names[name.get("name") or ""] = _target(name.text or "")
        elif local.isdigit() and int(local) < len(found):
            _add_name(found[int(local)], name.get("name") or "", name.text or "")
    return Anatomies({name: each for (name, _), each in zip(sheets, found, strict=True)}, names)


def position(address: str) -> tuple[int, int] | None:
    """Row and column of an address such as ``C5``, counted from zero."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def _target(refers_to: str) -> Target | None:
    found = _SHEET_AND_CELLS.fullmatch(refers_to.removeprefix("="))
    cells = _range(found["cells"]) if found else None
    if found is None or cells is None:
        return None
    return Target(found["plain"] or found["quoted"].replace("''", "'"), cells)


def _range(cells: str) -> Range | None:
    first, _, last = cells.partition(":")
    start, end = position(first), position(last or first)
    return (*start, *end) if start and end else None


def _add_name(sheet: Anatomy, name: str, refers_to: str) -> None:
    cells = refers_to.rpartition("!")[2]
    found = _range(cells)
    if found:
        sheet.names[name] = found
    elif name == "_xlnm.Print_Titles" and (rows := _ROWS.fullmatch(cells)):
        sheet.header_rows = (int(rows[1]) - 1, int(rows[2]) - 1)


def _cell_codes(package: Package, part: str | None) -> list[str]:
    """The number format of each cell style."""
    if part is None:
        return []
    root = package.tree(part)
    custom = {int(each.get("numFmtId") or 0): each.get("formatCode") or "" for each in root.iterfind(f"{M}numFmts/{M}numFmt")}
    return [code_of(int(each.get("numFmtId") or 0), custom) for each in root.iterfind(f"{M}cellXfs/{M}xf")]


def _sheet(package: Package, part: str, codes: list[str]) -> Anatomy:
    """One pass over a sheet's XML, which is never held as a whole."""
    found = Anatomy(part=part)
    if part not in package:
        return found
    rows = columns = 0
    source = etree.iterparse(
        BytesIO(package.xml(part)),
        events=("end",),
        tag=(f"{M}c", f"{M}row", f"{M}pageSetup"),
        resolve_entities=False,
        no_network=True,
    )
    try:
        for _, element in source:
            if element.tag == f"{M}c":
                at = position(element.get("r") or "")
                if at is not None and len(element):
                    rows, columns = max(rows, at[0] + 1), max(columns, at[1] + 1)
                    _note_code(found, at, element, codes)
                    _note_formula(found, at, element)
            elif element.tag == f"{M}row":
                if rows * columns > MOST_CELLS:
                    break
                _forget(element)
            elif element.get("orientation") == "landscape":
                found.page = "landscape"
    except etree.XMLSyntaxError as error:
        raise package.fault(Text("{name} 不是完整的 XML", "{name} is no complete XML").fill(name=part)) from error
    if rows * columns > MOST_CELLS:
        raise package.fault(Text("工作表范围过大", "a sheet reaches too far"))
    return found


def _forget(row: Element) -> None:
    """Let go of a row that was read, and of those before it."""
    row.clear()
    while row.getprevious() is not None:
        del row.getparent()[0]


def _note_code(found: Anatomy, at: tuple[int, int], element: Element, codes: list[str]) -> None:
    style = element.get("s") or ""
    if element.get("t", "n") == "n" and style.isdigit() and int(style) < len(codes) and codes[int(style)] != "General":
        found.codes[at] = codes[int(style)]


def _note_formula(found: Anatomy, at: tuple[int, int], element: Element) -> None:
    value = element.find(f"{M}v")
    if element.find(f"{M}f") is not None:
        found.formulas.add(at)
        if (value is None or not value.text) and element.get("t") != "str":
            found.errors[at] = ""
    if element.get("t") == "e":
        found.errors[at] = (value.text if value is not None else None) or ""
