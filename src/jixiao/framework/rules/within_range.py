"""Within a range (区间内得满分).

## What it does

The rule for a target with a lower and an upper end, both included. It is all or nothing: outside the range there are no points, on
either side, because a notice that wants proportion outside says so and then needs a rule for each side.

## Formula

score = points if target ≤ actual ≤ high, otherwise 0. A range whose upper end lies under its lower end gives no score.

## Options

None.

## Example

Between 20 and 30 degrees were wanted and 31 were measured, 4 points: above the range, so 0.

## Source

Indicator tables with a range as target value (区间值); all or nothing is a decision of jixiao, to be checked against the notice.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.framework.rule import NO_SCORE, OTHERWISE, Arm, Direction
from jixiao.wording import Text

label = Text("区间内得满分", "within a range")
direction: Direction = "none"
scale_free = True

words = {
    "no_range": Text(
        "目标上限 {high} 小于下限 {target}，区间不成立，不计分",
        "The upper end {high} lies under the lower end {target}, so there is no range and no score",
    ),
    "below": Text(
        "实际 {actual}，低于区间 {target} 至 {high}，得 {score} 分",
        "{actual} lies below the range {target} to {high}: {score} points",
    ),
    "above": Text(
        "实际 {actual}，高于区间 {target} 至 {high}，得 {score} 分",
        "{actual} lies above the range {target} to {high}: {score} points",
    ),
    "within": Text(
        "实际 {actual}，在区间 {target} 至 {high} 之内，得满分 {score} 分",
        "{actual} lies within the range {target} to {high}: all {score} points",
    ),
}


def arms(points: int, actual: int, target: int, high: int) -> Iterator[Arm]:
    """Full points from the lower to the upper end, both included."""
    yield Arm("no_range", high < target, NO_SCORE)
    yield Arm("below", actual < target, 0)
    yield Arm("above", actual > high, 0)
    yield Arm("within", OTHERWISE, points)
