"""Stated spending rates and their scores follow from the stated amounts.

## What it does

- The rate is spent ÷ adjusted budget, rounded half-up as it is written (A06); amounts that a paper states in 万元 are known to their
  last digit only, so the rate has to fit within it. It is not left blank where both amounts stand, and not written as 0.86 in one row
  and as 100% in the next (A10).
- The score of the rate is points × rate, full marks at most (A07), unless the framework scores it by another rule. A score in whole
  points that is less than one point off is to be explained only.
- A rate above 100 % is to be explained (A08).

## Why it matters

It is the one number of every form that anybody can work out again, and the one that is most often wrong.

## Example

215,457.60 of 250,000.00: 86.18 %, stated 86.19 %.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jixiao.exact import plain
from jixiao.findings import Finding, Place, Severity
from jixiao.review.check import Claims
from jixiao.review.precision import HALF, Range, can_be_rounding_of, can_be_score_of, is_in_whole_points, said
from jixiao.review.spending import PERCENT, rate_of, rates_of, spending_line
from jixiao.review.stated import Line, Statement, number, quotient, quotients, spent, stated_amounts
from jixiao.review.statements.marks import mark_of_row
from jixiao.tables.dossier import Row
from jixiao.wording import Text, same

rules = ("A06", "A07", "A08", "A10")
needs: tuple[str, ...] = ()

_CENT = Fraction(1, 100)
_SHARE = re.compile(r"0?\.\d+|[01]")
_LINE = "capped_line"


class _Told(NamedTuple):
    """A score of the spending rate, and where it stands."""

    points: Decimal
    score: Decimal
    place: Place


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every rate, and every score of one, that the amounts do not come to."""
    if not claims.dossier.table("stated_amount").present and not claims.statements:
        return None
    return _all(claims)


def _all(claims: Claims) -> Iterator[Finding]:
    for amounts in stated_amounts(claims.dossier):
        for row in amounts.lines.values():
            yield from _of_amounts(claims, row)
        yield from _mixed(claims, list(amounts.lines.values()))
    for statement in claims.statements:
        line, found = spending_line(statement), spent(claims.dossier, statement)
        is_told = found is not None and line is not None and found.row["rate"] == line.row["actual"]
        rates = found.rates if found is not None else None
        if line is not None and line.actual is not None and rates is not None and not is_told:
            yield from _rate(claims, line.row, "actual", line.actual.value, _percent(rates))
        yield from _score(claims, statement)


def _of_amounts(claims: Claims, row: Row) -> Iterator[Finding]:
    adjusted, executed, stated = (number(row, column) for column in ("adjusted_yuan", "executed_yuan", "rate"))
    if not adjusted or executed is None:
        return
    rate = quotient(executed, adjusted) * PERCENT
    rates = quotients(executed, adjusted, (row.steps or {}).get("adjusted_yuan"))
    if stated is not None and rates is not None:
        yield from _rate(claims, row, "rate", stated, _percent(rates))
    elif row["line"] == "total" and "rate" in row.values and row["rate"] is None and "rate" not in row.misread:
        yield Finding(
            "spending-rates-follow-the-amounts",
            claims.place(row, "rate"),
            Text("有预算数和执行数，执行率栏空白", "Budget and spending stand there, the rate is blank"),
            rule="A10",
            stated=Text("（空）", "(empty)"),
            expected=same(said(rate)),
            advice=Text("补填执行率", "Fill in the rate"),
        )
    if rate > PERCENT:
        yield Finding(
            "spending-rates-follow-the-amounts",
            claims.place(row, "executed_yuan"),
            Text("执行率{rate}%，超过100%", "The spending rate is {rate}%, above 100%").fill(rate=said(rate)),
            "explain",
            rule="A08",
            stated=same(said(rate)),
            expected=Text("至多100%", "at most 100%"),
            advice=Text("核对全年预算数是否漏了追加或结转", "Were additions or a carry-over left out of the budget?"),
        )


def _written(row: Row) -> str:
    return str(row["rate_text"] or "")


def _percent(rates: Range) -> Range:
    return Range(rates.low * PERCENT, rates.high * PERCENT)


def _mixed(claims: Claims, rows: list[Row]) -> Iterator[Finding]:
    """The first rate that is written as a part of one where others of its column are written in percent."""
    texts = [(row, _written(row).strip()) for row in rows if row["rate_text"]]
    shares = [row for row, text in texts if _SHARE.fullmatch(text)]
    if shares and any(text.endswith("%") for _, text in texts):
        yield Finding(
            "spending-rates-follow-the-amounts",
            claims.place(shares[0], "rate"),
            Text(
                "同一列的执行率写法不一：有的是小数，有的是百分数",
                "Some rates of this column are parts of one, others percentages",
            ),
            rule="A10",
            stated=same(shares[0].text("rate_text")),
            expected=same(f"{shares[0].text('rate')}%"),
            advice=Text("统一写成百分数", "Write all of them in percent"),
        )


def _rate(claims: Claims, row: Row, column: str, stated: Decimal, rates: Range) -> Iterator[Finding]:
    if not can_be_rounding_of(stated, rates):
        rate = (rates.low + rates.high) * HALF
        yield Finding(
            "spending-rates-follow-the-amounts",
            claims.place(row, column),
            Text("执行数除以全年预算数得{rate}%", "Spending divided by the adjusted budget is {rate}%").fill(rate=said(rate, 4)),
            rule="A06",
            stated=same(plain(stated)),
            expected=same(said(rate)),
            advice=Text("按全年预算数重算，四舍五入", "Work it out by the adjusted budget, rounded half-up"),
        )


def _score(claims: Claims, statement: Statement) -> Iterator[Finding]:
    line, rate, rates = spending_line(statement), rate_of(claims, statement), rates_of(claims, statement)
    if line is None or line.score is None or line.points is None or rate is None or rates is None or not _is_line(line):
        return
    told = [_Told(line.points, line.score, claims.place(line.row, "score")), *_told_twice(claims, statement, line)]
    for each in told:
        due, least, most = (Fraction(each.points) * min(share * _CENT, Fraction(1)) for share in (rate, *rates))
        severity = _severity(statement, each.score, due, Range(least, most))
        if severity is not None:
            yield Finding(
                "spending-rates-follow-the-amounts",
                each.place,
                Text("{points}分 × {rate}% = {due}分", "{points} points × {rate}% = {due}").fill(
                    points=plain(each.points), rate=said(rate), due=said(due)
                ),
                severity,
                rule="A07",
                stated=same(plain(each.score)),
                expected=same(said(due)),
                advice=Text("按执行率重算得分", "Work the score out by the rate"),
            )


def _told_twice(claims: Claims, statement: Statement, line: Line) -> Iterator[_Told]:
    """The score beside the amounts, where the line of the rate stands elsewhere with a score of its own."""
    found = spent(claims.dossier, statement)
    place = claims.place(found.row, "executed_yuan") if found is not None else None
    mark = mark_of_row(claims.paper, place) if claims.paper is not None and place is not None else None
    if mark is not None and mark[0] == line.points and mark[2].place != claims.place(line.row, "score"):
        yield _Told(mark[0], mark[1], mark[2].place)


def _is_line(line: Line) -> bool:
    """Whether the framework scores the rate by a straight line up to full marks."""
    return line.item is not None and line.item.applied is not None and line.item.applied.rule.name == _LINE


def _severity(statement: Statement, stated: Decimal, due: Fraction, dues: Range) -> Severity | None:
    decimals = statement.framework.decimals if statement.framework else 2
    if can_be_score_of(stated, dues, decimals):
        return None
    return "explain" if is_in_whole_points([stated]) and abs(Fraction(stated) - due) < 1 else "error"
