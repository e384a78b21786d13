"""Money held against results: what the two rules share that speak when one of them is ahead of the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from typing import NamedTuple

from jixiao.files.described import Part
from jixiao.monitor.results import results
from jixiao.monitor.rule import Step, steps
from jixiao.monitor.watch import Line, Watch


class Options(NamedTuple):
    """The steps, in percentage points; and how many days old a value that people entered may be to be held against money."""

    steps: tuple[Step, ...]
    days: int


class Held(NamedTuple):
    """A line of money beside its results: the share that is spent, the mean share that is reached, and of how many indicators."""

    line: Line
    spent: Fraction
    done: Fraction
    indicators: int


def read(part: Part) -> Options:
    """The options of such a rule."""
    part.only("steps", "days")
    return Options(steps(part, "points"), part.whole("days"))


def held(watch: Watch, options: Options) -> Iterator[Held]:
    """The unit and every project of which both shares are known."""
    for line in watch.lines:
        found = results(watch.indicators_of(line), watch.day - timedelta(days=options.days))
        if found is not None and line.share is not None:
            yield Held(line, line.share, found[0], len(found[1]))
