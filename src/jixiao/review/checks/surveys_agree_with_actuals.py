"""Surveys agree with the satisfaction that was entered.

## What it does

Adds up the surveys of an indicator (satisfied ÷ valid) and compares the share with the actual that was entered by hand.

## Why it matters

A satisfaction rate without its survey is a claim (S13); with a survey that says something else it is a wrong one.

## Example

192 of 200 valid answers are satisfied: 96 %, entered 98.5 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.precision import agrees, said
from jixiao.review.stated import latest_actuals, number, quotient
from jixiao.tables.cells import Value
from jixiao.tables.dossier import Row
from jixiao.tables.measures import ENTERED
from jixiao.wording import Text, same

rules = ("S13",)
needs = ("survey", "actual")

_PERCENT = 100


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every entered actual that the surveys of its indicator do not come to."""
    actuals = latest_actuals(claims.dossier)
    surveys: dict[tuple[Value, Value], list[Row]] = {}
    for row in claims.dossier.table("survey"):
        surveys.setdefault((row["unit_code"], row["indicator_code"]), []).append(row)
    for (unit, code), rows in surveys.items():
        indicator, actual = claims.dossier.referred("indicator", code, unit), actuals.get((unit, code))
        stated = actual.quantity("value") if actual else None
        if indicator is None or indicator["measure"] != ENTERED or actual is None or stated is None:
            continue
        satisfied, valid = (
            sum((number(row, column) or Decimal(0) for row in rows), Decimal(0)) for column in ("satisfied", "valid")
        )
        if not valid:
            continue
        share = quotient(satisfied, valid) * (_PERCENT if indicator["measure_unit"] == "%" else 1)
        if not agrees(stated, share):
            yield Finding(
                "surveys-agree-with-actuals",
                claims.place(actual, "value"),
                Text(
                    "满意{satisfied}份，有效{valid}份，满意度应为{share}",
                    "{satisfied} of {valid} valid answers are satisfied: {share}",
                ).fill(satisfied=plain(satisfied), valid=plain(valid), share=said(share)),
                rule="S13",
                stated=same(stated.text()),
                expected=same(said(share)),
                advice=Text(
                    "按问卷改正完成值，或补录其他批次的调查", "Correct the actual by the survey, or enter the other surveys"
                ),
            )
