"""A deviation whose cause or likelihood was not given by the day on which it was due.

It is due so many working days after the first day of monitoring in the year at which the indicator is behind.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.files.described import Part
from jixiao.monitor.rule import Light, Signal, light
from jixiao.monitor.watch import Watch
from jixiao.wording import Text, joined

label = Text("偏差没有按期说明", "A deviation is not explained in time")
order = 100


def read(part: Part) -> Light:
    """The light."""
    part.only("light")
    return light(part)


def signals(watch: Watch, options: Light) -> Iterator[Signal]:
    """Every deviation that is overdue for an explanation."""
    for each in watch.indicators:
        if each.lacking and each.explain_by is not None and each.explain_by < watch.day:
            because = Text(
                "自{since}起落后，应在{due}前填报{what}，尚未填报",
                "Behind since {since}; {what} was due by {due} and is not there",
            ).fill(since=each.behind_since, due=each.explain_by, what=joined(each.lacking, "、", " and "))
            yield Signal("deviation_not_explained", options, each.spot, because)
