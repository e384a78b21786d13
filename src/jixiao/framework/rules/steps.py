"""Tiers of completion (按完成率分档计分).

## What it does

What was achieved, as a part of the target, falls into a tier, and the tier says which part of the points is paid. Below the last
tier nothing is paid.

## Formula

score = points × paid, with the first tier for which actual ÷ target ≥ reached. It is decided by comparing products, without
dividing, so 89.999…% never becomes 90%. A target that is not above zero gives no score.

## Options

- `tiers`: a list of `{reached: "90%", paid: "80%"}`, the highest first.

## Example

Tiers 100% → 100%, 90% → 80%, 60% → 50%; 94 of 100 done, 10 points: the tier of 90%, 10 × 80% = 8.

## Source

Scoring notes of provinces, for instance the use of fixed assets in the indicator system of 广东 (≥90% full points, then tiers).
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import SCALE
from jixiao.framework.options import Tiers
from jixiao.framework.rule import NO_SCORE, OTHERWISE, Arm, Direction
from jixiao.wording import Text

label = Text("按完成率分档计分", "tiers of completion")
direction: Direction = "more"
scale_free = True

words = {
    "no_target": Text(
        "目标值 {target} 不大于零，无从计算完成率，不计分",
        "The target {target} is not above zero, so there is no rate of completion and no score",
    ),
    "tier": Text(
        "完成 {actual}，目标 {target}，按分档（{tiers}），{points} 分 × {share} {equals} {score} 分",
        "{actual} of the target {target}, by tiers ({tiers}): {points} points × {share} {equals} {score} points",
    ),
    "below": Text(
        "完成 {actual}，目标 {target}，未达到最低一档（{tiers}），得 {score} 分",
        "{actual} of the target {target} reaches none of the tiers ({tiers}): {score} points",
    ),
}


def arms(points: int, actual: int, target: int, *, tiers: Tiers) -> Iterator[Arm]:
    """The highest tier that is reached pays its share."""
    yield Arm("no_target", target <= 0, NO_SCORE)
    for tier in tiers:
        yield Arm("tier", actual * SCALE >= target * tier.reached, points, tier.paid, SCALE)
    yield Arm("below", OTHERWISE, 0)
