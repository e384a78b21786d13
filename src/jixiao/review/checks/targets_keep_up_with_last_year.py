"""Targets keep up with what was reached in the years before.

## What it does

Where last year's actual is known (in its column, or from last year's dossier): a target where more is better is not more than 10 % below
it, and one where less is better not more than 10 % above. Where the three years before are known (`jixiao goals --earlier`), a target is
not below their mean, or above it where less is better. One finding an indicator: last year's comes first.

## Why it matters

A target below what was reached already is reached by doing less (T05). There may be reasons, so it is asked about.

## Example

接待批次: last year 520, target ≥ 420.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.indicator_words import operator_by_name
from jixiao.review.precision import said
from jixiao.review.stated import number
from jixiao.score.past import YEARS_OF_A_MEAN
from jixiao.tables.dossier import Row
from jixiao.wording import Text, joined, same

rules = ("T05",)
needs = ("indicator",)

_LEAST, _MOST = Fraction(90, 100), Fraction(110, 100)
_WHOLE = Fraction(1)


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every target that falls behind the years before; None where nothing is known of any of them."""
    known = [_Known(row, target, *before) for row in claims.dossier.table("indicator") for target, before in _of(claims, row)]
    return _behind(claims, known) if known else None


class _Known(NamedTuple):
    """A target, last year's actual and the mean of three years; at least one of these is known."""

    row: Row
    target: Decimal
    last: Fraction | None
    mean: Fraction | None


def _of(claims: Claims, row: Row) -> Iterator[tuple[Decimal, tuple[Fraction | None, Fraction | None]]]:
    target, year = number(row, "target"), claims.dossier.fiscal_year
    last, mean = _last(claims, row, year), claims.past.mean(row, year)
    if target is not None and (last is not None or mean is not None):
        yield target, (last, mean)


def _behind(claims: Claims, known: list[_Known]) -> Iterator[Finding]:
    for row, target, last, mean in known:
        operator = row.text_id("operator") or operator_by_name(row.text("name"))
        if last is not None and _is_behind(operator, target, last, (_LEAST, _MOST)):
            yield _finding(claims, row, _LAST.fill(name=row.text("name"), last=said(last)), said(last))
        elif mean is not None and _is_behind(operator, target, mean, (_WHOLE, _WHOLE)):
            yield _finding(claims, row, _mean(claims, row, mean), said(mean))


_LAST = Text("指标“{name}”的目标比上年实际值{last}差一成以上", "The target of “{name}” is over 10 % behind last year's {last}")
_MEAN = Text(
    "指标“{name}”的目标差于前三年均值{mean}（{values}）",
    "The target of “{name}” is behind the mean of the three years before, {mean} ({values})",
)


def _last(claims: Claims, row: Row, year: int) -> Fraction | None:
    """Last year's actual: as the column says, else as last year's dossier gives it."""
    stated = number(row, "last_year_actual")
    return Fraction(stated) if stated is not None else claims.past.values(row, year).get(year - 1)


def _is_behind(operator: str | None, target: Decimal, reached: Fraction, limits: tuple[Fraction, Fraction]) -> bool:
    if reached <= 0:
        return False
    least, most = limits
    if operator in {"ge", "eq", "between"}:
        return Fraction(target) < reached * least
    return operator == "le" and Fraction(target) > reached * most


def _mean(claims: Claims, row: Row, mean: Fraction) -> Text:
    year = claims.dossier.fiscal_year
    known = claims.past.values(row, year)
    values = joined([same(said(known[each])) for each in range(year - YEARS_OF_A_MEAN, year)], "、", ", ")
    return _MEAN.fill(name=row.text("name"), mean=said(mean), values=values)


def _finding(claims: Claims, row: Row, because: Text, reached: str) -> Finding:
    target = number(row, "target")
    return Finding(
        "targets-keep-up-with-last-year",
        claims.place(row, "target"),
        because,
        "explain",
        rule="T05",
        stated=same(plain(target) if target is not None else ""),
        expected=Text("接近{reached}，或说明原因", "near {reached}, or the reason").fill(reached=reached),
        advice=Text("调高要求，或写明为何低于以往", "Ask for more, or say why it is behind the years before"),
    )
