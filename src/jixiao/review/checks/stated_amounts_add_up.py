"""The total row of amounts is the sum of its sources.

## What it does

For initial budget, adjusted budget and spending: the total of the year is the sum of fiscal appropriation, carry-over and other funds
(A09); money from higher levels and from the own level come to the total (A11). Where a source does not stand there, the others may not
exceed the total. Amounts that a paper states in 万元 hold within the rounding of their last digits. In papers, money from
higher levels and from the own level may come to the appropriation alone.

## Why it matters

A total of zero above a source of 90 gives a spending rate of zero, and a score of zero, for a project that spent all.

## Example

年度资金总额 0.00, 当年财政拨款 899,740.00.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from jixiao.exact import grouped
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.precision import HALF
from jixiao.review.stated import SOURCES, TOTAL, number, stated_amounts
from jixiao.tables.dossier import Row
from jixiao.wording import Text, same

rules = ("A09", "A11")
needs = ("stated_amount",)

_COLUMNS = ("initial_yuan", "adjusted_yuan", "executed_yuan")
_LEVELS = ("superior", "local")


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every total row that its sources contradict, once for each way of dividing it."""
    for amounts in stated_amounts(claims.dossier):
        for names, rule in ((SOURCES, "A09"), (_LEVELS, "A11")):
            yield from _faulty(claims, amounts.lines, names, rule)


def _faulty(claims: Claims, lines: Mapping[str, Row], names: tuple[str, ...], rule: str) -> Iterator[Finding]:
    total = lines.get(TOTAL)
    parts = [lines[name] for name in names if name in lines]
    is_whole = len(parts) == len(names) or (claims.paper is not None and len(parts) > 1)
    wrong = _wrong(total, parts, is_whole=is_whole)
    if rule == "A11" and wrong and claims.paper is not None and not _wrong(lines.get("fiscal"), parts, is_whole=is_whole):
        wrong = [] if "fiscal" in lines else wrong
    if total is None or not wrong:
        return
    shown = {column: grouped(_sum(parts, column) or Decimal(0), 2) for column in wrong}
    yield Finding(
        "stated-amounts-add-up",
        claims.place(total, wrong[0]),
        Text("总额行与各来源行不符：{parts}", "The total is not what its sources are: {parts}").fill(
            parts="; ".join(f"{row.text('line')} {row.text(wrong[0])}" for row in parts)
        ),
        rule=rule,
        stated=same("; ".join(grouped(number(total, column) or Decimal(0), 2) for column in wrong)),
        expected=same("; ".join(shown.values())),
        advice=Text("按各来源合计填总额行", "Fill in the total as the sum of its sources"),
    )


def _wrong(total: Row | None, parts: list[Row], *, is_whole: bool) -> list[str]:
    return [] if total is None else [column for column in _COLUMNS if _is_wrong(total, parts, column, is_whole=is_whole)]


def _sum(rows: list[Row], column: str) -> Decimal | None:
    known = [value for row in rows if (value := number(row, column)) is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(rows) else None


def _is_wrong(total: Row, parts: list[Row], column: str, *, is_whole: bool) -> bool:
    stated, summed = number(total, column), _sum(parts, column)
    if stated is None or summed is None:
        return False
    step = (total.steps or {}).get(column, Decimal(0))
    slack = HALF * Fraction(step) * (len(parts) + 1) if len(parts) > 1 else Fraction(0)
    off = Fraction(summed) - Fraction(stated)
    return abs(off) > slack if is_whole else off > slack
