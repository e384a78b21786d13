"""The sheets of an Excel file (.xlsx, .xlsm) as rows of cells, opened within bounds.

Here binary floats end: a number is the text of the at most 15 significant digits that Excel shows. What a cell is (text, number,
date, truth value, error) is kept, because what a person typed and what a program made of it are two things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from jixiao.exact import plain
from jixiao.files.package import Element, Package
from jixiao.files.sheet_parts import SheetPart, sheet_part
from jixiao.files.writing import stored
from jixiao.wording import Text

LARGEST_WORKBOOK = 4_000_000_000
"""Bytes that all parts may claim unpacked; no part is read further than its own bound."""

MOST_SHEETS = 500
_PERCENT_FORMATS = {"9", "10"}
"""The formats of percentages that every workbook has without declaring them."""

_M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(slots=True, eq=False)
class Number:
    """A cell that holds a number, as the digits that Excel shows. Not frozen only because that would make it slow to make."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Percentage:
    """A cell whose number is shown as a percentage: 0.965 in the file, ``96.5%`` to the reader."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A cell that holds a day and a time of day, or a time alone."""

    text: str
    day: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """A cell that holds TRUE or FALSE."""

    value: bool
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Broken:
    """A cell without a value: an error such as ``#REF!``, or a formula that no program has worked out yet (then ``text`` is empty)."""

    text: str


Cell = str | Number | Percentage | date | Moment | Truth | Broken


class SheetLine(NamedTuple):
    """One row of a sheet with its number as an office program shows it; the first cell is that of column A."""

    number: int
    cells: list[Cell]


class Merge(NamedTuple):
    """A merged range: rows as an office program numbers them, columns counted from zero, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """One sheet: the rows in which something stands, and what else a reader has to know of it."""

    name: str
    is_hidden: bool = False
    lines: list[SheetLine] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    cut_after: int | None = None
    """The row after which nothing was read, because many empty rows follow it."""
    too_large: bool = False


def cell_text(cell: Cell) -> str:
    """The cell as a person sees it."""
    if isinstance(cell, str):
        return cell
    return cell.isoformat() if isinstance(cell, date) else cell.text


def read_sheets(path: Path) -> list[Sheet]:
    """All worksheets of an Excel file in their order; ``Unreadable`` says in a sentence why it cannot be opened."""
    with Package(path, LARGEST_WORKBOOK) as package:
        main, parts = worksheets(package)
        percents = _percent_styles(package, main)
        bounded = {name: sheet_part(package, part, percents) for name, part in parts.items()}
        clean = _clean(package, main, {parts[name]: part.xml for name, part in bounded.items()})
        with _opened(package, clean) as book:
            return [
                _sheet(book, each.name, bounded[each.name], is_hidden=each.visible != SheetVisibleEnum.Visible)
                for each in book.sheets_metadata
                if each.typ == SheetTypeEnum.WorkSheet and each.name in bounded
            ]


@contextmanager
def _opened(package: Package, clean: bytes) -> Iterator[CalamineWorkbook]:
    """The workbook as the library sees it; whatever it stumbles over is ``Unreadable``."""
    try:
        with CalamineWorkbook.from_filelike(BytesIO(clean)) as book:
            yield book
    except (CalamineError, ValueError, OverflowError) as error:
        raise package.fault(Text("工作簿已损坏", "the workbook is damaged")) from error


def worksheets(package: Package) -> tuple[str, dict[str, str]]:
    """The main part, and the parts of the worksheets by the sheets' names."""
    main = package.related("", "officeDocument")
    root = None if main is None or not main.endswith(".xml") else package.tree(main)
    if main is None or root is None or root.tag != f"{_M}workbook":
        raise package.fault(Text("它不是 Excel 文件（.xlsx）", "it is no Excel file (.xlsx)"))
    sheets: list[Element] = root.findall(f"{_M}sheets/{_M}sheet")
    if len(sheets) > MOST_SHEETS:
        raise package.fault(Text("工作表超过 {n} 个", "it has more than {n} sheets").fill(n=MOST_SHEETS))
    targets = package.targets(main)
    named = {sheet.get("name") or "": targets.get(sheet.get(f"{_R}id") or "", "") for sheet in sheets}
    return main, {name: part for name, part in named.items() if "worksheet" in part}


def _percent_styles(package: Package, main: str) -> set[int]:
    """The cell styles, by their number, whose number format shows a percentage."""
    part = package.related(main, "styles")
    root = package.tree(part) if part and part in package else None
    if root is None:
        return set()
    formats = {each.get("numFmtId") for each in root.iterfind(f"{_M}numFmts/{_M}numFmt") if "%" in (each.get("formatCode") or "")}
    styles = enumerate(root.iterfind(f"{_M}cellXfs/{_M}xf"))
    return {number for number, style in styles if style.get("numFmtId") in formats | _PERCENT_FORMATS}


def _clean(package: Package, main: str, sheets: dict[str, bytes]) -> bytes:
    """An archive of only what reading values takes, its sheets within bounds; what else the file holds is never opened."""
    folder, _, last = main.rpartition("/")
    wanted = ["[Content_Types].xml", "_rels/.rels", main, f"{folder}/_rels/{last}.rels"]
    wanted += [part for kind in ("styles", "sharedStrings") if (part := package.related(main, kind))]
    return stored([*((name, package.xml(name)) for name in wanted if name in package), *sheets.items()])


def _sheet(book: CalamineWorkbook, name: str, part: SheetPart, *, is_hidden: bool) -> Sheet:
    if part.too_large:
        return Sheet(name, is_hidden, too_large=True)
    grid = book.get_sheet_by_name(name)
    merges = [Merge(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in grid.merged_cell_ranges or []]
    return Sheet(name, is_hidden, list(_lines(grid, part)), merges, part.cut_after)


def _lines(grid: CalamineSheet, part: SheetPart) -> Iterator[SheetLine]:
    """The rows in which something stands."""
    broken: dict[int, dict[int, Broken]] = {}
    for row, column in part.bare_formulas:
        broken.setdefault(row, {})[column] = Broken("")
    for (row, column), text in part.errors.items():
        broken.setdefault(row, {})[column] = Broken(text or "#N/A")
    percentages: dict[int, list[int]] = {}
    for row, column in part.percentages:
        percentages.setdefault(row, []).append(column)
    made = _Cells()
    left = [""] * (grid.start or (0, 0))[1]
    for number, values in enumerate(grid.iter_rows(), 1):
        if any(values) or 0 in values:  # a zero and FALSE are something
            told: Sequence[object] = (
                [_truth(value) if isinstance(value, bool) else value for value in values] if part.has_truths else values
            )
            cells: list[Cell] = [*left, *map(made.__getitem__, told)]
        elif number in broken:
            cells = []
        else:
            continue
        for column in percentages.get(number, ()):
            cells[column : column + 1] = map(_percentage, cells[column : column + 1])
        yield SheetLine(number, _with_broken(cells, broken.pop(number)) if number in broken else cells)
    for number, rest in sorted(broken.items()):  # beyond the last value
        yield SheetLine(number, _with_broken([], rest))


def _percentage(cell: Cell) -> Cell:
    return Percentage(f"{plain(Decimal(cell.text) * 100)}%") if isinstance(cell, Number) else cell


def _with_broken(cells: list[Cell], broken: dict[int, Broken]) -> list[Cell]:
    cells += [""] * (max(broken) + 1 - len(cells))
    for column, cell in broken.items():
        cells[column] = cell
    return cells


class _Cells(dict[object, Cell]):
    """The cell of each value that the library hands over, made once: a text that stands in many cells is kept once, too.

    Truth values are told apart before, because to a dictionary TRUE is 1.
    """

    def __missing__(self, value: object) -> Cell:
        made = _MADE.get(type(value), _time)(value)
        self[value] = made
        return made


def _truth(value: bool) -> object:  # noqa: FBT001 - the cell's value
    return Truth(value, str(value).upper())


def _number(value: float) -> Cell:
    if not isfinite(value):
        return Broken("#NUM!")
    text = f"{value:.15g}"
    if "e" in text:
        text = plain(Decimal(text))
    return Number("0" if text == "-0" else text)


def _moment(value: datetime) -> Cell:
    return value.date() if value.time() == time() else Moment(value.isoformat(" ", "seconds"), value.date())


def _time(value: object) -> Cell:
    """A time of day or a length of time."""
    return Moment(str(value))


_MADE: dict[type, Callable[..., Cell]] = {
    str: str,
    float: _number,
    int: _number,
    Truth: lambda truth: truth,
    date: lambda day: day,
    datetime: _moment,
}
