"""Lower is better, in proportion (反向指标，按比例计分).

## What it does

The rule for a number that should stay at or under its target: a cost, a time, a rate of complaints. At or under the target all
points are given; above it, points shrink as target ÷ actual.

## Formula

score = points × target ÷ actual, at most points. With a target of zero anything above it gets 0. A target below zero that is
missed has no proportion: there is no score.

## Options

None.

## Example

At most 10 complaints were the target and 16 came, 5 points: 10 ÷ 16 × 5 = 3.125, which is 3.13.

## Source

财预〔2020〕10号 speaks of proportion only. The spelling for lower-is-better, weight × A ÷ B, stands in scoring notes of provinces
(seen for 湖北); check the notice of the year.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.framework.rule import NO_SCORE, OTHERWISE, Arm, Direction
from jixiao.wording import Text

label = Text("反向指标按比例计分", "lower is better, in proportion")
direction: Direction = "less"
scale_free = True

words = {
    "reached": Text(
        "实际 {actual}，未超过目标 {target}，得满分 {score} 分", "{actual} stays within the target {target}: all {score} points"
    ),
    "no_ratio": Text(
        "目标值 {target} 为负数，实际 {actual} 已超过，无从计算比例，不计分",
        "The target {target} is below zero and {actual} exceeds it, so there is no proportion and no score",
    ),
    "above": Text(
        "实际 {actual}，超过目标 {target}，{target} ÷ {actual} × {points} 分 {equals} {score} 分",
        "{actual} exceeds the target {target}: {target} ÷ {actual} × {points} points {equals} {score} points",
    ),
}


def arms(points: int, actual: int, target: int) -> Iterator[Arm]:
    """Full points up to the target; above it actual > target >= 0, so actual is never zero there."""
    yield Arm("reached", actual <= target, points)
    yield Arm("no_ratio", target < 0, NO_SCORE)
    yield Arm("above", OTHERWISE, target, points, actual)
