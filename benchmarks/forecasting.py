"""How often the ranges of forecasts hold the year's end, and how much nearer the forecast comes than the straight line.

The years are of kinds that the forecaster does not know (``year_profiles.py`` has those that it knows): a rush at the year's end, a stall,
one large payment, an even year, a year spent at its front, lumps, a refund, a late addition to the budget. Every kind stands with a year
before it that went alike in some years only. Prints for every kind and month: the share held, the mean error of the forecast against
that of the straight line (below 1 is nearer), and the mean width of the range in parts of the budget.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import NamedTuple

from jixiao.monitor.forecasting import forecast_indicator, forecast_spending

SEED, OF_A_KIND, MONTHS = 2023, 30, 12
LOOKED_AT = range(3, 12)
LATE = "late_addition"


class Year(NamedTuple):
    """A generated year: what was spent in each month of a budget of 1,000,000, the budget as it was known, and the year before."""

    kind: str
    months: tuple[Fraction, ...]
    budget: tuple[Fraction, ...]
    last: tuple[Fraction, ...]


Weights = Callable[[random.Random], list[float]]


def rush(draw: random.Random) -> list[float]:
    return [*(draw.uniform(0.5, 1.2) for _ in range(10)), draw.uniform(1, 4), draw.uniform(4, 10)]


def stall(draw: random.Random) -> list[float]:
    until = draw.randrange(3, 10)
    return [draw.uniform(0.8, 1.2) if month < until else 0 for month in range(MONTHS)]


def one_payment(draw: random.Random) -> list[float]:
    months = [draw.uniform(0.01, 0.08) for _ in range(MONTHS)]
    months[draw.randrange(1, MONTHS)] = draw.uniform(1.2, 5)
    return months


def even(draw: random.Random) -> list[float]:
    return [draw.uniform(0.92, 1.08) for _ in range(MONTHS)]


def front(draw: random.Random) -> list[float]:
    until = draw.randrange(2, 5)
    return [draw.uniform(2, 4) if month < until else draw.uniform(0.2, 0.8) for month in range(MONTHS)]


def lumps(draw: random.Random) -> list[float]:
    return [draw.uniform(1.5, 5) if draw.random() < 1 / 4 else draw.uniform(0.05, 0.5) for _ in range(MONTHS)]


def refund(draw: random.Random) -> list[float]:
    months = [draw.uniform(0.7, 1.3) for _ in range(MONTHS)]
    months[draw.randrange(5, MONTHS)] = -draw.uniform(0.3, 2.5)
    return months


def cliff(draw: random.Random) -> list[float]:
    return [*(draw.uniform(0, 0.25) for _ in range(11)), draw.uniform(4, 20)]


def cancelled(draw: random.Random) -> list[float]:
    at = draw.randrange(4, 10)
    return [draw.uniform(0.7, 1.3) if month < at else -draw.uniform(0.5, 2) if month == at else 0 for month in range(MONTHS)]


def advance(draw: random.Random) -> list[float]:
    months = [draw.uniform(0.2, 0.5) for _ in range(MONTHS)]
    months[draw.randrange(3)] += draw.uniform(3, 8)
    return months


def every_other(draw: random.Random) -> list[float]:
    odd = draw.randrange(2)
    return [draw.uniform(0.8, 1.6) if month % 2 == odd else draw.uniform(0, 0.1) for month in range(MONTHS)]


def wandering(draw: random.Random) -> list[float]:
    pace, months = 1.0, []
    for _ in range(MONTHS):
        pace *= draw.uniform(0.6, 1.6)
        months.append(pace)
    return months


def frozen(draw: random.Random) -> list[float]:
    until = draw.randrange(5, 9)
    return [draw.uniform(0, 0.02) if 1 <= month < until else draw.uniform(0.5, 2) for month in range(MONTHS)]


def retention(draw: random.Random) -> list[float]:
    months = [0.0] * MONTHS
    months[draw.randrange(2, 10)], months[11] = draw.uniform(0.85, 0.97), draw.uniform(0.03, 0.15)
    return months


LATER: dict[str, tuple[Weights, tuple[float, float]]] = {
    "cliff": (cliff, (0.7, 1)),
    "cancelled": (cancelled, (0.2, 0.6)),
    "advance": (advance, (0.8, 1)),
    "every_other": (every_other, (0.6, 1)),
    "wandering": (wandering, (0.5, 1)),
    "frozen": (frozen, (0.5, 1)),
    "retention": (retention, (0.85, 1)),
}
"""Kinds that were written down when everything was settled, and on which nothing was tried before: the chances of the two surprises
were chosen with the kinds below in view."""

KINDS: dict[str, tuple[Weights, tuple[float, float]]] = {
    "rush": (rush, (0.85, 1)),
    "stall": (stall, (0.85, 1.1)),
    "one_payment": (one_payment, (0.85, 1)),
    "even": (even, (0.75, 1)),
    "front": (front, (0.85, 1)),
    "lumps": (lumps, (0.85, 1)),
    "refund": (refund, (0.8, 0.97)),
    LATE: (even, (0.9, 1)),
}
"""The months of every kind, and what it spends of its budget; a stall spends the plan of its months."""


def amounts(parts: Iterable[float]) -> tuple[Fraction, ...]:
    return tuple(Fraction(round(1_000_000 * each)) for each in parts)


def year(kind: str, draw: random.Random) -> Year:
    weights, (least, most) = {**KINDS, **LATER}[kind]
    months, again = weights(draw), weights(draw)
    spent = draw.uniform(least, most)
    whole = MONTHS if kind == "stall" else sum(months)
    months = [each * spent / whole for each in months]
    added, at = draw.uniform(0.08, 0.3), draw.randrange(7, 11)
    budget = [1.0] * MONTHS
    if kind == LATE:
        budget = [1 if month < at else 1 + added for month in range(MONTHS)]
        months = [each + (added * spent / (MONTHS - at) if month >= at else 0) for month, each in enumerate(months)]
    unlike = KINDS[draw.choice(list(KINDS))][0](draw)
    last = draw.choice((months, again, unlike))
    last = [each * draw.uniform(0.85, 1.15) for each in last]
    return Year(kind, amounts(months), amounts(budget), amounts(last))


def years(of_a_kind: int = OF_A_KIND, seed: int = SEED, kinds: Iterable[str] = KINDS) -> list[Year]:
    draw = random.Random(seed)
    return [year(kind, draw) for kind in kinds for _ in range(of_a_kind)]


class Tried(NamedTuple):
    """One forecast held against what came: whether the range held, both errors, and the width, in parts of the budget."""

    kind: str
    month: int
    held: bool
    error: Fraction
    line: Fraction
    width: Fraction
    known: bool
    """Whether the budget that the year ended with was known."""


def tried(each: Year, month: int, *, with_last_year: bool, of_indicator: bool = False) -> Tried:
    """A forecast after a month; the straight line ends at the budget at most, as the forecast does, unless an indicator is meant."""
    budget, final, so_far = each.budget[month - 1], sum(each.months), sum(each.months[:month])
    last = each.last if with_last_year else None
    line: Fraction = so_far * Fraction(MONTHS, month)
    if of_indicator:
        found = forecast_indicator(each.months[:month], month, budget, last)
    else:
        found, line = forecast_spending(each.months[:month], month, budget, last), min(line, budget)
    if found is None:
        raise SystemExit("no forecast")
    unit = Fraction(1, 1_000_000)
    return Tried(
        each.kind,
        month,
        held=found.low <= final <= found.high,
        error=abs(found.point - final) * unit,
        line=abs(line - final) * unit,
        width=(found.high - found.low) * unit,
        known=budget == each.budget[-1],
    )


def told(name: str, found: list[Tried]) -> str:
    count = len(found)
    held, width = sum(each.held for each in found) / count, sum(each.width for each in found) / count
    error, line = sum(each.error for each in found) / count, sum(each.line for each in found) / count
    ratio = f"{float(error / line):6.2f}" if line else "     -"
    return f"{name:28} {held:6.1%}   {float(error):.3f}   {float(line):.3f}   {ratio}   {float(width):.3f}"


def table(heading: str, kinds: Iterable[str], *, with_last_year: bool) -> None:
    found = [tried(each, month, with_last_year=with_last_year) for each in years(kinds=kinds) for month in LOOKED_AT]
    print(f"\n{heading:28}   held   error    line    ratio   width")
    for kind in kinds:
        print(told(kind, [each for each in found if each.kind == kind]))
    if LATE in kinds:
        print(told(f"{LATE}, once known", [each for each in found if each.kind == LATE and each.known]))
    for month in LOOKED_AT:
        print(told(f"after month {month}", [each for each in found if each.month == month]))
    print(told("all", found))
    if LATE in kinds:
        print(told("all, budget known", [each for each in found if each.known]))


def main() -> None:
    for name, kinds in (("", KINDS), ("later kinds, ", LATER)):
        for with_last_year in (False, True):
            table(f"{name}{'with' if with_last_year else 'without'} last year", kinds, with_last_year=with_last_year)
    rising = [each for each in years() if min(each.months) >= 0]
    found = [tried(each, month, with_last_year=True, of_indicator=True) for each in rising for month in LOOKED_AT]
    print(told("\nthe same as an indicator", found))


if __name__ == "__main__":
    main()
