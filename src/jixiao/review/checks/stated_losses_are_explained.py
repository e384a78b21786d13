"""Points that were lost by the statement, and low spending, are explained.

## What it does

- An indicator, or an item that the data do not score, with fewer points than it can have has a reason: beside the score, as a
  deviation, or among the reasons for points lost (S09); in a paper without a column of reasons, anywhere in the running text, and for
  a whole class of indicators in the section of problems. A reason for points lost does not stand beside full marks.
- A spending rate below 90 % has a reason; one below 60 % beside a total of 90 or more is a great risk and said in any case (S11).

## Why it matters

The reason is what next year's budget learns from (四川: 执行率低于90%须说明原因).

## Example

Spending rate 86.19 %, score 8.62 of 10, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from jixiao.exact import plain
from jixiao.findings import Finding, Place
from jixiao.review.check import Claims
from jixiao.review.precision import said
from jixiao.review.spending import PERCENT, has_reason, is_explained, rate_of, reasons_for, spending_line
from jixiao.review.stated import Line, Statement, spent, spent_of, stated_amounts
from jixiao.review.statements.deductions import aspects, deductions
from jixiao.review.statements.problems import problem_sections
from jixiao.review.statements.vocabulary import pattern
from jixiao.review.targets import met
from jixiao.wording import Text, same

rules = ("S09", "S11")
needs: tuple[str, ...] = ()

_SIGNS = "，,。；;：:、（）() \n"
_LOW, _VERY_LOW, _HIGH_TOTAL = 90, 60, 90


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every loss of points and every low rate without a reason."""
    if not claims.dossier.table("stated_amount").present and not claims.statements:
        return None
    return _all(claims)


def _all(claims: Claims) -> Iterator[Finding]:
    told = set()
    for statement in claims.statements:
        if not statement.is_final:
            continue
        for line in statement.lines.values():
            yield from _loss(claims, statement, line)
            yield from _idle(claims, line)
        yield from _low(claims, statement)
        told.add((statement.unit_code, statement.stage, statement.project_code))
    for amounts in stated_amounts(claims.dossier):
        found = spent_of(amounts.lines)
        is_new = amounts[:3] not in told and amounts.stage != "mid_year"
        is_low = is_new and found is not None and found.rate is not None and found.rate * PERCENT < _LOW
        if is_low and found is not None and found.rate is not None and not found.row["reason"] and not _is_told(claims):
            yield _said(claims.place(found.row, "executed_yuan"), found.rate * PERCENT)


def _idle(claims: Claims, line: Line) -> Iterator[Finding]:
    """A reason for points lost where none are lost."""
    if line.row["deducted"] and line.score is not None and line.score == line.points:
        yield Finding(
            "stated-losses-are-explained",
            claims.place(line.row, "reason"),
            Text("“{name}”写了扣分原因，却没有扣分", "“{name}” has a reason for points lost, and none are lost").fill(
                name=line.name
            ),
            "explain",
            rule="S09",
            stated=Text("得分{score}", "score {score}").fill(score=line.row.text("score")),
            expected=Text("扣分，或删去原因", "points lost, or no reason"),
            advice=Text("按原因扣分，或移到说明中", "Deduct the points, or move the words elsewhere"),
        )


def _loss(claims: Claims, statement: Statement, line: Line) -> Iterator[Finding]:
    if line.score is None or line.points is None or line.score >= line.points or line.is_spending:
        return
    found = met(statement, line)
    is_scored = any(each is not None and each.is_scored for score in claims.scores for each in [score.of(line.code)])
    is_group = line.item is not None and bool(line.item.children)
    is_told_by_the_target = found is not None and found.is_reached
    if is_scored or is_group or is_told_by_the_target or line.row["reason"] or reasons_for(claims, line):
        return
    if "reason" not in line.row.values and (line.name in claims.running_text or _is_told_below(claims, line)):
        return
    yield Finding(
        "stated-losses-are-explained",
        claims.place(line.row, "reason"),
        Text("“{name}”扣{lost}分，没有写原因", "“{name}” lost {lost} points without a reason").fill(
            name=line.name, lost=plain(line.points - line.score)
        ),
        "explain",
        rule="S09",
        stated=Text("（空）", "(empty)"),
        expected=Text("扣分原因", "the reason"),
        advice=Text("写明原因和改进措施", "Give the reason, and what will be done"),
    )


def _is_told_below(claims: Claims, line: Line) -> bool:
    """Whether a line is a whole class of indicators, in a paper that tells its problems."""
    is_class = pattern("deductions", "classes").search(line.name) is not None
    return is_class and claims.paper is not None and any(not each.says_none for each in problem_sections(claims.paper))


def _low(claims: Claims, statement: Statement) -> Iterator[Finding]:
    rate, line, found = rate_of(claims, statement), spending_line(statement), spent(claims.dossier, statement)
    row = line.row if line is not None else found.row if found is not None else None
    if rate is None or row is None or rate >= _LOW:
        return
    total = statement.total.score if statement.total is not None else None
    place = claims.place(row, "score" if line is not None else "executed_yuan")
    if rate < _VERY_LOW and total is not None and total >= _HIGH_TOTAL:
        yield _said(place, rate, total)
    elif not has_reason(claims, statement) and not _is_told(claims):
        yield _said(place, rate)


def _is_told(claims: Claims) -> bool:
    """Whether the running text says why little was spent: in a sentence of its own, or beside the points that were lost for it."""
    if is_explained(claims, "spending"):
        return True
    lost = deductions(claims.paper) if claims.paper is not None else ()
    return any("预算执行" in aspects(item) and each.reason.strip(_SIGNS) for each in lost for item in each.items)


def _said(place: Place, rate: Fraction, total: Decimal | None = None) -> Finding:
    because = Text("执行率{rate}%，低于90%，没有说明原因", "The spending rate is {rate}%, below 90%, and nothing says why").fill(
        rate=said(rate)
    )
    if total is not None:
        because = Text(
            "执行率只有{rate}%，自评却得{total}分", "The spending rate is only {rate}%, yet the total is {total}"
        ).fill(rate=said(rate), total=plain(total))
    return Finding(
        "stated-losses-are-explained",
        place,
        because,
        "explain",
        rule="S11",
        stated=same(f"{said(rate)}%"),
        expected=Text("90%以上，或写明原因", "90% or more, or the reason"),
        advice=Text("写明执行率低的原因和措施", "Say why so little was spent, and what will be done"),
    )
