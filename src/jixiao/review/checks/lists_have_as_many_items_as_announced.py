"""A list has as many items as the count beside it says.

## What it does

Counts the names before a count (设办公室、接待处和信息处3个内设机构; 从A、B、C等3个方面) and the items behind one (以下三项：一是…二是…三是…;
共3个问题：1.…2.…; 5个处室：…). 和 and 及 may join two items or stand within a name, so both readings hold. With 等 fewer may be named: then
one that lacks is only asked for, where all seem to be meant. Counts with 余 and 多 announce nothing.

## Why it matters

An item was taken out or put in, and the count stayed (N13).

## Example

“设办公室、接待处和信息处4个内设机构”.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER
from jixiao.review.statements.lists import Announced, announced
from jixiao.review.statements.vocabulary import pattern
from jixiao.wording import Text, same

rules = ("N13",)
needs = (PAPER,)

_CLEARLY, _NOUN = 4, 8


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every count that its list does not have; None if no count announces a list."""
    found = announced(claims.paper) if claims.paper else ()
    return (_finding(each) for each in found if each.holds is False or _lacks_one(each)) if found else None


def _lacks_one(each: Announced) -> bool:
    """Whether a list with 等 names all but one of the aspects, or of many duties or offices, that it announces."""
    if each.holds is not None or each.most != each.number - 1:
        return False
    behind = each.passage.text[each.token.end : each.token.end + _NOUN]
    is_aspect = each.token.unit == "方面" or behind[:2] in {"方面", "环节", "维度"}
    return each.most >= _CLEARLY - is_aspect and (is_aspect or pattern("numbers", "told-in-full").match(behind) is not None)


def _finding(each: Announced) -> Finding:
    counted = str(each.least) if each.least == each.most else f"{each.least}–{each.most}"
    return Finding(
        "lists-have-as-many-items-as-announced",
        each.passage.place_at(each.start),
        Text("写明{count}项，列出{counted}项", "{count} are announced, {counted} are listed").fill(
            count=each.number, counted=counted
        ),
        "error" if each.holds is False else "explain",
        rule="N13",
        quote=each.quote,
        stated=same(each.token.text),
        expected=same(counted),
        advice=Text("补上漏列的项，或改正个数", "Add what is left out, or correct the count"),
    )
