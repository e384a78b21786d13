"""An indicator that is behind what was due: by its schedule, in proportion to the time gone, or by the year's target.

An upper bound on what adds up is red when it is passed, since it cannot be kept any more. At the year's end everything that is not reached is red.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.files.described import Part
from jixiao.monitor.rule import Light, Signal, number, share
from jixiao.monitor.watch import Watch, Watched
from jixiao.score.progress import entered_for, is_ratio
from jixiao.wording import Text

label = Text("指标落后于进度", "An indicator is behind")
order = 70


def read(part: Part) -> Fraction:
    """The share of what was due below which it is red, and yellow above it."""
    part.only("red_below")
    return share(part, "red_below")


def signals(watch: Watch, options: Fraction) -> Iterator[Signal]:
    """Every indicator that is behind."""
    for each in watch.indicators:
        if each.is_behind:
            rows = each.standing.rows
            yield Signal(
                "indicator_behind", _light(each, options, is_final=watch.is_final), each.spot, _because(each, watch), rows
            )


def _light(each: Watched, red_below: Fraction, *, is_final: bool) -> Light:
    found = each.standing
    value, wanted, target = found.value, found.wanted, found.target
    if is_final or value is None or target is None:
        return "red"
    if found.row["operator"] == "le" or value > target:
        return "yellow" if is_ratio(found.row) or found.row["accumulation"] != "cumulative" else "red"
    return "red" if wanted is not None and value < wanted * red_below else "yellow"


def _because(each: Watched, watch: Watch) -> Text:
    found, unit = each.standing, each.standing.row.text("measure_unit")
    operator, target = found.row.text("operator"), number(Fraction(found.target or 0))
    high = found.row.quantity("target_high")
    if found.row["operator"] == "between" and high:
        operator, target = "", f"{target}—{number(Fraction(high.value))}"
    entered = entered_for(found.fact)
    by_then = watch.day if entered is None else entered
    if found.wanted is None or watch.is_final:
        because = Text("截至{day}为{value}，年度指标值{target}", "{value} on {day}, the year's target is {target}")
    elif found.milestone is not None:
        because = Text(
            "截至{day}为{value}，按指标进度应为{wanted}，年度指标值{target}",
            "{value} on {day}, {wanted} by its schedule, the year's target is {target}",
        )
    else:
        because = Text(
            "截至{day}为{value}，按时间进度应为{wanted}，年度指标值{target}",
            "{value} on {day}, {wanted} in proportion to the time gone, the year's target is {target}",
        )
    wanted = number(found.wanted or Fraction(0), unit)
    value = number(found.value or Fraction(0), unit)
    return because.fill(day=by_then, value=value, wanted=wanted, target=f"{operator}{target}{unit}")
