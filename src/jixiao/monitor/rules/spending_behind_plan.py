"""Spending that is behind the spending plan (用款计划) by more than a share of what it wanted by the day."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from jixiao.files.described import Part
from jixiao.monitor.money import amount
from jixiao.monitor.rule import Light, Signal, light, percent, share, wan
from jixiao.monitor.watch import Watch
from jixiao.wording import Text

label = Text("支出落后于用款计划", "Spending is behind its plan")
order = 20


class Options(NamedTuple):
    """The light, and the share of the plan below which it is set."""

    light: Light
    below: Fraction


def read(part: Part) -> Options:
    """The options of the rule."""
    part.only("light", "below")
    return Options(light(part), share(part, "below"))


def signals(watch: Watch, options: Options) -> Iterator[Signal]:
    """The unit and every project that has a plan and is behind it."""
    for line in watch.lines:
        planned, spent = amount(line.planned), amount(line.spent)
        if planned and planned > 0 and spent is not None and spent < planned * options.below:
            because = Text(
                "按用款计划应支出{planned}万元，实际支出{spent}万元，不到计划的{below}",
                "The plan wanted {planned} by the day, {spent} (in 10,000 yuan) was spent, less than {below} of it",
            ).fill(planned=wan(planned), spent=wan(spent), below=percent(options.below))
            yield Signal("spending_behind_plan", options.light, line.spot, because)
