"""Days and stretches of days as papers write them: 2023年6月30日, 6月30日, 6月1日至30日, 2023-06-30, 二〇二三年六月三十日."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from jixiao.findings import Place
from jixiao.review.paper import Passage

FEBRUARY, LEAP_DAY, MONTHS = 2, 29, 12
_TO = r"(?:至|到|[-—–~～－]{1,2})"
_DAY = re.compile(
    r"(?<![\d.])(?:(?P<y>\d(?: ?\d){3})年)?(?P<m>\d ?\d?)月(?P<d>\d ?\d?)"
    rf"(?:日|(?P<hao>号)(?![文令楼院线店案函])|(?={_TO}\d{{1,2}}日))(?:{_TO}(?P<last>\d{{1,2}})日)?"
)
_ISO = re.compile(
    r"(?<![A-Za-z0-9_./〔\[])(?<![A-Za-z]-)(?<!\d{3}-)(?P<y>(?:19|20)\d{2})(?P<by>[-/.])(?P<m>\d{1,2})(?P=by)(?P<d>\d{1,2})(?![A-Za-z0-9_/]|-(?!\d{4}[-.])|\.\d|号)"
)
_CHINESE = re.compile(
    r"(?P<y>[〇○零Ｏ一二三四五六七八九]{4})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,4})日"
)
_BETWEEN = re.compile(rf"{_TO}|(?:起)?(?:至|到)")
_VERSION = re.compile(r"(?:版本号?|[Vv]|第|编[号码]|[同文批次单]号)[:：]?$")
_DIGITS = {sign: digit for digit, signs in enumerate(("〇○零Ｏ", *"一二三四五六七八九")) for sign in signs}
_DIGITS_ONLY = re.compile(r"[12][09]\d\d[-/.]\d")
_TEN, _HALF = 10, 6


class Day(NamedTuple):
    """A day that is written; ``year`` is None where none is said. ``written`` may name what does not exist."""

    passage: Passage
    start: int
    end: int
    year: int | None
    month: int
    day: int

    @property
    def written(self) -> str:
        """The words of the normal text."""
        return self.passage.text[self.start : self.end]

    @property
    def quote(self) -> str:
        """The words as they stand in the file."""
        return self.passage.quote(self.start, self.end)

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.passage.place_at(self.start)

    @property
    def last_day(self) -> int | None:
        """The last day of its month; None if there is no such month. A February of no known year has 29 days."""
        if not 1 <= self.month <= MONTHS:
            return None
        if self.month == FEBRUARY:
            return LEAP_DAY if self.year is None or isleap(self.year) else LEAP_DAY - 1
        return monthrange(2023, self.month)[1]

    @property
    def exists(self) -> bool:
        """Whether the calendar has it."""
        return self.last_day is not None and 1 <= self.day <= self.last_day

    @property
    def order(self) -> tuple[int, int, int]:
        """What puts days in order; only for those with a year."""
        return (self.year or 0, self.month, self.day)


class Span(NamedTuple):
    """Two days joined by 至."""

    first: Day
    last: Day

    @property
    def is_reversed(self) -> bool:
        """Whether the last day, which says no year, comes before the first, and the next year's would be most of a year away."""
        first, last = self.first, self.last
        if last.year is not None or not (first.exists and last.exists):
            return False
        ahead = (last.month - first.month) % MONTHS
        return (last.month, last.day) < (first.month, first.day) and (ahead == 0 or ahead > _HALF)


@lru_cache(maxsize=1024)
def days(passage: Passage) -> tuple[Day, ...]:
    """The days of a passage, in order; the end of a range has the year and the month of its beginning where it says none."""
    text = passage.text
    has_months, has_digits = "月" in text, _DIGITS_ONLY.search(text) is not None
    if not has_months and not has_digits:
        return ()
    found = [*_arabic(passage), *_chinese(passage)] if has_months else []
    if has_digits:
        found += _iso(passage)
    found.sort(key=lambda day: day.start)
    return tuple(_with_years(passage, found))


def spans(passage: Passage) -> Iterator[Span]:
    """Pairs of days that stand for a stretch of time."""
    for first, last in pairwise(days(passage)):
        if _BETWEEN.fullmatch(passage.text[first.end : last.start]):
            yield Span(first, last)


def _arabic(passage: Passage) -> Iterator[Day]:
    for found in _DAY.finditer(passage.text):
        year = _whole(found["y"]) if found["y"] else None
        if found["hao"] and year is None:
            continue
        month, day = _whole(found["m"]), _whole(found["d"])
        if not found["last"]:
            yield Day(passage, found.start(), found.end(), year, month, day)
            continue
        yield Day(passage, found.start(), found.end("d"), year, month, day)
        yield Day(passage, found.start("last"), found.end(), year, month, int(found["last"]))


def _whole(digits: str) -> int:
    """A number whose digits a scanner may have parted."""
    return int(digits.replace(" ", ""))


def _iso(passage: Passage) -> Iterator[Day]:
    """Days in digits only. A month above 12 makes them a code or a number of a version."""
    for found in _ISO.finditer(passage.text):
        if int(found["m"]) <= MONTHS and not _VERSION.search(passage.text, max(0, found.start() - 4), found.start()):
            yield Day(passage, found.start(), found.end(), int(found["y"]), int(found["m"]), int(found["d"]))


def _chinese(passage: Passage) -> Iterator[Day]:
    for found in _CHINESE.finditer(passage.text):
        year = int("".join(str(_DIGITS[sign]) for sign in found["y"]))
        month, day = _numeral(found["m"]), _numeral(found["d"])
        if month is not None and day is not None:
            yield Day(passage, found.start(), found.end(), year, month, day)


def _numeral(text: str) -> int | None:
    """A Chinese number up to 99; None for what is none."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS[text] if len(text) == 1 else None
    if len(tens) > 1 or len(ones) > 1:
        return None
    return (_DIGITS[tens] if tens else 1) * _TEN + (_DIGITS[ones] if ones else 0)


def _with_years(passage: Passage, found: list[Day]) -> list[Day]:
    """The second day of a range has the year of the first, unless its month comes before: then it may lie in the next year."""
    whole: list[Day] = []
    for each in found:
        day = each
        if whole and each.year is None:
            before = whole[-1]
            if (before.year is not None and before.month <= each.month) and _BETWEEN.fullmatch(
                passage.text[before.end : each.start]
            ):
                day = each._replace(year=before.year)
        whole.append(day)
    return whole
