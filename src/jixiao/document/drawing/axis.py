"""The axis of values: round steps around all numbers and zero, in whole numbers throughout."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from jixiao.exact import grouped, half_up, plain, scaled, unscaled

_STEPS = (1, 2, 5)
_FINER = 2
"""Places beyond those of the numbers, so that a range of 1 can be cut in steps of 0.2."""


class Tick(NamedTuple):
    """A mark on the axis."""

    value: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Axis:
    """From ``low`` to ``high`` in steps, all in units of 10⁻ᵖˡᵃᶜᵉˢ; zero is always between."""

    low: int
    high: int
    step: int
    places: int
    sign: str = ""

    def at(self, value: Decimal | None, length: int) -> int:
        """How far along an axis of this length a number stands; where there is none, how far zero does."""
        number = 0 if value is None else scaled(value, self.places) or 0
        return half_up(number - self.low, length, self.high - self.low)

    def ticks(self) -> list[Tick]:
        """The marks, lowest first, each as finely written as the steps need."""
        digits = len(plain(unscaled(self.step, self.places)).partition(".")[2])
        numbers = [unscaled(number, self.places) for number in range(self.low, self.high + self.step, self.step)]
        return [Tick(number, grouped(number, digits) + self.sign) for number in numbers]


def axis_of(values: list[Decimal], most: int, sign: str = "") -> Axis:
    """An axis of at most so many steps (two at least) for these numbers; from 0 to 1 where there are none."""
    places = max((len(plain(value).partition(".")[2]) for value in values), default=0) + _FINER
    numbers = [scaled(value, places) or 0 for value in values]
    low, high = min([0, *numbers]), max([0, *numbers])
    if low == high:
        high = 10**places
    step, low, high = _rounded(low, high, max(most, 2))
    return Axis(low, high, step, places, sign)


def _rounded(low: int, high: int, most: int) -> tuple[int, int, int]:
    """The smallest round step that needs at most so many, and the ends rounded outwards to it."""
    power = 10 ** max(0, len(str(high - low)) - 2)
    while True:
        for digit in _STEPS:
            step = digit * power
            first, last = low // step, -(-high // step)
            if last - first <= most:
                return step, first * step, last * step
        power *= 10
