"""Lines of cells become the rows of a table: the one reader behind the folder's CSV and the workbook's sheets.

What brings the lines (a file, a sheet) also says how a cell is taken; header, columns, misfits and their findings are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple, Protocol

from jixiao.files.sheets import Cell, cell_text
from jixiao.findings import Finding, Place, Severity
from jixiao.tables.cells import Misfit, Value
from jixiao.tables.dossier import Dossier, Row, Table
from jixiao.tables.schema import Field, TableSpec
from jixiao.wording import Text, joined, same

MOST_SAID = 20
"""Interpretations of one kind in one column that are said one by one; of further ones only their number."""


class Line(Protocol):
    """A row of a file: its number as an office program shows it, and its cells."""

    @property
    def number(self) -> int:
        """The number of the row."""

    @property
    def cells(self) -> Sequence[Cell]:
        """The cells from the first column on."""


class Taken(NamedTuple):
    """A value that was interpreted rather than read: which interpretation, why, and how serious a mistake would be."""

    value: Value
    check: str
    because: Text
    severity: Severity = "hint"


class Header(NamedTuple):
    """The columns in a file's order, None where a word names none, and the places where no word stands at all."""

    columns: Sequence[Field | None]
    blank: frozenset[int]


Take = Callable[[Field, Cell], "Value | Misfit | Taken"]
"""How a cell is taken under its column's type."""

Match = Callable[[TableSpec, str], Field | None]
"""Which column a header's word names."""


def named(spec: TableSpec, word: str) -> Field | None:
    """The column whose id or label a header's word is."""
    return spec.field_named(word)


def is_blank(cells: Sequence[Cell]) -> bool:
    """Whether nothing stands in a row."""
    return not any(cells) or all(isinstance(cell, str) and not cell.strip() for cell in cells)


def read_header(dossier: Dossier, table: Table, header: Line, match: Match = named) -> Header:
    """The columns that a header names. Faults are noted."""
    columns: list[Field | None] = []
    findings: list[Finding] = []
    for cell in header.cells:
        word = cell_text(cell).strip()
        column = match(table.spec, word) if word else None
        if column is None and word:
            findings.append(_unknown_column(table, header, word))
        if column is not None and column in columns:
            because = Text("列“{name}”出现了两次", "The column “{name}” stands twice").fill(name=column.label)
            findings.append(Finding("columns-stand-once", table.place(header.number, column), because))
            column = None
        columns.append(column)
    given = {column.name for column in columns if column}
    absent = [field for field in table.spec.fields.values() if field.required and field.name not in given | {"unit_code"}]
    findings.extend(
        Finding(
            "required-columns-are-there",
            table.place(header.number, field),
            Text("缺少必需的列“{name}”（{id}）", "The required column “{name}” ({id}) is missing").fill(
                name=field.label, id=field.name
            ),
        )
        for field in absent
    )
    dossier.outcome(table.file).note(findings)
    return Header(columns, frozenset(at for at, cell in enumerate(header.cells) if is_blank([cell])))


def read_rows(dossier: Dossier, table: Table, header: Header, lines: Iterable[Line], take: Take) -> None:
    """Fill a table with the lines below its header; each column counts as one check of its cells."""
    numbers, kept, columns = list[int](), list[Sequence[Cell]](), header.columns
    width, empty = len(columns), [""] * len(columns)
    outcome = dossier.outcome(table.file)
    for line in lines:
        cells = line.cells
        if is_blank(cells):
            continue
        if len(cells) < width:
            cells = [*cells, *empty[len(cells) :]]
        elif len(cells) > width and not is_blank(cells[width:]):
            outcome.note([_too_wide(table, line.number, width)])
        numbers.append(line.number)
        kept.append(cells)
    by_column = list(zip(*kept, strict=False)) if kept else [()] * width
    values: dict[str, list[Value]] = {}
    misread: dict[int, set[str]] = {}
    for at, (column, cells_below) in enumerate(zip(columns, by_column, strict=False)):
        if column is not None:
            taken = _Column(column, take)
            values[column.name] = list(map(taken.__getitem__, cells_below))
            outcome.note(_noted(table, taken, zip(numbers, cells_below, strict=True), misread))
        elif at in header.blank and (headless := _headless(table, zip(numbers, cells_below, strict=True), at)):
            outcome.note(headless)
    _add_rows(dossier, table, numbers, values, misread)


def _add_rows(
    dossier: Dossier, table: Table, numbers: Sequence[int], values: dict[str, list[Value]], misread: dict[int, set[str]]
) -> None:
    spec, names = table.spec, list(values)
    across = zip(*values.values(), strict=True) if values else ((),) * len(numbers)
    table.rows += [
        Row(spec, number, dict(zip(names, each)), misread.get(number) or set())  # noqa: B905 - as many by making
        for number, each in zip(numbers, across, strict=True)
    ]
    default = dossier.unit_code if spec.name == "unit" or len(dossier.table("unit").rows) <= 1 else None
    for row in table.rows:
        if row["unit_code"] is None and "unit_code" not in row.misread:
            row.values["unit_code"] = default


class _Column(dict[Cell, Value]):
    """The value of every different cell of a column, taken once, and what is to be said of it."""

    def __init__(self, field: Field, take: Take) -> None:
        super().__init__()
        self.field = field
        self.take = take
        self.noted: dict[Cell, Misfit | Taken] = {}

    def __missing__(self, cell: Cell) -> Value:
        taken = self.take(self.field, cell)
        value: Value = None
        if isinstance(taken, Misfit | Taken):
            self.noted[cell] = taken
        if not isinstance(taken, Misfit):
            value = taken.value if isinstance(taken, Taken) else taken
        self[cell] = value
        return value


def _noted(table: Table, column: _Column, cells: Iterable[tuple[int, Cell]], misread: dict[int, set[str]]) -> Iterable[Finding]:
    """What is to be said of a column's cells: every misfit, and interpretations until there are too many of a kind."""
    if not column.noted:
        return []
    findings: list[Finding] = []
    interpreted: dict[str, list[tuple[int, Cell, Taken]]] = {}
    for number, cell in cells:
        noted = column.noted.get(cell)
        if isinstance(noted, Misfit):
            misread.setdefault(number, set()).add(column.field.name)
            findings.append(_misfit(table, number, column.field, cell, noted))
        elif noted is not None:
            interpreted.setdefault(noted.check, []).append((number, cell, noted))
    for found in interpreted.values():
        findings += [_interpreted(table, column.field, *each) for each in found[:MOST_SAID]]
        if len(found) > MOST_SAID:
            findings.append(_many_more(table, column.field, found[MOST_SAID:]))
    return findings


def _misfit(table: Table, row: int, column: Field, cell: Cell, misfit: Misfit) -> Finding:
    text = cell_text(cell)
    return Finding(
        misfit.check,
        table.place(row, column),
        misfit.because,
        rule="N01" if misfit.check == "dates-exist" else None,
        quote=text,
        stated=same(text.strip()),
        expected=misfit.expected,
    )


def _interpreted(table: Table, column: Field, row: int, cell: Cell, taken: Taken) -> Finding:
    text = cell_text(cell)
    return Finding(
        taken.check, table.place(row, column), taken.because, taken.severity, quote=text, stated=same(text.strip() or text)
    )


def _many_more(table: Table, column: Field, found: Sequence[tuple[int, Cell, Taken]]) -> Finding:
    (first, _, taken), (last, _, _) = found[0], found[-1]
    because = Text(
        "自第{first}行至第{last}行，这一列另有{n}个单元格也是如此",
        "From row {first} to row {last}, {n} more cells of this column are like this",
    )
    return Finding(taken.check, table.place(first, column), because.fill(first=first, last=last, n=len(found)), taken.severity)


def _headless(table: Table, cells: Iterable[tuple[int, Cell]], at: int) -> list[Finding]:
    """What stands in a column above which nothing stands; said once, where it begins."""
    row = next((number for number, cell in cells if not is_blank([cell])), None)
    because = Text("第{n}列没有表头，其内容未读入", "Column {n} has no header; what stands in it was not read").fill(n=at + 1)
    advice = Text("写上表头，或清空这一列", "Give it a header, or clear the column")
    return [] if row is None else [Finding("columns-have-a-header", table.place(row), because, advice=advice)]


def _unknown_column(table: Table, header: Line, word: str) -> Finding:
    known = list(table.spec.fields.values())
    near = get_close_matches(word, [*(field.name for field in known), *(field.label.zh for field in known)], 1)
    return Finding(
        "columns-are-known",
        Place(table.file, table=table.spec.name, row=header.number, column=word, sheet=table.sheet),
        Text("表“{table}”没有列“{column}”，其内容未读入", "“{table}” has no column “{column}”; it was not read").fill(
            table=table.spec.label, column=same(word)
        ),
        stated=same(word),
        expected=Text("下列之一：{known}", "one of: {known}").fill(known=joined((field.label for field in known), "、", ", ")),
        advice=Text("是不是“{near}”？", "Did you mean “{near}”?").fill(near=near[0]) if near else None,
    )


def _too_wide(table: Table, row: int, width: int) -> Finding:
    because = Text(
        "这一行在第{width}列之后还有内容，没有表头对应", "The row goes on after column {width}, where no header stands"
    )
    return Finding("rows-fit-the-header", table.place(row), because.fill(width=width))
