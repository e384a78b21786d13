"""Payments draw on a line of the budget.

## What it does

Looks for the project and the fund source of every payment in the budget. Payments of one such pair are said once, at the first.

## Why it matters

Without a budget there is no spending (预算法 13条). A payment from a fund source that has no budget for the project was booked wrongly,
or the budget was not entered; either way the spending rate is wrong.

## Example

A payment for P01 from 政府性基金, while P01 has a budget from 一般公共预算 only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from jixiao.exact import grouped
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.tables.dossier import Row
from jixiao.wording import Text, joined

rules: tuple[str, ...] = ()
needs = ("payment", "budget")


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at the first payment of every project and fund source that have no budget."""
    sources: defaultdict[object, set[object]] = defaultdict(set)
    for row in claims.dossier.table("budget"):
        sources[row["unit_code"], row["project_code"]].add(row["fund_source"])
    stray: defaultdict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in claims.dossier.table("payment"):
        line = (row["unit_code"], row["project_code"])
        is_known = (
            row["fund_source"] is not None
            and claims.dossier.referred("project", row["project_code"], row["unit_code"]) is not None
        )
        if is_known and row["fund_source"] not in sources[line]:
            stray[*line, row["fund_source"]].append(row)
    for (unit, project, _), rows in stray.items():
        yield _stray(claims, rows, sources[unit, project])


def _stray(claims: Claims, rows: list[Row], sources: set[object]) -> Finding:
    total = sum((amount.value for row in rows if (amount := row.quantity("amount_yuan"))), Decimal(0))
    labels = claims.dossier.schema["budget"].fields["fund_source"].choices or {}
    known = [labels[str(source)] for source in sorted(map(str, sources - {None})) if str(source) in labels]
    return Finding(
        "payments-have-a-budget",
        claims.place(rows[0], "fund_source"),
        Text(
            "项目{project}没有这个资金来源的预算，却有{n}笔支出，合计{total}元",
            "Project {project} has no budget from this source, yet {n} payments of {total} yuan in all",
        ).fill(project=rows[0].text("project_code"), n=len(rows), total=grouped(total, 2)),
        stated=labels.get(rows[0].text_id("fund_source")),
        expected=joined(known, "、", ", ") if known else Text("（没有预算）", "(no budget at all)"),
        advice=Text("改正资金来源或项目，或补录预算", "Correct the source or the project, or enter the budget"),
    )
