"""In proportion, reduced when far above the target (超额过多，按偏离度调减).

## What it does

Like `capped_line` up to the target and somewhat beyond. But a number far above its target shows that the target was set too low,
and then points are taken off in proportion to the deviation that goes beyond what is allowed. For this rule more is not always
better: `equal` and `within_range` apart, it is the one rule for which a larger number can score less.

## Formula

deviation = (actual − target) ÷ target.

- actual below the target: points × actual ÷ target; nothing achieved is 0;
- deviation up to `allowed`: all points;
- beyond: points × (1 − (deviation − allowed) × rate), at least points × `least`.

A target that is not above zero gives no score.

## Options

- `allowed`: the deviation that costs nothing: `"50%"` lets 150% of the target pass.
- `rate`: the part of the points that a further deviation of 100% costs; `"100%"` unless said.
- `least`: the part of the points that always stays; `"0%"` unless said.

## Example

Target 100, achieved 180, allowed 50%, 10 points: the deviation is 80%, 30% too much, 10 × (1 − 30%) = 7.

## Source

财预〔2020〕10号: a result well above its target has to be explained, and if the target was set too low, points are reduced by the
deviation (完成值高于指标值较多的，要分析原因，如因指标值设定明显偏低造成的，按照偏离度适当调减分值). The order gives no formula; the straight line
is a decision of jixiao, and its numbers come from the notice of the year.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import SCALE
from jixiao.framework.options import Rate, Share
from jixiao.framework.rule import NO_SCORE, OTHERWISE, Arm, Direction
from jixiao.wording import Text

label = Text("超额过多按偏离度调减", "in proportion, reduced when far above the target")
direction: Direction = "none"
scale_free = True
defaults = {"rate": "100%", "least": "0%"}

words = {
    "no_target": Text(
        "目标值 {target} 不大于零，无从计算比例，不计分",
        "The target {target} is not above zero, so there is no proportion and no score",
    ),
    "nothing": Text(
        "目标 {target}，完成 {actual}，没有完成量，得 {score} 分",
        "Nothing of the target {target} was achieved ({actual}): {score} points",
    ),
    "below": Text(
        "完成 {actual}，目标 {target}，{actual} ÷ {target} × {points} 分 {equals} {score} 分",
        "{actual} of the target {target}: {actual} ÷ {target} × {points} points {equals} {score} points",
    ),
    "reached": Text(
        "完成 {actual}，达到目标 {target}，超出部分在允许的 {allowed} 以内，得满分 {score} 分",
        "{actual} reaches the target {target} and exceeds it by no more than {allowed}: all {score} points",
    ),
    "least": Text(
        "完成 {actual}，超出目标 {target} 过多，扣至保底的 {least}，{points} 分 × {least} {equals} {score} 分",
        "{actual} exceeds the target {target} by so much that only {least} stays: {points} points × {least} {equals} {score} points",
    ),
    "far_above": Text(
        "完成 {actual}，超出目标 {target} 的 {allowed} 以上，超过允许的偏离每 100% 扣 {rate}，{points} 分 − {lost} 分 {equals} {score} 分",
        "{actual} exceeds the target {target} by more than {allowed}; each 100% of further deviation costs {rate} of the points: "
        "{points} − {lost} {equals} {score} points",
    ),
}


def arms(points: int, actual: int, target: int, *, allowed: Rate, rate: Rate, least: Share) -> Iterator[Arm]:
    """A straight line up to the target, level as far as allowed, then a straight line down to what always stays."""
    yield Arm("no_target", target <= 0, NO_SCORE)
    yield Arm("nothing", actual <= 0, 0)
    yield Arm("below", actual < target, actual, points, target)
    excess = (actual - target) * SCALE - target * allowed
    yield Arm("reached", excess <= 0, points)
    whole = target * (SCALE * SCALE)
    kept = whole - excess * rate
    yield Arm("least", kept <= target * (least * SCALE), points, least, SCALE)
    yield Arm("far_above", OTHERWISE, kept, points, whole)
