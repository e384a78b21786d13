"""Points off for each step beyond the target (每偏离一档扣分).

## What it does

At the target, or on its good side, all points are given. Beyond it every step costs the same points, until none are left.
A step is an amount of the measure itself (a day, a case, 0.01 of a rate); for steps that are parts of the target use `per_share`.

## Formula

score = points − steps × off, at least 0, where steps = (distance from the target) ÷ step, counted as whole steps (rounded down)
or as started steps (rounded up).

## Options

- `step`: the size of a step, above zero, in the unit of the measure: `1`, `"0.5"`, `"1%"`.
- `off`: points off for a step.
- `count`: `whole` (only a complete step counts) or `started` (a step that was begun counts); `whole` unless said.
- `beyond`: which side costs points, `above` or `below` the target; `above` unless said.

## Example

At most 30 days, each day more costs 0.5 points, 3 points: after 32 days 3 − 2 × 0.5 = 2.

## Source

Scoring notes of provinces (每超过1天扣0.5分, 每少1次扣1分); that only complete steps count is supported by a published score
sheet of 湖南, so it is the default. Check the notice of the year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from jixiao.framework.options import Count, Points
from jixiao.framework.rule import OTHERWISE, Arm, Direction
from jixiao.wording import Text

label = Text("每偏离一档扣分", "points off for each step beyond the target")
direction: Mapping[str, Direction] = {"above": "less", "below": "more"}
scale_free = False
defaults = {"count": "whole", "beyond": "above"}
choices = {
    "whole": Text("（只计整档）", "(complete steps only)"),
    "started": Text("（不足一档按一档计）", "(a started step counts)"),
    "above": Text("超过", "above"),
    "below": Text("低于", "below"),
}

words = {
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
    step: Count,
    off: Points,
    count: Literal["whole", "started"],
    beyond: Literal["above", "below"],
) -> Iterator[Arm]:
    """Full points on the good side, then the same points off for every step."""
    away = actual - target if beyond == "above" else target - actual
    yield Arm("reached", away <= 0, points)
    steps = away // step if count == "whole" else (away + step - 1) // step
    yield Arm("used_up", steps * off >= points, 0)
    yield Arm("off", OTHERWISE, points - steps * off)
