"""A dossier (卷宗): what a unit knows about a fiscal year, as typed tables whose rows know where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from jixiao.exact import Quantity
from jixiao.findings import Outcome, Place
from jixiao.periods import Period, period
from jixiao.tables.cells import Value, text_of_value
from jixiao.tables.schema import Field, Schema, TableSpec


@dataclass(slots=True, eq=False)
class Row:
    """One row: the table it belongs to, its number in the file, its values by column, and the columns that could not be read."""

    spec: TableSpec
    number: int
    values: dict[str, Value]
    misread: set[str] = field(default_factory=set)

    def __getitem__(self, column: str) -> Value:
        return self.values.get(column)

    def text(self, column: str) -> str:
        """The cell as a person reads it; empty where nothing stands."""
        return text_of_value(self.spec.fields[column], self.values.get(column))

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

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def place(self, row: Row | int, column: Field | None = None) -> Place:
        """Where a row, or one of its cells, stands."""
        number = row if isinstance(row, int) else row.number
        return Place(
            self.file,
            table=self.spec.name,
            row=number,
            column=column.name if column else None,
            column_label=column.label if column else None,
        )


@dataclass(slots=True)
class Dossier:
    """All tables of a unit and a year, with what was noticed while reading them."""

    path: Path
    unit_code: str
    fiscal_year: int
    frameworks: tuple[str, ...]
    schema: Schema
    tables: dict[str, Table] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    _by_key: dict[str, dict[Value, Row]] = field(default_factory=dict)

    def table(self, name: str) -> Table:
        """The table with that id; one that was not handed in is absent and has no rows."""
        if name not in self.tables:
            self.tables[name] = Table(self.schema[name], f"{name}.csv", present=False)
        return self.tables[name]

    def outcome(self, file: str) -> Outcome:
        """What came of checking one file so far."""
        return self.outcomes.setdefault(file, Outcome(file))

    def find(self, name: str, **values: Value) -> Row | None:
        """The first row of a table with these values."""
        return next((row for row in self.table(name) if all(row[column] == value for column, value in values.items())), None)

    def referred(self, table: str, key: Value) -> Row | None:
        """The row of a table that a reference names by the last column of its key."""
        if table not in self._by_key:
            column = self.schema[table].key[-1]
            self._by_key[table] = {row[column]: row for row in reversed(self.table(table).rows)}
        return self._by_key[table].get(key)

    @property
    def unit(self) -> Row | None:
        """The row of the unit that the dossier is about, if the table of units has it."""
        return self.find("unit", unit_code=self.unit_code)

    @property
    def unit_name(self) -> str:
        """The unit's name, or its code where no name is known."""
        return self.unit.text("name") if self.unit else self.unit_code

    @property
    def year(self) -> Period:
        """The fiscal year's days."""
        return period(self.fiscal_year)
