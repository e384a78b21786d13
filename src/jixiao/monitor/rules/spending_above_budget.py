"""Spending above the budget as it stood on the day."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.files.described import Part
from jixiao.monitor.money import amount
from jixiao.monitor.rule import Light, Signal, light, wan
from jixiao.monitor.watch import Watch
from jixiao.wording import Text

label = Text("支出超过预算", "More is spent than budgeted")
order = 40


def read(part: Part) -> Light:
    """The light."""
    part.only("light")
    return light(part)


def signals(watch: Watch, options: Light) -> Iterator[Signal]:
    """Every line of money that is used up and more."""
    for line in watch.lines:
        budget, spent = amount(line.budget), amount(line.spent)
        if budget is not None and spent is not None and spent > budget:
            because = Text(
                "已支出{spent}万元，超过预算数{budget}万元", "{spent} is spent of a budget of {budget} (in 10,000 yuan)"
            ).fill(spent=wan(spent), budget=wan(budget))
            yield Signal("spending_above_budget", options, line.spot, because)
