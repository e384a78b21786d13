"""Fiscal years and their parts, dates as people write them, and Chinese working days."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

import chinese_calendar

from jixiao.exact import half_width
from jixiao.wording import Text


class Period(NamedTuple):
    """A stretch of days, both ends included."""

    starts_on: date
    ends_on: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.starts_on <= day <= self.ends_on

    def cut(self, last_day: date) -> Period:
        """The part of the period up to that day, which may be empty (then it ends before it starts)."""
        return Period(self.starts_on, min(self.ends_on, last_day))


PARTS = {
    "year": Text("全年", "year"),
    "H1": Text("上半年", "first half"),
    "H2": Text("下半年", "second half"),
    **{f"Q{n}": Text(f"第{n}季度", f"quarter {n}") for n in range(1, 5)},
    **{f"M{n:02d}": Text(f"{n}月", f"month {n}") for n in range(1, 13)},
}
"""The named parts of a fiscal year (预算年度 = calendar year, 预算法 18条)."""

_PART_NAMES = {name: part for part, label in PARTS.items() for name in (part, label.zh)}


def part_named(text: str) -> str | None:
    """The part of a year that a word means: ``H1`` or 上半年."""
    return _PART_NAMES.get(text)


def period(year: int, part: str = "year") -> Period:
    """A named part of a fiscal year."""
    if part == "year":
        first, last = 1, 12
    else:
        length = {"H": 6, "Q": 3, "M": 1}[part[0]]
        last = int(part[1:]) * length
        first = last - length + 1
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


_DATE = re.compile(
    r"(?P<year>\d{4})\s*(?:[-/.]|年)\s*(?P<month>\d{1,2})\s*(?:[-/.]|月)\s*(?P<day>\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?"
)


class NoSuchDay(NamedTuple):
    """A date that is written but not in the calendar, such as 2023年6月31日, with the last day that its month has."""

    written: str
    last_day: date | None


def date_of(text: str) -> date | NoSuchDay | None:
    """The day that a text means; ``NoSuchDay`` if it is none of the calendar's; None if the text is no date at all."""
    found = _DATE.fullmatch(half_width(text).strip())
    if not found:
        return None
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    try:
        return date(year, month, day)
    except ValueError:
        exists = 1 <= month <= 12 and year > 0  # noqa: PLR2004 - months of a year
        return NoSuchDay(text.strip(), date(year, month, monthrange(year, month)[1]) if exists else None)


def working_days(after: date, until: date) -> int | None:
    """Working days from the day after ``after`` up to and including ``until``; negative if ``until`` lies before.

    Holidays and shifted working days (调休) count as the State Council announced them; None when a year's plan is not known yet,
    because weekends alone do not decide it.
    """
    if until < after:
        back = working_days(until, after)
        return None if back is None else -back
    try:
        return sum(
            1 for number in range(1, (until - after).days + 1) if chinese_calendar.is_workday(after + timedelta(days=number))
        )
    except NotImplementedError:
        return None


def is_working_day(day: date) -> bool | None:
    """Whether a day is worked, with holidays and shifted working days; None when that year's plan is not known yet."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def after_working_days(day: date, number: int) -> date | None:
    """The day on which so many working days have passed; None when a day up to it is of a year whose plan is not known yet."""
    left = number
    while left > 0:
        day += timedelta(days=1)
        is_worked = is_working_day(day)
        if is_worked is None:
            return None
        left -= is_worked
    return day


def next_working_day(day: date) -> date | None:
    """The day itself if it is worked, else the next one that is; None when that is not known yet."""
    while (is_worked := is_working_day(day)) is False:
        day += timedelta(days=1)
    return day if is_worked else None
