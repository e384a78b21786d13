"""Spending has its income.

## What it does

Adds up the payments of every unit and holds them against its income and its opening carry-over. Needs the table of income.

## Why it matters

Nobody can spend more than came in and was carried over (X07). What looks so is income that was not entered.

## Example

Payments 2,154.34, income 2,000.00, no carry-over.
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
from jixiao.wording import Text, same

rules = ("X07",)
needs = ("income", "payment")


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at the first income of every unit that spent more than it had."""
    had = _sums(claims, "income", "amount_yuan")
    for unit, opening in _sums(claims, "carryover", "opening_yuan").items():
        had[unit] += opening
    spent = _sums(claims, "payment", "amount_yuan")
    table = claims.dossier.table("income")
    first: dict[object, Row] = {unit: rows[0] for unit, rows in claims.rows_by("income", "unit_code").items()}
    for unit, total in spent.items():
        if total > had[unit]:
            row = first.get(unit)
            yield Finding(
                "spending-has-its-income",
                table.place(row or 1, table.spec.fields["amount_yuan"]),
                Text("支出比收入与年初结转之和多{off}元", "Payments exceed income and opening carry-over by {off} yuan").fill(
                    off=grouped(total - had[unit], 2)
                ),
                "explain",
                rule="X07",
                stated=same(grouped(had[unit], 2)),
                expected=Text("至少{total}元", "at least {total} yuan").fill(total=grouped(total, 2)),
                advice=Text("补录收入或年初结转结余", "Enter the missing income, or the carry-over"),
            )


def _sums(claims: Claims, table: str, column: str) -> defaultdict[object, Decimal]:
    found: defaultdict[object, Decimal] = defaultdict(Decimal)
    for row in claims.dossier.table(table):
        found[row["unit_code"]] += number(row, column) or Decimal(0)
    return found
