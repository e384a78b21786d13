"""Assets stay within the price limits of the standard.

## What it does

Compares the price of every asset with the limit for its category and name in the standard that held on the day it was acquired, in
the unit's region (`review/standards/`). With a reason (配置说明) beside it, or under a standard that was not seen in its own words, it is
to be explained.

## Why it matters

Above the limit nothing is bought without approval (财资〔2016〕27号, M05).

## Example

A desktop computer of 2021 for 6,800.00 yuan; the limit is 5,000.00.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import grouped
from jixiao.findings import Finding
from jixiao.review.asset_standards import standard_for
from jixiao.review.check import Claims
from jixiao.wording import Text, same

rules = ("M05",)
needs = ("asset",)


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every price above the limit."""
    for row in claims.dossier.table("asset"):
        price, acquired = row.quantity("price_yuan"), row.day("acquired_on")
        standard = standard_for(claims.dossier, row, acquired) if price is not None and acquired is not None else None
        if price is None or standard is None or standard.price is None or price.value <= standard.price:
            continue
        yield Finding(
            "assets-within-price-limits",
            claims.place(row, "price_yuan"),
            Text("单价超过上限{over}元（{source}）", "The price is {over} yuan above the limit ({source})").fill(
                over=grouped(price.value - standard.price, 2), source=standard.source
            ),
            "explain" if row["reason"] else standard.severity,
            rule="M05",
            stated=same(grouped(price.value, 2)),
            expected=Text("至多{limit}元", "at most {limit} yuan").fill(limit=grouped(standard.price, 2)),
            advice=Text(
                "核对原值和类别；确需超标的，在配置说明中写明批准文件",
                "Check price and category; if it was approved, name the document as the reason",
            ),
        )
