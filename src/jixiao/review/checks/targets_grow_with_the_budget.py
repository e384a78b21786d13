"""More money asks for more than last year.

## What it does

With last year's dossier (`jixiao goals --earlier`): where the initial budget of a project, or of the unit, is more than 10 % above last
year's, and of its outputs that are the more the better not one has a higher target than last year's, this is asked about. Outputs that were
not there last year count as more.

## Why it matters

The budget grew, and what is promised for it did not (T06). Prices may have risen, or quality is what is paid for: then the goal says so.

## Example

培训经费: 40 万元 last year, 52 万元 now, and 12 期 in both years.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.precision import said
from jixiao.review.stated import number
from jixiao.tables.dossier import Dossier, Row
from jixiao.wording import Text, same

rules = ("T06",)
needs = ("indicator", "budget")

_MUCH = Fraction(110, 100)
_PERCENT = 100


class _Owner(NamedTuple):
    """Whose outputs: a unit's, or a project's."""

    unit: str
    project: str | None


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at the outputs of every owner with much more money and no higher target; None where no budgets can be compared."""
    last = next((each for each in claims.earlier if each.fiscal_year == claims.dossier.fiscal_year - 1), None)
    if last is None:
        return None
    known = list(_known(claims, last))
    return _findings(claims, known) if known else None


def _known(claims: Claims, last: Dossier) -> Iterator[tuple[list[Row], Fraction]]:
    """The outputs of each owner whose budgets of both years are known, and how far the budget grew."""
    owned: dict[_Owner, list[Row]] = {}
    for row in claims.dossier.table("indicator"):
        if row["class"] == "output" and row["operator"] == "ge" and number(row, "target") is not None:
            is_project = row["level"] == "project"
            owned.setdefault(_Owner(row.text_id("unit_code"), row.text_id("owner_code") if is_project else None), []).append(row)
    for owner, rows in owned.items():
        before, now = _budget(last, owner), _budget(claims.dossier, owner)
        if before and now:
            yield rows, Fraction(now) * _over(before)


def _over(amount: Decimal) -> Fraction:
    whole = Fraction(amount)
    return Fraction(whole.denominator, whole.numerator)


def _budget(dossier: Dossier, owner: _Owner) -> Decimal:
    rows = (
        row for row in dossier.table("budget") if row["unit_code"] == owner.unit and owner.project in {None, row["project_code"]}
    )
    return sum((number(row, "initial_yuan") or Decimal(0) for row in rows), Decimal(0))


def _findings(claims: Claims, known: list[tuple[list[Row], Fraction]]) -> Iterator[Finding]:
    for rows, grown in known:
        if grown > _MUCH and not any(_is_more(claims, row) for row in rows):
            yield _finding(claims, rows[0], len(rows), grown)


def _is_more(claims: Claims, row: Row) -> bool:
    """Whether a target is above last year's, or was not there then."""
    year = claims.dossier.fiscal_year
    before = next((each.row for each in claims.past.of(row, year) if each.year == year - 1), None)
    earlier, target = number(before, "target") if before is not None else None, number(row, "target")
    return earlier is None or target is None or target > earlier


def _finding(claims: Claims, row: Row, count: int, grown: Fraction) -> Finding:
    target = number(row, "target")
    return Finding(
        "targets-grow-with-the-budget",
        claims.place(row, "target"),
        Text(
            "预算比上年增加{more}%，{count}项产出指标的目标都没有提高",
            "The budget grew by {more} %, and none of {count} outputs has a higher target",
        ).fill(more=said((grown - 1) * _PERCENT), count=count),
        "explain",
        rule="T06",
        stated=same(plain(target) if target is not None else ""),
        expected=Text("高于上年的目标，或写明原因", "a target above last year's, or the reason"),
        advice=Text("随预算提高目标，或写明多出的钱用在哪里", "Raise targets with the budget, or say what the money is for"),
    )
