"""Targets keep up with what last year reached.

## What it does

Where last year's actual stands beside the target: a target where more is better is not more than 10 % below it, and one where less is
better not more than 10 % above.

## Why it matters

A target below what was reached already is reached by doing less (T05). There may be reasons, so it is asked about.

## Example

接待批次: last year 520, target ≥ 420.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.indicator_words import operator_by_name
from jixiao.review.stated import number, quotient
from jixiao.wording import Text, same

rules = ("T05",)
needs = ("indicator",)

_LEAST, _MOST = Fraction(90, 100), Fraction(110, 100)


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every target that falls behind last year."""
    for row in claims.dossier.table("indicator"):
        target, last = number(row, "target"), number(row, "last_year_actual")
        operator = row.text_id("operator") or operator_by_name(row.text("name"))
        if target is not None and last is not None and last > 0 and _is_behind(operator, target, last):
            yield Finding(
                "targets-keep-up-with-last-year",
                claims.place(row, "target"),
                Text(
                    "指标“{name}”的目标比上年实际值{last}差一成以上",
                    "The target of “{name}” is over 10 % behind last year's {last}",
                ).fill(name=row.text("name"), last=plain(last)),
                "explain",
                rule="T05",
                stated=same(plain(target)),
                expected=Text("接近上年实际值{last}，或说明原因", "near last year's {last}, or the reason").fill(
                    last=plain(last)
                ),
                advice=Text("调高目标，或写明为何低于上年", "Raise the target, or say why it is behind last year"),
            )


def _is_behind(operator: str | None, target: Decimal, last: Decimal) -> bool:
    share = quotient(target, last)
    return share < _LEAST if operator in {"ge", "eq"} else operator == "le" and share > _MOST
