"""Indicators on a day: where each stands, how fresh its data are, since when it is behind, and what was said of that."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import chain

from jixiao.monitor.watch import Explaining, Spot, Watched
from jixiao.periods import period, working_days
from jixiao.score.facts import View
from jixiao.score.progress import Standing, day_of, deviation, entered_for, indicators, is_ratio, standing
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.measure_text import Fault, parse_measure
from jixiao.tables.measures import ENTERED, Measure, reads
from jixiao.wording import same

RECORDED_ON = "recorded_on"
_GROWING = {"ge", "eq", "between"}
_LONGEST_WAIT = 60


def watched(view: View, explain: Explaining | None) -> tuple[Watched, ...]:
    """The indicators of the unit with its tasks, then those of each of its projects; of the one project in view if there is one."""
    dossier, scope = view.dossier, view.scope
    views = [view]
    if scope.project_code is None:
        codes = (row.text_id("project_code") for row in dossier.table("project") if row in scope)
        views += [View(dossier, dossier.scope(scope.unit_code, code), view.until) for code in codes]
    return tuple(_watched(each, row, explain) for each in views for row in indicators(each))


def _watched(view: View, row: Row, explain: Explaining | None) -> Watched:
    dossier, found = view.dossier, standing(view, row)
    since = _behind_since(view, row) if found.status == "behind" else None
    office = dossier.find("office", office_code=row["office_code"]) if row["office_code"] else None
    owner_code = "" if row["level"] == "unit" else row.text("owner_code")
    return Watched(
        Spot("indicator", row.text("indicator_code"), same(row.text("name")), owner_code),
        found,
        entered_on(view, row),
        is_awaited=found.status in {"behind", "on_schedule", "not_reported"} and row["operator"] != "judged",
        missed=_missed(view, found),
        behind_since=since,
        explain_by=_explain_by(since, explain) if since and explain else None,
        deviation=deviation(view, row),
        office=office.text("name") if office else row.text("office_code"),
        owner=row.text("owner"),
        is_final=day_of(view) == dossier.year.ends_on,
    )


def _behind_since(view: View, row: Row) -> date:
    """The end of the first of the months at all of whose ends the indicator was behind, without a break up to the day."""
    first = day_of(view)
    for month in range(first.month, 0, -1):
        end = period(first.year, f"M{month:02d}").ends_on
        if end >= day_of(view):
            continue
        if standing(View(view.dossier, view.scope, end), row).status != "behind":
            break
        first = end
    return first


def _explain_by(since: date, explain: Explaining) -> date | None:
    """So many working days after the first of the days of the year that lies not before."""
    days = [
        date(since.year, month, monthrange(since.year, month)[1] if (month, day) == (2, 29) else day)
        for month, day in explain.days
    ]
    first = next((day for day in days if day >= since), None)
    return after_working_days(first, explain.within) if first else None


def after_working_days(day: date, count: int) -> date | None:
    """The day so many working days later; None where the public holidays until then are not announced."""
    for later in range(1, _LONGEST_WAIT + count * 2):
        found = working_days(day, day + timedelta(days=later))
        if found is None or found >= count:
            return None if found is None else day + timedelta(days=later)
    return None


# ---- freshness


def entered_on(view: View, row: Row) -> date | None:
    """The last day by the day in view on which something was entered that the indicator draws on; None where nothing was.

    Of a value that people enter this is the day that it is of; of a register the day on which its last row was recorded, or of which it
    is if that was not noted. The register as a whole counts, not only the rows that fulfil the indicator's conditions.
    """
    actuals = [each for each in view.dossier.table("actual") if each["indicator_code"] == row["indicator_code"]]
    registers = chain.from_iterable(view.dossier.table(table) for table in _registers(view.dossier, row))
    return max(_days(view, chain(actuals, registers)), default=None)


def _registers(dossier: Dossier, row: Row) -> Iterator[str]:
    """The tables with a day that an indicator's measure draws on."""
    if row["measure"] == ENTERED:
        return
    expression = parse_measure(row.text("measure"), dossier.schema)
    if isinstance(expression, Fault) or not isinstance(expression, Measure):
        return
    yield from dict.fromkeys(table for table, _ in reads(expression) if dossier.schema[table].date)


def _days(view: View, rows: Iterable[Row]) -> Iterator[date]:
    last = day_of(view)
    for row in rows:
        of = row.day(row.spec.date or "")
        if of is None or of > last or row not in view.scope:
            continue
        recorded = row.day(RECORDED_ON) if RECORDED_ON in row.spec.fields else None
        yield recorded if recorded and of <= recorded <= last else of


def _missed(view: View, found: Standing) -> Row | None:
    """The last milestone by the day that nothing was entered for, where people enter the values."""
    if found.row["measure"] != ENTERED or found.status in {"reached", "not_applicable", "not_due"}:
        return None
    entered, day = entered_for(found.fact) or date.min, day_of(view)
    due = [
        row
        for row in view.dossier.table("target_schedule")
        if row["indicator_code"] == found.row["indicator_code"] and entered < (row.day("due_on") or date.max) <= day
    ]
    return max(due, key=lambda row: row.day("due_on") or date.min, default=None)


# ---- results beside money


def results(listed: Sequence[Watched], since: date) -> tuple[Fraction, tuple[Watched, ...]] | None:
    """How much of their targets indicators reached that add up over the year, by their weights; and those that counted.

    Left out is what has no number, was entered for a day before ``since``, has no target above zero, or keeps a schedule of its own.
    None where nothing is left.
    """
    found = [(each, reached) for each in listed if (reached := _reached(each, since)) is not None]
    if not found:
        return None
    weights = [Fraction(weight.value) if (weight := each.standing.row.quantity("weight")) else Fraction(0) for each, _ in found]
    if not sum(weights):
        weights = [Fraction(1)] * len(found)
    total = sum((weight * share for weight, (_, share) in zip(weights, found, strict=True)), Fraction(0))
    whole = sum(weights, Fraction(0))
    return total * Fraction(whole.denominator, whole.numerator), tuple(each for each, _ in found)


def _reached(each: Watched, since: date) -> Fraction | None:
    found = each.standing
    if (entered_for(found.fact) or date.max) < since:
        return None
    row, value, target = found.row, found.value, found.target
    adds_up = row["accumulation"] == "cumulative" and row["operator"] in _GROWING and not is_ratio(row)
    if not adds_up or value is None or not target or target < 0:
        return None
    if found.milestone is not None and found.status != "behind":
        return None
    over, under = target.as_integer_ratio()
    return max(Fraction(0), min(Fraction(1), value * Fraction(under, over)))
