"""What a cell of a form means for the cell of the dossier that it is filled in for, and whether that one still is as the form said.

Values are read by the dossier's own reader. A number in 万元 or in percent is scaled back exactly: nothing is rounded into the dossier.
"""

from __future__ import annotations

from decimal import Decimal

from jixiao.document.model import Scale
from jixiao.exact import Missing, Quantity, half_width, missing_of, plain, quantity_of, rounded
from jixiao.files.sheets import Percentage
from jixiao.tables.cells import Misfit, Value, fitted, value_of
from jixiao.tables.rows import Taken
from jixiao.tables.schema import NUMERIC, TYPES, Field
from jixiao.tables.sheet_cells import take
from jixiao.wording import Text

_SHIFTS: dict[Scale, int] = {"plain": 0, "wan": 4, "percent": -2}
"""By how many places the decimal point moves from the form into the dossier."""

UNFILLED = Missing.NOT_REPORTED.label.zh
_NOTHING = frozenset({"", "—", UNFILLED})
"""What a form shows where the dossier has nothing."""

_WORDS = frozenset({"text", "long_text", "code"})

_IN_WAN = Text(
    "金额（万元，至多六位小数，精确到分）", "an amount in ten thousand yuan with at most six decimals, exact to the fen"
)


def taken(field: Field, scale: Scale, text: str) -> Value | Misfit | Taken:
    """The value that a form's cell gives to a column, perhaps interpreted; a ``Misfit`` says why it gives none."""
    text = text.strip()
    if is_nothing(text) and (text != UNFILLED or field.type in _WORDS):
        return None
    if field.type in NUMERIC and missing_of(text) is None:
        if scale != "plain":
            return _scaled_back(field, scale, text)
        signless = quantity_of(text.removesuffix("%")) if text.endswith("%") else None
        if signless is not None:
            return take(field, Percentage(f"{plain(signless.value)}%"))
    found = take(field, text)
    return found.value if isinstance(found, Taken) and found.severity == "hint" else found


def is_nothing(text: str) -> bool:
    """Whether a form shows this where the dossier has nothing."""
    return text.strip() in _NOTHING


def in_form(scale: Scale, value: Decimal) -> Decimal:
    """A number of the dossier as the form counts it."""
    return _shifted(value, -_SHIFTS[scale])


def means(field: Field, scale: Scale, ours: Value, shown: str) -> bool:
    """Whether a form that showed this text showed this value of the dossier, rounded as it may be."""
    shown = shown.strip()
    if ours is None:
        return is_nothing(shown)
    found = taken(field, scale, shown)
    value = found.value if isinstance(found, Taken) else found
    if isinstance(ours, Quantity):
        number = _number(scale, shown)
        if number is None or number.precision is not ours.precision:
            return False
        places = len(half_width(shown).rstrip("%").partition(".")[2])
        return rounded(in_form(scale, ours.value), places) == number.value
    return not isinstance(value, Misfit) and value == ours


def is_same(field: Field, scale: Scale, one: str, other: str) -> bool:
    """Whether two texts of a form's cell say the same: 1,234.50 and 1234.5 do."""
    if one.split() == other.split():
        return True
    if field.type not in NUMERIC and field.type != "date":
        return False
    read = [taken(field, scale, text) for text in (one, other)]
    values = [found.value if isinstance(found, Taken) else found for found in read]
    return not isinstance(values[0], Misfit) and values[0] == values[1]


def _number(scale: Scale, text: str) -> Quantity | None:
    """The number in a form's cell, as the form counts it."""
    if scale == "wan":
        text = text.removesuffix("万元").strip()
    return quantity_of(text.strip().removesuffix("%"))


def _scaled_back(field: Field, scale: Scale, text: str) -> Value | Misfit:
    number = _number(scale, text)
    if number is None:
        return value_of(field, text)  # says why it is no number
    value = _shifted(number.value, _SHIFTS[scale])
    found = fitted(field, Quantity(value, number.precision))
    if isinstance(found, Misfit) and scale == "wan" and field.type == "yuan":
        because = Text("合 {yuan} 元，不能精确到分", "This is {yuan} yuan, which is not exact to the fen")
        return Misfit(found.check, because.fill(yuan=Quantity(value, number.precision).text()), _IN_WAN)
    if isinstance(found, Misfit) and scale == "percent":
        because = Text("按百分比读取后是 {value}：小数超过四位", "Read as a percentage it is {value}: more than four decimals")
        return Misfit(found.check, because.fill(value=plain(value)), TYPES[field.type])
    return found


def _shifted(value: Decimal, places: int) -> Decimal:
    """The number with its decimal point moved, exactly."""
    sign, digits, exponent = value.as_tuple()
    return Decimal((sign, digits, int(exponent) + places))
