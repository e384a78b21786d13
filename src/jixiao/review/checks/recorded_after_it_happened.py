"""Ledger rows are recorded after they happened.

## What it does

Compares the two dates of every ledger row: 登记日期 is not before 发生日期.

## Why it matters

What is recorded before it happened is a plan, not a fact (N01); and the day of recording decides whether a row counts for June.

## Example

Occurred on 12 May, recorded on 2 May.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.wording import Text, same

rules = ("N01",)
needs: tuple[str, ...] = ()


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every day of recording that lies before the day of the event."""
    for table in [*claims.dossier.tables.values()]:
        if not table.spec.is_ledger:
            continue
        for row in table:
            occurred, recorded = row.day("occurred_on"), row.day("recorded_on")
            if occurred is not None and recorded is not None and recorded < occurred:
                yield Finding(
                    "recorded-after-it-happened",
                    table.place(row, table.spec.fields["recorded_on"]),
                    Text("登记日期早于发生日期{n}天", "It was recorded {n} days before it happened").fill(
                        n=(occurred - recorded).days
                    ),
                    rule="N01",
                    stated=same(recorded),
                    expected=Text("{day} 或以后", "{day} or later").fill(day=occurred),
                    advice=Text("改正两个日期中错的一个", "Correct the one of the two dates that is wrong"),
                )
