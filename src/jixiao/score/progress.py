"""How far a unit or a project is on a day: its budget as it stood then, what was spent, and where each indicator stands.

The day is the last one of the view, or the year's last. What is not due by then, or not reported, is a state and never zero.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import chain

from jixiao.exact import SCALE, Missing, Precision
from jixiao.score.facts import Fact, View, part_of
from jixiao.score.targets_in_force import in_force
from jixiao.tables.derived import line_of, lines_of_change
from jixiao.tables.dossier import Row
from jixiao.tables.measures import Aggregate, Condition, Measure, Term, Total
from jixiao.tables.measuring import Absent, Measured, fulfils
from jixiao.wording import Text, same

MONTHS = 12

PARTS: dict[str, tuple[Text, tuple[Condition, ...]]] = {
    "": (same(""), ()),
    "basic": (Text("（基本支出）", " (basic expenditure)"), (Condition("project_code.kind", "=", ("basic",)),)),
    "projects": (Text("（项目支出）", " (projects)"), (Condition("project_code.kind", "=", ("project",)),)),
    "general": (Text("（当年财政拨款）", " (the year's appropriation)"), (Condition("fund_source", "=", ("general",)),)),
    "carried": (Text("（上年结转）", " (carried over)"), (Condition("fund_source", "=", ("carried_over",)),)),
    "other": (Text("（其他资金）", " (other sources)"), (Condition("fund_source", "in", ("government_fund", "other")),)),
}
"""The parts of a budget by the word that ids end in, with their label and what their rows fulfil; the whole has no word."""

Part = str | tuple[Condition, ...]
"""A part of a budget: one of the words above, or what its rows fulfil."""


def conditions_of(part: Part) -> tuple[Condition, ...]:
    """What the rows of a part fulfil."""
    return PARTS[part][1] if isinstance(part, str) else part


STATUSES: dict[str, Text] = {
    "reached": Text("已达到年度指标值", "the year's target is reached"),
    "on_schedule": Text("符合进度要求", "on schedule"),
    "behind": Text("落后于进度要求", "behind schedule"),
    "judged": Text("定性指标，已作评判", "judged"),
    "not_due": Missing.NOT_DUE.label,
    "not_reported": Missing.NOT_REPORTED.label,
    "not_applicable": Missing.NOT_APPLICABLE.label,
}
"""Where an indicator can stand on a day."""


def day_of(view: View) -> date:
    """The day that is looked at: the last one of the view, or the year's last."""
    return min(view.until or date.max, view.dossier.year.ends_on)


def time_gone(day: date) -> Fraction:
    """The share of the year that is gone: in months at a month's end, else in days."""
    if day.day == monthrange(day.year, day.month)[1]:
        return Fraction(day.month, MONTHS)
    starts_on, ends_on = date(day.year, 1, 1), date(day.year, MONTHS, 31)
    return Fraction((day - starts_on).days + 1, (ends_on - starts_on).days + 1)


# ---- money


def spending(view: View, part: Part = "", during: str | None = None) -> Measured | Absent:
    """What was paid by the day, or in one month up to it, in yuan."""
    return view.measure(_sum("payment", "amount_yuan", part, during))


def initial(view: View, part: Part = "") -> Measured | Absent:
    """The initial budget in yuan."""
    return view.measure(_sum("budget", "initial_yuan", part))


def budget(view: View, part: Part = "") -> Measured | Absent:
    """The budget as it stood on the day: the initial one with the changes made by then.

    At the year's end, and where no changes were handed in, it is the adjusted budget. It is not known if a change may belong to
    other lines as well.
    """
    dossier, day = view.dossier, day_of(view)
    if day == dossier.year.ends_on or not dossier.table("budget_change").present:
        return view.measure(_sum("budget", "adjusted_yuan", part))
    first = initial(view, part)
    if isinstance(first, Absent):
        return first
    rows = budget_rows(view, part)
    inside = {line_of(row) for row in rows}
    amount, found = Fraction(first.numerator, first.denominator), list(rows)
    for change in dossier.table("budget_change"):
        if (change.day("changed_on") or date.min) > day:
            continue
        fitting = {line for line in map(line_of, dossier.table("budget")) if lines_of_change(change, [line])}
        sum_yuan = change.quantity("amount_yuan")
        if not fitting & inside:
            continue
        if sum_yuan is None or fitting - inside:
            return Absent(Missing.NOT_REPORTED, _WHICH_LINE.fill(change=change.key))
        amount += Fraction(sum_yuan.value)
        found.append(change)
    return _exact(amount, found)


def budget_rows(view: View, part: Part = "") -> list[Row]:
    """The lines of the budget."""
    return [row for row in view.dossier.table("budget") if row in view.scope and _is_of(view, row, part)]


_WHICH_LINE = Text(
    "预算调整 {change} 没有金额，或没有写明属于哪一资金来源、经济分类",
    "The budget change {change} has no amount, or does not say which fund source and classification it belongs to",
)


def rate(view: View, part: Part = "") -> Measured | Absent:
    """What was spent by the day as a share of the budget as it stood then."""
    return share(spending(view, part), budget(view, part))


def share(over: Measured | Absent, under: Measured | Absent) -> Measured | Absent:
    """One number as a share of another."""
    for each in (over, under):
        if isinstance(each, Absent):
            return each
    assert isinstance(over, Measured)
    assert isinstance(under, Measured)
    if under.numerator <= 0:
        return Absent(Missing.NOT_APPLICABLE, Text("预算为零", "The budget is zero"))
    rows = tuple(dict.fromkeys((*over.rows, *under.rows)))
    return Measured(over.numerator * under.denominator, under.numerator * over.denominator, over.precision, rows)


def ahead(view: View, part: Part = "") -> Fraction | None:
    """By how much of the budget spending is ahead of the time that is gone; below zero where it is behind, None where unknown."""
    found = rate(view, part)
    return None if isinstance(found, Absent) else Fraction(found.numerator, found.denominator) - time_gone(day_of(view))


def planned(view: View, *, of_year: bool = False) -> Measured | Absent:
    """What was planned to be spent by the day, or in the whole year, by the spending plans of all that has a budget."""
    dossier, last = view.dossier, view.dossier.year.ends_on
    due = last if of_year else day_of(view)
    codes = dict.fromkeys(row.text_id("project_code") for row in dossier.table("budget") if row in view.scope)
    amount, found = Fraction(0), list[Row]()
    for code in codes:
        rows = [row for row in dossier.table("spending_plan") if row["project_code"] == code and row in view.scope]
        by_then = [row for row in rows if (day := row.day("due_on")) and (day == last if of_year else day <= due)]
        latest = max(by_then, key=lambda row: row.day("due_on") or date.min, default=None)
        planned_yuan = latest.quantity("planned_yuan") if latest else None
        if latest is None or planned_yuan is None:
            return Absent(Missing.NOT_REPORTED, _NO_PLAN.fill(code=code))
        amount += Fraction(planned_yuan.value)
        found.append(latest)
    return _exact(amount, found) if codes else Absent(Missing.NOT_REPORTED, Text("没有预算", "There is no budget"))


_NO_PLAN = Text("{code} 没有到这一天的用款计划", "There is no spending plan of {code} up to that day")


def _sum(table: str, column: str, part: Part, during: str | None = None) -> Measure:
    return Measure(Total((Term(Decimal(1), Aggregate("sum", table, column, conditions_of(part), during)),)))


def _is_of(view: View, row: Row, part: Part) -> bool:
    return all(fulfils(view.dossier, row, condition) for condition in conditions_of(part))


def _exact(amount: Fraction, rows: list[Row]) -> Measured:
    """An amount of money as it is measured; amounts are in fen at the finest, so nothing is rounded."""
    units = amount * SCALE
    return Measured(units.numerator, units.denominator * SCALE, Precision.EXACT, tuple(dict.fromkeys(rows)))


# ---- indicators


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an indicator stands on the day: its value, the target in force then, and what was to be reached by then.

    ``wanted`` comes from the schedule of the indicator (``milestone``), else in proportion to the time that is gone where the
    indicator adds up over the year (in whole units, where its target is whole: nobody writes a third of a report); None where nothing
    says so. A value that people entered is held against what was to be reached on the day that it is of. ``rows`` are all rows that this was drawn from.
    """

    row: Row
    fact: Fact
    target: Decimal | None
    wanted: Fraction | None
    milestone: Row | None
    status: str
    rows: tuple[Row, ...]

    @property
    def code(self) -> str:
        """The indicator's code as ids have it."""
        return self.row.text("indicator_code").lower()

    @property
    def value(self) -> Fraction | None:
        """What was reached."""
        return None if self.fact.numerator is None else Fraction(self.fact.numerator, self.fact.denominator)


def standings(view: View) -> list[Standing]:
    """Where the indicators of the unit, or of the project in view, stand; in the order of classes, subclasses and codes."""
    return [standing(view, row) for row in indicators(view)]


def indicators(view: View) -> list[Row]:
    """The indicators of the unit with its tasks, or of the project in view; in the order of classes, subclasses and codes."""
    rows = [row for row in view.dossier.table("indicator") if _speaks_of(row, view)]
    return sorted(rows, key=lambda row: (_place_of_class(row), row.text("subclass"), row.text("indicator_code")))


def _speaks_of(row: Row, view: View) -> bool:
    if row["unit_code"] != view.scope.unit_code:
        return False
    code = view.scope.project_code
    return row["level"] in {"unit", "task"} if code is None else row["level"] == "project" and row["owner_code"] == code


def _place_of_class(row: Row) -> int:
    classes = list(row.spec.fields["class"].choices or {})
    return classes.index(row.text_id("class")) if row.text_id("class") in classes else len(classes)


def standing(view: View, row: Row) -> Standing:
    """Where one indicator stands."""
    day = day_of(view)
    is_final = day == view.dossier.year.ends_on
    fact, held = part_of(view, row).fact, in_force(view.dossier, row, view.until)
    target = held.target.value if held.target else None
    of = entered_for(fact) or day
    milestone = _milestone(view, row, of)
    wanted = _wanted(row, target, milestone, of)
    status = fact.state.value if fact.state else _status(row, fact, target, None if is_final else wanted)
    rows = dict.fromkeys(each for each in (row, held.change, milestone, *fact.rows) if each)
    return Standing(row, fact, target, wanted, milestone, status, tuple(rows))


def entered_for(fact: Fact) -> date | None:
    """The day that an entered value is of: it is held against what was due then, since nobody knows it for later."""
    return next((day for row in fact.rows if row.spec.name == "actual" and (day := row.day("period_end"))), None)


def deviation(view: View, row: Row) -> Row | None:
    """What was said last of an indicator's deviation by the day."""
    day = day_of(view)
    found = [each for each in _said_of(view, row) if (each.day("period_end") or date.max) <= day]
    return max(found, key=lambda each: each.day("period_end") or date.min, default=None)


def deviation_on(view: View, row: Row) -> Row | None:
    """What was said of an indicator's deviation for the very day."""
    day = day_of(view)
    return next((each for each in _said_of(view, row) if each.day("period_end") == day), None)


def _said_of(view: View, row: Row) -> list[Row]:
    return [each for each in view.dossier.table("deviation") if each["indicator_code"] == row["indicator_code"]]


def _milestone(view: View, row: Row, day: date) -> Row | None:
    found = [
        each
        for each in view.dossier.table("target_schedule")
        if each["indicator_code"] == row["indicator_code"] and (each.day("due_on") or date.max) <= day
    ]
    return max(found, key=lambda each: each.day("due_on") or date.min, default=None)


def _wanted(row: Row, target: Decimal | None, milestone: Row | None, day: date) -> Fraction | None:
    stated = milestone.quantity("target") if milestone else None
    if stated:
        return Fraction(stated.value)
    grows = row["accumulation"] == "cumulative" and row["operator"] in {"ge", "eq", "between"} and not is_ratio(row)
    if not grows or target is None:
        return None
    due = Fraction(target) * time_gone(day)
    return Fraction(due.numerator // due.denominator) if target == target.to_integral_value() else due


def is_ratio(row: Row) -> bool:
    """Whether an indicator is a share, which does not add up over the year."""
    return row.text("measure_unit") == "%" or "/" in row.text("measure")


def _status(row: Row, fact: Fact, target: Decimal | None, wanted: Fraction | None) -> str:
    if row["operator"] == "judged" or fact.numerator is None or target is None:
        return "judged"
    value, goal = Fraction(fact.numerator, fact.denominator), Fraction(target)
    return _COMPARED[row.text_id("operator")](value, goal, wanted, _high(row, goal))


def _high(row: Row, goal: Fraction) -> Fraction:
    high = row.quantity("target_high")
    return Fraction(high.value) if high else goal


def _growing(value: Fraction, goal: Fraction, wanted: Fraction | None) -> str:
    if value >= goal:
        return "reached"
    return "on_schedule" if wanted is not None and value >= wanted else "behind"


def _bounded(value: Fraction, goal: Fraction, wanted: Fraction | None) -> str:
    """An upper bound is kept, not reached, as long as the year goes on."""
    if value > goal or (wanted is not None and value > wanted):
        return "behind"
    return "on_schedule"


def _exactly(value: Fraction, goal: Fraction, wanted: Fraction | None) -> str:
    if goal == 0:
        return "on_schedule" if value == goal else "behind"
    return _growing(value, goal, wanted) if value <= goal else "behind"


_COMPARED: dict[str, Callable[[Fraction, Fraction, Fraction | None, Fraction], str]] = {
    "ge": lambda value, goal, wanted, _: _growing(value, goal, wanted),
    "le": lambda value, goal, wanted, _: _bounded(value, goal, wanted),
    "eq": lambda value, goal, wanted, _: _exactly(value, goal, wanted),
    "between": lambda value, goal, wanted, high: _growing(value, goal, wanted) if value <= high else "behind",
}


def rows_of(found: list[Standing]) -> tuple[Row, ...]:
    """The rows behind several indicators."""
    return tuple(dict.fromkeys(chain.from_iterable(each.rows for each in found)))
