"""Points off for each part of the target that is missed (每偏离目标的百分之几扣分).

## What it does

Like `per_step`, but a step is a part of the target: 5% of the budget, one percentage point of a controlled rate whose target is
the base itself. At the target, or on its good side, all points are given. Beyond it every step costs the same points.

## Formula

score = points − steps × off, at least 0, where steps = (distance from the target) ÷ (target × step), counted as whole steps
(rounded down) or as started steps (rounded up). A target that is not above zero gives no score.

## Options

- `step`: the part of the target that makes a step: `"5%"`.
- `off`: points off for a step.
- `count`: `whole` (only a complete step counts) or `started` (a step that was begun counts); `whole` unless said.
- `beyond`: which side costs points, `above` or `below` the target; `below` unless said.

## Example

92 of a budget of 100 are spent, each 5% less costs 2 points, 10 points: one complete step, 10 − 2 = 8.

## Source

Scoring notes of 湖南 (预算完成率每低5%扣2分, by complete steps; 在职人员控制率每超1个百分点扣0.5分). Check the notice of the year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from jixiao.exact import SCALE
from jixiao.framework.options import Points, Rate
from jixiao.framework.rule import NO_SCORE, OTHERWISE, Arm, Direction
from jixiao.wording import Text

label = Text("每偏离目标的百分之几扣分", "points off for each part of the target missed")
direction: Mapping[str, Direction] = {"above": "less", "below": "more"}
scale_free = True
defaults = {"count": "whole", "beyond": "below"}
choices = {
    "whole": Text("（只计整档）", "(complete steps only)"),
    "started": Text("（不足一档按一档计）", "(a started step counts)"),
    "above": Text("超过", "above"),
    "below": Text("低于", "below"),
}

words = {
    "no_target": Text(
        "目标值 {target} 不大于零，无从计算偏离比例，不计分",
        "The target {target} is not above zero, so there is no part of it to count and no score",
    ),
    "reached": Text(
        "实际 {actual}，没有{beyond}目标 {target}，得满分 {score} 分",
        "{actual} is not {beyond} the target {target}: all {score} points",
    ),
    "used_up": Text(
        "实际 {actual}，{beyond}目标 {target}，每 {step} 扣 {off} 分{count}，{points} 分已扣完，得 {score} 分",
        "{actual} is {beyond} the target {target}; {off} points off for each {step} {count} use up the {points} points: {score}",
    ),
    "off": Text(
        "实际 {actual}，{beyond}目标 {target}，每 {step} 扣 {off} 分{count}，{points} 分 − {lost} 分 = {score} 分",
        "{actual} is {beyond} the target {target}, {off} points off for each {step} {count}: {points} − {lost} = {score} points",
    ),
}


def arms(  # noqa: PLR0913 - three inputs and four options, each named in the notices
    points: int,
    actual: int,
    target: int,
    *,
    step: Rate,
    off: Points,
    count: Literal["whole", "started"],
    beyond: Literal["above", "below"],
) -> Iterator[Arm]:
    """Full points on the good side, then the same points off for every part of the target."""
    yield Arm("no_target", target <= 0, NO_SCORE)
    away = actual - target if beyond == "above" else target - actual
    yield Arm("reached", away <= 0, points)
    one, far = target * step, away * SCALE
    steps = far // one if count == "whole" else (far + one - 1) // one
    yield Arm("used_up", steps * off >= points, 0)
    yield Arm("off", OTHERWISE, points - steps * off)
