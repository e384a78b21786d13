"""What an indicator that adds up over the year will end with, from what each month added; where the same is known of last year, with that.

A value that people entered counts from the day that it is of: what it rose by since the entry before is spread over the months between,
since nobody knows in which of them it was done. Months after the last entry are not known, and are no standstill.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from jixiao.monitor.forecasting import Forecast, forecast_indicator, not_below
from jixiao.monitor.watch import Watched
from jixiao.periods import period
from jixiao.score.facts import View
from jixiao.score.progress import day_of, entered_for, is_ratio, standing
from jixiao.score.targets_in_force import in_force
from jixiao.tables.dossier import Dossier, Row

MONTHS = 12
_GROWING = {"ge", "eq", "between"}


class Known(NamedTuple):
    """What was reached when so many months were over."""

    months: int
    value: Fraction


def expected(view: View, each: Watched, last_year: Dossier | None = None) -> Forecast | None:
    """What the year will end with; None where the indicator does not add up, is judged, or no month of it is known."""
    row = each.standing.row
    if row["accumulation"] != "cumulative" or row["operator"] not in _GROWING or is_ratio(row):
        return None
    here = _view(view, row)
    held, added = in_force(view.dossier, row, view.until), added_by_month(here, row)
    if held.target is None or not added:
        return None
    target = Fraction(held.target.value)
    found = forecast_indicator(added, len(added), target, _before(last_year, row) if last_year else None)
    value = each.standing.value
    if found and value is not None and value > sum(added):
        found = not_below(found, value)
    is_whole = target.denominator == sum(added, Fraction(0)).denominator == 1
    return _in_whole_units(found) if found and is_whole else found


def _in_whole_units(found: Forecast) -> Forecast:
    """A forecast of what is counted in whole pieces: nobody writes a third of a report. The range only grows by it."""
    low, high = found.low // 1, -(-found.high // 1)
    return found._replace(point=Fraction((2 * found.point + 1) // 2), low=Fraction(low), high=Fraction(high))


def _view(view: View, row: Row) -> View:
    """The view of the project that an indicator belongs to, if it is one's."""
    if row["level"] != "project":
        return view
    return View(view.dossier, view.dossier.scope(view.scope.unit_code, row.text_id("owner_code")), view.until)


def _before(last_year: Dossier, row: Row) -> list[Fraction] | None:
    """What each month of last year added, by the same indicator there: by its library code, else by its code and name."""
    same = ("library_code",) if row["library_code"] is not None else ("indicator_code", "name")
    found = [each for each in last_year.table("indicator") if all(each[column] == row[column] for column in same)]
    if len(found) != 1:
        return None
    return added_by_month(_view(View(last_year, last_year.scope(), last_year.year.ends_on), found[0]), found[0])


def added_by_month(view: View, row: Row) -> list[Fraction]:
    """What each month added, from January to the last one that is known by the day in view; empty if none is."""
    added: list[Fraction] = []
    before = Known(0, Fraction(0))
    for now in _known(view, row):
        length = now.months - before.months
        added += [(now.value - before.value) * Fraction(1, length)] * length
        before = now
    return added


def _known(view: View, row: Row) -> Iterator[Known]:
    """What was reached at the ends of months, the earliest first; of entries only those that were new."""
    day, last = day_of(view), 0
    for month in range(1, MONTHS + 1):
        end = period(day.year, f"M{month:02d}").ends_on
        if end > day:
            return
        found = standing(View(view.dossier, view.scope, end), row)
        known = _months_of(entered_for(found.fact) or end)
        if found.value is not None and known > last:
            last = known
            yield Known(known, found.value)


def _months_of(day: date) -> int:
    """How many months are over on a day."""
    return day.month if period(day.year, f"M{day.month:02d}").ends_on == day else day.month - 1
