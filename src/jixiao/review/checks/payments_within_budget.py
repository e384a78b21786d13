"""Payments stay within the adjusted budget.

## What it does

Adds up the payments of every project and fund source and holds them against the adjusted budget of that line. Money that a unit of
the dossier passes on to another one of it is left out: it is held against the budget of the unit that spends it.

## Why it matters

Money is spent only as far as a budget was given (预算法 13条). Spending above it is either a payment booked to the wrong project or
fund source, or a change of the budget that was not entered.

## Example

Budget of P01 from the general public budget 900,000.00, payments 912,300.00: 12,300.00 too much.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from jixiao.exact import grouped
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.tables.dossier import Row
from jixiao.wording import Text

rules: tuple[str, ...] = ()
needs = ("payment", "budget")


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at the payment by which a line of the budget is first exceeded."""
    dossier = claims.dossier
    budget: defaultdict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    for row in dossier.table("budget"):
        amount = row.quantity("adjusted_yuan")
        if amount is None:
            return
        budget[_line(row)] += amount.value
    table = dossier.table("payment")
    spent: defaultdict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    exceeded: set[tuple[object, ...]] = set()
    units = {unit["unit_code"] for unit in dossier.table("unit")}
    for row in sorted(table, key=lambda row: (str(row["paid_on"]), row.number)):
        amount, line = row.quantity("amount_yuan"), _line(row)
        if amount is None or line not in budget or row["to_unit_code"] in units:
            continue
        spent[line] += amount.value
        if spent[line] > budget[line] and line not in exceeded:
            exceeded.add(line)
            yield Finding(
                "payments-within-budget",
                table.place(row, table.spec.fields["amount_yuan"]),
                Text(
                    "到这一笔，累计支出超过全年预算数{over}元",
                    "With this payment, spending exceeds the adjusted budget by {over} yuan",
                ).fill(over=grouped(spent[line] - budget[line], 2)),
                stated=Text("累计支出{spent}元", "{spent} yuan spent").fill(spent=grouped(spent[line], 2)),
                expected=Text("至多{budget}元", "at most {budget} yuan").fill(budget=grouped(budget[line], 2)),
                advice=Text(
                    "核对项目和资金来源；如已调整预算，补录预算调整",
                    "Check project and fund source; if the budget was changed, enter the change",
                ),
            )


def _line(row: Row) -> tuple[object, ...]:
    return (row["unit_code"], row["project_code"], row["fund_source"])
