"""Last year's actual is what last year's dossier says.

## What it does

Where the dossier of the year before is named (`jixiao goals --earlier`), the column of last year's actual holds what the same indicator
reached there by the year's end, rounded as it is written. Indicators are the same by their library code, or by their own code.

## Why it matters

Targets are set by what was reached. A number that was typed in anew can be a number of another time, or of another indicator.

## Example

接待批次: the column says 420, the dossier of 2023 reached 457.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.precision import agrees, said
from jixiao.score.past import Reached
from jixiao.tables.dossier import Row
from jixiao.wording import Text, same

rules: tuple[str, ...] = ()
needs = ("indicator",)


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every indicator of which last year's dossier says something else; None without that dossier."""
    year = claims.dossier.fiscal_year - 1
    return _other(claims, year) if any(each.fiscal_year == year for each in claims.earlier) else None


def _other(claims: Claims, year: int) -> Iterator[Finding]:
    for row in claims.dossier.table("indicator"):
        known = next((each for each in claims.past.of(row, year + 1) if each.year == year), None)
        if known is None or known.exact is None or "last_year_actual" in row.misread:
            continue
        stated = row.quantity("last_year_actual")
        if stated is None or not agrees(stated, known.exact, known.fact.precision):
            yield _finding(claims, row, known)


def _finding(claims: Claims, row: Row, known: Reached) -> Finding:
    assert known.exact is not None
    return Finding(
        "last-years-actual-is-what-was-reached",
        claims.place(row, "last_year_actual"),
        Text("{year}年的卷宗中，“{name}”完成{value}", "In the dossier of {year}, “{name}” reached {value}").fill(
            year=known.year, name=known.row.text("name"), value=said(known.exact)
        ),
        "explain",
        stated=same(row.text("last_year_actual")) if row["last_year_actual"] is not None else Text("（空）", "(empty)"),
        expected=same(said(known.exact)),
        advice=Text("填上年卷宗的完成值，或说明口径为何不同", "Enter what was reached, or say why it was counted otherwise"),
    )
