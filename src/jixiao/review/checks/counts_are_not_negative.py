"""Counts are not negative.

## What it does

Looks at every column of whole numbers in every table and ledger.

## Why it matters

There are no −3 receptions. A register is corrected where it is wrong, not by a row that takes something away: that row would lower the
sums of its month and leave the wrong row where it was.

## Example

`reception.csv` row 14: 批次 −1.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.wording import Text, same

rules: tuple[str, ...] = ()
needs: tuple[str, ...] = ()


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every whole number below zero."""
    for table in [*claims.dossier.tables.values()]:
        columns = [column for column in table.spec.fields.values() if column.type == "whole"]
        for column in columns:
            for row in table:
                count = row.quantity(column.name)
                if count is not None and count.value < 0:
                    yield Finding(
                        "counts-are-not-negative",
                        table.place(row, column),
                        Text("数量不能为负", "A count is not below zero"),
                        stated=same(count.text()),
                        expected=Text("0 或更大的整数", "0 or a greater whole number"),
                        advice=Text("改正原来记错的那一行", "Correct the row that was wrong in the first place"),
                    )
