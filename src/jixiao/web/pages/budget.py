"""The budget of the year: what was granted, changed and paid, by project and by month, and where payments come in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from django.http import HttpResponse

from jixiao.exact import decimal_ratio, grouped
from jixiao.monitor import shown
from jixiao.monitor.money import amount
from jixiao.monitor.rule import percent, wan
from jixiao.monitor.shown import NONE, ShownLine, filled
from jixiao.score.facts import View
from jixiao.score.progress import budget as budget_of
from jixiao.score.progress import initial, share, spending
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.dossier import Row
from jixiao.tables.measures import Condition
from jixiao.tables.measuring import Absent, Measured
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.listing import cell_said
from jixiao.web.dossiers.worked_out import day_named, kept, monitored
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.wording import Text

HEIGHT = 120
"""The height of the largest month in the picture."""
_STEP, _WIDTH, _FOOT = 52, 34, 20
LATEST = 10
_AT_ONCE = 400_000
"""So many pairs of a budget line and a payment are looked through for one page; where there are more, a project is chosen first."""


class Month(NamedTuple):
    """What was spent in a month and until its end, with the share of the budget; and its bar in the picture."""

    name: Text
    spent: str
    so_far: str
    rate: str
    x: int
    y: int
    height: int
    middle: int


class BudgetLine(NamedTuple):
    """A line of the budget: what names it, and in yuan what was granted at first, what stands now, what was spent, and which share that is."""

    number: int
    names: Sequence[Text]
    initial: str
    adjusted: str
    spent: str
    rate: str
    filled: int | None


def budget(visit: Visit) -> HttpResponse:
    """The page."""
    tables = assembled(visit.about)
    day, is_understood = day_named(visit.about, visit.request.GET.get("day", ""))
    found = monitored(visit.about, day)
    lines = [(each, shown.line(found, each)) for each in found.watch.lines]
    whole = next((each for each, _ in lines if each.spot.kind == "unit"), None)
    codes = [row.text("project_code") for row in tables.table("project")]
    project = visit.request.GET.get("project", "")
    project = project if project in codes else ""
    is_light = len(tables.table("budget").rows) * len(tables.table("payment").rows) <= _AT_ONCE
    detail: Sequence[BudgetLine] = ()
    if project or is_light:
        detail = kept(visit.about, ("budget", day, project), lambda tables: _detail(tables, day, project))
    months = _months(whole.months, amount(whole.budget)) if whole and whole.months else []
    return visit.show(
        "budget.html",
        day=day,
        is_understood=is_understood,
        time=percent(found.watch.time),
        whole=next((said for each, said in lines if each is whole), None),
        groups=list(_groups([said for each, said in lines if each is not whole])),
        months=months,
        picture={"width": _STEP * max(1, len(months)), "height": HEIGHT + _FOOT + 18, "foot": HEIGHT + 18},
        detail=detail,
        is_light=is_light,
        project=project,
        projects=[(row.text("project_code"), row.text("name")) for row in tables.table("project")],
        changes=_latest(tables, "budget_change", ("changed_on", "project_code", "kind", "amount_yuan", "document")),
        payments=_latest(tables, "payment", ("paid_on", "payment_id", "project_code", "economic_code", "amount_yuan", "note")),
    )


_GROUPS = {
    "part": Text("按支出类别", "By kind of expenditure"),
    "project": Text("按项目", "By project"),
    "task": Text("按工作任务", "By task"),
    "fund_source": Text("按资金来源", "By fund source"),
}


def _groups(lines: Sequence[ShownLine]) -> list[tuple[Text, list[ShownLine]]]:
    found = [(title, [each for each in lines if each.kind == kind]) for kind, title in _GROUPS.items()]
    return [(title, those) for title, those in found if those]


# ---- by month


def _months(spent: Sequence[Fraction], granted: Fraction | None) -> list[Month]:
    """The months that are over, each with a bar in proportion to the largest; a month of refunds has none."""
    largest = max((*spent, Fraction(1)))
    found, so_far = [], Fraction(0)
    for at, value in enumerate(spent):
        so_far += value
        height = max(0, int(HEIGHT * value // largest))
        rate = percent(so_far * Fraction(granted.denominator, granted.numerator)) if granted and granted > 0 else NONE
        name = Text("{n}月", "{n}").fill(n=at + 1)
        x = at * _STEP + 9
        found.append(Month(name, wan(value), wan(so_far), rate, x, HEIGHT + 16 - height, height, x + _WIDTH // 2))
    return found


# ---- line by line


def _detail(tables: Tables, day: date, project: str) -> list[BudgetLine]:
    scope = tables.scope(None, project or None)
    view = View(tables, scope, None if day == tables.year.ends_on else day)
    rows = [row for row in tables.table("budget") if row in scope]
    return [_line(view, row) for row in rows]


def _line(view: View, row: Row) -> BudgetLine:
    """One line, by the conditions that only its own rows fulfil."""
    names = [name for name in ("project_code", "economic_code", "fund_source") if row[name] is not None]
    part = tuple(Condition(name, "=", (row.text_id(name),)) for name in names)
    granted, spent = budget_of(view, part), spending(view, part)
    rate = share(spent, granted)
    part_spent = None if isinstance(rate, Absent) else Fraction(rate.numerator, rate.denominator)
    return BudgetLine(
        row.number,
        [cell_said(row, row.spec.fields[name]) for name in ("project_code", "economic_code", "fund_source")],
        _yuan(initial(view, part)),
        _yuan(granted),
        _yuan(spent),
        NONE if part_spent is None else percent(part_spent),
        None if part_spent is None else filled(part_spent),
    )


def _yuan(found: Measured | Absent) -> str:
    return NONE if isinstance(found, Absent) else grouped(decimal_ratio(found.numerator, found.denominator, 2), 2)


# ---- what happened last


class Latest(NamedTuple):
    """The last rows of a table: their columns' names, and each with its number and its cells, amounts on the right."""

    labels: Sequence[tuple[Text, bool]]
    rows: Sequence[tuple[int, Sequence[tuple[Text, bool]]]]
    number: int


def _latest(tables: Tables, name: str, columns: Sequence[str]) -> Latest:
    table = tables.table(name)
    day = table.spec.date or ""
    rows = sorted(table.rows, key=lambda row: (row.day(day) or date.min, row.number), reverse=True)[:LATEST]
    fields = [table.spec.fields[each] for each in columns]
    return Latest(
        [(each.label, each.type == "yuan") for each in fields],
        [(row.number, [(cell_said(row, each), each.type == "yuan") for each in fields]) for row in rows],
        len(table.rows),
    )


pages = (Page("budget", f"{OF_DOSSIER}budget/", budget, "see", label=Text("预算", "Budget"), order=30),)
