"""A dossier (卷宗): what a unit knows about a fiscal year, as typed tables whose rows know where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from jixiao.exact import Quantity
from jixiao.findings import Outcome, Place
from jixiao.periods import Period, period
from jixiao.tables.cells import Value, text_of_value
from jixiao.tables.schema import Field, Schema, TableSpec


@dataclass(slots=True, eq=False)
class Row:
    """One row: the table it belongs to, its number in the file, its values by column, and the columns that could not be read.

    ``derived`` are the columns that were left empty and follow from other rows; they are not written, so that they stay empty.
    A row that was read out of a paper knows in ``places`` where each of its cells stands (and under "" where it stands itself), and in
    ``steps`` how finely numbers are written there, in the unit of their column: 0.01 万元 are 100 yuan.
    """

    spec: TableSpec
    number: int
    values: dict[str, Value]
    misread: set[str] = field(default_factory=set)
    derived: set[str] = field(default_factory=set)
    places: Mapping[str, Place] | None = None
    steps: Mapping[str, Decimal] | None = None

    def __getitem__(self, column: str) -> Value:
        return self.values.get(column)

    def text(self, column: str) -> str:
        """The cell as a person reads it; empty where nothing stands."""
        return text_of_value(self.spec.fields[column], self.values.get(column))

    @property
    def given(self) -> dict[str, Value]:
        """The values that were handed in, without those that follow from other rows."""
        if not self.derived:
            return self.values
        return {column: value for column, value in self.values.items() if column not in self.derived}

    def text_id(self, column: str) -> str:
        """The id that stands in a code or choice cell; empty where nothing stands."""
        value = self.values.get(column)
        return value if isinstance(value, str) else ""

    def quantity(self, column: str) -> Quantity | None:
        """The number in a cell; None where there is none, of whatever kind the absence is."""
        value = self.values.get(column)
        return value if isinstance(value, Quantity) else None

    def day(self, column: str) -> date | None:
        """The date in a cell, if there is one."""
        value = self.values.get(column)
        return value if isinstance(value, date) else None

    @property
    def key(self) -> str:
        """What names the row within its table: the key's cells without the unit, or the unit's code alone."""
        columns = self.spec.key[1:] or self.spec.key
        return "/".join(self.text(column) for column in columns) or f"#{self.number}"


@dataclass(slots=True)
class Table:
    """The rows of one table. An absent file is not an empty register: ``present`` tells them apart."""

    spec: TableSpec
    file: str
    rows: list[Row] = field(default_factory=list)
    present: bool = True
    sheet: str | None = None
    """The sheet on which the table stands, if the file is a workbook."""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def place(self, row: Row | int, column: Field | None = None) -> Place:
        """Where a row, or one of its cells, stands; a cell that a paper does not have is missed at its row."""
        if isinstance(row, Row) and row.places is not None:
            known = row.places.get(column.name if column else "") or row.places.get("")
            if known is not None:
                return known
        number = row if isinstance(row, int) else row.number
        return Place(
            self.file,
            table=self.spec.name,
            row=number,
            column=column.name if column else None,
            column_label=column.label if column else None,
            sheet=self.sheet,
        )


Found = dict[tuple[Value, Value], Row]
"""Rows of a table by unit (None: any) and by the last column of its key."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows count: those of a unit and the units below it, and of one project if one is named.

    Money that moves between two of these units is left out, so that consolidated sums count it once. ``units`` is None where the
    dossier has no table of units: then all rows are the unit's.
    """

    unit_code: str
    units: frozenset[str] | None = None
    project_code: str | None = None

    def __contains__(self, row: object) -> bool:
        if not isinstance(row, Row):
            return False
        if self.units is not None:
            if row["unit_code"] not in self.units:
                return False
            if row.spec.transfer and row[row.spec.transfer] in self.units:
                return False
        has_project = self.project_code is not None and "project_code" in row.spec.fields
        return not has_project or row["project_code"] == self.project_code


@dataclass(slots=True)
class Dossier:
    """All tables of a unit and a year, with what was noticed while reading them.

    ``path`` is the folder in which evidence and the unit's own frameworks stand; ``workbook`` the name of the file in it that
    holds the tables, if they do not stand in a folder of their own. ``ledgers`` are the editions of ledger kinds that it names.
    ``awaited`` are the tables that are still to be filled in: as long as they have no rows, they were not handed in.
    """

    path: Path
    unit_code: str
    fiscal_year: int
    frameworks: tuple[str, ...]
    schema: Schema
    tables: dict[str, Table] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    starter: str = ""
    note: str = ""
    ledgers: dict[str, str] = field(default_factory=dict)
    awaited: tuple[str, ...] = ()
    workbook: str | None = None
    by_key: dict[str, Found] = field(default_factory=dict)
    """What ``referred`` has found so far, by table."""

    def table(self, name: str) -> Table:
        """The table with that id; one that was not handed in is absent and has no rows."""
        if name not in self.tables:
            self.tables[name] = Table(self.schema[name], self.workbook or f"{name}.csv", present=False)
        return self.tables[name]

    def outcome(self, file: str) -> Outcome:
        """What came of checking one file so far."""
        return self.outcomes.setdefault(file, Outcome(file))

    def find(self, name: str, **values: Value) -> Row | None:
        """The first row of a table with these values."""
        return next((row for row in self.table(name) if all(row[column] == value for column, value in values.items())), None)

    def said_of(self, table: str, scope: Scope, framework_id: str, item_code: str) -> Row | None:
        """The row of a table that speaks of a framework's item for the unit in scope, and for its project if it names one."""
        for row in self.table(table):
            is_about = row["framework"] == framework_id and row["item_code"] == item_code
            if is_about and row["unit_code"] == scope.unit_code and row["project_code"] in {None, scope.project_code}:
                return row
        return None

    def referred(self, table: str, key: Value, unit_code: Value = None) -> Row | None:
        """The row of a table that a reference names by the last column of its key: that unit's own, else any unit's."""
        if table not in self.by_key:
            column = self.schema[table].key[-1]
            rows = list(reversed(self.table(table).rows))
            self.by_key[table] = {(None, row[column]): row for row in rows} | {
                (row["unit_code"], row[column]): row for row in rows
            }
        known = self.by_key[table]
        return known.get((unit_code, key)) or known.get((None, key))

    def scope(self, unit_code: str | None = None, project_code: str | None = None) -> Scope:
        """The rows of a unit (the dossier's own, unless told) with all units below it, and of one project if one is named."""
        top = unit_code or self.unit_code
        units = self.table("unit").rows
        if not any(row["unit_code"] == top for row in units):
            return Scope(top, None, project_code)
        found, grown = {top}, True
        while grown:
            below = {row.text_id("unit_code") for row in units if row["parent_code"] in found}
            grown = not below <= found
            found |= below
        return Scope(top, frozenset(found), project_code)

    @property
    def unit(self) -> Row | None:
        """The row of the unit that the dossier is about, if the table of units has it."""
        return self.find("unit", unit_code=self.unit_code)

    @property
    def unit_name(self) -> str:
        """The unit's name, or its code where no name is known."""
        return self.name_of(self.unit_code)

    def name_of(self, unit_code: str) -> str:
        """The name of a unit of the dossier, or its code where no name is known."""
        row = self.find("unit", unit_code=unit_code)
        return row.text("name") if row else unit_code

    @property
    def year(self) -> Period:
        """The fiscal year's days."""
        return period(self.fiscal_year)
