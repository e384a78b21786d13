"""What somebody stated: scores of items and indicators, totals and grades, and amounts, each with the row where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jixiao.exact import Quantity
from jixiao.framework.model import Framework, Item
from jixiao.review.precision import Range, range_of
from jixiao.tables.cells import Value
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.measures import Measure

TOTAL = "total"
"""The item code of a total."""

MID_YEAR = "mid_year"
SOURCES = ("fiscal", "carried_over", "other")
"""The lines that make the total of the year."""


@dataclass(frozen=True, slots=True)
class Line:
    """One stated line: its row, the item or the indicator that it is about, and the row of the indicator's actual, if there is one."""

    code: str
    row: Row
    item: Item | None = None
    indicator: Row | None = None
    actual_row: Row | None = None

    @property
    def score(self) -> Decimal | None:
        """The stated score."""
        return number(self.row, "score")

    @property
    def points(self) -> Decimal | None:
        """The points that it can have at most: as stated, or as the framework gives them to the item."""
        stated = number(self.row, "points")
        return stated if stated is not None or self.item is None else self.item.points or None

    @property
    def actual(self) -> Quantity | None:
        """The value that was stated beside the score, or for the indicator's period."""
        stated = self.row.quantity("actual")
        return stated if stated is not None or self.actual_row is None else self.actual_row.quantity("value")

    @property
    def name(self) -> str:
        """The name of what the line is about, for sentences."""
        if self.indicator is not None:
            return self.indicator.text("name")
        return self.item.name.zh if self.item is not None else self.code

    @property
    def is_spending(self) -> bool:
        """Whether the line is about the share of the budget that was spent."""
        return self.item is not None and self.item.measure is not None and is_spending_rate(self.item.measure)


@dataclass(frozen=True, slots=True)
class Statement:
    """All that was stated at once: under one framework, at one stage, for a unit or a project, in one version."""

    framework_id: str
    framework: Framework | None
    unit_code: object
    stage: str
    project_code: object
    lines: Mapping[str, Line] = field(default_factory=dict)
    total: Line | None = None

    @property
    def is_final(self) -> bool:
        """Whether it speaks of the whole year."""
        return self.stage != MID_YEAR


class Spent(NamedTuple):
    """What was given and spent, in yuan, with the row that says so; None where it is not known. ``step`` is how finely it is written."""

    initial: Decimal | None
    adjusted: Decimal
    executed: Decimal
    row: Row
    step: Decimal | None = None

    @property
    def rate(self) -> Fraction | None:
        """The share of the adjusted budget that was spent."""
        return quotient(self.executed, self.adjusted) if self.adjusted else None

    @property
    def rates(self) -> Range | None:
        """All that the share can be, as the amounts are written."""
        return quotients(self.executed, self.adjusted, self.step)


def quotient(over: Decimal, under: Decimal) -> Fraction:
    """The exact quotient of two numbers; the second is not zero."""
    numerator, denominator = under.as_integer_ratio()
    return Fraction(over) * Fraction(denominator, numerator)


def quotients(over: Decimal, under: Decimal, step: Decimal | None) -> Range | None:
    """All that the quotient of two numbers can be that were written in such steps; None where that could be anything."""
    upper, lower = range_of(over, step), range_of(under, step)
    if lower.low <= 0 or upper.low < 0:
        exact = quotient(over, under) if under else None
        return None if exact is None or lower.high <= 0 else Range(exact, exact)
    return Range(upper.low * inverse(lower.high), upper.high * inverse(lower.low))


def inverse(value: Fraction) -> Fraction:
    """One over a number that is not zero."""
    return Fraction(value.denominator, value.numerator)


def number(row: Row, column: str) -> Decimal | None:
    """The number in a cell."""
    found = row.quantity(column)
    return found.value if found is not None else None


def is_spending_rate(measure: Measure) -> bool:
    """Whether a measure divides payments by budgets."""
    return measure.under is not None and (
        {each.table for each in measure.over.aggregates()},
        {each.table for each in measure.under.aggregates()},
    ) == ({"payment"}, {"budget"})


def statements(dossier: Dossier, frameworks: Mapping[str, Framework]) -> tuple[Statement, ...]:
    """The stated scores of a dossier, each statement with its lines."""
    actuals = latest_actuals(dossier)
    grouped: dict[tuple[object, ...], list[Row]] = {}
    for row in dossier.table("stated_score"):
        key = (row["framework"], row["unit_code"], row["stage"], row["project_code"], row.text("version"))
        grouped.setdefault(key, []).append(row)
    found = []
    for (framework_id, unit, stage, project, _), rows in grouped.items():
        framework = frameworks.get(str(framework_id))
        lines = {}
        for row in rows:
            code = row.text("item_code")
            item = framework.item(code) if framework else None
            is_group = item is not None and bool(item.children)
            indicator = None if is_group else dossier.referred("indicator", code, row["unit_code"])
            actual = actuals.get((row["unit_code"], code)) if stage != MID_YEAR else None
            lines[code] = Line(code, row, item, indicator, actual)
        total = lines.pop(TOTAL, None)
        found.append(Statement(str(framework_id), framework, unit, str(stage), project, lines, total))
    return tuple(found)


def latest_actuals(dossier: Dossier) -> dict[tuple[Value, Value], Row]:
    """The row of the latest period of every unit's indicator."""
    found: dict[tuple[Value, Value], Row] = {}
    for row in sorted(dossier.table("actual"), key=lambda row: row.day("period_end") or date.min):
        found[row["unit_code"], row["indicator_code"]] = row
    return found


class Amounts(NamedTuple):
    """The stated amounts of one unit, stage and project, by line."""

    unit_code: object
    stage: object
    project_code: object
    lines: Mapping[str, Row]


def stated_amounts(dossier: Dossier) -> Iterator[Amounts]:
    """The stated amounts of each unit, stage and project."""
    grouped: dict[tuple[object, object, object], dict[str, Row]] = {}
    for row in dossier.table("stated_amount"):
        grouped.setdefault((row["unit_code"], row["stage"], row["project_code"]), {})[row.text_id("line")] = row
    for key, lines in grouped.items():
        yield Amounts(*key, lines)


def spent(dossier: Dossier, statement: Statement) -> Spent | None:
    """What was stated to be given and spent beside a statement of scores."""
    for each in stated_amounts(dossier):
        if each[:3] == (statement.unit_code, statement.stage, statement.project_code):
            return spent_of(each.lines)
    return None


def spent_of(lines: Mapping[str, Row]) -> Spent | None:
    """What the lines say was given and spent: the total, or the sum of its sources where the total is not filled in."""
    total = lines.get(TOTAL)
    if total is not None and number(total, "adjusted_yuan"):
        return _spent([total])
    return _spent([lines[name] for name in SOURCES if name in lines])


def _spent(rows: list[Row]) -> Spent | None:
    sums = []
    for column in ("initial_yuan", "adjusted_yuan", "executed_yuan"):
        values = [number(row, column) for row in rows]
        known = [value for value in values if value is not None]
        sums.append(sum(known, Decimal(0)) if known and len(known) == len(values) else None)
    initial, adjusted, executed = sums
    if not rows or adjusted is None or executed is None:
        return None
    step = (rows[0].steps or {}).get("adjusted_yuan")
    return Spent(initial, adjusted, executed, rows[0], step)
