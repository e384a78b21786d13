"""Full marks throughout are looked at.

## What it does

Hints at a statement for the year in which every line and the total have full marks, no line has a reason, and no problem was entered.

## Why it matters

It may be so. But such papers are where samples find most (S10), so the review draws them more often.

## Example

Ten indicators with 10 of 10, total 100, no deviation, no problem.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.stated import Statement
from jixiao.wording import Text, same

rules = ("S10",)
needs = ("stated_score",)

_LEAST_LINES, _TOLD = 3, 20


def check(claims: Claims) -> Iterator[Finding]:
    """A hint at the total of every statement that has full marks only."""
    told = claims.paper.under("问题") if claims.paper is not None else ()
    has_problems = bool(claims.dossier.table("problem").rows) or any(len(each.text) >= _TOLD for each in told)
    for statement in claims.statements:
        if statement.total is not None and statement.is_final and not has_problems and _is_full(statement):
            yield Finding(
                "full-marks-are-looked-at",
                claims.place(statement.total.row, "score"),
                Text("{n}项全部满分，没有任何偏差和问题", "All {n} lines have full marks, without a deviation or a problem").fill(
                    n=len(statement.lines)
                ),
                "hint",
                rule="S10",
                stated=same(plain(statement.total.score) if statement.total.score is not None else ""),
                expected=Text("每项都有佐证", "evidence for every line"),
                advice=Text("抽查时优先", "Look at this one first"),
            )


def _is_full(statement: Statement) -> bool:
    lines = [line for line in statement.lines.values() if line.score is not None or line.item is None or not line.item.children]
    if len(lines) < _LEAST_LINES or any(line.row["reason"] for line in lines):
        return False
    total = statement.total.score if statement.total is not None else None
    points = statement.framework.points if statement.framework is not None else None
    return total is not None and total == points and all(line.score is not None and line.score == line.points for line in lines)
