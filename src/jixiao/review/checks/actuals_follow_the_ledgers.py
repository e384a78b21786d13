"""Entered actuals are what the registers come to.

## What it does

Where an indicator has a measure, its actual for a period is worked out from the rows up to that day and compared with the entered
one; an entered number that is rounded may be any rounding of it. About and more-than numbers (约、余、以上) are compared as bounds.

## Why it matters

A number that stands twice will differ one day (X10). The registers are the evidence; what was typed beside them is not.

## Example

`OUT-01` 440 entered for 31 December, while the ledger of receptions has 457.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.precision import agrees, said
from jixiao.review.stated import quotient
from jixiao.score.facts import View
from jixiao.tables.dossier import Row
from jixiao.tables.measure_text import parse_measure
from jixiao.tables.measures import ENTERED, Measure
from jixiao.tables.measuring import Measured
from jixiao.wording import Text, same

rules = ("X10",)
needs = ("actual", "indicator")

_PERCENT = 100
_PLACES = 4


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every entered actual that the registers do not come to."""
    for row in claims.dossier.table("actual"):
        indicator = claims.dossier.referred("indicator", row["indicator_code"], row["unit_code"])
        if indicator is None or indicator["measure"] == ENTERED:
            continue
        expression = parse_measure(indicator.text("measure"), claims.dossier.schema)
        found = _measured(claims, row, indicator, expression) if isinstance(expression, Measure) else None
        if found is None or not isinstance(expression, Measure):
            continue
        exact = Fraction(found.numerator, found.denominator)
        is_percentage = indicator["measure_unit"] == "%" and expression.under is not None
        yield from _differing(claims, row, exact * (_PERCENT if is_percentage else 1), found)


def _measured(claims: Claims, row: Row, indicator: Row, expression: Measure) -> Measured | None:
    unit = indicator.text_id("unit_code") or None
    project = indicator.text_id("owner_code") if indicator["level"] == "project" else None
    view = View(claims.dossier, claims.dossier.scope(unit, project or None), row.day("period_end"))
    found = view.measure(expression)
    return found if isinstance(found, Measured) else None


def _differing(claims: Claims, row: Row, exact: Fraction, found: Measured) -> Iterator[Finding]:
    stated, over, under = (row.quantity(name) for name in ("value", "numerator", "denominator"))
    column = "value"
    if stated is None and over is not None and under is not None and under.value:
        column = "numerator"
        is_same = quotient(over.value, under.value) == Fraction(found.numerator, found.denominator)
        shown = Text("{over} ÷ {under}", "{over} ÷ {under}").fill(over=over.text(), under=under.text())
    elif stated is not None:
        is_same = agrees(stated, exact, found.precision)
        shown = same(stated.text())
    else:
        return
    if not is_same:
        yield Finding(
            "actuals-follow-the-ledgers",
            claims.place(row, column),
            Text("填报的完成值与台账算出的不同", "The entered actual differs from what the registers come to"),
            rule="X10",
            stated=shown,
            expected=same(said(exact, _PLACES)),
            advice=Text("删去填报值由系统计算，或补全台账", "Clear it, so that it is worked out, or complete the register"),
        )
