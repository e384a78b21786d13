"""A target that was changed without a change of the budget by the day: targets change by the same procedure (财预〔2015〕88号)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from jixiao.files.described import Part
from jixiao.monitor.rule import Light, Signal, light
from jixiao.monitor.watch import Watch, Watched
from jixiao.tables.dossier import Row
from jixiao.wording import Text

label = Text("指标值调整没有对应的预算调整", "A target is changed without the budget")
order = 120


class Options(NamedTuple):
    """The light of a target that was made easier, and of one that was made harder."""

    lowered: Light
    raised: Light


def read(part: Part) -> Options:
    """The options of the rule."""
    part.only("lowered", "raised")
    return Options(light(part, "lowered"), light(part, "raised"))


def signals(watch: Watch, options: Options) -> Iterator[Signal]:
    """Every change of a target by the day that stands alone."""
    known = {each.standing.row["indicator_code"]: each for each in watch.indicators}
    for row in watch.view.dossier.table("target_change"):
        each, day = known.get(row["indicator_code"]), row.day("changed_on")
        if each is None or day is None or day > watch.day or _has_budget_change(watch, row):
            continue
        easier = _is_easier(each, row)
        because = Text(
            "{day}指标值由{old}调整为{new}，没有对应的预算调整",
            "On {day} the target went from {old} to {new} without a change of the budget",
        ).fill(day=day, old=row.text("old"), new=row.text("new"))
        yield Signal("target_without_budget_change", options.lowered if easier else options.raised, each.spot, because, (row,))


def _has_budget_change(watch: Watch, row: Row) -> bool:
    code = row["budget_change_code"]
    if code is None:
        return False
    found = watch.view.dossier.find("budget_change", change_code=code)
    return found is not None and (found.day("changed_on") or date.max) <= watch.day


def _is_easier(each: Watched, row: Row) -> bool:
    old, new = row.quantity("old"), row.quantity("new")
    if old is None or new is None:
        return True
    return new.value > old.value if each.standing.row["operator"] == "le" else new.value < old.value
