"""Results that are ahead of money: bills that are not paid yet, or targets that are too low.

Only indicators that add up over the year are held against money; those that keep a schedule of their own are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.monitor.gap import Options, held, read
from jixiao.monitor.rule import HUNDRED, Signal, percent, points, reached
from jixiao.monitor.watch import Watch
from jixiao.wording import Text

__all__ = ["label", "order", "read", "signals"]

label = Text("绩效快于资金", "Results are ahead of money")
order = 60


def signals(watch: Watch, options: Options) -> Iterator[Signal]:
    """The unit and every project whose results are ahead by more than the steps allow."""
    for each in held(watch, options):
        gap = each.done - each.spent
        light = reached(options.steps, gap * HUNDRED, beyond=True)
        if light is not None:
            because = Text(
                "{count}项累计型指标平均完成{done}，支出进度{rate}，绩效比资金快{gap}个百分点",
                "results that add up ({count}) reached {done} on average, {rate} is spent: they are {gap} points ahead",
            ).fill(rate=percent(each.spent), count=each.indicators, done=percent(each.done), gap=points(gap))
            yield Signal("money_behind_results", light, each.line.spot, because)
