"""Points lost are named among the problems.

## What it does

Every item that lost points stands in the table of problems, by its code. Where a formula gives the score, and it lost less than a
twentieth of its points, nothing is asked: there the arithmetic says all.

## Why it matters

A report that deducts points for assets and then speaks of performance management only leaves its reader to guess (X15).

## Example

资产配置合规性 lost one point; no problem has the code `asset-allocation`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.exact import plain
from jixiao.findings import Finding, Place
from jixiao.review.check import Claims
from jixiao.score.scoring import ItemScore
from jixiao.wording import Text

rules = ("X15",)
needs = ("problem",)

_SMALL = Decimal(20)
"""A twentieth of its points is little for an item whose score follows from a formula."""


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding for every item that lost points and that no problem names; without a score nothing is known to be lost."""
    return _unnamed(claims) if claims.scores else None


def _unnamed(claims: Claims) -> Iterator[Finding]:
    table = claims.dossier.table("problem")
    named = {row.text("about_code") for row in table}
    for score in claims.scores:
        for each in score.leaves:
            codes = {each.item.code, *(part.part.code for part in each.parts if part.earned != part.share)}
            if each.lost and not _is_small(each) and not codes & named:
                yield Finding(
                    "lost-points-are-problems",
                    Place(table.file, table=table.spec.name, column="about_code", sheet=table.sheet),
                    Text(
                        "“{item}”扣{lost}分，存在的问题中没有提到", "“{item}” lost {lost} points, and no problem speaks of it"
                    ).fill(item=each.item.name, lost=plain(each.lost)),
                    "explain",
                    rule="X15",
                    expected=Text("来源代码为 {code} 的一行", "a row about {code}").fill(code=each.item.code),
                    advice=Text(
                        "补写这个问题及整改措施，或说明为何不列", "Add the problem and its measure, or say why it is not listed"
                    ),
                )


def _is_small(each: ItemScore) -> bool:
    lost = each.lost or Decimal(0)
    return each.item.source != "judgement" and lost * _SMALL < each.points
