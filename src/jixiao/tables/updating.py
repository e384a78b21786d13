"""Single cells and rows of a dossier changed where it stands: what its files become, and whether they read back as they should.

Nothing is written here. A folder's CSV files keep every byte of the cells that are not changed; a workbook keeps its styles, its comments
and whatever else stands in it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from jixiao.files.delimited import read_csv, write_csv
from jixiao.files.delimited_editing import CsvEdit
from jixiao.files.sheet_editing import BookEdit
from jixiao.files.sheets import cell_text, read_sheets
from jixiao.findings import Finding
from jixiao.tables.cells import Value, text_of_value
from jixiao.tables.dossier import Dossier, Row, Table
from jixiao.tables.faults import check_tables
from jixiao.tables.folder import LEDGERS, MANIFEST
from jixiao.tables.reading import read_dossier
from jixiao.tables.rows import is_blank
from jixiao.tables.schema import Field, TableSpec
from jixiao.tables.workbook import header_of, match
from jixiao.tables.workbook_plan import written
from jixiao.wording import Text


class CellUpdate(NamedTuple):
    """A cell of a row that stands there, by the row's number in its file, and what it is to hold; None empties it."""

    table: str
    row: int
    column: str
    value: Value


class NewRow(NamedTuple):
    """A row to be added at the end of a table, by its columns."""

    table: str
    values: Mapping[str, Value]


class Refused(NamedTuple):
    """A cell that cannot be written where it stands, and why. ``row`` is the number that the row has or would have had."""

    table: str
    row: int
    column: str | None
    because: Text


@dataclass(slots=True)
class Updated:
    """What the files of a dossier become. ``numbers`` are those of the new rows, in the order in which they were given.

    ``has_formulas`` is true of a workbook in which results may follow from what was changed, until a program works them out again.
    """

    contents: dict[Path, bytes] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    has_formulas: bool = False


def updated(dossier: Dossier, cells: Sequence[CellUpdate], rows: Sequence[NewRow] = ()) -> Updated:
    """What the files of a dossier become with these cells and rows; ``Unreadable`` if one of them cannot be read any more."""
    return _in_workbook(dossier, cells, rows) if dossier.workbook else _in_folder(dossier, cells, rows)


def reread(dossier: Dossier, contents: Mapping[Path, bytes]) -> Dossier:
    """The dossier as it would be read with these contents of its files, from a scratch copy; evidence is not copied."""
    with tempfile.TemporaryDirectory(prefix="jixiao-") as scratch:
        folder = Path(scratch)
        for path in _sources(dossier):
            target = folder / path.relative_to(dossier.path)
            target.parent.mkdir(exist_ok=True)
            if path not in contents:
                shutil.copyfile(path, target)
        for path, content in contents.items():
            (folder / path.relative_to(dossier.path)).write_bytes(content)
        found = read_dossier(folder / dossier.workbook if dossier.workbook else folder)
    found.path = dossier.path
    return found


def unexpected(
    before: Dossier, after: Dossier, cells: Sequence[CellUpdate], rows: Sequence[tuple[int, NewRow]]
) -> Iterator[Refused]:
    """The cells that do not read back as they should: changed ones that are not as wanted, and others that are no longer as before.

    ``rows`` are the new rows with the numbers that they were given.
    """
    wanted = {
        name: {row.number: _given(row) for row in before.table(name)}
        for name in {*before.tables, *after.tables} & before.schema.keys()
    }
    for cell in cells:
        wanted[cell.table][cell.row][cell.column] = cell.value
    for number, new in rows:
        wanted.setdefault(new.table, {})[number] = dict(new.values)
    for name, expected in wanted.items():
        found = {row.number: _given(row) for row in after.table(name)}
        for number in sorted(expected.keys() | found.keys()):
            want, have = expected.get(number, {}), found.get(number, {})
            if want == have:
                continue
            for column in before.schema[name].fields:
                if want.get(column) != have.get(column) and not (column == "unit_code" and want.get(column) is None):
                    yield Refused(name, number, column, _READS_OTHERWISE)


def new_errors(before: Dossier, after: Dossier) -> Iterator[Finding]:
    """The errors of reading, and of what the schema demands, that a changed dossier has and that it did not have before."""
    known = Counter(_signature(finding) for finding in _errors(before))
    for finding in _errors(after):
        if known[_signature(finding)]:
            known[_signature(finding)] -= 1
        else:
            yield finding


_READS_OTHERWISE = Text(
    "写入后这一格读出来的不是应有的内容（例如它与别的单元格合并，或表头有误），未改动",
    "What is written here does not read back as it should (the cell may be merged, or the header at fault); nothing was changed",
)
_IS_FORMULA = Text(
    "卷宗工作簿的这一格是公式，不改写", "In the dossier's workbook this cell is a formula, which is not written over"
)
_NO_SHEET = Text(
    "卷宗工作簿中没有“{table}”工作表，不能添加行；请先加上这张工作表并写好表头",
    "The dossier's workbook has no sheet “{table}” to add rows to; add that sheet with its header first",
)
_NO_COLUMN = Text(
    "卷宗工作簿的“{table}”工作表没有“{column}”这一列；请先在表头加上",
    "The sheet “{table}” of the dossier's workbook has no column “{column}”; add it to the header first",
)
_NO_HEADER = Text("表“{table}”的文件没有表头", "The file of the table “{table}” has no header")


def _given(row: Row) -> dict[str, Value]:
    return {column: value for column, value in row.given.items() if value is not None}


def _errors(dossier: Dossier) -> list[Finding]:
    checked = replace(dossier, outcomes=deepcopy(dossier.outcomes))
    check_tables(checked)
    return [finding for outcome in checked.outcomes.values() for finding in outcome.findings if finding.severity == "error"]


def _signature(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    return finding.check, place.file, place.table, place.row, place.column, finding.because.say("en")


def _sources(dossier: Dossier) -> Iterator[Path]:
    """The files of which a dossier is read."""
    if dossier.workbook:
        yield dossier.path / dossier.workbook
    else:
        yield dossier.path / MANIFEST
        yield from dossier.path.glob("*.csv")
        yield from (dossier.path / LEDGERS).glob("*.yaml")


# ---- a folder


def _in_folder(dossier: Dossier, cells: Sequence[CellUpdate], rows: Sequence[NewRow]) -> Updated:
    done = Updated()
    edits: dict[str, _CsvTable] = {}
    for name in dict.fromkeys([*(cell.table for cell in cells), *(row.table for row in rows)]):
        table = dossier.table(name)
        path = dossier.path / table.file
        if path.is_file():
            edits[name] = _CsvTable(path, table.spec)
    for cell in cells:
        edits[cell.table].set(cell.row, cell.column, text_of_value(dossier.schema[cell.table].fields[cell.column], cell.value))
    for row in rows:
        spec, values = dossier.schema[row.table], dict(row.values)
        if row.table not in edits:
            edits[row.table] = _CsvTable.new(dossier.path / dossier.table(row.table).file, spec)
        edit = edits[row.table]
        if edit.header is None:
            done.refused.append(Refused(row.table, 1, None, _NO_HEADER.fill(table=spec.label)))
            done.numbers.append(0)
            continue
        if "unit_code" not in edit.columns and values.get("unit_code") == _usual_unit(dossier, spec):
            values.pop("unit_code", None)
        done.numbers.append(edit.append({name: text_of_value(spec.fields[name], value) for name, value in values.items()}))
    done.contents = {edit.path: edit.content() for edit in edits.values() if edit.is_changed}
    return done


def _usual_unit(dossier: Dossier, spec: TableSpec) -> str | None:
    """The unit that a row belongs to which names none."""
    return dossier.unit_code if spec.name == "unit" or len(dossier.table("unit").rows) <= 1 else None


class _CsvTable:
    """A table's CSV file while cells of it are changed by column."""

    def __init__(self, path: Path, spec: TableSpec) -> None:
        self.path = path
        self.spec = spec
        self.edit = CsvEdit(path)
        self.is_changed = False
        header = next((line for line in read_csv(path) if not is_blank(line.cells)), None)
        self.header = header.number if header else None
        self.words = [cell.strip() for cell in header.cells] if header else []
        self.columns: dict[str, int] = {}
        for at, word in enumerate(self.words):
            named = spec.field_named(word) if word else None
            if named is not None:
                self.columns.setdefault(named.name, at)

    @classmethod
    def new(cls, path: Path, spec: TableSpec) -> _CsvTable:
        """A table that was not handed in yet, with its header."""
        with tempfile.TemporaryDirectory(prefix="jixiao-") as scratch:
            file = Path(scratch) / "new.csv"
            write_csv(file, [[column.label.zh for column in spec.fields.values()]])
            made = cls(file, spec)
        made.path = path
        return made

    def set(self, row: int, column: str, text: str) -> None:
        """Put a text into a cell, in a new last column if the file has none for it."""
        self.edit.set(row, self._column(column), text)
        self.is_changed = True

    def append(self, texts: Mapping[str, str]) -> int:
        """Add a row; its number comes back."""
        cells = [""] * len(self.words)
        for column, text in texts.items():
            if text:
                at = self._column(column)
                cells += [""] * (at + 1 - len(cells))
                cells[at] = text
        self.is_changed = True
        return self.edit.append(cells)

    def content(self) -> bytes:
        """The bytes of the file."""
        return self.edit.content()

    def _column(self, name: str) -> int:
        """Where a column stands; a new one is named as the others are, by ids or by labels."""
        if name not in self.columns:
            assert self.header is not None
            field = self.spec.fields[name]
            by_id = any(word in self.spec.fields for word in self.words)
            self.columns[name] = len(self.words)
            self.edit.set(self.header, len(self.words), field.name if by_id else field.label.zh)
            self.words.append(field.name)
        return self.columns[name]


# ---- a workbook


class _SheetTable(NamedTuple):
    """Where a table stands in a workbook: its sheet, its columns, its header's row, and the last row in which something stands."""

    sheet: str
    columns: Mapping[str, int]
    header: int
    last: int


def _in_workbook(dossier: Dossier, cells: Sequence[CellUpdate], rows: Sequence[NewRow]) -> Updated:
    assert dossier.workbook is not None
    path = dossier.path / dossier.workbook
    done, edit = Updated(), BookEdit(path)
    tables = _sheet_tables(dossier, path)
    for cell in cells:
        column = dossier.schema[cell.table].fields[cell.column]
        _set(done, edit, tables.get(cell.table), (dossier.table(cell.table), cell.row, column), cell.value)
    last = {name: table.last for name, table in tables.items()}
    for row in rows:
        spec, values = dossier.schema[row.table], dict(row.values)
        table = tables.get(row.table)
        number = last[row.table] = last.get(row.table, 0) + 1
        done.numbers.append(number)
        if table is None:
            done.refused.append(Refused(row.table, number, None, _NO_SHEET.fill(table=spec.label)))
            continue
        if "unit_code" not in table.columns and values.get("unit_code") == _usual_unit(dossier, spec):
            values.pop("unit_code", None)
        for name, value in values.items():
            if value is not None:
                _set(done, edit, table, (dossier.table(row.table), number, spec.fields[name]), value)
    done.contents, done.has_formulas = {path: edit.content()}, edit.has_formulas
    return done


def _set(done: Updated, edit: BookEdit, table: _SheetTable | None, spot: tuple[Table, int, Field], value: Value) -> None:
    of, row, column = spot
    if table is None or column.name not in table.columns:
        because = _NO_COLUMN.fill(table=of.sheet or of.spec.label, column=column.label)
        done.refused.append(Refused(of.spec.name, row, column.name, because))
        return
    at = table.columns[column.name]
    if edit.is_formula(table.sheet, row, at):
        done.refused.append(Refused(of.spec.name, row, column.name, _IS_FORMULA))
        return
    like = row - 1 if row - 1 > table.header else None
    edit.set(table.sheet, (row, at), written(column, value), like)


def _sheet_tables(dossier: Dossier, path: Path) -> dict[str, _SheetTable]:
    """The tables that have a sheet with a header."""
    sheets = {sheet.name: sheet for sheet in read_sheets(path)}
    found: dict[str, _SheetTable] = {}
    for name, table in dossier.tables.items():
        sheet = sheets.get(table.sheet or "")
        at = header_of(table.spec, sheet.lines) if sheet else None
        if sheet is None or at is None:
            continue
        columns: dict[str, int] = {}
        for place, cell in enumerate(sheet.lines[at].cells):
            column = match(table.spec, cell_text(cell).strip())
            if column is not None:
                columns.setdefault(column.name, place)
        last = max(line.number for line in sheet.lines[at:] if line is sheet.lines[at] or not is_blank(line.cells))
        found[name] = _SheetTable(sheet.name, columns, sheet.lines[at].number, last)
    return found
