"""What a rule of monitoring is: it looks at the watched year and signals what stands out, each with its light and its reason.

A rule is one file of ``rules/``. It has ``label`` (Text), ``order`` (its place among the warnings), ``read(part)`` which reads its options
from a standard's file, and ``signals(watch, options)``. What is red or yellow, and from which number on, is the standard's to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple, Protocol

from jixiao.exact import Missing, decimal_of, decimal_ratio, plain
from jixiao.files.described import Part
from jixiao.monitor.watch import Spot, Watch
from jixiao.periods import date_of
from jixiao.tables.dossier import Row
from jixiao.wording import Text

FOLDER = "jixiao.monitor.rules"
Light = Literal["red", "yellow", "green"]

LIGHTS: dict[Light, Text] = {"red": Text("红灯", "red"), "yellow": Text("黄灯", "yellow"), "green": Text("绿灯", "green")}
"""The lights, the worst first."""

WARNING_LIGHTS: tuple[Light, ...] = ("red", "yellow")
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Signal:
    """What a rule says of one spot: the light that it sets there, and why. ``rows`` are those that it stands on."""

    rule: str
    light: Light
    spot: Spot
    because: Text
    rows: tuple[Row, ...] = ()


class Rule(Protocol):
    """What the file of a rule has."""

    label: Text
    order: int

    def read(self, part: Part) -> Any:  # noqa: ANN401 - each rule has options of its own
        """Its options, from a standard's file; faults are noted there."""

    def signals(self, watch: Watch, options: Any) -> Iterator[Signal]:  # noqa: ANN401
        """What stands out."""


class Step(NamedTuple):
    """From this number on (days, or percentage points), this light."""

    least: Fraction
    light: Light


# ---- options


def light(part: Part, key: str = "light") -> Light:
    """A light that warns."""
    return "yellow" if part.choice(key, WARNING_LIGHTS) == "yellow" else "red"


def share(part: Part, key: str) -> Fraction:
    """A share of a whole, such as 25%."""
    text = part.text(key)
    number = decimal_of(text.removesuffix("%")) if text.endswith("%") else None
    if number is None:
        part.fault(Text("应为百分比，如 25%", "A percentage is expected, such as 25%"), key)
    return Fraction(number or Decimal(0)) * Fraction(1, HUNDRED)


def steps(part: Part, unit: str) -> tuple[Step, ...]:
    """Steps of a light, each from a whole number of that unit on; the lowest first."""
    found = []
    for each in part.parts("steps"):
        each.only(unit, "light")
        found.append(Step(Fraction(each.whole(unit)), light(each)))
    return tuple(sorted(found))


def day_of_year(part: Part, text: str, key: str) -> tuple[int, int]:
    """A day of any year as month and day, such as 06-30."""
    found = date_of(f"{_LEAP_YEAR}-{text}")
    if not isinstance(found, date):
        part.fault(Text("应为月-日，如 06-30", "A month and a day are expected, such as 06-30"), key)
        return (1, 1)
    return (found.month, found.day)


_LEAP_YEAR = 2024
"""So that 02-29 is a day as well."""


def reached(listed: Sequence[Step], number: Fraction, *, beyond: bool = False) -> Light | None:
    """The light of the highest step that a number reaches, or goes beyond; None below all."""
    found = [step.light for step in listed if (number > step.least if beyond else number >= step.least)]
    return found[-1] if found else None


# ---- words


def percent(value: Fraction, places: int = 2) -> str:
    """A share as a percentage, without needless zeros: 60%, 62.08%."""
    return f"{plain(decimal_ratio(value.numerator * HUNDRED, value.denominator, places))}%"


def points(value: Fraction) -> str:
    """A difference of shares in percentage points, without its sign."""
    return percent(abs(value)).removesuffix("%")


def number(value: Fraction, unit: str = "") -> str:
    """A number of an indicator with its unit, to two places at most."""
    return f"{plain(decimal_ratio(value.numerator, value.denominator, 2))}{unit}"


def wan(value: Fraction) -> str:
    """An amount in 万元."""
    return plain(decimal_ratio(value.numerator, value.denominator * 10_000, 2), 2)


def state_words(state: Missing | None) -> Text:
    """The words of a state."""
    return Text("未知", "unknown") if state is None else state.label
