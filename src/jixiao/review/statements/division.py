"""A whole and its parts in one unit, and what the numbers say: whether the parts come to the whole."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from jixiao.exact import Precision
from jixiao.review.lexer import Token
from jixiao.review.paper import Passage

Verdict = Literal["holds", "too_much", "too_little", "nearly", "open"]

_NEAR = Fraction(9, 10)
_BEFORE_LOST = 4
_SLIP = 10_000
_CLASSES = {"批次": "批", "人次": "人", "名": "人", "位": "人", "项": "个"}


class Part(NamedTuple):
    """One part: its name, and its numbers, one for each unit that it states."""

    label: str
    tokens: tuple[Token, ...]


class Division(NamedTuple):
    """A whole and its parts in one unit. ``how`` are the words between them; ``is_closed`` says that the parts are all there are."""

    passage: Passage
    start: int
    end: int
    whole: Token
    parts: tuple[Token, ...]
    labels: tuple[str, ...]
    how: str
    is_closed: bool
    is_overlapping: bool = False

    @property
    def quote(self) -> str:
        """The division as it stands in the file."""
        return self.passage.quote(self.start, self.end)

    @property
    def total(self) -> Decimal:
        """What the parts come to."""
        return sum((value_of(part) for part in self.parts), Decimal(0))

    @property
    def verdict(self) -> Verdict | None:
        """What the numbers say; None where words such as 约 leave it open."""
        return _verdict(self)

    @property
    def is_lost(self) -> bool:
        """Whether points that were lost are divided."""
        return "扣" in self.passage.text[max(0, self.whole.start - _BEFORE_LOST) : self.whole.start]

    @property
    def slip(self) -> Token | None:
        """The number that is wrong by 10,000 if the division holds without that: 元 for 万元, or the other way round."""
        return _slip(self)


def value_of(token: Token) -> Decimal:
    """The value of a number; tokens of quantities have one."""
    assert token.value is not None
    return token.value


def class_of(token: Token) -> str:
    """What a number counts, units of one meaning being one."""
    if token.kind in {"amount", "score", "percent", "points", "number"}:
        return token.kind
    return _CLASSES.get(token.unit, token.unit)


# ---- what the numbers say


def _verdict(each: Division) -> Verdict | None:
    precisions = {part.precision for part in each.parts}
    if Precision.ABOUT in precisions or each.whole.precision is Precision.ABOUT:
        return None
    off = value_of(each.whole) - each.total
    if 2 * abs(off) <= _slack(each):
        return "holds"
    if off < 0:
        return None if each.whole.precision is Precision.MORE_THAN else _above(each)
    return None if Precision.MORE_THAN in precisions else _below(each)


def _above(each: Division) -> Verdict:
    """Parts that come to more than the whole: those that may overlap may, if none by itself does."""
    if each.is_overlapping or len(each.parts) == 1:
        return "too_much" if max(map(value_of, each.parts)) > value_of(each.whole) else "open"
    return "too_much"


def _below(each: Division) -> Verdict:
    """Parts that come to less than the whole: they may, unless they are all there are."""
    if len(each.parts) == 1 or (each.is_overlapping and not each.is_closed):
        return "open"
    if each.is_closed:
        return "too_little"
    is_near = each.total >= _NEAR * Fraction(value_of(each.whole)) and each.whole.precision is Precision.EXACT
    return "nearly" if is_near else "open"


def _slack(each: Division) -> Decimal:
    """Twice as far as rounded parts may be from a rounded whole: a last digit of every part; counts and scores are not rounded."""
    if each.whole.kind != "amount" and all(part.step <= 1 for part in (*each.parts, each.whole)):
        return Decimal(0)
    steps = [part.step for part in each.parts]
    return sum(steps, Decimal(0)) + (each.whole.step if each.whole.step > max(steps) else 0)


def _slip(each: Division) -> Token | None:
    if each.whole.kind != "amount" or each.verdict not in {"too_much", "too_little", "open"}:
        return None
    for number, part in enumerate(each.parts):
        for changed in (value_of(part) * _SLIP, value_of(part) * Decimal(1).scaleb(-4)):
            parts = (*each.parts[:number], part._replace(value=changed), *each.parts[number + 1 :])
            if each._replace(parts=parts).verdict == "holds":
                return part
    for changed in (value_of(each.whole) * _SLIP, value_of(each.whole) * Decimal(1).scaleb(-4)):
        if each._replace(whole=each.whole._replace(value=changed)).verdict == "holds":
            return each.whole
    return None
