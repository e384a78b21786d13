"""Stated scores are what the data come to.

## What it does

Where the tables determine the score of an item, a group or the whole, it is compared with the score that was stated for the year
(not for mid-year, when less was known). The difference is to be explained: a reviewer may have decided otherwise.

## Why it matters

The paper says 97.99 and the tables say 96.40: one of them was changed after the other.

## Example

`spending-rate`: stated 10.00, computed 9.99.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.stated import Line, Statement
from jixiao.score.scoring import Score
from jixiao.wording import Text, same

rules: tuple[str, ...] = ()
needs = ("stated_score",)


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every stated score that the data make another; None where nothing was scored."""
    return _differing(claims) if claims.scores else None


def _differing(claims: Claims) -> Iterator[Finding]:
    for statement in claims.statements:
        score = next((score for score in claims.scores if _is_of(score, statement)), None)
        if score is None or not statement.is_final:
            continue
        for line in statement.lines.values():
            each = score.of(line.code)
            if each is not None and each.score is not None and each.in_play == each.points:
                yield from _compared(claims, line, each.score)
        if statement.total is not None and score.total is not None and score.in_play == score.framework.points:
            yield from _compared(claims, statement.total, score.total)


def _is_of(score: Score, statement: Statement) -> bool:
    if score.framework.id != statement.framework_id:
        return False
    return score.scope is None or (
        score.scope.unit_code == statement.unit_code and statement.project_code in {None, score.scope.project_code}
    )


def _compared(claims: Claims, line: Line, computed: Decimal) -> Iterator[Finding]:
    if line.score is not None and line.score != computed:
        yield Finding(
            "stated-scores-follow-the-data",
            claims.place(line.row, "score"),
            Text("按现有数据算得{computed}分，相差{off}分", "The data come to {computed}: {off} off").fill(
                computed=plain(computed), off=plain(abs(line.score - computed))
            ),
            "explain",
            stated=same(plain(line.score)),
            expected=same(plain(computed)),
            advice=Text(
                "改正已报得分，或补全数据，或说明不同的理由", "Correct the stated score, complete the data, or say why it differs"
            ),
        )
