"""A list of checks (清单逐项扣分).

## What it does

A list of things that should hold, each with the points that it costs if it does not (缺一项扣…分). `actual` is the sum of these
points; the scorer adds them up, because a list is as long as its notice wants.

## Formula

score = points − points off, at least 0. A sum below zero gives no score.

## Options

- `one`: one point in the unit of the score; always `1`, and never needs to be written.

## Example

Two of five checks do not hold, one costs 1 point and one 0.5, 5 points: 5 − 1.5 = 3.5.

## Source

Indicator systems of unit-wide evaluation, for instance 绩效管理制度建设 and 预决算公开合规性 in 广东 (缺项扣分，扣完为止).
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import SCALE
from jixiao.framework.options import Points
from jixiao.framework.rule import NO_SCORE, OTHERWISE, Arm, Direction
from jixiao.wording import Text

label = Text("清单逐项扣分", "a list of checks")
direction: Direction = "less"
scale_free = False
defaults = {"one": 1}

words = {
    "negative": Text("扣分合计 {actual} 为负数，不计分", "The points off, {actual}, are below zero, so there is no score"),
    "complete": Text("清单各项均符合，得满分 {score} 分", "Every check of the list holds: all {score} points"),
    "used_up": Text(
        "清单扣分合计 {actual} 分，{points} 分已扣完，得 {score} 分",
        "The checks that do not hold cost {actual} points, which uses up the {points} points: {score}",
    ),
    "off": Text(
        "清单扣分合计 {actual} 分，{points} 分 − {actual} 分 {equals} {score} 分",
        "The checks that do not hold cost {actual} points: {points} − {actual} {equals} {score} points",
    ),
}


def arms(points: int, actual: int, *, one: Points) -> Iterator[Arm]:
    """Full points less the points off, which come in ten-thousandths of a point."""
    yield Arm("negative", actual < 0, NO_SCORE)
    yield Arm("complete", actual == 0, points)
    yield Arm("used_up", actual * one >= points * SCALE, 0)
    yield Arm("off", OTHERWISE, points * SCALE - actual * one, 1, SCALE)
