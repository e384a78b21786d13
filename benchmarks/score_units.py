"""How fast the compiled rules score 1,000 units of 65 items, beside the same items in a straightforward loop of Decimals.

Both run in one process, in turn, several times; they have to agree on every score. Prints seconds and the ratio (aim: 4).
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from jixiao.framework.compiled import Scorer, compiled
from jixiao.framework.rule import load, read_options

UNITS, ITEMS, ROUNDS, SEED = 1_000, 65, 7, 2023
CENT, ZERO = Decimal("0.01"), Decimal(0)
TIERS = ((Decimal(1), Decimal(1)), (Decimal("0.9"), Decimal("0.8")), (Decimal("0.6"), Decimal("0.5")))
OFF = Decimal("0.5")

RULES: tuple[tuple[str, dict[str, object]], ...] = (
    ("capped_line", {}),
    ("inverse", {}),
    ("steps", {"tiers": [{"reached": f"{reached:%}", "paid": f"{paid:%}"} for reached, paid in TIERS]}),
    ("per_case", {"off": "0.5"}),
    ("share_of_cases", {}),
)
"""In the proportions of a real framework: most items are lines and shares."""


Fact = tuple[int, int, int | None, int]
"""The number of a rule, the points, the actual value, the target: a row as a table gives it."""

Exact = tuple[int, Decimal, Decimal | None, Decimal]


def facts() -> list[Fact]:
    """A row for every item of every unit: most reach the target or stay below it, a few are missing."""
    draw = random.Random(SEED)
    items = draw.choices(range(len(RULES)), (6, 1, 2, 2, 3), k=ITEMS)
    drawn = []
    for _ in range(UNITS):
        for kind in items:
            target = draw.randint(1, 500) * 10_000
            is_case = RULES[kind][0] == "per_case"
            some, often = (draw.randint(0, 6) * 10_000, 0) if is_case else (draw.randint(0, target), target)
            actual = draw.choices((some, often, None), (60, 38, 2))[0]
            drawn.append((kind, draw.randint(1, 10) * 100, actual, target))
    return drawn


def scorers() -> list[Scorer]:
    """The compiled rules."""
    read = []
    for name, written in RULES:
        options = read_options(load(name), written, 2)
        if isinstance(options, list):
            raise SystemExit([fault.say("en") for fault in options])
        read.append(compiled(load(name), options))
    return read


def cents(score: Decimal) -> Decimal:
    return score.quantize(CENT, ROUND_HALF_UP)


def line(points: Decimal, actual: Decimal, target: Decimal) -> Decimal | None:
    return cents(min(points, max(ZERO, points * actual / target))) if target > ZERO else None


def inverse(points: Decimal, actual: Decimal, target: Decimal) -> Decimal | None:
    return cents(min(points, points * target / actual)) if actual > ZERO else points


def steps(points: Decimal, actual: Decimal, target: Decimal) -> Decimal | None:
    if target <= ZERO:
        return None
    rate = actual / target
    return next((cents(points * paid) for reached, paid in TIERS if rate >= reached), ZERO)


def per_case(points: Decimal, actual: Decimal, target: Decimal) -> Decimal | None:
    del target
    return cents(max(ZERO, points - actual * OFF))


def share(points: Decimal, actual: Decimal, target: Decimal) -> Decimal | None:
    return cents(points * actual / target) if ZERO <= actual <= target and target > ZERO else None


BY_DECIMAL: list[Callable[[Decimal, Decimal, Decimal], Decimal | None]] = [line, inverse, steps, per_case, share]


def on_ints(rows: list[Fact], rules: list[Scorer]) -> list[int | None]:
    return [rules[kind](points, actual, target)[1] for kind, points, actual, target in rows]


def on_decimals(rows: list[Exact]) -> list[Decimal | None]:
    return [None if actual is None else BY_DECIMAL[kind](points, actual, target) for kind, points, actual, target in rows]


def as_decimals(rows: list[Fact]) -> list[Exact]:
    """The same rows in points and in the unit of the measure."""

    def exact(units: int, places: int) -> Decimal:
        return Decimal(units).scaleb(-places)

    return [
        (kind, exact(points, 2), None if actual is None else exact(actual, 4), exact(target, 4))
        for kind, points, actual, target in rows
    ]


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    rows, rules = facts(), scorers()
    decimals = as_decimals(rows)
    expected = [None if score is None else int(score * 100) for score in on_decimals(decimals)]
    if on_ints(rows, rules) != expected:
        raise SystemExit("ints and Decimals do not agree")
    pairs = [(seconds(lambda: on_ints(rows, rules)), seconds(lambda: on_decimals(decimals))) for _ in range(ROUNDS)]
    ratios = sorted(slow / fast for fast, slow in pairs)
    fast, slow = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{len(rows):,} items of {UNITS:,} units, the same scores both ways, median of {ROUNDS} rounds in turn")
    print(f"compiled ints  {fast:.4f} s  {len(rows) / fast / 1e6:.2f} million items a second")
    print(f"Decimal loop   {slow:.4f} s  {len(rows) / slow / 1e6:.2f} million items a second")
    print(f"ratio          {statistics.median(ratios):.1f} (from {ratios[0]:.1f} to {ratios[-1]:.1f}; aim 4)")


if __name__ == "__main__":
    main()
