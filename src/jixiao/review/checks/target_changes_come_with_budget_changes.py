"""Targets change together with the budget.

## What it does

Every change of a target names the change of the budget it came with, and the last change's new value is the indicator's target.

## Why it matters

Targets are adjusted by the same procedure as the budget (财预〔2015〕88号). A target that was lowered in November, with the same money,
has to be explained.

## Example

OUT-01: 420 → 380 on 1 November, no change of the budget.
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


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every change of a target that stands alone, and at the last one if the target is another."""
    last: dict[tuple[object, str], Row] = {}
    for row in claims.dossier.table("target_change"):
        if row["budget_change_code"] is None:
            yield Finding(
                "target-changes-come-with-budget-changes",
                claims.place(row, "budget_change_code"),
                Text(
                    "指标值由{old}调整为{new}，没有对应的预算调整",
                    "The target changed from {old} to {new} without a change of the budget",
                ).fill(old=row.text("old"), new=row.text("new")),
                "explain",
                stated=Text("（空）", "(empty)"),
                expected=Text("一个预算调整编号", "the code of a budget change"),
                advice=Text(
                    "填上对应的预算调整，或说明预算为何不变", "Name the budget change, or say why the money stays the same"
                ),
            )
        code = (row["unit_code"], row.text("indicator_code"))
        if code not in last or (row.day("changed_on") or date.min) >= (last[code].day("changed_on") or date.min):
            last[code] = row
    for row in last.values():
        indicator = claims.dossier.referred("indicator", row["indicator_code"], row["unit_code"])
        new, target = row.quantity("new"), indicator.quantity("target") if indicator else None
        if new is not None and target is not None and new.value != target.value:
            yield Finding(
                "target-changes-come-with-budget-changes",
                claims.place(row, "new"),
                Text(
                    "最后一次调整后的指标值与指标表不同", "The target after its last change differs from the table of indicators"
                ),
                stated=same(new.text()),
                expected=same(target.text()),
                advice=Text("改正指标表中的指标值，或改正这次调整", "Correct the indicator's target, or this change"),
            )
