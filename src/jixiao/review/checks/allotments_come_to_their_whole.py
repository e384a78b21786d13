"""An amount for each, times how many there are, comes to the amount that is told.

## What it does

Reads sentences with one amount for each (生均850元, 每户补贴2.5万元, 500元/人·月), one count of those, and one amount for all; and tables with
columns of a standard or price, a quantity and an amount, whose units their header says. Averages may be off by half a last digit for each.
An amount for every month is only looked at where the sentence says how many months.

## Why it matters

Standard times quantity is how the budget was worked out (X09). If it does not come to the amount, one of the three was changed alone.

## Example

“按每生每年1200元标准，惠及学生1530人，安排183.6万元” holds; 193.6万元 does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.lexer import YUAN
from jixiao.review.paper import PAPER
from jixiao.review.precision import said
from jixiao.review.statements.allotments import Allotment, allotments
from jixiao.wording import Text, same

rules = ("X09",)
needs = (PAPER,)

_SHOWN = 4


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every amount that is not what its parts come to; None where none of the kind is clear."""
    found = allotments(claims.paper) if claims.paper is not None else ()
    return (_finding(each) for each in found if not each.holds) if found else None


def _finding(each: Allotment) -> Finding:
    due = f"{_in_unit(each.product, each.unit)}{each.unit}"
    return Finding(
        "allotments-come-to-their-whole",
        each.place,
        Text("{each}元 × {count} = {due}，与{told}不符", "{each} yuan × {count} = {due}, and {told} is told").fill(
            each=plain(each.each), count=plain(each.many), due=due, told=f"{_in_unit(each.told, each.unit)}{each.unit}"
        ),
        "explain",
        rule="X09",
        quote=each.quote,
        stated=same(f"{_in_unit(each.told, each.unit)}{each.unit}"),
        expected=same(due),
        advice=Text("核对标准、数量和金额，不是同一口径的写明", "Compare the three, and say where they are of different scope"),
    )


def _in_unit(amount: Decimal, unit: str) -> str:
    return said(Fraction(amount) * Fraction(1, int(YUAN[unit])), _SHOWN)
