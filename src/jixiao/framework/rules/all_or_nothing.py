"""All or nothing (达到得满分，否则不得分).

## What it does

Whoever reaches the target gets all points, whoever does not gets none. It also serves targets of zero and below zero, where no
proportion exists, and answers of yes and no (1 and 0 with the target 1).

## Formula

score = points if actual ≥ target, otherwise 0.

## Options

None.

## Example

The stocktake of assets was due once and was made once, 1 point: 1.

## Source

Indicator systems of unit-wide evaluation, for instance 资产盘点情况 in 广东 (每年至少一次盘点).
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.framework.rule import OTHERWISE, Arm, Direction
from jixiao.wording import Text

label = Text("达到得满分，否则不得分", "all or nothing")
direction: Direction = "more"
scale_free = True

words = {
    "reached": Text(
        "实际 {actual}，达到目标 {target}，得满分 {score} 分", "{actual} reaches the target {target}: all {score} points"
    ),
    "missed": Text("实际 {actual}，未达到目标 {target}，得 {score} 分", "{actual} misses the target {target}: {score} points"),
}


def arms(points: int, actual: int, target: int) -> Iterator[Arm]:
    """Full points from the target on, nothing below."""
    yield Arm("reached", actual >= target, points)
    yield Arm("missed", OTHERWISE, 0)
