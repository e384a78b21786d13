"""Make the years that forecasts are drawn from (year_profiles.csv), and the margins of their ranges (forecasting.yaml).

Without ``--write`` it says whether both files are what it makes. The kinds here are the ones that the forecaster knows; the kinds on
which it is tested stand in ``benchmarks/forecasting.py`` and are none of these: no rush at the year's end, no stall, no single payment.
"""

from __future__ import annotations

import math
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path

from jixiao.files.delimited import write_csv
from jixiao.monitor.forecasting import bounds
from jixiao.monitor.years_alike import INDICATOR, MONTHS, SPENDING, WHOLE, Profile, as_it_stood, profiles, settings, spread

SEED, OF_A_KIND = 20, 16
FOLDER = Path(__file__).parents[1] / "src/jixiao/monitor"
HEADER = ["kind", "spent", "reached", *(f"month_{n}" for n in range(1, 13)), *(f"last_{n}" for n in range(1, 13))]

Shape = tuple[list[float], float]
"""The weight of every month, and by how much each is disturbed."""


def curve(draw: random.Random) -> Shape:
    bend = draw.uniform(0.7, 2.6)
    return [((month + 1) / MONTHS) ** bend - (month / MONTHS) ** bend for month in range(MONTHS)], 0.25


def quarters(draw: random.Random) -> Shape:
    first = draw.randrange(3)
    return [1 if month % 3 == first else 0.15 for month in range(MONTHS)], 0.3


def halves(draw: random.Random) -> Shape:
    months = [0.2] * MONTHS
    months[draw.randrange(3, 7)] = draw.uniform(1, 3)
    months[draw.randrange(9, 12)] = draw.uniform(1, 4)
    return months, 0.3


def holidays(draw: random.Random) -> Shape:
    free = draw.choice([(6, 7), (6,), (7,), (0, 1, 6, 7), (0, 1)])
    return [draw.uniform(0, 0.3) if month in free else 1 for month in range(MONTHS)], 0.2


def season(draw: random.Random) -> Shape:
    first, length = draw.randrange(2, 10), draw.randrange(3, 6)
    return [1 if first <= month < first + length else 0.2 for month in range(MONTHS)], 0.3


def irregular(draw: random.Random) -> Shape:
    evenness = draw.uniform(0.4, 3)
    return [draw.gammavariate(evenness, 1) for _ in range(MONTHS)], 0


def spiky(draw: random.Random) -> Shape:
    evenness = draw.uniform(0.08, 0.5)
    return [draw.gammavariate(evenness, 1) + 0.002 for _ in range(MONTHS)], 0


def instalments(draw: random.Random) -> Shape:
    months = [0.03] * MONTHS
    for month, part in zip(sorted(draw.sample(range(1, MONTHS), 3)), (0.3, 0.4, 0.3), strict=True):
        months[month] += part * draw.uniform(0.7, 1.3)
    return months, 0.1


def thirteenth_month(draw: random.Random) -> Shape:
    months = [1.0] * MONTHS
    months[draw.choice([0, 11])] = draw.uniform(1.5, 2.5)
    return months, 0.08


def pay_rise(draw: random.Random) -> Shape:
    since, more = draw.randrange(3, 10), draw.uniform(1.05, 1.25)
    return [more if month >= since else 1 for month in range(MONTHS)], 0.05


def drift(draw: random.Random) -> Shape:
    slope = draw.uniform(-0.06, 0.06)
    return [1 + slope * month for month in range(MONTHS)], 0.12


def slow_start(draw: random.Random) -> Shape:
    first = draw.randrange(2, 7)
    return [0.05 if month < first else 1 for month in range(MONTHS)], 0.3


def late_start(draw: random.Random) -> Shape:
    first = draw.randrange(6, 10)
    return [0.01 if month < first else 1 for month in range(MONTHS)], 0.4


def slows(draw: random.Random) -> Shape:
    until, then = draw.randrange(4, 10), draw.uniform(0.1, 0.6)
    return [1 if month < until else then for month in range(MONTHS)], 0.2


def done_early(draw: random.Random) -> Shape:
    until = draw.randrange(6, 11)
    return [1 if month < until else 0.02 for month in range(MONTHS)], 0.25


def fades(draw: random.Random) -> Shape:
    until, keeps = draw.randrange(2, 9), draw.uniform(0, 0.35)
    return [1 if month < until else keeps ** (month - until + 1) for month in range(MONTHS)], 0.3


def pauses(draw: random.Random) -> Shape:
    first, length = draw.randrange(2, 9), draw.randrange(2, 6)
    return [0 if first <= month < first + length else 1 for month in range(MONTHS)], 0.25


def climbs(draw: random.Random) -> Shape:
    middle, length = draw.uniform(4, 9), draw.uniform(0.8, 2)
    return [1 / (1 + math.exp((middle - month) / length)) for month in range(MONTHS)], 0.2


def last_quarter(draw: random.Random) -> Shape:
    return [1] * 9 + [draw.uniform(1.2, 3) for _ in range(3)], 0.25


def correction(draw: random.Random) -> Shape:
    months = [1.0] * MONTHS
    months[draw.randrange(2, 11)] = -draw.uniform(0.2, 1.5)
    return months, 0.2


def recall(draw: random.Random) -> Shape:
    months = [1.0] * MONTHS
    months[draw.randrange(8, 12)] = -draw.uniform(0.5, 4)
    return months, 0.3


KINDS: dict[str, Callable[[random.Random], Shape]] = {
    each.__name__: each
    for each in (
        *(curve, quarters, halves, holidays, season, irregular, spiky, instalments, thirteenth_month, slow_start, pay_rise),
        *(late_start, slows, done_early, fades, pauses, climbs, last_quarter, correction, recall, drift),
    )
}
AT_A_PACE = {"slows", "done_early", "fades"}
"""Kinds whose first months keep to an even plan, so that what they come to follows from how long they did."""


def shape(kind: str, draw: random.Random) -> list[float]:
    """The months of a year of this kind as parts of its whole, and in front the sum of the weights."""
    while True:
        weights, disturbed = KINDS[kind](draw)
        weights = [each * draw.uniform(1 - disturbed, 1 + disturbed) for each in weights]
        if sum(weights) > 0.1 * sum(map(abs, weights)):
            return [sum(weights), *(each / sum(weights) for each in weights)]


SPENT = {(0.92, 1.0): 60, (0.75, 0.95): 22, (0.25, 0.8): 18}
REACHED = {(0.95, 1.15): 55, (1.15, 1.8): 25, (0.3, 0.95): 20}
"""What a year spends of its budget, or an indicator reaches of its target: spans, and in how many of a hundred years."""


def drawn_from(spans: dict[tuple[float, float], int], draw: random.Random) -> float:
    return draw.uniform(*draw.choices(list(spans), list(spans.values()))[0])


def in_parts(months: list[float]) -> tuple[int, ...]:
    return tuple(math.floor(each * WHOLE + 0.5) for each in months)


def year(kind: str, draw: random.Random) -> Profile:
    """A year and the one before it, which went alike in two of three cases."""
    weight, *months = shape(kind, draw)
    again, other = shape(kind, draw)[1:], shape(draw.choice(list(KINDS)), draw)[1:]
    nearly = [(one + two) / 2 for one, two in zip(months, again, strict=True)]
    last = draw.choices((nearly, again, other), (40, 25, 35))[0]
    planned = weight / MONTHS * draw.uniform(0.75, 1.3)
    came_to = (min(1, planned), planned) if kind in AT_A_PACE else (drawn_from(SPENT, draw), drawn_from(REACHED, draw))
    spent, reached = in_parts(list(came_to))
    return Profile(kind, spent, reached, in_parts(months), in_parts(last))


def made() -> list[Profile]:
    """The years of the file."""
    draw = random.Random(SEED)
    return [year(kind, draw) for kind in KINDS for _ in range(OF_A_KIND)]


def rows(years: list[Profile]) -> list[list[str]]:
    return [HEADER, *([each.kind, *map(str, (each.spent, each.reached, *each.months, *each.last))] for each in years)]


def margin(kind: str, month: int, *, with_last_year: bool) -> int:
    """By how much ranges drawn from all other kinds missed the years of a kind, as far as the coverage asks."""
    years = [each for each in profiles() if kind == SPENDING or min(each.months) >= 0]
    stood = [as_it_stood(each, kind, month) for each in years]
    missed = []
    for one in stood:
        known = one.seen if with_last_year else one.seen._replace(last=None)
        rest = max(WHOLE - known.path[-1], 0)
        found = spread(known, (each for each in stood if each.kind != one.kind), rest)
        drawn = bounds(found, 0, known.path[-1], rest if kind == SPENDING else None)
        missed.append(max(drawn.low - one.more, one.more - drawn.high, 0))
    missed.sort()
    return missed[settings().coverage * len(missed) // 100]


def margins() -> dict[str, str]:
    """The lines of the margins in forecasting.yaml."""
    lines = {}
    for kind in (SPENDING, INDICATOR):
        lists = []
        for name in ("alone", "with_last_year"):
            found = [max(20, margin(kind, month, with_last_year=name != "alone")) for month in range(1, MONTHS)]
            lists.append(f"{name}: [{', '.join(map(str, found))}]")
        lines[kind] = f"  {kind}: {{{', '.join(lists)}}}"
    return lines


def main(*, write: bool) -> None:
    file, said = FOLDER / "year_profiles.csv", FOLDER / "forecasting.yaml"
    if write:
        write_csv(file, rows(made()))
        profiles.cache_clear()
    print("year_profiles.csv:", "as made" if list(profiles()) == made() else "another")
    text = said.read_text("utf-8")
    anew = text
    for kind, line in margins().items():
        anew = re.sub(rf"(?m)^  {kind}: .*$", line, anew)
    if write:
        said.write_text(anew, "utf-8")
    print("forecasting.yaml:", "written" if write else "as made" if anew == text else "other margins")


if __name__ == "__main__":
    main(write="--write" in sys.argv)
