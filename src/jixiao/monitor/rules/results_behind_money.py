"""Money that is ahead of results: the share of the budget that is spent against the share of the targets that is reached.

Only indicators that add up over the year are held against money; those that keep a schedule of their own are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.monitor.gap import Options, held, read
from jixiao.monitor.rule import HUNDRED, Signal, percent, points, reached
from jixiao.monitor.watch import Watch
from jixiao.wording import Text

__all__ = ["label", "order", "read", "signals"]

label = Text("资金快于绩效", "Money is ahead of results")
order = 50


def signals(watch: Watch, options: Options) -> Iterator[Signal]:
    """The unit and every project whose money is ahead by more than the steps allow."""
    for each in held(watch, options):
        gap = each.spent - each.done
        light = reached(options.steps, gap * HUNDRED, beyond=True)
        if light is not None:
            because = Text(
                "支出进度{rate}，{count}项累计型指标平均完成{done}，资金比绩效快{gap}个百分点",
                "{rate} is spent, results that add up ({count}) reached {done} on average: money is {gap} points ahead",
            ).fill(rate=percent(each.spent), count=each.indicators, done=percent(each.done), gap=points(gap))
            yield Signal("results_behind_money", light, each.line.spot, because)
