"""A total that the text names can be reached with the share of the budget that the text says was spent.

## What it does

Where the text names a total and the spending rate of the unit for the same stage, it works out the most that the total can be: full marks
less what the spending item loses if it is scored by a straight line over the budget of the whole year. The item's points are those of the
framework that is named or that the forms show; without one, 10 of 100 are assumed, and the finding says so. Where the framework scores
spending by another rule, nothing is said.

## Why it matters

With 60 % spent and 10 points on a straight line 4 points are lost, and 97.99 cannot be reached (N15). Units that are scored by the part of
the year that has passed may reach it: then the paper has to say so.

## Example

“截至6月30日支出进度为60%，监控自评得分97.99分”: 96.00 at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.framework.model import Framework
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER, Paper
from jixiao.review.precision import HALF, said
from jixiao.review.stated import is_spending_rate
from jixiao.review.statements.scores import TOTAL, Progress, Score, progress_beside, scores
from jixiao.wording import Text, same

rules = ("N15",)
needs = (PAPER,)

_FULL, _ASSUMED = Decimal(100), Decimal(10)
_CENT = Fraction(1, 100)
_LINE = "capped_line"


class Weight(NamedTuple):
    """The points of the spending item and of the whole, and whether a framework says them."""

    points: Decimal
    full: Decimal
    is_known: bool


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every total above what the spending allows; None where no total has its rate, or spending is scored otherwise."""
    weight = _weight(claims)
    if claims.paper is None or weight is None:
        return None
    found = list(_told(claims.paper))
    return (
        (_finding(score, progress, weight) for score, progress in found if score.value > _most(progress, weight))
        if found
        else None
    )


def _told(paper: Paper) -> Iterator[tuple[Score, Progress]]:
    """The totals whose spending rate is told."""
    seen: set[tuple[str, Decimal]] = set()
    for score in scores(paper):
        if score.name == TOTAL and (score.stage, score.value) not in seen:
            progress = progress_beside(paper, score)
            if progress is not None and progress.token.value is not None and progress.token.value > 1:
                seen.add((score.stage, score.value))
                yield score, progress


def _weight(claims: Claims) -> Weight | None:
    """What the spending item weighs; None where a framework is known that scores it by another rule than a straight line.

    Frameworks that were read from the points of a paper's forms count only if these name the item. Where several items are scored by the
    rate, the heaviest is enough for what cannot be reached.
    """
    whole = [framework for framework in claims.frameworks.values() if framework.points == _FULL]
    found = [weight for framework in whole for weight in _of_framework(framework)]
    if not found:
        return Weight(_ASSUMED, _FULL, is_known=False) if all(each.id.startswith("form-") for each in whole) else None
    return max(found, key=lambda weight: weight.points)


def _of_framework(framework: Framework) -> Iterator[Weight]:
    for item in framework.walk():
        is_spending = item.measure is not None and is_spending_rate(item.measure)
        if is_spending and item.applied is not None and item.applied.rule.name == _LINE:
            yield Weight(item.points, framework.points, is_known=True)


def _most(progress: Progress, weight: Weight) -> Fraction:
    """The most that a total can be. The rate may have been rounded down by half a last digit."""
    assert progress.token.value is not None
    rate = min((Fraction(progress.token.value) + HALF * Fraction(progress.token.step)) * _CENT, Fraction(1))
    return Fraction(weight.full) - Fraction(weight.points) * (1 - rate)


def _finding(score: Score, progress: Progress, weight: Weight) -> Finding:
    assert progress.token.value is not None
    rate = Fraction(progress.token.value) * _CENT
    most = said(Fraction(weight.full) - Fraction(weight.points) * (1 - rate))
    how = (
        Text(
            "假设按全年预算线性计分、该项{points}分", "assuming a straight line over the year's budget and {points} points for it"
        )
        if not weight.is_known
        else Text(
            "指标体系中该项{points}分，按全年预算线性计分", "the framework gives {points} points by a straight line over the year"
        )
    )
    return Finding(
        "scores-in-words-can-be-reached",
        score.place,
        Text(
            "支出进度{rate}%，{how}，最高只能得{full} − {points} × (1 − {rate}%) = {most}分；按序时进度计分的单位不适用",
            "{rate}% is spent; {how}, {full} − {points} × (1 − {rate}%) = {most} is the most. It does not hold where spending is scored by "
            "the part of the year that has passed",
        ).fill(
            rate=plain(progress.token.value),
            how=how.fill(points=plain(weight.points)),
            full=plain(weight.full),
            points=plain(weight.points),
            most=most,
        ),
        "explain",
        rule="N15",
        quote=score.quote,
        stated=same(plain(score.value)),
        expected=Text("至多{most}", "{most} at most").fill(most=most),
        advice=Text(
            "核对得分与支出进度，写明支出项的计分办法", "Look again at the score and the rate, and say how spending was scored"
        ),
    )
