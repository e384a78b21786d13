"""An indicator of which there is no value although the year is over."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.files.described import Part
from jixiao.monitor.rule import Light, Signal, light
from jixiao.monitor.watch import Watch
from jixiao.wording import Text

label = Text("指标没有填报", "An indicator is not reported")
order = 90


def read(part: Part) -> Light:
    """The light."""
    part.only("light")
    return light(part)


def signals(watch: Watch, options: Light) -> Iterator[Signal]:
    """Every indicator without a value at the year's end."""
    for each in watch.indicators:
        if watch.is_final and each.standing.status == "not_reported":
            why = each.standing.fact.because or Text("没有填报完成值", "No actual value was entered")
            because = Text("年度已终了，没有完成值：{why}", "The year is over and there is no value: {why}").fill(why=why)
            yield Signal("indicator_not_reported", options, each.spot, because)
