"""Running a measure over a dossier's rows: an exact number with its precision and the rows behind it, or why there is none."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from jixiao.exact import SCALE, Missing, Precision, Quantity, loosest, scaled
from jixiao.periods import period, working_days
from jixiao.tables.cells import Value
from jixiao.tables.derived import changed_after, changes_of
from jixiao.tables.dossier import Dossier, Row, Scope, Table
from jixiao.tables.measures import Aggregate, Cell, Condition, Days, Measure, Test, Total
from jixiao.wording import Text

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Absent:
    """Why there is no number: its kind, and the sentence."""

    state: Missing
    because: Text


@dataclass(frozen=True, slots=True)
class Amount:
    """One exact number in the unit of its column, how exactly it is known, and the rows it came from."""

    value: Fraction
    precision: Precision = Precision.EXACT
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """A number as numerator and denominator in ten-thousandths (the denominator of a plain count is 10,000)."""

    numerator: int
    denominator: int
    precision: Precision
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a test holds, with the two numbers that were compared and the rows behind them."""

    holds: bool
    left: Amount
    right: Amount


Within = dict[str, list[Row]]
"""The rows of each table that a scope holds by a day, as far as they were looked for."""


class _Rows(NamedTuple):
    """Which rows a measure draws from; ``found`` remembers them."""

    dossier: Dossier
    scope: Scope
    until: date | None
    found: Within

    def of(self, table: Table) -> list[Row]:
        """The rows of a table that count."""
        name, until, day = table.spec.name, self.until, table.spec.date
        if name not in self.found:
            within = [row for row in table.rows if row in self.scope]
            self.found[name] = [row for row in within if not _is_after(row, day, until)] if until and day else within
        return self.found[name]


def _is_after(row: Row, column: str, until: date) -> bool:
    day = row.day(column)
    return day is not None and day > until


class Undecided(Exception):
    """A measure or a condition that cannot be decided, and why."""

    def __init__(self, absent: Absent) -> None:
        self.absent = absent


def measure(
    dossier: Dossier, expression: Measure, until: date | None = None, scope: Scope | None = None, within: Within | None = None
) -> Measured | Absent:
    """The number of a measure, from rows up to a day (all rows if none is given).

    ``within`` is what measures of the same dossier, scope and day have in common: give each the same one, empty at first. A zero denominator is *not applicable*; one below zero gives no number, since a share of less than nothing means nothing.
    """
    try:
        rows_of = _Rows(dossier, scope or dossier.scope(), until, {} if within is None else within)
        over = _total(rows_of, expression.over)
        if expression.under is None:
            return _measured(over, Amount(Fraction(1)))
        under = _total(rows_of, expression.under)
    except Undecided as undecided:
        return undecided.absent
    if under.value == 0:
        because = Text("分母为零：{under} = 0", "The denominator is zero: {under} = 0")
        return Absent(Missing.NOT_APPLICABLE, because.fill(under=str(expression.under)))
    if under.value < 0:
        because = Text("分母小于零：{under} < 0", "The denominator is below zero: {under} < 0")
        return Absent(Missing.NOT_REPORTED, because.fill(under=str(expression.under)))
    return _measured(over, under)


def hold(
    dossier: Dossier, expression: Test, until: date | None = None, scope: Scope | None = None, within: Within | None = None
) -> Verdict | Absent:
    """Whether a test holds, from rows up to a day; ``within`` as for ``measure``."""
    try:
        rows_of = _Rows(dossier, scope or dossier.scope(), until, {} if within is None else within)
        left, right = _total(rows_of, expression.left), _total(rows_of, expression.right)
    except Undecided as undecided:
        return undecided.absent
    return Verdict(_COMPARE[expression.operator](left.value, right.value), left, right)


def _measured(over: Amount, under: Amount) -> Measured:
    """Both numbers in ten-thousandths; finer ones are widened alike, which leaves their ratio as it is."""
    top, bottom = over.value * SCALE, under.value * SCALE
    common = top.denominator * bottom.denominator
    if common > 1:
        top, bottom = top * common, bottom * common
    rows = tuple(dict.fromkeys(over.rows + under.rows))
    return Measured(int(top), int(bottom), loosest({over.precision, under.precision}), rows)


def _total(rows_of: _Rows, total: Total) -> Amount:
    value, precisions, rows = Fraction(0), {Precision.EXACT}, list[Row]()
    for term in total.terms:
        if term.aggregate is None:
            value += Fraction(term.factor)
            continue
        part = _aggregate(rows_of, term.aggregate)
        value += Fraction(term.factor) * part.value
        precisions.add(part.precision)
        rows += [*part.rows, *_leant_on(rows_of.dossier, part.rows, term.aggregate)]
    return Amount(value, loosest(precisions), tuple(dict.fromkeys(rows)))


def _aggregate(rows_of: _Rows, aggregate: Aggregate) -> Amount:
    dossier = rows_of.dossier
    table = dossier.table(aggregate.table)
    if not table.present:
        because = Text("没有表“{table}”（{file}）", "The table “{table}” ({file}) was not handed in")
        raise Undecided(Absent(Missing.NOT_REPORTED, because.fill(table=table.spec.label, file=table.file)))
    rows = rows_of.of(table)
    if aggregate.during:
        rows = [row for row in rows if _is_during(row, aggregate.during)]
    for condition in aggregate.where:
        rows = [row for row in rows if fulfils(dossier, row, condition)]
    if aggregate.function == "count":
        return Amount(Fraction(len(rows)), rows=tuple(rows))
    column = aggregate.column or ""
    if aggregate.function == "distinct":
        given = [row for row in rows if row[column] is not None and not isinstance(row[column], Missing)]
        return Amount(Fraction(len({_plain_value(row[column]) for row in given})), rows=tuple(given))
    if aggregate.function == "latest":
        return _latest(rows, column, table.spec.date or "", aggregate)
    return _sum(rows_of, rows, column)


def _leant_on(dossier: Dossier, rows: Sequence[Row], aggregate: Aggregate) -> Iterator[Row]:
    """The rows of other tables that say whether these rows count, and those that a derived cell follows from."""
    paths = [condition.left for condition in aggregate.where if isinstance(condition.left, str) and "." in condition.left]
    for row in rows:
        for path in paths:
            if (other := _referred(dossier, row, path.partition(".")[0])) is not None:
                yield other
        if aggregate.column in row.derived:
            yield from changes_of(dossier, row)


def _sum(rows_of: _Rows, rows: Sequence[Row], column: str) -> Amount:
    """The sum of a column. *Not applicable* cells are left out; any other missing cell leaves the sum unknown.

    A cell that follows from changes counts as it stood on the day. Where no cell is left, the sum does not apply either; what is not reported outweighs what is not due, in whichever row.
    """
    cells, unknown = list[tuple[Row, Quantity]](), list[Row]()
    for row in rows:
        cell = row.values.get(column)
        if isinstance(cell, Quantity):
            cells.append((row, cell))
        elif cell is not Missing.NOT_APPLICABLE:
            unknown.append(row)
    if unknown:
        first = min(unknown, key=lambda row: row[column] is Missing.NOT_DUE)
        raise Undecided(_unknown_cell(rows_of.dossier, first, column, first[column]))
    if rows and not cells:
        raise Undecided(_unknown_cell(rows_of.dossier, rows[0], column, Missing.NOT_APPLICABLE))
    value = sum(scaled(cell.value) or 0 for _, cell in cells)
    if rows_of.until:
        value -= sum(scaled(changed_after(rows_of.dossier, row, column, rows_of.until)) or 0 for row, _ in cells if row.derived)
    precision = loosest({Precision.EXACT, *(cell.precision for _, cell in cells)})
    return Amount(Fraction(value, SCALE), precision, tuple(row for row, _ in cells))


def _unknown_cell(dossier: Dossier, row: Row, column: str, cell: Value) -> Absent:
    state = cell if isinstance(cell, Missing) else Missing.NOT_REPORTED
    place = dossier.table(row.spec.name).place(row, row.spec.fields[column])
    because = Text("{file} 第{row}行的“{column}”{state}", "“{column}” in {file} row {row} is {state}")
    return Absent(state, because.fill(file=place.file, row=row.number, column=row.spec.fields[column].label, state=state.label))


def _latest(rows: Sequence[Row], column: str, day_column: str, aggregate: Aggregate) -> Amount:
    """The value of the latest day that has one; of several rows on that day, the one with the last key."""
    given = [row for row in rows if row.quantity(column) and row.day(day_column)]
    if not given:
        because = Text("{aggregate} 没有数据", "{aggregate} has no data")
        raise Undecided(Absent(Missing.NOT_REPORTED, because.fill(aggregate=str(aggregate))))
    row = max(given, key=lambda row: (row.day(day_column) or date.min, row.key))
    cell = row.quantity(column) or Quantity(Decimal(0))
    return Amount(Fraction(cell.value), cell.precision, (row,))


def _is_during(row: Row, word: str) -> bool:
    day = row.day(row.spec.date) if row.spec.date else None
    return day is not None and day in period(day.year, word)


def fulfils(dossier: Dossier, row: Row, condition: Condition) -> bool:
    """Whether a row fulfils a condition; a missing cell fulfils only ``is missing``."""
    if isinstance(condition.left, Days):
        days = _days(row, condition.left)
        return days is not None and _COMPARE[condition.operator](days, condition.values[0])
    cell = _cell(dossier, row, condition.left)
    is_given = cell is not None and not isinstance(cell, Missing)
    if condition.operator in {"given", "missing"}:
        return is_given == (condition.operator == "given")
    if not is_given:
        return False
    value = _plain_value(cell)
    if condition.operator == "in":
        return value in condition.values
    wanted = condition.values[0]
    if isinstance(wanted, Cell):
        other = row[wanted.column]
        if other is None or isinstance(other, Missing):
            return False
        wanted = other.value * wanted.factor if isinstance(other, Quantity) else other
    return _COMPARE[condition.operator](value, wanted)


def _cell(dossier: Dossier, row: Row, path: str) -> Value:
    """The cell of a column, or of a column of the row that it refers to."""
    column, _, further = path.partition(".")
    if not further:
        return row[column]
    other = _referred(dossier, row, column)
    return other[further] if other else None


def _referred(dossier: Dossier, row: Row, column: str) -> Row | None:
    """The row that a column refers to."""
    target = row.spec.fields[column].refers
    return dossier.referred(target, row[column], row["unit_code"]) if target else None


def _plain_value(cell: Value) -> object:
    return cell.value if isinstance(cell, Quantity) else cell


def _days(row: Row, days: Days) -> int | None:
    first, second = row.day(days.first), row.day(days.second)
    if first is None or second is None:
        return None
    if not days.working:
        return (second - first).days
    found = working_days(first, second)
    if found is None:
        because = Text(
            "{first} 至 {second} 的节假日安排尚未公布，无法计算工作日",
            "The public holidays from {first} to {second} are not announced yet: working days cannot be counted",
        )
        raise Undecided(Absent(Missing.NOT_REPORTED, because.fill(first=first, second=second)))
    return found
