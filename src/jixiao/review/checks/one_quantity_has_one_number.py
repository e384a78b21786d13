"""A quantity that stands in two places of a paper has the same number in both.

## What it does

Compares numbers whose words, unit and time are the same: budgets, spending, batches, persons, pieces; in the text, and between the text and
the paper's own tables. Two numbers agree if one is the other rounded. Goals, changes, numbers of an earlier year or of a part of the year,
and lists of one paragraph are other quantities. A difference by the factor 10,000 is told by another check.

## Why it matters

One of the two was not brought up to date (N02).

## Example

“年度支出预算2157.27万元” in one part, “整体支出年度预算为2175.27万元” in another.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER
from jixiao.review.statements.places import Conflict, conflicts, is_told_twice
from jixiao.wording import Text, same

rules = ("N02",)
needs = (PAPER,)


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every number that another place contradicts; None if no quantity stands in two places."""
    if claims.paper is None or not is_told_twice(claims.paper):
        return None
    return (_finding(each) for each in conflicts(claims.paper) if each.difference == "number")


def _finding(each: Conflict) -> Finding:
    where = (
        Text("表“{table}”第{row}行", "table “{table}”, row {row}").fill(table=each.place.table, row=each.place.row)
        if each.place.table
        else Text("第{paragraph}段", "paragraph {paragraph}").fill(paragraph=each.place.paragraph)
    )
    return Finding(
        "one-quantity-has-one-number",
        each.odd.place,
        Text("同一数量在{where}是{number}：{quote}", "The same is {number} in {where}: {quote}").fill(
            where=where, number=each.token.text, quote=each.quote
        ),
        rule="N02",
        quote=each.odd.quote,
        stated=same(each.odd.token.text),
        expected=same(each.token.text),
        advice=Text(
            "对照原始资料，统一为一个数；口径不同的写明口径",
            "Keep the one that the records show; if they count otherwise, say how",
        ),
    )
