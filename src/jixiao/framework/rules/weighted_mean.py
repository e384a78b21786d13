"""The weighted mean of parts (各部分加权平均).

## What it does

An item that is scored through many indicators, each with its weight: `actual` is what they earned together, `target` what was in
play, both in the same unit. An indicator that is not due is in neither of the two, so it does not pull the mean down.

## Formula

score = points × earned ÷ in play. Nothing in play is no score.

## Options

None.

## Example

Indicators worth 18 of the 20 points are due and earned 17.6, 20 points: 17.6 ÷ 18 × 20 = 19.5555…, which is 19.56.

## Source

Indicator system of 广东 for unit-wide spending (部门整体绩效目标产出指标完成情况: 各指标按权重计算); parts are rounded to 10⁻⁶ point
before they are added.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.framework.rule import NO_SCORE, OTHERWISE, Arm, Direction
from jixiao.wording import Text

label = Text("各部分加权平均", "weighted mean of parts")
direction: Direction = "more"
scale_free = True

words = {
    "nothing_in_play": Text("没有应计分的部分，不计分", "No part is in play, so there is no score"),
    "nothing": Text("各部分得分合计 {actual}，得 {score} 分", "The parts earned {actual} together: {score} points"),
    "full": Text("各部分均得满分，得满分 {score} 分", "Every part earned all it could: all {score} points"),
    "part": Text(
        "各部分应得 {target}，实得 {actual}，{actual} ÷ {target} × {points} 分 {equals} {score} 分",
        "The parts earned {actual} of {target}: {actual} ÷ {target} × {points} points {equals} {score} points",
    ),
}


def arms(points: int, actual: int, target: int) -> Iterator[Arm]:
    """Points by what was earned of what was in play."""
    yield Arm("nothing_in_play", target <= 0, NO_SCORE)
    yield Arm("nothing", actual <= 0, 0)
    yield Arm("full", actual >= target, points)
    yield Arm("part", OTHERWISE, actual, points, target)
