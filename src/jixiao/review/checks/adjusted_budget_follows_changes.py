"""The adjusted budget is the initial one with its changes.

## What it does

Adds the changes of the year to the initial budget of every line and compares the result with the adjusted budget that was entered.
A change that belongs to no line of the budget, or to several, is said too.

## Why it matters

全年预算数 is the denominator of the spending rate; it follows from the approvals, and nobody may move it by hand.

## Example

Initial 200,000.00, one addition of 30,000.00, entered 250,000.00: 20,000.00 have no approval.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import grouped
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.tables.derived import adjusted, changes_by_line, line_of, line_of_change
from jixiao.wording import Text, same

rules: tuple[str, ...] = ()
needs = ("budget", "budget_change")


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every adjusted budget that differs, and at every change that finds no line."""
    dossier = claims.dossier
    changes = changes_by_line(dossier)
    for row in dossier.table("budget"):
        entered, derived = row.quantity("adjusted_yuan"), adjusted(row, changes)
        if entered is not None and derived is not None and entered.value != derived:
            yield Finding(
                "adjusted-budget-follows-changes",
                claims.place(row, "adjusted_yuan"),
                Text(
                    "年初预算数加全年调整得不出这个数，相差{off}元",
                    "The initial budget and its changes do not come to this: {off} yuan off",
                ).fill(off=grouped(abs(entered.value - derived), 2)),
                stated=same(grouped(entered.value, 2)),
                expected=same(grouped(derived, 2)),
                advice=Text(
                    "补录预算调整，或清空这一格由系统计算", "Enter the missing change, or clear the cell: it is worked out"
                ),
            )
    lines = [line_of(row) for row in dossier.table("budget")]
    for row in dossier.table("budget_change"):
        if line_of_change(row, lines) is None and dossier.referred("project", row["project_code"], row["unit_code"]) is not None:
            yield Finding(
                "adjusted-budget-follows-changes",
                claims.place(row, "project_code"),
                Text("这笔调整对不上预算中唯一的一行", "This change fits no single line of the budget"),
                stated=same("/".join(row.text(name) for name in ("project_code", "economic_code", "fund_source"))),
                expected=Text("预算中的项目、经济分类和资金来源", "project, economic classification and fund source of a line"),
                advice=Text(
                    "写明经济分类和资金来源，或在预算中补上这一行",
                    "Name classification and source, or add the line to the budget",
                ),
            )
