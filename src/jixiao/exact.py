"""Exact numbers: how they are read, scaled, rounded and written. No binary float enters here.

Three things travel with a number through the whole house: its exact value, its precision (exact, about, more than), and, where
there is no number, which of three kinds of absence it is. A missing number is never zero.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation, localcontext
from enum import Enum
from typing import NamedTuple

from jixiao.wording import Text

SCALE = 10_000
"""Facts are whole numbers of ten-thousandths: 1 person is 10,000; 0.01 yuan is 100."""

SCALE_DIGITS = 4


class Precision(Enum):
    """How exactly a number is known (约、余、以上)."""

    EXACT = "exact"
    ABOUT = "about"
    MORE_THAN = "more_than"


class Missing(Enum):
    """Why there is no number. None of the three is zero, and none becomes one."""

    NOT_DUE = "not_due"
    NOT_REPORTED = "not_reported"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> Text:
        """The word that people write and read for this kind of absence."""
        return _MISSING_LABELS[self]


_MISSING_LABELS = {
    Missing.NOT_DUE: Text("未到期", "not due"),
    Missing.NOT_REPORTED: Text("未填报", "not reported"),
    Missing.NOT_APPLICABLE: Text("不适用", "not applicable"),
}
_MISSING_WORDS = {word: state for state, label in _MISSING_LABELS.items() for word in (state.value, label.zh, label.en)}


class Quantity(NamedTuple):
    """A number with its precision, as it stands in a ledger or a paper."""

    value: Decimal
    precision: Precision = Precision.EXACT

    def text(self, places: int | None = None) -> str:
        """The number as Chinese papers write it: 约1600, 50余; with so many places if they are given."""
        number = plain(self.value, places)
        if self.precision is Precision.ABOUT:
            return f"约{number}"
        return f"{number}余" if self.precision is Precision.MORE_THAN else number

    def __str__(self) -> str:
        return self.text()


def half_up(x: int, y: int, d: int) -> int:
    """x·y/d rounded half-up to a whole number: the one rounding of jixiao, the same on every engine.

    Units are the caller's. x and y are not negative and d is positive; anything else is a mistake of the caller (``ValueError``),
    because engines disagree about the sign of a remainder.
    """
    if x < 0 or y < 0 or d <= 0:
        raise ValueError(f"half_up needs x, y >= 0 and d > 0, not {x}, {y}, {d}")
    return (2 * x * y + d) // (2 * d)


def rounded(value: Decimal, places: int) -> Decimal:
    """A decimal number rounded half away from zero to so many places, without the limits of a decimal context."""
    return decimal_ratio(*value.as_integer_ratio(), places)


def unscaled(number: int, places: int) -> Decimal:
    """The decimal number that a whole number of 10⁻ᵖˡᵃᶜᵉˢ stands for, with exactly that many places."""
    return Decimal(f"{number}E{-places}")


def scaled(value: Decimal, places: int = SCALE_DIGITS) -> int | None:
    """The number in units of 10⁻ᵖˡᵃᶜᵉˢ; None if it is finer than that (it is never rounded silently)."""
    numerator, denominator = value.as_integer_ratio()
    whole, rest = divmod(numerator * 10**places, denominator)
    return None if rest else whole


def decimal_ratio(numerator: int, denominator: int, places: int) -> Decimal:
    """numerator/denominator rounded half-up to so many places; both may be negative, the denominator not zero."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    return unscaled(sign * half_up(abs(numerator), 10**places, abs(denominator)), places)


def plain(value: Decimal, places: int | None = None) -> str:
    """A number in plain digits: with so many places, or without needless zeros. Never an exponent."""
    if places is not None:
        return f"{rounded(value, places):f}"
    text = f"{value or value.copy_abs():f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(value: Decimal, places: int) -> str:
    """The number as amounts are printed, with a comma between thousands."""
    return f"{rounded(value, places):,f}"


_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋％（）／：　", "0123456789.,-+%()/: ")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_ABOUT = re.compile(r"(?:约|大约|近|~|about )\s*(?P<number>.+)", re.IGNORECASE)
_MORE = re.compile(r"(?:(?:超过|>|more than )\s*(?P<before>.+?)|(?P<after>.+?)\s*(?:余|多|以上|\+))", re.IGNORECASE)
LONGEST_NUMBER, LONGEST_WORDS = 40, 20


def half_width(text: str) -> str:
    """Full-width digits and signs as their ordinary forms."""
    return text.translate(_FULL_WIDTH)


def decimal_of(text: str) -> Decimal | None:
    """The exact number in a text such as ``2,157.27``; None if it is none, or longer than any number of a budget."""
    text = half_width(text).strip()
    if len(text) > LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return None
    try:
        with localcontext() as context:
            context.prec = LONGEST_NUMBER
            return Decimal(text.replace(",", ""))
    except InvalidOperation:  # pragma: no cover - the pattern admits only what Decimal reads
        return None


def quantity_of(text: str) -> Quantity | None:
    """The number with its precision in a text such as ``约1600``, ``50余``, ``300以上``; None if it is none.

    ``约1600余`` is about 1600: where both are said, the weaker word counts.
    """
    text = half_width(text).strip()
    if len(text) > LONGEST_NUMBER + LONGEST_WORDS:
        return None
    precision = Precision.EXACT
    if found := _MORE.fullmatch(text):
        text, precision = (found["before"] or found["after"]).strip(), Precision.MORE_THAN
    if found := _ABOUT.fullmatch(text):
        text, precision = found["number"].strip(), Precision.ABOUT
        if more := _MORE.fullmatch(text):
            text = (more["before"] or more["after"]).strip()
    number = decimal_of(text)
    return None if number is None else Quantity(number, precision)


def missing_of(text: str) -> Missing | None:
    """The kind of absence that a cell states in words, if it does."""
    return _MISSING_WORDS.get(text.strip())


def loosest(precisions: set[Precision]) -> Precision:
    """The precision of a sum of such parts: about, if any part is; else more than, if any part is; else exact."""
    for precision in (Precision.ABOUT, Precision.MORE_THAN):
        if precision in precisions:
            return precision
    return Precision.EXACT
