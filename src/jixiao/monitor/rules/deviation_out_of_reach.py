"""A target that was said to be out of reach (完全不可能) and still stands unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jixiao.files.described import Part
from jixiao.monitor.rule import Light, Signal, light
from jixiao.monitor.watch import Watch, Watched
from jixiao.wording import Text

label = Text("目标已无法完成", "A target is out of reach")
order = 110


def read(part: Part) -> Light:
    """The light."""
    part.only("light")
    return light(part)


def signals(watch: Watch, options: Light) -> Iterator[Signal]:
    """Every indicator whose last deviation says so, as long as the year goes on and its target is the same."""
    for each in watch.indicators:
        said = each.deviation
        if watch.is_final or said is None or said["likelihood"] != "impossible" or each.standing.status == "reached":
            continue
        day = said.day("period_end") or date.min
        if not _changed_after(watch, each, day):
            because = Text(
                "{day}的偏差说明认为完全不可能完成，指标值没有调整：纠正，或者随预算调整指标值",
                "The deviation of {day} says that it is impossible, and the target stands: mend it, or change it with the budget",
            ).fill(day=day)
            yield Signal("deviation_out_of_reach", options, each.spot, because, (said,))


def _changed_after(watch: Watch, each: Watched, day: date) -> bool:
    return any(
        row["indicator_code"] == each.standing.row["indicator_code"] and day <= (row.day("changed_on") or date.max) <= watch.day
        for row in watch.view.dossier.table("target_change")
    )
