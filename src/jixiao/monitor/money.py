"""Lines of money on a day: of the unit, its two parts, its projects, tasks and fund sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from jixiao.monitor.watch import Line, Spot
from jixiao.periods import period
from jixiao.score.facts import View
from jixiao.score.progress import (
    Part,
    budget,
    budget_rows,
    conditions_of,
    day_of,
    planned,
    share,
    spending,
)
from jixiao.tables.derived import line_of
from jixiao.tables.dossier import Row
from jixiao.tables.measures import Condition
from jixiao.tables.measuring import Absent, Measured, fulfils
from jixiao.wording import Text, same

_PARTS = {"basic": Text("基本支出", "Basic expenditure"), "projects": Text("项目支出", "Projects")}


def lines(view: View) -> tuple[Line, ...]:
    """The unit first, then the two parts, projects, tasks and fund sources; where one project is in view, it and its sources."""
    return tuple(_lines(view))


def _lines(view: View) -> Iterator[Line]:
    dossier, scope = view.dossier, view.scope
    if scope.project_code is None:
        unit = Spot("unit", scope.unit_code, same(dossier.name_of(scope.unit_code)))
        yield _line(view, unit, "", with_plan=True)
        for code, label in _PARTS.items():
            if budget_rows(view, code):
                yield _line(view, Spot("part", code, label), code)
    projects = [row for row in dossier.table("project") if row in scope]
    yield from (_of_project(view, row) for row in projects)
    for task in dossier.table("task"):
        of_task = tuple(row.text_id("project_code") for row in projects if row["task_code"] == task["task_code"])
        if task in scope and of_task:
            spot = Spot("task", task.text_id("task_code"), same(task.text("name")))
            yield _line(view, spot, (Condition("project_code", "in", of_task),))
    for code, label in (dossier.schema["budget"].fields["fund_source"].choices or {}).items():
        part = (Condition("fund_source", "=", (code,)),)
        if budget_rows(view, part):
            yield _line(view, Spot("fund_source", code, label), part)


def _of_project(view: View, row: Row) -> Line:
    code = row.text_id("project_code")
    inside = View(view.dossier, view.dossier.scope(view.scope.unit_code, code), view.until)
    return _line(inside, Spot("project", code, same(row.text("name"))), "", with_plan=True, project=row)


def _line(view: View, spot: Spot, part: Part, *, with_plan: bool = False, project: Row | None = None) -> Line:
    spent, whole, paid = spending(view, part), budget(view, part), _paid(view, part)
    return Line(
        spot,
        whole,
        spent,
        share(spent, whole),
        planned(view) if with_plan else None,
        _last_paid_on(paid),
        frozenset(line_of(row) for row in budget_rows(view, part)),
        _months(view, paid),
        project,
    )


def _last_paid_on(paid: Sequence[Row]) -> date | None:
    """The last day on which money went out; a refund is no payment."""
    days = (row.day("paid_on") for row in paid if (found := row.quantity("amount_yuan")) and found.value > 0)
    return max((day for day in days if day), default=None)


def _paid(view: View, part: Part) -> list[Row]:
    """The payments of a part by the day in view."""
    last, conditions = day_of(view), conditions_of(part)
    return [
        row
        for row in view.dossier.table("payment")
        if row in view.scope
        and (row.day("paid_on") or date.max) <= last
        and all(fulfils(view.dossier, row, condition) for condition in conditions)
    ]


def _months(view: View, paid: Sequence[Row]) -> tuple[Fraction, ...] | None:
    """What was spent in each month that is over on the day, from January on; None where an amount is not known."""
    day = day_of(view)
    known = [(row.day("paid_on") or day, found.value) for row in paid if (found := row.quantity("amount_yuan"))]
    if not view.dossier.table("payment").present or len(known) < len(paid):
        return None
    over = [month for month in range(1, 13) if period(day.year, f"M{month:02d}").ends_on <= day]
    return tuple(sum((Fraction(value) for paid_on, value in known if paid_on.month == month), Fraction(0)) for month in over)


def amount(found: Measured | Absent | None) -> Fraction | None:
    """An amount in yuan; None where it is not known."""
    return None if found is None or isinstance(found, Absent) else Fraction(found.numerator, found.denominator)


def overlapping(line: Line, others: Sequence[Line]) -> bool:
    """Whether any of the others has money of this one."""
    return any(line.money & each.money for each in others)
