"""Changes of a target follow one another.

## What it does

Takes the changes of each indicator by their day. Each begins where the one before it ended (its old value is the new one of the change
before), changes something, lies within the fiscal year, and says who approved it. What the target was before the first change is its old
value.

## Why it matters

A score at mid-year is held against the target that was in force then. If the old values do not fit, nobody can say which one that was.

## Example

OUT-01: 420 → 400 in June, then 410 → 380 in September.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.tables.dossier import Row
from jixiao.wording import Text, same

rules: tuple[str, ...] = ()
needs = ("target_change", "indicator")

_NAME = "target-changes-follow-one-another"
_EMPTY = Text("（空）", "(empty)")


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every change that does not begin where the one before ended, changes nothing, or is of another year."""
    before: dict[tuple[object, object], Row] = {}
    for row in sorted(claims.dossier.table("target_change"), key=lambda row: row.day("changed_on") or date.max):
        known = before.get((row["unit_code"], row["indicator_code"]))
        before[row["unit_code"], row["indicator_code"]] = row
        if known is not None:
            yield from _chain(claims, row, known)
        yield from _alone(claims, row)


def _chain(claims: Claims, row: Row, known: Row) -> Iterator[Finding]:
    old, new = row.quantity("old"), known.quantity("new")
    if old is not None and new is not None and old.value != new.value:
        yield Finding(
            _NAME,
            claims.place(row, "old"),
            Text(
                "前一次调整（{change}）后的指标值是{new}，这一次却从{old}调起",
                "The change before ({change}) ended at {new}, and this one begins at {old}",
            ).fill(change=known.key, new=new.text(), old=old.text()),
            stated=same(old.text()),
            expected=same(new.text()),
            advice=Text("改正原指标值，或补上漏记的调整", "Correct the old target, or record the change that is missing"),
        )


def _alone(claims: Claims, row: Row) -> Iterator[Finding]:
    old, new, day = row.quantity("old"), row.quantity("new"), row.day("changed_on")
    if old is not None and new is not None and old.value == new.value:
        yield Finding(
            _NAME,
            claims.place(row, "new"),
            Text("调整前后的指标值相同", "The target is the same before and after"),
            "explain",
            stated=same(new.text()),
            expected=Text("另一个指标值", "another target"),
            advice=Text("改正新指标值，或删去这一行", "Correct the new target, or remove the row"),
        )
    if day is not None and day not in claims.dossier.year:
        yield Finding(
            _NAME,
            claims.place(row, "changed_on"),
            Text("调整日期不在{year}年度内", "The change was not made in {year}").fill(year=claims.dossier.fiscal_year),
            stated=same(day.isoformat()),
            expected=Text("{first} 至 {last}", "{first} to {last}").fill(
                first=claims.dossier.year.starts_on, last=claims.dossier.year.ends_on
            ),
            advice=Text(
                "改正日期；年度开始前定的指标值直接写在指标表",
                "Correct the day; targets set before the year stand with the indicator",
            ),
        )
    if row["changed_by"] is None:
        yield Finding(
            _NAME,
            claims.place(row, "changed_by"),
            Text("没有写明由谁批准", "Nobody is named who approved it"),
            "hint",
            stated=_EMPTY,
            expected=Text("批准的机构或人员", "the body or the person that approved it"),
            advice=Text("填写批准人，可写机构或会议名称", "Name who approved it; a body or a meeting will do"),
        )
