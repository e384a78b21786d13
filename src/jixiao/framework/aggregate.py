"""How a group is scored from the items below it: what an aggregate is given, and what it makes of it.

A kind of aggregate is one file of ``aggregates/`` with a ``label`` and ``combined(members, whole)``. Order never matters. Points are
added (``sum``); letters are combined in other ways, and an item that does not apply is left out of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jixiao.exact import Missing, half_up, unscaled
from jixiao.framework.model import Scale
from jixiao.wording import Text, joined, same

FOLDER = "jixiao.framework.aggregates"
SCORED = "scored"
_NOTHING = Decimal(0)


class Member(NamedTuple):
    """One item of a group: its name, and the points or the letter that it got, or the state in which it has none.

    ``left_out`` are its points that do not apply and that the rest of the group makes up for.
    """

    name: Text
    shown: Text
    state: str
    score: Decimal | None = None
    points: Decimal = _NOTHING
    in_play: Decimal = _NOTHING
    left_out: Decimal = _NOTHING
    letter: str | None = None


class Whole(NamedTuple):
    """What holds for the group.

    ``shown`` are the decimals of numbers in sentences, ``decimals`` those to which the group rounds (None: not here), ``makes_up``
    those to which it rounds where its items make up for points that are left out (None: not here); ``scale`` its letters.
    """

    shown: int = 2
    decimals: int | None = None
    makes_up: int | None = None
    scale: Scale | None = None


class Combined(NamedTuple):
    """What came out: points or a letter, or the state in which there is neither, and the sentence that says how."""

    state: str
    because: Text
    score: Decimal | None = None
    in_play: Decimal = _NOTHING
    letter: str | None = None


def ratio_of(value: Decimal, times: Decimal, divided_by: Decimal, places: int) -> Decimal:
    """value·times/divided_by, rounded once, half-up."""
    ratio = Fraction(value) * Fraction(times) / Fraction(divided_by)
    return unscaled(half_up(ratio.numerator, 10**places, ratio.denominator), places)


def state_of(states: Sequence[str]) -> str:
    """The state of a group none of whose items is scored: what has still to come outweighs what does not apply."""
    for state in (Missing.NOT_REPORTED, Missing.NOT_DUE):
        if state.value in states:
            return str(state.value)
    return str(Missing.NOT_APPLICABLE.value)


def letters_of(members: Sequence[Member]) -> tuple[str, ...] | Combined:
    """The letters of the items that apply; or, as long as one of them has none, why the group has none either."""
    applying = [member for member in members if member.state != Missing.NOT_APPLICABLE.value]
    open_ones = [member for member in applying if member.letter is None]
    if open_ones or not applying:
        names = joined((member.name for member in open_ones or members), "、", ", ")
        words = _OPEN if open_ones else _NONE_APPLIES
        return Combined(state_of([member.state for member in open_ones or members]), words.fill(names=names))
    return tuple(member.letter for member in applying if member.letter is not None)


def said(members: Sequence[Member]) -> Text:
    """The items with what they got, in one line."""
    return joined(
        (Text("{name} {shown}", "{name} {shown}").fill(name=member.name, shown=member.shown) for member in members), "、", ", "
    )


def letter(member_said: Text, found: str, words: Text) -> Combined:
    """A letter that came out, with the items and the sentence that leads to it."""
    return Combined(SCORED, words.fill(members=member_said, letter=same(found)), letter=found)


_OPEN = Text("尚未全部评定，不能合成：{names}", "Not all of it is scored yet, so it cannot be combined: {names}")
_NONE_APPLIES = Text("各项均不适用：{names}", "None of it applies: {names}")
