"""One fact is scored once.

## What it does

Where the spending rate has points of its own, no other indicator is the same rate again: the share of the money that was spent or paid
out, as an indicator of time, say. The words stand in `review/indicator_words.yaml`.

## Why it matters

Low spending then costs points twice, and high spending earns them twice (S14).

## Example

预算执行率 10 points, and 年度资金支付完成率 10 points below 时效指标.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.indicator_words import words
from jixiao.review.spending import spending_line
from jixiao.review.stated import Line
from jixiao.wording import Text, same

rules = ("S14",)
needs = ("stated_score", "indicator")


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every indicator that is the spending rate again."""
    for statement in claims.statements:
        spending = spending_line(statement)
        if spending is None or spending.points is None:
            continue
        for line in statement.lines.values():
            if line is not spending and _is_again(line):
                yield Finding(
                    "facts-are-scored-once",
                    claims.place(line.row, "item_code"),
                    Text("“{name}”与“{other}”是同一事实，重复计分", "“{name}” and “{other}” are one fact, scored twice").fill(
                        name=line.name, other=spending.name
                    ),
                    "explain",
                    rule="S14",
                    stated=same(line.name),
                    expected=Text("预算执行率以外的指标", "an indicator other than the spending rate"),
                    advice=Text(
                        "换成反映进度或质量的指标，或说明口径不同", "Use one of time or quality, or say how the two differ"
                    ),
                )


def _is_again(line: Line) -> bool:
    money, rates = words().spent_again
    is_named = any(word in line.name for word in money) and any(word in line.name for word in rates)
    return line.indicator is not None and line.points is not None and is_named
