"""Points off for each case (按次扣分).

## What it does

What should not happen is counted, and every case costs the same points, until none are left. Never below zero.

## Formula

score = points − cases × off, at least 0. Cases may be broken (half a case, if a notice counts so); a number of cases below zero
gives no score.

## Options

- `off`: points off for a case.

## Example

Two complaints about purchases were upheld, 0.5 points off each, 2 points: 2 − 2 × 0.5 = 1.

## Source

Indicator systems of unit-wide evaluation, for instance 财务管理合规性 and 采购活动合规性 in 广东 (每发现一项扣…，扣完为止).
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import SCALE
from jixiao.framework.options import Points
from jixiao.framework.rule import NO_SCORE, OTHERWISE, Arm, Direction
from jixiao.wording import Text

label = Text("按次扣分", "points off for each case")
direction: Direction = "less"
scale_free = False

words = {
    "negative": Text("次数 {actual} 为负数，不计分", "The number of cases, {actual}, is below zero, so there is no score"),
    "none": Text("没有发生，不扣分，得满分 {score} 分", "There was no case: all {score} points"),
    "used_up": Text(
        "发生 {actual} 次，每次扣 {off} 分，{points} 分已扣完，得 {score} 分",
        "{actual} cases, {off} points off each, use up the {points} points: {score}",
    ),
    "off": Text(
        "发生 {actual} 次，每次扣 {off} 分，{points} 分 − {actual} × {off} 分 {equals} {score} 分",
        "{actual} cases, {off} points off each: {points} − {actual} × {off} {equals} {score} points",
    ),
}


def arms(points: int, actual: int, *, off: Points) -> Iterator[Arm]:
    """Full points without a case, then the same points off for each."""
    yield Arm("negative", actual < 0, NO_SCORE)
    yield Arm("none", actual == 0, points)
    yield Arm("used_up", actual * off >= points * SCALE, 0)
    yield Arm("off", OTHERWISE, points * SCALE - actual * off, 1, SCALE)
