"""The mid-year score that the text names is another one than the year's.

## What it does

Compares the totals that the text names for the middle of the year (监控, 年中, 上半年) with those for the year. It is silent where the forms
of the paper state both: another check compares these.

## Why it matters

In June less was done and less was spent. The same total to the hundredth was most likely copied (X11); it may be right, so it is only to
be explained.

## Example

“年中监控自评得分97.99分”, “年终自评得分97.99分”.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER
from jixiao.review.statements.scores import TOTAL, Score, scores
from jixiao.wording import Text, same

rules = ("X11",)
needs = (PAPER,)

_FULL = 100


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at a mid-year total that is the year's own; None unless the text names both."""
    totals = [score for score in scores(claims.paper) if score.name == TOTAL] if claims.paper else []
    mid_year = [score for score in totals if score.stage == "mid_year"]
    year = {score.value for score in totals if score.stage == "year"}
    if not mid_year or not year or len({each.is_final for each in claims.statements if each.total is not None}) > 1:
        return None
    return _same(mid_year, {plain(value) for value in year})


def _same(mid_year: list[Score], year: set[str]) -> Iterator[Finding]:
    told: set[str] = set()
    for score in mid_year:
        value = plain(score.value)
        if value in year and value not in told and score.value != _FULL:
            told.add(value)
            yield Finding(
                "mid-year-scores-in-words-differ",
                score.place,
                Text(
                    "年中得分与年终得分完全相同，都是{score}分", "The mid-year total is the very total of the year, {score}"
                ).fill(score=value),
                "explain",
                rule="X11",
                quote=score.quote,
                stated=same(value),
                expected=Text("按年中数据计算的得分", "a score by the data of mid-year"),
                advice=Text("核对年中得分是否照抄；确属相同的写明理由", "Was it copied? If it is right, say why"),
            )
