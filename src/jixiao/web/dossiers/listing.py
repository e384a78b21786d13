"""The rows of a table as somebody looks for them: filtered, a page of them at a time, and what their numbers add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlencode

from jixiao.exact import Quantity, grouped, loosest
from jixiao.periods import date_of
from jixiao.tables.cells import NO, YES, Value
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.dossier import Row, Table
from jixiao.tables.schema import NUMERIC, Field, TableSpec
from jixiao.wording import Text, same

ON_A_PAGE = 50
_LONG = 80


@dataclass(frozen=True)
class Wanted:
    """What is looked for: days, an office, words, a value of each of some columns; and which page of it."""

    first: date | None = None
    last: date | None = None
    office: str = ""
    words: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    page: int = 1

    @property
    def is_any(self) -> bool:
        """Whether it leaves any row out."""
        return bool(self.first or self.last or self.office or self.words or self.values)

    def query(self, **other: object) -> str:
        """The part of an address that asks for the same, or for another page of it."""
        said = {"from": self.first, "to": self.last, "office": self.office, "q": self.words, **self.values} | other
        return urlencode({name: value for name, value in said.items() if value})


def wanted(spec: TableSpec, asked: Mapping[str, str]) -> Wanted:
    """What an address asks for; whatever makes no sense in it is left out."""
    first, last = (_day(asked.get(name, "")) for name in ("from", "to"))
    values = {column.name: asked[column.name][:_LONG] for column in choosable(spec) if asked.get(column.name)}
    page = asked.get("page", "")
    return Wanted(
        first,
        last,
        asked.get("office", "")[:_LONG],
        asked.get("q", "").strip()[:_LONG],
        values,
        int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,  # noqa: PLR2004 - digits
    )


def _day(text: str) -> date | None:
    day = date_of(text[:_LONG])
    return day if isinstance(day, date) else None


def choosable(spec: TableSpec) -> list[Field]:
    """The columns that rows can be filtered by: choices, truths, and what refers to another table."""
    left_out = {"unit_code", "office_code", "secrecy", "aggregate"}
    return [
        column
        for column in spec.fields.values()
        if column.name not in left_out and (column.choices or column.type == "yes_no" or column.refers)
    ]


class Total(NamedTuple):
    """The sum of a column over the rows that were found; ``without`` are those that have no number there."""

    column: Field
    text: str
    without: int


@dataclass(frozen=True)
class Found:
    """The rows that were looked for, in order, with those of the page that is shown."""

    rows: Sequence[Row]
    shown: Sequence[Row]
    page: int
    pages: int
    totals: Sequence[Total]


def find(table: Table, sought: Wanted) -> Found:
    """Look for rows: the newest first where they have a day, else as they stand in the table."""
    rows = [row for row in table.rows if _fits(row, sought)]
    day = table.spec.date
    if day:
        rows.sort(key=lambda row: (row.day(day) or date.min, row.number), reverse=True)
    pages = max(1, -(-len(rows) // ON_A_PAGE))
    page = min(max(1, sought.page), pages)
    return Found(rows, rows[(page - 1) * ON_A_PAGE : page * ON_A_PAGE], page, pages, _totals(table.spec, rows))


def _fits(row: Row, sought: Wanted) -> bool:
    spec = row.spec
    if sought.first or sought.last:
        day = row.day(spec.date) if spec.date else None
        if spec.date and (day is None or not (sought.first or date.min) <= day <= (sought.last or date.max)):
            return False
    if sought.office and "office_code" in spec.fields and row.text_id("office_code") != sought.office:
        return False
    if any(_word(row[name]) != value for name, value in sought.values.items()):
        return False
    words = sought.words.casefold()
    return not words or any(words in row.text(name).casefold() for name in row.values)


def _word(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else ""


def _totals(spec: TableSpec, rows: Sequence[Row]) -> list[Total]:
    found = []
    for column in spec.fields.values():
        if column.type in NUMERIC and spec.is_ledger | (column.type == "yuan"):
            numbers = [number for row in rows if (number := row.quantity(column.name))]
            total = sum((number.value for number in numbers), Decimal(0))
            whole = Quantity(total, loosest({number.precision for number in numbers}))
            text = grouped(total, 2) if column.type == "yuan" else whole.text()
            found.append(Total(column, text if numbers else "", len(rows) - len(numbers)))
    return found


# ---- how a row is shown


def columns_of(table: Table, rows: Iterable[Row]) -> list[Field]:
    """The columns that are worth showing: those with something in them, without the unit where there is only one."""
    listed = list(rows)
    units = {row["unit_code"] for row in table.rows}
    names = [
        column
        for column in table.spec.fields.values()
        if (column.name != "unit_code" or len(units) > 1)
        and (column.required or any(row[column.name] is not None for row in listed))
    ]
    places = {name: at for at, name in enumerate(_LAST, 2)} if table.spec.is_ledger else {}
    places |= {table.spec.date or "": -1, "row_id": 0}
    return sorted(names, key=lambda column: places.get(column.name, 1))


_LAST = ("recorded_on", "aggregate", "secrecy", "note")


def cell_said(row: Row, column: Field) -> Text:
    """A cell as its reader sees it: a choice in the reader's language, a long text cut short."""
    value = row[column.name]
    if isinstance(value, bool):
        return YES if value else NO
    if column.choices and isinstance(value, str):
        return column.choices.get(value, same(value))
    if column.type == "yuan" and isinstance(value, Quantity):
        return same(grouped(value.value, 2))
    text = row.text(column.name)
    return same(text if len(text) <= _LONG else f"{text[:_LONG]}…")


def options_of(tables: Tables, column: Field) -> list[tuple[str, Text]]:
    """What a column can be filtered by, or filled with: the id of each and what it is called."""
    if column.choices:
        return list(column.choices.items())
    if column.type == "yes_no":
        return [("yes", YES), ("no", NO)]
    return names_of(tables, column.refers) if column.refers and column.refers in tables.schema else []


def names_of(tables: Tables, table: str) -> list[tuple[str, Text]]:
    """The rows of a table by the last column of their key, with their names."""
    spec = tables.schema[table]
    named = next((each for each in ("name", "title", "file", "topic") if each in spec.fields), None)
    found = {}
    for row in tables.table(table):
        code = row.text(spec.key[-1])
        found[code] = same(f"{code} {row.text(named)}" if named else code)
    return list(found.items())
