"""A project whose money has not moved for long, although more was to be spent by the day.

More was to be spent if the spending plan wanted more by the day; where there is no plan, if spending is behind the time that is gone. Days
are counted from the last payment, or from the beginning of the year or the project. A project that is not yet to begin is silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from jixiao.files.described import Part
from jixiao.monitor.money import amount
from jixiao.monitor.rule import Signal, Step, percent, reached, share, steps
from jixiao.monitor.watch import Line, Watch
from jixiao.wording import Text

label = Text("项目支出停滞", "A project's spending stands still")
order = 30


class Options(NamedTuple):
    """The steps, in days; and the share of the budget from which on it is as good as spent."""

    steps: tuple[Step, ...]
    spent_from: Fraction


def read(part: Part) -> Options:
    """The options of the rule."""
    part.only("steps", "spent_from")
    return Options(steps(part, "days"), share(part, "spent_from"))


def signals(watch: Watch, options: Options) -> Iterator[Signal]:
    """Every project that stands still."""
    for line in watch.lines:
        if line.project is None or line.project["kind"] != "project" or not _was_to_move(line, watch, options.spent_from):
            continue
        first = max(date(watch.day.year, 1, 1), line.project.day("starts_on") or date.min)
        days = (watch.day - (line.last_paid_on or first)).days
        light = reached(options.steps, Fraction(days))
        if light is not None:
            last = line.last_paid_on or Text("（没有支出）", "(no payment)")
            because = Text(
                "最后一笔支出在{last}，已有{days}天没有支出，支出进度{rate}",
                "The last payment was on {last}: nothing for {days} days, {rate} is spent",
            ).fill(last=last, days=days, rate=percent(line.share or Fraction(0)))
            yield Signal("spending_stalled", light, line.spot, because)


def _was_to_move(line: Line, watch: Watch, spent_from: Fraction) -> bool:
    starts_on = line.project.day("starts_on") if line.project else None
    if line.share is None or line.share >= spent_from or (starts_on is not None and starts_on > watch.day):
        return False
    planned, spent = amount(line.planned), amount(line.spent)
    return planned > (spent or 0) if planned is not None else line.share < watch.time
