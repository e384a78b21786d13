"""Spending that is below what has to be spent by the day, as a share of the budget.

A project that begins within the year is held to its plan only, and so is a group of money with such a project: the thresholds are made for
a whole year. The unit as a whole is always held to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from jixiao.files.described import Part
from jixiao.monitor.money import overlapping
from jixiao.monitor.rule import Light, Signal, day_of_year, light, percent, share
from jixiao.monitor.watch import Line, Watch
from jixiao.wording import Text

label = Text("支出进度低于阈值", "Spending is below the threshold")
order = 10


class Step(NamedTuple):
    """From this day of the year on, at least this share of the budget."""

    month: int
    day: int
    share: Fraction


class Options(NamedTuple):
    """The light, and the steps by their days."""

    light: Light
    steps: tuple[Step, ...]


def read(part: Part) -> Options:
    """The options of the rule."""
    part.only("light", "steps")
    return Options(light(part), tuple(sorted(_step(each) for each in part.parts("steps"))))


def _step(part: Part) -> Step:
    part.only("from", "share")
    return Step(*day_of_year(part, part.text("from"), "from"), share(part, "share"))


def signals(watch: Watch, options: Options) -> Iterator[Signal]:
    """Every line of money below the last threshold that has come."""
    come = [step for step in options.steps if (step.month, step.day) <= (watch.day.month, watch.day.day)]
    if not come:
        return
    least = come[-1]
    late = [line for line in watch.lines if _begins_within_year(line, watch.day.year)]
    for line in watch.lines:
        is_held = line.spot.kind == "unit" or not overlapping(line, late)
        if line.share is not None and line.share < least.share and is_held:
            because = Text(
                "支出进度{rate}，低于{month}月{day}日起的阈值{least}",
                "{rate} is spent, below the {least} that is wanted from {month:0>2}-{day:0>2} on",
            ).fill(rate=percent(line.share), least=percent(least.share), month=least.month, day=least.day)
            yield Signal("spending_below_threshold", options.light, line.spot, because)


def _begins_within_year(line: Line, year: int) -> bool:
    starts_on = line.project.day("starts_on") if line.project else None
    return starts_on is not None and starts_on >= date(year, 2, 1)
