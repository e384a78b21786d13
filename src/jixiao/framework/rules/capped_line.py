"""In proportion, capped (按比例计分，封顶).

## What it does

The usual rule for a number that should be reached. Whoever reaches the target gets all points, more than the target pays nothing
more, and whoever stays below gets points in proportion to what was achieved.

## Formula

score = points × actual ÷ target, at most points. Nothing achieved, or less than nothing, is 0. A target that is not above zero has
no proportion: there is no score (use `all_or_nothing`).

## Options

None.

## Example

A budget of 157.6 is spent to 157.52, 10 points: 157.52 ÷ 157.6 × 10 = 9.99492…, which is 9.99.

## Source

财预〔2020〕10号《项目支出绩效评价管理办法》: quantitative indicators that reach the target get full points, others in proportion
(达到指标值的得满分，未达到的按完成值与指标值的比例计分).
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.framework.rule import NO_SCORE, OTHERWISE, Arm, Direction
from jixiao.wording import Text

label = Text("按比例计分（封顶）", "in proportion, capped")
direction: Direction = "more"
scale_free = True

words = {
    "no_target": Text(
        "目标值 {target} 不大于零，无从计算比例，不计分",
        "The target {target} is not above zero, so there is no proportion and no score",
    ),
    "nothing": Text(
        "目标 {target}，完成 {actual}，没有完成量，得 {score} 分",
        "Nothing of the target {target} was achieved ({actual}): {score} points",
    ),
    "reached": Text(
        "完成 {actual}，达到目标 {target}，得满分 {score} 分", "{actual} reaches the target {target}: all {score} points"
    ),
    "below": Text(
        "完成 {actual}，目标 {target}，{actual} ÷ {target} × {points} 分 {equals} {score} 分",
        "{actual} of the target {target}: {actual} ÷ {target} × {points} points {equals} {score} points",
    ),
}


def arms(points: int, actual: int, target: int) -> Iterator[Arm]:
    """Full points from the target on, a straight line below."""
    yield Arm("no_target", target <= 0, NO_SCORE)
    yield Arm("nothing", actual <= 0, 0)
    yield Arm("reached", actual >= target, points)
    yield Arm("below", OTHERWISE, actual, points, target)
