"""Percentages and multiples in the text are what its numbers come to.

## What it does

Works out again, from numbers of the same sentence: shares of a budget (预算2157.27万元，支出2154.34万元，完成预算的99.86%), rates of plans,
questionnaires and attendance, and shares of a whole (A06); growth and fall against the year before, and multiples (A14). A rate that stands
alone is held against the one budget and the one spending that the paper names for the unit and the year. Each holds if some values that
the rounded amounts can stand for come to it, rounded half-up as it is written. Sentences in which it is not clear what is divided by what
are left alone; 约 and 以上 set no bounds.

## Why it matters

Anybody can work it out again, and does.

## Example

“预算2157.27万元，支出2154.34万元，完成预算的99.68%”: 99.86 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER
from jixiao.review.precision import can_be_rounding_of, said
from jixiao.review.statements.amounts import Spending, lone_rates, spending
from jixiao.review.statements.division import value_of
from jixiao.review.statements.ratios import Ratio, midpoint, ratios
from jixiao.review.statements.scores import Progress
from jixiao.wording import Text, same

rules = ("A06", "A14")
needs = (PAPER,)

_CHECK = "ratios-in-words-hold"


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every ratio that its numbers do not come to; None if the text states none whose numbers are clear."""
    if claims.paper is None:
        return None
    found, lone, known = ratios(claims.paper), lone_rates(claims.paper), spending(claims.paper)
    if not found and not (lone and known):
        return None
    within = (_finding(each) for each in found if each.holds is False and each.slip is None)
    beyond = (_alone(each, known) for each in lone if not can_be_rounding_of(value_of(each.token), known.rate)) if known else ()
    return chain(within, beyond)


def _finding(each: Ratio) -> Finding:
    exact = each.exact
    assert exact is not None
    unit = same("%") if each.stated.kind == "percent" else Text("倍", " times")
    due = said(midpoint(exact), max(each.stated.places, 2))
    return Finding(
        _CHECK,
        each.span.place(each.stated.start),
        Text("{how} = {due}{unit}", "{how} = {due}{unit}").fill(how=_how(each), due=due, unit=unit),
        rule="A14" if each.kind in {"growth", "fall", "times"} else "A06",
        quote=each.quote,
        stated=same(each.stated.text),
        expected=same(said(midpoint(exact), each.stated.places)),
        advice=Text("重算，或改正其中一个数", "Work it out again, or correct one of the numbers"),
    )


def _how(each: Ratio) -> str:
    """The arithmetic."""
    over = plain(value_of(each.over))
    if each.under is not None and each.now is None:
        return f"{over} ÷ {plain(value_of(each.under))}"
    if each.under is not None:
        under = plain(value_of(each.under))
        return f"({over} − {under}) ÷ {under}" if each.kind == "growth" else f"({under} − {over}) ÷ {under}"
    assert each.now is not None
    return f"{over} ÷ ({plain(value_of(each.now))} {'−' if each.kind == 'growth' else '+'} {over})"


def _alone(each: Progress, known: Spending) -> Finding:
    due = said(midpoint(known.rate), max(each.token.places, 2))
    return Finding(
        _CHECK,
        each.passage.place_at(each.token.start),
        Text(
            "全文写明的支出{spent} ÷ 预算{budget} = {due}%",
            "the spending {spent} ÷ the budget {budget} that the paper names = {due}%",
        ).fill(spent=known.spent.text, budget=known.budget.text, due=due),
        rule="A06",
        quote=each.passage.quote(each.token.start, each.token.end),
        stated=same(each.token.text),
        expected=same(said(midpoint(known.rate), each.token.places)),
        advice=Text("重算，或改正其中一个数", "Work it out again, or correct one of the numbers"),
    )
