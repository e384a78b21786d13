"""Judged by hand (人工评定得分系数).

## What it does

Somebody who can judge gives a share of the points, from 0 to 100%, with a reason. `actual` is that share.

## Formula

score = points × share. A share below 0 or above 100% gives no score.

## Options

None.

## Example

A qualitative effect was judged partly achieved with 75%, 8.5 points: 0.75 × 8.5 = 6.375, which is 6.38.

## Source

财预〔2020〕10号: qualitative indicators in three classes, 100%–80% (including), 80%–60% (including), 60%–0%, a share chosen within
the class (合理确定分值).
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import SCALE
from jixiao.framework.rule import NO_SCORE, OTHERWISE, Arm, Direction
from jixiao.wording import Text

label = Text("人工评定得分系数", "judged by hand")
direction: Direction = "more"
scale_free = False

words = {
    "outside": Text(
        "评定系数 {actual} 不在 0 至 1 之间，不计分", "The share {actual} does not lie between 0 and 1, so there is no score"
    ),
    "full": Text("评定为完全达成，得满分 {score} 分", "Judged as achieved in full: all {score} points"),
    "part": Text(
        "评定系数 {actual}，{actual} × {points} 分 {equals} {score} 分",
        "Judged with a share of {actual}: {actual} × {points} points {equals} {score} points",
    ),
}


def arms(points: int, actual: int) -> Iterator[Arm]:
    """The share that was given, of the points."""
    yield Arm("outside", (actual < 0) | (actual > SCALE), NO_SCORE)
    yield Arm("full", actual == SCALE, points)
    yield Arm("part", OTHERWISE, actual, points, SCALE)
