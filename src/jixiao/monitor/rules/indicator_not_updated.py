"""An indicator that nobody has updated: too many days since the last entry, or a day of its schedule passed without one.

What is reached, not due or not applicable is silent. Days are counted from the last entry, or from the beginning of the year.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from jixiao.files.described import Part
from jixiao.monitor.rule import Signal, Step, reached, steps
from jixiao.monitor.watch import Watch, Watched
from jixiao.wording import Text

label = Text("指标没有更新", "An indicator is not updated")
order = 80


def read(part: Part) -> tuple[Step, ...]:
    """The steps, in days."""
    part.only("steps")
    return steps(part, "days")


def signals(watch: Watch, options: tuple[Step, ...]) -> Iterator[Signal]:
    """Every indicator that waits for an entry for too long."""
    for each in watch.indicators:
        if not each.is_awaited or (watch.is_final and each.standing.status == "not_reported"):
            continue
        days = (watch.day - (each.entered_on or date(watch.day.year, 1, 1))).days
        light = reached(options, Fraction(days))
        if each.missed is not None:
            yield Signal("indicator_not_updated", "red", each.spot, _missed(each), (each.missed,))
        elif light is not None:
            yield Signal("indicator_not_updated", light, each.spot, _stale(each, days))


def _stale(each: Watched, days: int) -> Text:
    words = Text("最后填报在{last}，已有{days}天没有更新{who}", "Last entered on {last}: no entry for {days} days{who}")
    if each.entered_on is None:
        words = Text("本年没有填报过，已有{days}天{who}", "Nothing was entered this year, for {days} days{who}")
    return words.fill(last=each.entered_on, days=days, who=who(each))


def _missed(each: Watched) -> Text:
    due = each.missed.day("due_on") if each.missed else None
    words = Text("指标进度要求的{due}没有填报{who}", "Nothing was entered for {due}, a day of its schedule{who}")
    return words.fill(due=due, who=who(each))


def who(each: Watched) -> Text:
    """Who is to update it."""
    if not each.office and not each.owner:
        return Text("，没有写明责任机构", ", and no office is named")
    said = Text("，责任机构：{office}", ", office: {office}").fill(office=each.office or "—")
    return Text("{said}（{owner}）", "{said} ({owner})").fill(said=said, owner=each.owner) if each.owner else said
