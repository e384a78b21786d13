"""Results that are ahead of money: bills that are not paid yet, or targets that are too low.

Only indicators that add up over the year are held against money; those that keep a schedule of their own are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from jixiao.files.described import Part
from jixiao.monitor.results import results
from jixiao.monitor.rule import HUNDRED, Signal, Step, percent, points, reached, steps
from jixiao.monitor.watch import Watch
from jixiao.wording import Text

label = Text("绩效快于资金", "Results are ahead of money")
order = 60


class Options(NamedTuple):
    """The steps, in percentage points; and how many days old a value that people entered may be to be held against money."""

    steps: tuple[Step, ...]
    days: int


def read(part: Part) -> Options:
    """The options of the rule."""
    part.only("steps", "days")
    return Options(steps(part, "points"), part.whole("days"))


def signals(watch: Watch, options: Options) -> Iterator[Signal]:
    """The unit and every project whose results are ahead by more than the steps allow."""
    for line in watch.lines:
        found = results(watch.indicators_of(line), watch.day - timedelta(days=options.days))
        if found is None or line.share is None:
            continue
        gap = found[0] - line.share
        light = reached(options.steps, gap * HUNDRED, beyond=True)
        if light is not None:
            because = Text(
                "{count}项累计型指标平均完成{done}，支出进度{rate}，绩效比资金快{gap}个百分点",
                "results that add up ({count}) reached {done} on average, {rate} is spent: they are {gap} points ahead",
            ).fill(rate=percent(line.share), count=len(found[1]), done=percent(found[0]), gap=points(gap))
            yield Signal("money_behind_results", light, line.spot, because)
