"""The days that a paper names are days of the calendar.

## What it does

Looks at every day that is written: 2023年6月30日, 6月30日, 6月1日至30日, 2023-06-30, 二〇二三年六月三十日. A day that its month does not
have, and a month or a quarter that no year has, is an error. 29 February without a year is left alone.

## Why it matters

“截至2023年6月31日” cannot be where the figures were taken: nobody knows which day is meant (N01).

## Example

“2023年2月29日”: 2023 is no leap year, its February has 28 days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER, Passage
from jixiao.review.statements.dates import MONTHS, Day, days
from jixiao.review.statements.spans import is_whole
from jixiao.wording import Text, same

rules = ("N01",)
needs = (PAPER,)

_QUARTER = re.compile(r"第(?:[五六七八九十]|[5-9])季度")
_MONTH = re.compile(r"(?<!\d)\d{4}年(?P<first>\d{1,2})(?:月?(?:-|—|–|~|至|到)(?P<last>\d{1,2}))?月(?!\d)")


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every day, month or quarter that does not exist."""
    if claims.paper is None:
        return
    for passage in claims.paper.passages:
        for day in days(passage):
            if not day.exists and is_whole(claims.paper, passage, day.start, day.end):
                yield _no_day(day)
        yield from _no_month(passage)


def _no_day(day: Day) -> Finding:
    last = day.last_day
    if last is None:
        because = Text("没有{month}月", "There is no month {month}").fill(month=day.month)
        expected = Text("1月至12月中的日期", "a day of the months 1 to 12")
    else:
        year = "" if day.year is None else f"{day.year}年"
        because = Text("{month}只有{last}天", "{month} has {last} days").fill(month=f"{year}{day.month}月", last=last)
        expected = Text("不晚于{last}的日期", "a day not after {last}").fill(last=f"{year}{day.month}月{last}日")
    return Finding(
        "dates-exist",
        day.place,
        because,
        rule="N01",
        quote=day.quote,
        stated=same(day.written),
        expected=expected,
        advice=Text("按原始资料改正日期", "Put in the day that the records show"),
    )


def _no_month(passage: Passage) -> Iterator[Finding]:
    months = (
        found
        for found in _MONTH.finditer(passage.text)
        if not all(1 <= int(each) <= MONTHS for each in (found["first"], found["last"]) if each)
    )
    for found in (*months, *_QUARTER.finditer(passage.text)):
        yield Finding(
            "dates-exist",
            passage.place_at(found.start()),
            Text("一年只有12个月、四个季度", "A year has 12 months and four quarters"),
            rule="N01",
            quote=passage.quote(found.start(), found.end()),
            stated=same(found[0]),
            expected=Text("1月至12月、第一至第四季度", "the months 1 to 12, the quarters 1 to 4"),
            advice=Text("按原始资料改正", "Put in what the records show"),
        )
