"""The schedule of an indicator leads to its target.

## What it does

Takes the dates of `target_schedule` of each indicator. They lie within the fiscal year; for an indicator that adds up over the year the
values do not fall; and what is due at the year's end is the target of the year.

## Why it matters

At mid-year an indicator is held against its schedule. One that ends short of the target is on schedule all year and misses it in the end,
so the goal was not planned to be reached (the test of feasibility, 可行性).

## Example

OUT-02: 43,500 by June, 78,000 by December, and a target of 80,000.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.tables.dossier import Row
from jixiao.wording import Text, same

rules: tuple[str, ...] = ()
needs = ("target_schedule", "indicator")

_NAME = "schedules-lead-to-the-target"


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every date outside the year, every value that falls, and every last one that is not the target."""
    by_code = claims.rows_by("target_schedule", "indicator_code")
    for code, rows in by_code.items():
        indicator = claims.dossier.referred("indicator", code, rows[0]["unit_code"])
        dated = sorted((row for row in rows if row.day("due_on")), key=lambda row: row.day("due_on") or date.max)
        yield from _outside(claims, dated)
        if indicator is not None:
            yield from _falling(claims, indicator, dated)
            yield from _last(claims, indicator, dated)


def _outside(claims: Claims, rows: list[Row]) -> Iterator[Finding]:
    year = claims.dossier.year
    for row in rows:
        if row.day("due_on") not in year:
            yield Finding(
                _NAME,
                claims.place(row, "due_on"),
                Text("应达到日期不在{year}年度内", "The date does not lie in {year}").fill(year=claims.dossier.fiscal_year),
                stated=same(row.text("due_on")),
                expected=Text("{first} 至 {last}", "{first} to {last}").fill(first=year.starts_on, last=year.ends_on),
                advice=Text("改正日期", "Correct the date"),
            )


def _falling(claims: Claims, indicator: Row, rows: list[Row]) -> Iterator[Finding]:
    if indicator["accumulation"] != "cumulative":
        return
    for before, row in pairwise(rows):
        first, second = before.quantity("target"), row.quantity("target")
        if first is not None and second is not None and second.value < first.value:
            yield Finding(
                _NAME,
                claims.place(row, "target"),
                Text(
                    "累计指标“{name}”的应达到值比{day}的{first}还少", "“{name}” adds up, yet less is due than {first} on {day}"
                ).fill(name=indicator.text("name"), day=before.text("due_on"), first=first.text()),
                stated=same(second.text()),
                expected=Text("不少于{first}", "at least {first}").fill(first=first.text()),
                advice=Text("改正进度，或改正累计方式", "Correct the schedule, or how the indicator accumulates"),
            )


def _last(claims: Claims, indicator: Row, rows: list[Row]) -> Iterator[Finding]:
    last = rows[-1] if rows else None
    if last is None or last.day("due_on") != claims.dossier.year.ends_on:
        return
    due, target = last.quantity("target"), indicator.quantity("target")
    if due is not None and target is not None and due.value != target.value:
        yield Finding(
            _NAME,
            claims.place(last, "target"),
            Text(
                "“{name}”年末应达到{due}，年度指标值却是{target}",
                "“{name}” is due at {due} by the year's end, and its target is {target}",
            ).fill(name=indicator.text("name"), due=due.text(), target=target.text()),
            stated=same(due.text()),
            expected=same(target.text()),
            advice=Text("使年末进度等于年度指标值", "Let the year end at the target"),
        )
