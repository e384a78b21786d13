"""A signal: something seen in many units' numbers that a reviewer should look at. It says what was seen and accuses nobody.

A kind of signal is one file of ``signals/`` with a ``label``, a ``formula`` (both languages), ``weight`` (how many points of risk it
gives at most; a convention of this project), ``needs`` (tables of the lake beside the scores), ``select`` (SQL that gives unit_code,
fiscal_year, framework, strength from 0 to 1000, and up to two numbers in ten-thousandths), and ``said`` (the sentence of those numbers).
It reads ``pf_item_score``, ``pf_unit_rank``, ``pf_unit``, ``pf_stated``, ``pf_fact``, ``pf_copy`` and
``pf_items`` (the frameworks' items).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol, cast

from jixiao import kinds
from jixiao.exact import SCALE_DIGITS, plain, unscaled
from jixiao.wording import Text

FOLDER = "jixiao.portfolio.signals"
FULL_STRENGTH = 1_000

COLUMNS: Mapping[str, str] = {
    "unit_code": "text",
    "fiscal_year": "bigint",
    "framework": "text",
    "signal": "text",
    "strength": "bigint",
    "points": "bigint",
    "one": "bigint",
    "two": "bigint",
}
"""The columns of what was seen; ``points`` are points of risk in hundredths."""


class Signal(Protocol):
    """One kind."""

    label: Text
    formula: Text
    weight: int
    needs: tuple[str, ...]
    select: str
    said: Text


class Seen(NamedTuple):
    """A signal that a unit gives: how strong, for how many points of risk (hundredths), and its numbers."""

    signal: str
    strength: int
    points: int
    one: int | None
    two: int | None

    @property
    def words(self) -> Text:
        """What was seen, as a sentence."""
        return load(self.signal).said.fill(one=_number(self.one), two=_number(self.two))


def names() -> tuple[str, ...]:
    """The names of all kinds of signals, in order."""
    return kinds.names(FOLDER)


def load(name: str) -> Signal:
    """The signal of that name."""
    return cast("Signal", kinds.load(FOLDER, name))


def _number(units: int | None) -> str:
    return "—" if units is None else plain(unscaled(units, SCALE_DIGITS))
