"""The measure language: how a number is drawn from the tables. Typed and closed: no user SQL, no evaluation of code.

    sum(reception.persons where guest_level = 省部级)
    sum(payment.amount_yuan during H1) / sum(budget.adjusted_yuan)
    count(procurement where days(notice_on, signed_on) <= 30) / count(procurement where notice_on is given)
    count(asset where category = desktop and in_use = yes) <= 1.5 * sum(unit.staff_in_post)

A measure is a total, or one total divided by another; a total adds and subtracts aggregates, each with a factor. A test compares
two totals. Tables, columns, choices and keywords may be written in Chinese. A measure has a text form, which stands in a cell, and
a tree form for programs; the printed text reads back as the same measure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from jixiao.exact import plain
from jixiao.wording import Text

Function = Literal["sum", "count", "distinct", "latest"]

FUNCTIONS: dict[str, Text] = {
    "sum": Text("合计", "sum"),
    "count": Text("计数", "count"),
    "distinct": Text("不同数", "distinct"),
    "latest": Text("最新", "latest"),
}
COMPARISONS = ("=", "!=", "<=", ">=", "<", ">")

ENTERED = "entered"
"""The word for an indicator whose value people enter, since no register gives it."""

Literal_ = str | Decimal | date | bool


@dataclass(frozen=True, slots=True)
class Days:
    """Days from one date of a row to another: calendar days, or working days as announced."""

    first: str
    second: str
    working: bool = False

    def __str__(self) -> str:
        return f"{'workdays' if self.working else 'days'}({self.first}, {self.second})"


@dataclass(frozen=True, slots=True)
class Cell:
    """Another column of the same row, times a factor: what a column of numbers or dates may be compared with."""

    column: str
    factor: Decimal = Decimal(1)

    def __str__(self) -> str:
        return self.column if self.factor == 1 else f"{plain(self.factor)} * {self.column}"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a row must fulfil to be counted. ``operator`` is a comparison, ``in``, ``given`` or ``missing``.

    ``left`` is a column, or ``column.column`` where the first one refers to another table: ``project_code.kind``.
    """

    left: str | Days
    operator: str
    values: tuple[Literal_ | Cell, ...] = ()

    def __str__(self) -> str:
        if self.operator in {"given", "missing"}:
            return f"{self.left} is {self.operator}"
        values = ", ".join(_literal(value) for value in self.values)
        return f"{self.left} in ({values})" if self.operator == "in" else f"{self.left} {self.operator} {values}"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One number from the rows of one table that fulfil all conditions, within a part of the year if one is named."""

    function: Function
    table: str
    column: str | None = None
    where: tuple[Condition, ...] = ()
    during: str | None = None

    def __str__(self) -> str:
        path = self.table if self.column is None else f"{self.table}.{self.column}"
        where = f" where {' and '.join(map(str, self.where))}" if self.where else ""
        during = f" during {self.during}" if self.during else ""
        return f"{self.function}({path}{where}{during})"


@dataclass(frozen=True, slots=True)
class Term:
    """An aggregate with its factor, or a plain number (no aggregate)."""

    factor: Decimal
    aggregate: Aggregate | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of terms."""

    terms: tuple[Term, ...]

    def __str__(self) -> str:
        text = ""
        for term in self.terms:
            sign = "-" if term.factor < 0 else "+"
            size = abs(term.factor)
            if term.aggregate is None:
                body = plain(size)
            else:
                body = str(term.aggregate) if size == 1 else f"{plain(size)} * {term.aggregate}"
            text = f"{text} {sign} {body}" if text else (f"-{body}" if sign == "-" else body)
        return text

    def aggregates(self) -> tuple[Aggregate, ...]:
        """The aggregates of all terms."""
        return tuple(term.aggregate for term in self.terms if term.aggregate)


@dataclass(frozen=True, slots=True)
class Measure:
    """A total, or one total divided by another."""

    over: Total
    under: Total | None = None

    def __str__(self) -> str:
        return str(self.over) if self.under is None else f"{_grouped(self.over)} / {_grouped(self.under)}"

    def aggregates(self) -> tuple[Aggregate, ...]:
        """The aggregates above and below the line."""
        return self.over.aggregates() + (self.under.aggregates() if self.under else ())


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison of two totals, which holds or does not."""

    left: Total
    operator: str
    right: Total

    def __str__(self) -> str:
        return f"{self.left} {self.operator} {self.right}"

    def aggregates(self) -> tuple[Aggregate, ...]:
        """The aggregates on both sides."""
        return self.left.aggregates() + self.right.aggregates()


def reads(expression: Measure | Test) -> tuple[tuple[str, str], ...]:
    """The (table, column) pairs that a measure or a test draws from; the column is ``*`` where rows are counted."""
    found: dict[tuple[str, str], None] = {}
    for aggregate in expression.aggregates():
        found[aggregate.table, aggregate.column or "*"] = None
        for condition in aggregate.where:
            left = condition.left
            for column in (left.first, left.second) if isinstance(left, Days) else (left,):
                found[aggregate.table, column.partition(".")[0]] = None
            for value in condition.values:
                if isinstance(value, Cell):
                    found[aggregate.table, value.column] = None
    return tuple(found)


def tree(expression: Measure | Test) -> dict[str, object]:
    """The tree form, of plain mappings, lists and texts, for programs that do not want to parse."""
    if isinstance(expression, Test):
        return {"left": _total_tree(expression.left), "operator": expression.operator, "right": _total_tree(expression.right)}
    return {"over": _total_tree(expression.over), "under": _total_tree(expression.under) if expression.under else None}


def _total_tree(total: Total) -> list[Mapping[str, object]]:
    return [{"factor": plain(term.factor), **(_aggregate_tree(term.aggregate) if term.aggregate else {})} for term in total.terms]


def _aggregate_tree(aggregate: Aggregate) -> dict[str, object]:
    return {
        "function": aggregate.function,
        "table": aggregate.table,
        "column": aggregate.column,
        "where": [
            {
                "left": {"days": [left.first, left.second], "working": left.working} if isinstance(left, Days) else left,
                "operator": condition.operator,
                "values": [_literal(value) for value in condition.values],
            }
            for condition in aggregate.where
            for left in (condition.left,)
        ],
        "during": aggregate.during,
    }


KEYWORDS = frozenset({"where", "and", "in", "is", "given", "missing", "during", "days", "workdays", "yes", "no", *FUNCTIONS})
_BARE = re.compile(r"[^\W\d]\w*")


def _literal(value: Literal_ | Cell) -> str:
    if isinstance(value, Cell):
        return str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if _BARE.fullmatch(value) and value not in KEYWORDS:
        return value
    return '"' + value.replace('"', '""') + '"'


def _grouped(total: Total) -> str:
    return f"({total})" if len(total.terms) > 1 or total.terms[0].factor != 1 else str(total)
