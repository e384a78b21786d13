"""Exactly the target (等于目标值得满分).

## What it does

The rule for a target with an equals sign: a number that has to be met exactly. Any other number, higher or lower, gets nothing.

## Formula

score = points if actual = target, otherwise 0.

## Options

None.

## Example

Four quarterly reports were due and five were made, 2 points: not equal, so 0.

## Source

The sign = of the indicator tables of 财预〔2021〕101号 (指标值＝符号＋数＋单位); all or nothing is the common reading.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.framework.rule import OTHERWISE, Arm, Direction
from jixiao.wording import Text

label = Text("等于目标值得满分", "exactly the target")
direction: Direction = "none"
scale_free = True

words = {
    "equal": Text(
        "实际 {actual}，等于目标 {target}，得满分 {score} 分", "{actual} equals the target {target}: all {score} points"
    ),
    "different": Text(
        "实际 {actual}，不等于目标 {target}，得 {score} 分", "{actual} does not equal the target {target}: {score} points"
    ),
}


def arms(points: int, actual: int, target: int) -> Iterator[Arm]:
    """Full points for the very number, nothing for any other."""
    yield Arm("equal", actual == target, points)
    yield Arm("different", OTHERWISE, 0)
