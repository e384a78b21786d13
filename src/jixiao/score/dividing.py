"""Points divided among indicators by their weights, so that the parts add up exactly. Where the residual goes is declared.

Divide 20 points among three alike, to two decimals:

    spread    6.67  6.66  6.67     running totals are rounded
    last      6.67  6.67  6.66     each is rounded, the last one takes what remains
    largest   6.67  6.67  6.66     each is cut off, the largest remainders get a unit each, the first ones of equal remainders

Equal inputs always divide alike. No part is below zero: where rounding up has used everything, nothing remains for the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from jixiao.exact import half_up


def shares(points: int, weights: Sequence[Decimal], residual: str = "spread") -> list[int]:
    """Points divided by weights into whole numbers that add up to them exactly. A weight below zero weighs nothing."""
    heavy = [max(Fraction(weight), Fraction(0)) for weight in weights]
    whole = sum(heavy)
    if whole == 0:
        return [0 for _ in weights]
    due = [weight / whole for weight in heavy]
    if residual == "last":
        return _last(points, due)
    return _largest(points, due) if residual == "largest" else _spread(points, due)


def _spread(points: int, due: Sequence[Fraction]) -> list[int]:
    divided, running, before = [], Fraction(0), 0
    for share in due:
        running += share
        reached = half_up(points, running.numerator, running.denominator)
        divided.append(reached - before)
        before = reached
    return divided


def _last(points: int, due: Sequence[Fraction]) -> list[int]:
    """What remains goes to the last part that weighs anything."""
    last = max(place for place, share in enumerate(due) if share)
    divided, left = [0] * len(due), points
    for place, share in enumerate(due[:last]):
        divided[place] = min(left, half_up(points, share.numerator, share.denominator))
        left -= divided[place]
    divided[last] = left
    return divided


def _largest(points: int, due: Sequence[Fraction]) -> list[int]:
    exact = [points * share for share in due]
    divided = [each.numerator // each.denominator for each in exact]
    by_rest = sorted(range(len(due)), key=lambda place: divided[place] - exact[place])
    for place in by_rest[: points - sum(divided)]:
        divided[place] += 1
    return divided
