"""Stated grades follow from the total and the bands.

## What it does

Looks up the stated total in the grade bands of its framework and compares the grade that was stated beside it.

## Why it matters

The grade decides on next year's budget (A13). 优 begins at 90 of 100, and at 135 of 150.

## Example

Total 88.50, grade 优.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.wording import Text, same

rules = ("A13",)
needs = ("stated_score",)


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every grade that its total does not get."""
    for statement in claims.statements:
        total, framework = statement.total, statement.framework
        stated = total.row.text("grade").strip() if total else ""
        if total is None or framework is None or not stated or total.score is None:
            continue
        due = framework.grade(total.score)
        if due is not None and stated not in {due.zh, due.en}:
            yield Finding(
                "grades-follow-the-bands",
                claims.place(total.row, "grade"),
                Text("总分{score}分对应的等次是“{grade}”", "A total of {score} gets the grade “{grade}”").fill(
                    score=plain(total.score), grade=due
                ),
                rule="A13",
                stated=same(stated),
                expected=due,
                advice=Text("按总分改正等次", "Correct the grade by the total"),
            )
