"""Large changes of the budget are explained.

## What it does

Where the adjusted budget differs from the initial one by more than 5 %, or the initial one was zero, there has to be a change with its
document, or a reason beside the stated amounts or in the running text of a paper (X05). Where spending equals the adjusted budget to the fen, and is less than 80 % of
the initial one, the adjusted budget was made to fit, and that has to be explained (X04).

## Why it matters

A spending rate of 100 % is worth nothing if the budget was cut to what was spent in December.

## Example

Initial 238.93, adjusted 251.89 (+5.42 %), and not a word about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from jixiao.exact import grouped
from jixiao.findings import Finding, Place
from jixiao.review.check import Claims
from jixiao.review.precision import said
from jixiao.review.spending import is_explained
from jixiao.review.stated import Spent, number, quotient, spent_of, stated_amounts
from jixiao.tables.dossier import Row
from jixiao.wording import Text

rules = ("X04", "X05")
needs: tuple[str, ...] = ()

_MOST = Fraction(5, 100)
_LEAST_OF_INITIAL = Fraction(80, 100)
_PERCENT = 100


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every adjusted budget whose change is not explained."""
    dossier = claims.dossier
    if not dossier.table("budget").present and not dossier.table("stated_amount").present:
        return None
    return _all(claims)


def _all(claims: Claims) -> Iterator[Finding]:
    changes = claims.rows_by("budget_change", "project_code")
    for row in claims.dossier.table("budget"):
        approved = changes.get(row["project_code"], [])
        is_elsewhere = claims.dossier.table("budget_change").present and not approved
        if not is_elsewhere and not any(change["document"] for change in approved):
            yield from _jump(row, claims.place(row, "adjusted_yuan"))
    for amounts in stated_amounts(claims.dossier):
        found = spent_of(amounts.lines)
        if found is None or any(row["reason"] for row in amounts.lines.values()) or is_explained(claims, "budget"):
            continue
        place = claims.place(found.row, "adjusted_yuan")
        yield from _jump(found.row, place)
        yield from _mirror(found, place)


def _jump(row: Row, place: Place) -> Iterator[Finding]:
    initial, adjusted = number(row, "initial_yuan"), number(row, "adjusted_yuan")
    if initial is None or adjusted is None or initial == adjusted:
        return
    share = quotient(adjusted - initial, initial) if initial else None
    if share is not None and abs(share) <= _MOST:
        return
    change = (
        Text("年初为零", "from nothing")
        if share is None
        else Text("{percent}%", "{percent}%").fill(percent=said(share * _PERCENT))
    )
    yield Finding(
        "budget-changes-are-explained",
        place,
        Text(
            "全年预算数比年初预算数变动{off}元（{change}），没有说明",
            "The budget changed by {off} yuan ({change}), and nothing says why",
        ).fill(off=grouped(adjusted - initial, 2), change=change),
        "explain",
        rule="X05",
        stated=_amounts(initial, adjusted),
        expected=Text("变动超过5%须有依据文件或说明", "a document or a reason for a change of more than 5%"),
        advice=Text("补录预算调整及其依据文件，或写明原因", "Enter the change with its document, or give the reason"),
    )


def _mirror(found: Spent, place: Place) -> Iterator[Finding]:
    if not found.initial or found.adjusted != found.executed or quotient(found.executed, found.initial) >= _LEAST_OF_INITIAL:
        return
    share = said(quotient(found.executed, found.initial) * _PERCENT)
    yield Finding(
        "budget-changes-are-explained",
        place,
        Text(
            "全年预算数恰等于执行数，而对年初预算数只执行了{share}%",
            "The budget equals what was spent, which is {share}% of the initial one",
        ).fill(share=share),
        "explain",
        rule="X04",
        stated=_amounts(found.initial, found.adjusted),
        expected=Text("调减的依据", "the ground for the cut"),
        advice=Text("说明何时、凭什么文件调减预算", "Say when and by what document the budget was cut"),
    )


def _amounts(initial: Decimal, adjusted: Decimal) -> Text:
    return Text("年初{initial}元，全年{adjusted}元", "initial {initial}, adjusted {adjusted} yuan").fill(
        initial=grouped(initial, 2), adjusted=grouped(adjusted, 2)
    )
