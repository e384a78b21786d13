"""How exactly a number is written, and what that leaves open: half a step of its last digit on either side."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jixiao.exact import Precision, Quantity, decimal_ratio, plain

HALF = Fraction(1, 2)


class Range(NamedTuple):
    """All that an exact number can be, where it was written rounded."""

    low: Fraction
    high: Fraction


def range_of(value: Decimal, step: Decimal | None = None) -> Range:
    """What a number can be that was written in such steps; without one it is exact."""
    half = HALF * Fraction(step or 0)
    return Range(Fraction(value) - half, Fraction(value) + half)


def can_be_rounding_of(stated: Decimal, exact: Range) -> bool:
    """Whether a written number is what some number of a range comes to, half-up, with as many decimals."""
    if exact.low == exact.high:
        return is_rounding_of(stated, exact.low)
    half = half_step(places_of(stated))
    return exact.low - half <= stated <= exact.high + half


def can_be_score_of(stated: Decimal, exact: Range, decimals: int) -> bool:
    """Whether a stated score is what some number of a range comes to."""
    if exact.low == exact.high:
        return is_score_of(stated, exact.low, decimals)
    half = max(half_step(decimals), half_step(places_of(stated)) if places_of(stated) > 0 else Fraction(0))
    return exact.low - half <= stated <= exact.high + half


def places_of(value: Decimal) -> int:
    """The decimals with which a number is written."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def half_step(places: int) -> Fraction:
    """Half a step of the last of so many decimals."""
    return HALF * Fraction(1, 10**places)


def is_rounding_of(stated: Decimal, exact: Fraction) -> bool:
    """Whether a written number is what an exact one comes to, half-up, with as many decimals."""
    return abs(Fraction(stated) - exact) <= half_step(places_of(stated)) and _half_up(exact, places_of(stated)) == stated


def is_in_whole_points(values: Iterable[Decimal]) -> bool:
    """Whether all of several scores are written in whole points."""
    return all(value == value.to_integral_value() for value in values)


def is_score_of(stated: Decimal, exact: Fraction, decimals: int) -> bool:
    """Whether a stated score is an exact one, rounded to the decimals of the framework, or to fewer but not to whole points."""
    return abs(Fraction(stated) - exact) <= half_step(decimals) or (places_of(stated) > 0 and is_rounding_of(stated, exact))


def agrees(stated: Quantity, exact: Fraction, known: Precision = Precision.EXACT) -> bool:
    """Whether a written number can stand for an exact one; 约, 余 and 以上 only set bounds, so little speaks against them."""
    if Precision.ABOUT in (stated.precision, known):
        return True
    if stated.precision is Precision.MORE_THAN or known is Precision.MORE_THAN:
        return exact >= stated.value if known is Precision.EXACT else Fraction(stated.value) >= exact
    return is_rounding_of(stated.value, exact)


def said(value: Fraction, places: int = 2) -> str:
    """An exact number as a sentence shows it: rounded half-up, without needless zeros."""
    return plain(_half_up(value, places))


def _half_up(value: Fraction, places: int) -> Decimal:
    return decimal_ratio(value.numerator, value.denominator, places)
