"""The first step: from a dossier's rows to facts, one for each item of a framework. Plain code, nothing is scored here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from jixiao.exact import SCALE, Missing, Precision, Quantity, decimal_of, half_width, loosest, missing_of, scaled
from jixiao.framework.model import Check, Framework, Item
from jixiao.score.targets_in_force import in_force
from jixiao.tables.dossier import Dossier, Row, Scope
from jixiao.tables.measure_text import Fault, parse_measure
from jixiao.tables.measures import ENTERED, Aggregate, Measure, Test, reads
from jixiao.tables.measuring import Absent, Measured, Verdict, Within, hold, measure
from jixiao.wording import Text, joined, same

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Fact:
    """One number of a unit: numerator and denominator in ten-thousandths, or the state in which there is none.

    ``rows`` is what it was drawn from; ``verdicts`` the entries of a checklist, ``parts`` the indicators of a mean; ``said`` tells
    the numerator and the denominator as people know them, with their unit.
    """

    code: str
    numerator: int | None = None
    denominator: int = SCALE
    state: Missing | None = None
    because: Text | None = None
    precision: Precision = Precision.EXACT
    rows: tuple[Row, ...] = ()
    verdicts: tuple[tuple[Check, Verdict], ...] = ()
    parts: tuple[Part, ...] = ()
    measured_by: Measure | None = None
    is_ratio: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One indicator of a mean: its weight, what it is held against, and its fact. Targets are in ten-thousandths.

    ``change`` is the change of the target that brought the one it is held against, if there was one.
    """

    code: str
    name: str
    operator: str
    weight: Decimal
    target: int | None
    high: int | None
    unit: str
    fact: Fact
    row: Row | None = None
    change: Row | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at: a dossier, the unit and perhaps the project whose rows count, and the day up to which they do.

    It remembers the rows of each table that it was asked for, and what was measured: the dossier stays as it is for as long as it is
    looked at.
    """

    dossier: Dossier
    scope: Scope
    until: date | None = None
    _within: Within = field(default_factory=dict, init=False, compare=False, repr=False)
    _measured: dict[Measure, Measured | Absent] = field(default_factory=dict, init=False, compare=False, repr=False)
    parts: dict[Row, Part] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What ``part_of`` has found so far."""

    def measure(self, expression: Measure) -> Measured | Absent:
        """The number of a measure from the rows in view."""
        known = self._measured.get(expression)
        if known is None:
            known = self._measured[expression] = measure(self.dossier, expression, self.until, self.scope, self._within)
        return known

    def hold(self, expression: Test) -> Verdict | Absent:
        """Whether a test holds, from the rows in view."""
        return hold(self.dossier, expression, self.until, self.scope, self._within)

    @property
    def is_within_year(self) -> bool:
        """Whether the day lies before the year's last one: then some things are not due yet."""
        return self.until is not None and self.until < self.dossier.year.ends_on


def facts(view: View, framework: Framework) -> dict[str, Fact]:
    """The fact of every item of the framework that is scored.

    On a day within the year what is known at its end only, and what has nothing to count yet, is *not due*.
    """
    return {item.code: _fact(view, framework, item) for item in framework.leaves}


def _fact(view: View, framework: Framework, item: Item) -> Fact:
    if item.selection:
        return _of_indicators(view, item)
    if item.checks:
        return _of_checks(view, item)
    if item.measure:
        return _of_the_day(view, item.measure, _of_measure(item.code, item.measure, view.measure(item.measure)))
    return _of_judgement(view, framework, item)


def _of_measure(code: str, expression: Measure, found: Measured | Absent) -> Fact:
    if isinstance(found, Absent):
        return Fact(code, state=found.state, because=found.because, measured_by=expression)
    return Fact(
        code,
        found.numerator,
        found.denominator,
        precision=found.precision,
        rows=found.rows,
        measured_by=expression,
        is_ratio=expression.under is not None,
    )


def _of_checks(view: View, item: Item) -> Fact:
    """The points off for every entry that does not hold; unknown as soon as one entry cannot be decided."""
    verdicts: list[tuple[Check, Verdict]] = []
    for check in item.checks:
        if view.is_within_year and _is_of_year_end(view.dossier, check.holds):
            return Fact(item.code, state=Missing.NOT_DUE, because=_YEAR_END)
        found = view.hold(check.holds)
        if isinstance(found, Absent):
            because = Text("{check}：{why}", "{check}: {why}").fill(check=check.name, why=found.because)
            return Fact(item.code, state=found.state, because=because)
        verdicts.append((check, found))
    off = sum((check.points for check, verdict in verdicts if not verdict.holds), Decimal(0))
    rows = tuple(dict.fromkeys(row for _, verdict in verdicts for row in verdict.left.rows + verdict.right.rows))
    return Fact(item.code, scaled(off), rows=rows, verdicts=tuple(verdicts))


def _of_judgement(view: View, framework: Framework, item: Item) -> Fact:
    row = view.dossier.said_of("judgement", view.scope, framework.id, item.code)
    if row is None:
        return Fact(item.code, state=Missing.NOT_REPORTED, because=Text("尚未评判", "It has not been judged yet"))
    answer, reason = row.text("answer"), same(row.text("reason"))
    state = missing_of(answer)
    if state:
        return Fact(item.code, state=state, because=reason, rows=(row,))
    number = item.answers.index(answer) + 1 if answer in item.answers else None
    value = share_of(answer) if not item.answers else number and number * SCALE
    if value is None:
        because = Text("评判结果“{answer}”不在可选项中：{known}", "The answer “{answer}” is none of: {known}")
        known = joined(map(same, item.answers or ["0%–100%"]), "、", ", ")
        return Fact(item.code, state=Missing.NOT_REPORTED, because=because.fill(answer=answer, known=known), rows=(row,))
    said = Text("评为“{answer}”：{reason}", "Judged “{answer}”: {reason}").fill(answer=answer, reason=reason)
    return Fact(item.code, value, because=said, rows=(row,))


def share_of(text: str) -> int | None:
    """A share from 0% to 100%, such as 85%, in ten-thousandths; None if the text is none."""
    text = half_width(text).strip()
    number = decimal_of(text.removesuffix("%")) if text.endswith("%") else None
    units = None if number is None else scaled(number / PERCENT)
    return units if units is not None and 0 <= units <= SCALE else None


# ---- indicators


def _of_indicators(view: View, item: Item) -> Fact:
    """The indicators of the unit itself, or of the project in view, that the item draws on; in the order of their codes."""
    assert item.selection
    level, classes = item.selection
    found = [row for row in view.dossier.table("indicator") if _is_of(row, view.scope, level) and row["class"] in classes]
    if not found:
        because = Text("没有这一类绩效指标", "The unit has no indicators of this class")
        return Fact(item.code, state=Missing(item.when_none), because=because)
    return Fact(item.code, parts=tuple(part_of(view, row) for row in sorted(found, key=lambda row: row.text("indicator_code"))))


def _is_of(row: Row, scope: Scope, level: str) -> bool:
    if row["unit_code"] != scope.unit_code or row["level"] != level:
        return False
    return level != "project" or scope.project_code is None or row["owner_code"] == scope.project_code


def part_of(view: View, row: Row) -> Part:
    """An indicator as a part of a mean, with its fact, held against the target that is in force on the view's day."""
    if row not in view.parts:
        view.parts[row] = _part(view, row)
    return view.parts[row]


def _part(view: View, row: Row) -> Part:
    code = row.text("indicator_code")
    weight = row.quantity("weight")
    held = in_force(view.dossier, row, view.until)
    return Part(
        code,
        row.text("name"),
        row.text_id("operator"),
        weight.value if weight else Decimal(0),
        _units(held.target),
        _units(row.quantity("target_high")),
        row.text("measure_unit"),
        _in_percent(_of_indicator(view, row, code), row.text("measure_unit")),
        row,
        held.change,
    )


def _in_percent(fact: Fact, unit: str) -> Fact:
    """A ratio whose indicator counts in % as so many of a hundred; a value that was entered is in % already."""
    if unit != "%" or not fact.is_ratio or fact.numerator is None:
        return fact
    return replace(fact, numerator=fact.numerator * PERCENT)


def _units(quantity: Quantity | None) -> int | None:
    return None if quantity is None else scaled(quantity.value)


def _of_indicator(view: View, row: Row, code: str) -> Fact:
    actual = _actual(view, code)
    if actual is not None and actual["state"] is not None:
        state = Missing(actual.text_id("state"))
        return Fact(code, state=state, because=same(actual.text("text")) if actual["text"] else state.label, rows=(actual,))
    if view.is_within_year and row["accumulation"] == "year_end" and actual is None:
        return Fact(code, state=Missing.NOT_DUE, because=_YEAR_END)
    if row["measure"] == ENTERED:
        return _entered(code, actual)
    expression = parse_measure(row.text("measure"), view.dossier.schema)
    if isinstance(expression, Fault):
        because = Text("取数公式无法读懂：{why}", "The measure cannot be read: {why}").fill(why=expression.because)
        return Fact(code, state=Missing.NOT_REPORTED, because=because, rows=(row,))
    return _of_the_day(view, expression, _of_measure(code, expression, view.measure(expression)))


# ---- days within the year


def _of_the_day(view: View, expression: Measure, fact: Fact) -> Fact:
    """A fact as it is on the day: what is known at the year's end, or has nothing to count yet, is not due before."""
    if not view.is_within_year:
        return fact
    if _is_of_year_end(view.dossier, expression):
        return Fact(fact.code, state=Missing.NOT_DUE, because=_YEAR_END, measured_by=expression)
    if fact.state is Missing.NOT_APPLICABLE and _may_still_come(view.dossier, expression):
        because = Text("截至这一天还没有可计的数据：{why}", "There is nothing to count by that day yet: {why}")
        return replace(fact, state=Missing.NOT_DUE, because=because.fill(why=fact.because or fact.state.label))
    return fact


_YEAR_END = Text("年末值，年末才统计", "It is counted at the year's end")


def _is_of_year_end(dossier: Dossier, expression: Measure | Test) -> bool:
    """Whether a column is drawn on that nobody knows before the year is over."""
    fields = (dossier.schema[table].fields.get(column) for table, column in reads(expression))
    return any(field is not None and field.at_year_end for field in fields)


def _may_still_come(dossier: Dossier, expression: Measure) -> bool:
    """Whether rows are counted that have a day, so that there may be some later in the year."""
    return any(dossier.schema[aggregate.table].date for aggregate in expression.aggregates())


def _actual(view: View, code: str) -> Row | None:
    """The latest entered row of an indicator."""
    until = view.until
    rows: Sequence[Row] = [
        row
        for row in view.dossier.table("actual")
        if row["indicator_code"] == code and (until is None or (row.day("period_end") or date.min) <= until)
    ]
    return max(rows, key=lambda row: row.day("period_end") or date.min, default=None)


def _entered(code: str, actual: Row | None) -> Fact:
    """An entered value, or an entered numerator and denominator (a zero one is *not applicable*, one below zero no number)."""
    if actual is None:
        return Fact(code, state=Missing.NOT_REPORTED, because=Text("没有填报完成值", "No actual value was entered"))
    for column in ("value", "numerator", "denominator"):
        cell = actual[column]
        if isinstance(cell, Missing):
            return Fact(code, state=cell, because=cell.label, rows=(actual,))
    over, under, value = actual.quantity("numerator"), actual.quantity("denominator"), actual.quantity("value")
    if over is not None and under is not None:
        if under.value <= 0:
            zero = under.value == 0
            because = Text("分母为零", "The denominator is zero") if zero else Text("分母小于零", "The denominator is below zero")
            state = Missing.NOT_APPLICABLE if zero else Missing.NOT_REPORTED
            return Fact(code, state=state, because=because, rows=(actual,))
        precision = loosest({over.precision, under.precision})
        return Fact(code, _units(over), _units(under) or SCALE, precision=precision, rows=(actual,), is_ratio=True)
    if value is None:
        because = Text("完成值未填", "The actual value is not filled in")
        return Fact(code, state=Missing.NOT_REPORTED, because=because, rows=(actual,))
    return Fact(code, _units(value), precision=value.precision, rows=(actual,))


def unit_of(aggregate: Aggregate | None, dossier: Dossier) -> str:
    """The unit in which an aggregate counts: 元 for amounts, the column's own unit otherwise."""
    if aggregate is None or aggregate.column is None:
        return ""
    field = dossier.schema[aggregate.table].fields[aggregate.column]
    return "元" if field.type == "yuan" else field.unit
