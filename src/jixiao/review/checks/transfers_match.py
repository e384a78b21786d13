"""Money that moves within the tree of units stands on both sides.

## What it does

Adds up, for every pair of units, what one paid to the other (`payment.to_unit_code`) and what the other received from it
(`income.from_unit_code`). Both sums are the same.

## Why it matters

Consolidated totals leave such money out so that it counts once. If one side was not entered, it counts twice or not at all.

## Example

The department paid 50,000.00 to its school; the school's income has 45,000.00 from the department.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from jixiao.exact import grouped
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.stated import number
from jixiao.tables.dossier import Row
from jixiao.wording import Text

rules: tuple[str, ...] = ()
needs = ("payment", "income")


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at the first row of every pair of units whose two sides differ."""
    paid, received = defaultdict[tuple[object, object], Decimal](Decimal), defaultdict[tuple[object, object], Decimal](Decimal)
    rows: dict[tuple[object, object], Row] = {}
    for row in claims.dossier.table("payment"):
        if row["to_unit_code"] is not None:
            pair: tuple[object, object] = (row["unit_code"], row["to_unit_code"])
            rows.setdefault(pair, row)
            paid[pair] += number(row, "amount_yuan") or Decimal(0)
    for row in claims.dossier.table("income"):
        if row["from_unit_code"] is not None:
            pair = (row["from_unit_code"], row["unit_code"])
            rows.setdefault(pair, row)
            received[pair] += number(row, "amount_yuan") or Decimal(0)
    for pair, row in rows.items():
        if paid[pair] != received[pair]:
            yield _differ(claims, row, paid[pair], received[pair])


def _differ(claims: Claims, row: Row, paid: Decimal, received: Decimal) -> Finding:
    giver, taker = ("unit_code", "to_unit_code") if row.spec.name == "payment" else ("from_unit_code", "unit_code")
    return Finding(
        "transfers-match",
        claims.place(row, "amount_yuan"),
        Text(
            "{giver} 拨给 {taker} 的钱，两边相差{off}元",
            "What {giver} paid to {taker} differs by {off} yuan between the two sides",
        ).fill(giver=row.text(giver), taker=row.text(taker), off=grouped(abs(paid - received), 2)),
        stated=Text("拨出{paid}元", "{paid} yuan paid").fill(paid=grouped(paid, 2)),
        expected=Text("与收到的{received}元相同", "the same as the {received} yuan received").fill(received=grouped(received, 2)),
        advice=Text("补录缺的一边，或改正金额", "Enter the side that is missing, or correct the amount"),
    )
