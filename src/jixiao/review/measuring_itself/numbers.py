"""Amounts, shares and scores as papers write them, each exact."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from jixiao.dice import Dice
from jixiao.exact import decimal_ratio, plain, unscaled

YUAN = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
_PLACES = {"元": (0, 2), "万元": (0, 6), "亿元": (2, 6)}
_SHORTEST = 10_000
TABLE_UNIT = "万元"


class Notation(NamedTuple):
    """How a paper writes amounts: their unit, decimal places, and whether thousands are marked. Amounts count the last place."""

    unit: str
    places: int
    is_grouped: bool

    def bare(self, amount: int) -> str:
        """An amount without its unit."""
        return format(unscaled(amount, self.places), ",f" if self.is_grouped else "f")

    def said(self, amount: int) -> str:
        """An amount with its unit."""
        return self.bare(amount) + self.unit

    def in_table(self, amount: int, unit: str) -> str:
        """An amount in a table whose amounts have one unit, with every place that it needs."""
        if unit == self.unit:
            return self.bare(amount)
        value = unscaled(amount, self.places) * YUAN[self.unit] * Decimal((0, (1,), 1 - len(str(YUAN[unit]))))
        text = plain(value)
        whole, _, part = text.partition(".")
        return (f"{int(whole):,}" if self.is_grouped else whole) + (f".{part}" if part else "")


def notation(dice: Dice) -> tuple[Notation, int]:
    """A way to write amounts, and a budget of at least four digits in it."""
    unit = dice.pick(tuple(YUAN))
    least, most = _PLACES[unit]
    yuan = dice.between(1_000_000, 9_999_999) * dice.pick((1, 3, 10, 40, 100, 300))
    places = dice.between(least, most)
    while places < most and yuan * 10**places // YUAN[unit] < _SHORTEST:
        places += 1
    amount = yuan * 10**places // YUAN[unit]
    return Notation(unit, places, dice.below(3) == 0), max(amount, _SHORTEST) + dice.below(97)


def percent(part: int, whole: int, places: int) -> str:
    """A share in percent."""
    return f"{decimal_ratio(100 * part, whole, places):f}%"


def points(hundredths: int) -> str:
    """Points counted in hundredths, without needless zeros."""
    return plain(unscaled(hundredths, 2))
