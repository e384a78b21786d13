"""The share of good cases (按合格比例计分).

## What it does

Of all cases that were due (`target`) some are good (`actual`): contracts signed in time, projects assessed beforehand, intentions
published. Points follow the share of good ones.

## Formula

score = points × good ÷ all. All good is full points. Without any case there is no score: whether that means full points or leaving
the item out is the framework's policy, not the rule's. More good cases than cases, or fewer than none, cannot be: no score.

## Options

None.

## Example

Of 26 contracts 25 were signed within 30 days, 3 points: 25 ÷ 26 × 3 = 2.8846…, which is 2.88.

## Source

Indicator system of 广东 for unit-wide spending (采购合同签订时效性: 期限内签订的合同数 ÷ 合同总数 × 分值).
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.framework.rule import NO_SCORE, OTHERWISE, Arm, Direction
from jixiao.wording import Text

label = Text("按合格比例计分", "share of good cases")
direction: Direction = "more"
scale_free = True

words = {
    "no_cases": Text("没有应办事项，不计分", "There was no case to count, so there is no score"),
    "impossible": Text(
        "合格 {actual} 项、共 {target} 项，数字不成立，不计分",
        "{actual} good ones of {target} cannot be, so there is no score",
    ),
    "all": Text("{target} 项全部合格，得满分 {score} 分", "All {target} are good: all {score} points"),
    "part": Text(
        "共 {target} 项，合格 {actual} 项，{actual} ÷ {target} × {points} 分 {equals} {score} 分",
        "{actual} of {target} are good: {actual} ÷ {target} × {points} points {equals} {score} points",
    ),
}


def arms(points: int, actual: int, target: int) -> Iterator[Arm]:
    """Points by the share of good cases among all."""
    yield Arm("no_cases", target == 0, NO_SCORE)
    yield Arm("impossible", (target < 0) | (actual < 0) | (actual > target), NO_SCORE)
    yield Arm("all", actual == target, points)
    yield Arm("part", OTHERWISE, actual, points, target)
