"""How sure a share is: the Wilson interval of 95 %, worked out with whole numbers and widened to whole hundredths of a percent."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import NamedTuple

Z = Fraction(1_959_964, 1_000_000)
"""The 97.5 % quantile of the normal distribution, to six places."""

PLACES = 4
_FINE = 10**12


class Share(NamedTuple):
    """So many of so many."""

    good: int
    all: int

    def is_at_least(self, aim: Fraction) -> bool:
        """Whether the share reaches the aim; nothing of nothing does."""
        return self.good * aim.denominator >= aim.numerator * self.all

    @property
    def percent(self) -> str:
        """The share in percent with two places, cut and never rounded up; a dash for nothing of nothing."""
        return _percent(self.good * 10**PLACES // self.all) if self.all else "—"

    @property
    def interval(self) -> tuple[str, str] | None:
        """The lower and upper end in percent: Wilson, 95 %, the lower end cut and the upper one filled up."""
        found = wilson(self.good, self.all)
        return None if found is None else (_percent(found[0]), _percent(found[1]))


def wilson(good: int, of: int) -> tuple[int, int] | None:
    """The Wilson interval in ten-thousandths, from the true lower end downwards and the true upper end upwards; None of nothing.

    The ends are (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) : (1 + z²/n); multiplied by n² all below the root is a fraction, whose root is
    taken in whole numbers of 10⁻¹².
    """
    if of == 0:
        return None
    square = Z * Z
    below_root = square * (Fraction(good * (of - good), 1) * Fraction(1, of) + square * Fraction(1, 4))
    root = isqrt(int(below_root * _FINE * _FINE))
    middle, whole = good + square * Fraction(1, 2), of + square
    low = (middle - Fraction(root + 1, _FINE)) * Fraction(whole.denominator, whole.numerator) * 10**PLACES
    high = (middle + Fraction(root + 1, _FINE)) * Fraction(whole.denominator, whole.numerator) * 10**PLACES
    return max(0, low.numerator // low.denominator), min(10**PLACES, -(-high.numerator // high.denominator))


def _percent(ten_thousandths: int) -> str:
    whole, rest = divmod(ten_thousandths, 100)
    return f"{whole}.{rest:02d}%"
