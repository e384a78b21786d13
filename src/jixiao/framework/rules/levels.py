"""Levels with a share each (按等级计分).

## What it does

Somebody put the work into a level (优、良、中、差, or the first, second, third class), and each level pays a share of the points.
`actual` is the number of the level; 1 is the best.

## Formula

score = points × paid[level]. A number that is none of the levels gives no score.

## Options

- `paid`: the shares by level, the best first: `["100%", "80%", "60%", "0%"]`.

## Example

Four levels pay 100%, 80%, 60%, 0%; the second was given, 7 points: 7 × 80% = 5.6.

## Source

财预〔2020〕10号, qualitative indicators in three classes (达成、部分达成、未达成); grades of self-evaluation papers by finance offices.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import SCALE
from jixiao.framework.options import Levels
from jixiao.framework.rule import NO_SCORE, OTHERWISE, Arm, Direction
from jixiao.wording import Text

label = Text("按等级计分", "levels with a share each")
direction: Direction = "less"
scale_free = False

words = {
    "level": Text(
        "评为第 {actual} 档（{paid}），{points} 分 × {share} {equals} {score} 分",
        "Level {actual} was given ({paid}): {points} points × {share} {equals} {score} points",
    ),
    "unknown": Text("没有第 {actual} 档（{paid}），不计分", "There is no level {actual} ({paid}), so there is no score"),
}


def arms(points: int, actual: int, *, paid: Levels) -> Iterator[Arm]:
    """The share of the level whose number was given."""
    for number, share in enumerate(paid, 1):
        yield Arm("level", actual == number * SCALE, points, share, SCALE)
    yield Arm("unknown", OTHERWISE, NO_SCORE)
