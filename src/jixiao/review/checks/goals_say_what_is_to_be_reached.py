"""A goal says what is to be reached.

## What it does

Looks at the goal of the report and at those in its forms (预期目标). A goal that is no more than the name of the project, or an amount of
money, is named.

## Why it matters

“43.2万元” says what is to be spent. Whether the money reached anything cannot be judged by it (N09).

## Example

年度总体目标: “完成2023年道路养护项目” for the project of that name.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER
from jixiao.review.statements.goals import Goal, goals, is_only_a_name, names_of_projects
from jixiao.wording import Text, same

rules = ("N09",)
needs = (PAPER,)


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every goal that is only a name or an amount; None where no goal is told."""
    if claims.paper is None:
        return None
    told = list(goals(claims.paper))
    return _empty(told, names_of_projects(claims.paper)) if told else None


def _empty(told: list[Goal], names: set[str]) -> Iterator[Finding]:
    for goal in told:
        text = goal.words.text.strip()
        if is_only_a_name(text, names):
            yield Finding(
                "goals-say-what-is-to-be-reached",
                goal.place,
                Text("总体目标只写了项目名称或金额", "The goal is only the name of the project, or an amount"),
                "explain",
                rule="N09",
                quote=goal.words.quote.strip(),
                stated=same(text),
                expected=Text("做什么、做多少、达到什么效果", "what is done, how much of it, and with what effect"),
                advice=Text("按职责写明产出和效果", "Say what is produced and what it is good for"),
            )
