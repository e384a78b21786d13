"""What a planted error is, and how numbers of a paper are moved without changing how they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeVar

from jixiao.dice import Dice
from jixiao.exact import grouped, half_up, plain, unscaled
from jixiao.review.measuring_itself.pieces import Draft, Spot
from jixiao.wording import Text

_NUMBER = re.compile(r"(?P<whole>\d[\d,]*)(?:\.(?P<part>\d+))?")
_T = TypeVar("_T")


class Planted(NamedTuple):
    """A paper with one error: it is found by a finding at one of the spots, under one of the rules."""

    draft: Draft
    spots: tuple[Spot, ...]


Plant = Callable[[Draft, Dice], Planted | None]
"""Puts its error into a clean paper; None if the paper has nothing that it could spoil."""


class Fault(NamedTuple):
    """A class of errors: what it is, and whether reports or forms can have it. ``also`` are rules that may speak of the same error from another place."""

    words: Text
    kind: str
    plant: Plant
    rules: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the class is called in data."""
        return self.words.say("en")


def picked(dice: Dice, things: Iterable[_T]) -> _T | None:
    """One of several things, None of none."""
    listed = list(things)
    return dice.pick(listed) if listed else None


def number_in(text: str) -> Decimal:
    """The first number of a text."""
    found = _NUMBER.search(text)
    if found is None:
        raise ValueError(f"There is no number in {text!r}")
    return Decimal(found[0].replace(",", ""))


def shifted(text: str, steps: int) -> str:
    """The text with its first number moved by so many steps of its last place, written as it was."""
    found = _NUMBER.search(text)
    if found is None:
        raise ValueError(f"There is no number in {text!r}")
    places = len(found["part"] or "")
    value = unscaled(int(found["whole"].replace(",", "") + (found["part"] or "")) + steps, places)
    shown = grouped(value, places) if "," in found["whole"] else plain(value, places)
    return text[: found.start()] + shown + text[found.end() :]


def places_of(text: str) -> int:
    """How many decimal places the first number of a text has."""
    found = _NUMBER.search(text)
    return len(found["part"] or "") if found else 0


def sign(dice: Dice) -> int:
    """Up or down."""
    return dice.pick((-1, 1))


def could_be(part: str, whole: str, percent: str) -> bool:
    """Whether a percentage can come of two numbers that were rounded to what is shown."""
    low, high = _ends(part), _ends(whole)
    least, most = _over(low[0], high[1]), _over(low[1], high[0])
    shown = _ends(percent)
    return not (shown[1] < 100 * least or shown[0] > 100 * most)


def _ends(text: str) -> tuple[Fraction, Fraction]:
    value, half = Fraction(number_in(text)), Fraction(1, 2 * 10 ** places_of(text))
    return value - half, value + half


def _over(one: Fraction, other: Fraction) -> Fraction:
    return one * Fraction(other.denominator, other.numerator)


def lowered(target: int, dice: Dice) -> int:
    """A number clearly below a target."""
    return half_up(target, dice.between(60, 85), 100)


def all_spots(draft: Draft, places: Sequence[int]) -> tuple[Spot, ...]:
    """The spots of lines."""
    return tuple(draft.spot(at) for at in places)
