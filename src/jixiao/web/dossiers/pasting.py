"""Rows that come as cells: pasted out of an office program, or in a file of one. Read as a dossier's own tables are, and tried before they stand.

Nothing is kept of a trial: it is a writing that is taken back, so that what it says is what saving would say.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from jixiao.errors import Unreadable
from jixiao.files.delimited import LONGEST_CELL, WIDEST_ROW, read_csv
from jixiao.files.reading import making_many_rows, read_bounded
from jixiao.files.sheets import Cell, Sheet, SheetLine, cell_text, read_sheets
from jixiao.findings import Finding
from jixiao.tables.cells import Misfit, text_of_value
from jixiao.tables.exported_sheets import LeftOut, in_yuan, laid
from jixiao.tables.rows import Taken, is_blank
from jixiao.tables.schema import Field, TableSpec
from jixiao.tables.sheet_cells import take
from jixiao.web.dossiers.writing import Conflict, Drop, Faulty, Put, Writer, Written, rehearse, write
from jixiao.web.models import Dossier
from jixiao.wording import Text

MOST_ROWS = 50_000
"""Rows that are taken at once while somebody waits."""
MOST_IN_BACKGROUND = 300_000
LARGEST_PASTE = 4_000_000
ENDINGS = (".xlsx", ".xlsm", ".csv", ".txt", ".tsv")


@dataclass(frozen=True)
class Grid:
    """Lines of cells, the header apart where there is one. ``sheet`` is where they stand, if that is a workbook.

    ``left_out`` are lines that are no rows; ``says_wan`` is whether a caption says that amounts count in ten thousand yuan.
    """

    words: Sequence[str]
    lines: Sequence[SheetLine]
    has_header: bool
    sheet: str = ""
    left_out: Sequence[LeftOut] = ()
    says_wan: bool = False


def grid_of_file(path: Path, spec: TableSpec, most: int = MOST_ROWS) -> Grid:
    """The lines of a file; of a workbook those of the sheet whose header names the table's columns best. ``Unreadable`` if it is none."""
    with making_many_rows():
        if path.suffix in {".xlsx", ".xlsm"}:
            return _of_workbook(path, spec, most)
        lines = (
            _tabbed(path)
            if path.suffix in {".tsv", ".txt"}
            else [SheetLine(line.number, [*line.cells]) for line in islice(read_csv(path), 2 * most + 1)]
        )
    return _grid(lines, spec, most)


def _tabbed(path: Path) -> list[SheetLine]:
    """Lines as office programs put them on the clipboard: tabs between the cells, quotes around those with line breaks."""
    text = read_bounded(path, LARGEST_PASTE).decode("utf-8", "replace").replace("\0", "")
    csv.field_size_limit(LONGEST_CELL)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), "excel-tab"))
    except csv.Error as error:
        raise Unreadable(_BAD_PASTE.fill(why=error)) from error
    return [SheetLine(number, [*cells[:WIDEST_ROW]]) for number, cells in enumerate(rows, 1)]


def _of_workbook(path: Path, spec: TableSpec, most: int) -> Grid:
    shown = [sheet for sheet in read_sheets(path) if (sheet.lines or sheet.too_large) and not sheet.is_hidden]
    grids = [grid_of_sheet(sheet, spec, most) for sheet in shown]
    if not grids:
        raise Unreadable(_EMPTY)
    named = [each for each in grids if each.sheet in {spec.label.zh, spec.name}]
    headed = [each for each in grids if each.has_header]
    return (named or headed or grids)[0]


def grid_of_sheet(sheet: Sheet | None, spec: TableSpec, most: int = MOST_ROWS) -> Grid:
    """The lines of one sheet; ``Unreadable`` if there is none, or it holds nothing."""
    if sheet is None:
        raise Unreadable(_EMPTY)
    if sheet.too_large:
        raise Unreadable(_TOO_LARGE.fill(sheet=sheet.name))
    return _grid(sheet.lines, spec, most, sheet)


def _grid(lines: Sequence[SheetLine], spec: TableSpec, most: int, sheet: Sheet | None = None) -> Grid:
    filled = [line for line in lines if not is_blank(line.cells)]
    if not filled:
        raise Unreadable(_EMPTY)
    if len(filled) > most + 1:
        raise Unreadable(_TOO_MANY.fill(n=len(filled), most=most))
    found, name = laid(spec, filled, sheet.merges if sheet else ()), sheet.name if sheet else ""
    if found is not None:
        return Grid(found.words, found.lines, has_header=True, sheet=name, left_out=found.left_out, says_wan=found.says_wan)
    if _looks_like_header(filled):
        return Grid([cell_text(cell).strip() for cell in filled[0].cells], filled[1:], has_header=True, sheet=name)
    return Grid([], filled, has_header=False, sheet=name)


def _looks_like_header(lines: Sequence[SheetLine]) -> bool:
    """Whether a first line of words alone stands above lines with numbers or days: another program's header."""
    if len(lines) < 2:  # noqa: PLR2004 - a header and a line
        return False
    first = [cell_text(cell).strip() for cell in lines[0].cells]
    below = [cell_text(cell).strip() for cell in lines[1].cells]
    return not any(_has_digits(cell) for cell in first) and all(first[: len(below)]) and any(map(_has_digits, below))


def _has_digits(text: str) -> bool:
    return any(sign.isdigit() for sign in text)


def expected_columns(spec: TableSpec) -> list[Field]:
    """The columns in the order in which they are taken where no header says another."""
    left_out = {"unit_code", "row_id", "recorded_on", "aggregate", "secrecy"} if spec.is_ledger else {"unit_code"}
    columns = [column for column in spec.fields.values() if column.name not in left_out]
    if not spec.is_ledger:
        return columns
    places = {spec.date: -1, "office_code": 1, "note": 2}
    return sorted(columns, key=lambda each: places.get(each.name, 0))


class Entered(NamedTuple):
    """A line as it was read: its number in the file, and the texts of its cells by column."""

    line: int
    cells: Mapping[str, str]


def entered(grid: Grid, columns: Sequence[Field | None], wan: Container[int] = ()) -> list[Entered]:
    """The lines under these columns; a cell that an office program holds as a number or a day is taken as what it means.

    ``wan`` are the places of the columns that count in ten thousand yuan; they are taken in yuan.
    """
    taken: dict[tuple[str, Cell], str] = {}
    found = []
    for line in grid.lines:
        cells = {}
        for at, (column, cell) in enumerate(zip(columns, line.cells, strict=False)):
            if column is None:
                continue
            key = column.name, cell
            if key not in taken:
                taken[key] = _text(column, in_yuan(cell) if at in wan else cell)
            if taken[key]:
                cells[column.name] = taken[key]
        if cells:
            found.append(Entered(line.number, cells))
    return found


def _text(column: Field, cell: Cell) -> str:
    value = take(column, cell)
    if isinstance(value, Misfit):
        return cell_text(cell).strip()
    return text_of_value(column, value.value if isinstance(value, Taken) else value)


# ---- a trial


@dataclass(frozen=True)
class Tried:
    """What came of a trial: faults and remarks by the place of the row among those that were tried; nothing was kept."""

    faults: Mapping[int, Sequence[Finding]] = field(default_factory=dict)
    remarks: Mapping[int, Sequence[Finding]] = field(default_factory=dict)
    conflict: Conflict | None = None

    @property
    def number_of_faults(self) -> int:
        """All of them."""
        return sum(len(those) for those in self.faults.values())


def tried(dossier: Dossier, wanted: Sequence[Put | Drop], writer: Writer) -> Tried:
    """Write, see what is said, and take it back. ``Forbidden`` if it may not be written at all."""
    faults: Iterable[Finding] = ()
    done = Written()
    base: dict[str, int] = {}
    try:
        with transaction.atomic():
            held = Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
            base = {name: int(number) for name, number in held.counters.items()}
            done = rehearse(dossier, wanted, writer)
    except Faulty as faulty:
        faults = faulty.findings
    except Conflict as conflict:
        return Tried(conflict=conflict)
    places = _places(wanted, base)
    return Tried(_by_place(faults, places), _by_place(done.remarks, places))


def written(dossier: Dossier, wanted: Sequence[Put | Drop], lines: Sequence[int | None], writer: Writer) -> Written:
    """Write the rows of a file; what is wrong with one is told by its line there."""
    with transaction.atomic():
        held = Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
        try:
            return write(dossier, wanted, writer, action="import")
        except Faulty as faulty:
            places = _places(wanted, held.counters)
            raise Faulty([_at_line(each, places, lines) for each in faulty.findings]) from faulty


def _at_line(finding: Finding, places: Mapping[tuple[str | None, int | None], int], lines: Sequence[int | None]) -> Finding:
    at = places.get((finding.place.table, finding.place.row))
    return finding if at is None else replace(finding, place=replace(finding.place, row=lines[at]))


def _places(wanted: Sequence[Put | Drop], base: Mapping[str, int]) -> dict[tuple[str | None, int | None], int]:
    """Which of the rows that were tried has which number: new ones are numbered on in their order."""
    numbers = dict(base)
    places: dict[tuple[str | None, int | None], int] = {}
    for at, each in enumerate(wanted):
        number = each.number
        if number is None:
            number = numbers[each.table] = numbers.get(each.table, 1) + 1
        places[each.table, number] = at
    return places


def _by_place(findings: Iterable[Finding], places: Mapping[tuple[str | None, int | None], int]) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = {}
    for each in findings:
        found.setdefault(places.get((each.place.table, each.place.row), -1), []).append(each)
    return found


_EMPTY = Text("没有内容", "There is nothing in it")
_BAD_PASTE = Text("粘贴的内容无法读取：{why}", "What was pasted cannot be read: {why}")
_TOO_MANY = Text("有{n}行，一次最多{most}行；请分几次导入", "It has {n} rows; at most {most} are taken at once")
_TOO_LARGE = Text("工作表“{sheet}”范围过大，未读入", "The sheet “{sheet}” reaches too far and was not read")
