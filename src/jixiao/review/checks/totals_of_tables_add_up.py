"""The totals of a table are the sums of its rows and columns.

## What it does

Adds up the columns above or below a row of totals (合计, 总计), and the columns beside a column of totals where most rows show that they are
its parts. Rates, scores, prices and averages are not added up. Tables whose rows stand within each other (其中, numbered groups, merged cells,
subtotals) and forms whose lines were read as scores and amounts are left to other checks. Where decimals are written a total may be half a
last digit of every part off.

## Why it matters

A row was changed and the total was not (N03).

## Example

基本支出 1814.19, 项目支出 340.15, 合计 2164.34.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER
from jixiao.review.stated import TOTAL
from jixiao.review.statements.columns import Total, totals
from jixiao.review.statements.division import value_of
from jixiao.wording import Text, same

rules = ("N03",)
needs = (PAPER,)

_MOST_SHOWN = 12


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every total that its parts do not come to; None if no table has one whose parts are clear."""
    if claims.paper is None:
        return None
    taken = _read_as_forms(claims)
    found = [each for grid in claims.paper.grids if grid.name not in taken for each in totals(grid)]
    wrong = {id(each.token): each.sum for each in found if not each.holds}
    return (_finding(each) for each in found if not each.holds and not _is_carried(each, wrong)) if found else None


def _is_carried(each: Total, wrong: Mapping[int, Decimal]) -> bool:
    """Whether a total is wrong only as one of its parts is a wrong total itself, which is told there."""
    off = sum((wrong[id(part)] - value_of(part) for part in each.parts if id(part) in wrong), Decimal(0))
    return off != 0 and value_of(each.token) == each.sum + off


def _read_as_forms(claims: Claims) -> set[str | None]:
    """The names of the tables whose lines were read as scores, or as the sources of one amount: other checks add these up."""
    dossier = claims.dossier
    rows = [*dossier.table("stated_score"), *(row for row in dossier.table("stated_amount") if row["line"] != TOTAL)]
    return {place.table for row in rows if row.places is not None for place in row.places.values()}


def _finding(each: Total) -> Finding:
    values = [plain(value_of(part)) for part in each.parts]
    shown = " + ".join(values) if len(values) <= _MOST_SHOWN else f"{values[0]} + … + {values[-1]}"
    return Finding(
        "totals-of-tables-add-up",
        each.cell.place,
        Text("{parts} = {sum}，与合计{total}相差{off}", "{parts} = {sum}, {off} off from the total {total}").fill(
            parts=shown, sum=plain(each.sum), total=plain(value_of(each.token)), off=plain(abs(value_of(each.token) - each.sum))
        ),
        rule="N03",
        quote=each.cell.quote(0, len(each.cell.text)),
        stated=same(each.token.text),
        expected=same(plain(each.sum)),
        advice=Text("改正合计，或改正其中一项", "Correct the total, or one of its parts"),
    )
