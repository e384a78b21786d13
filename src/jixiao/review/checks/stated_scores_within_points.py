"""Stated scores lie between zero and the points.

## What it does

Holds every stated score against the points that were stated beside it, or that the framework gives to the item or in all.

## Why it matters

More than full marks, or less than none, is a slip of the pen or a score in the wrong row (A04).

## Example

Points 10, score 12.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.stated import Line, Statement
from jixiao.wording import Text, same

rules = ("A04",)
needs = ("stated_score",)


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every score outside of its points."""
    for statement in claims.statements:
        for line in [*statement.lines.values(), *([statement.total] if statement.total else [])]:
            points = _points(statement, line)
            if line.score is None or (line.score >= 0 and (points is None or line.score <= points)):
                continue
            yield Finding(
                "stated-scores-within-points",
                claims.place(line.row, "score"),
                Text("得分小于零", "The score is below zero")
                if line.score < 0
                else Text("得分比分值多{over}分", "The score is {over} above the points").fill(
                    over=plain(line.score - (points or Decimal(0)))
                ),
                rule="A04",
                stated=same(plain(line.score)),
                expected=Text("0 至 {points}", "from 0 to {points}").fill(points=plain(points))
                if points is not None
                else Text("0 或更多", "0 or more"),
                advice=Text("改正得分，或改正分值", "Correct the score or the points"),
            )


def _points(statement: Statement, line: Line) -> Decimal | None:
    if line is statement.total:
        stated = line.points
        return stated if stated is not None or statement.framework is None else statement.framework.points
    return line.points
