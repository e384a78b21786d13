"""The options that a framework gives to a scoring rule: their kinds, how they are read exactly, how they are said.

A rule declares its options as keyword-only names annotated with one of these kinds; a choice is a ``Literal`` of its words.
A framework writes them as whole numbers, or as text where there are decimals. A binary float is refused, never rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Literal, NamedTuple, NewType, get_args, get_origin

from jixiao.exact import SCALE, SCALE_DIGITS, decimal_of, half_width, plain, scaled, unscaled
from jixiao.wording import Text, joined, same

Points = NewType("Points", int)
"""Points, not negative, in the unit of the score that is decided: ``"0.5"`` is 50 at two places."""

Share = NewType("Share", int)
"""A part of a whole, from 0 to 100%, in ten-thousandths: ``"90%"`` and ``"0.9"`` are 9,000."""

Count = NewType("Count", int)
"""An amount above zero in the unit of the measure, in ten-thousandths: ``3`` is 30,000, ``"5%"`` is 500."""


Rate = NewType("Rate", int)
"""A part of the target, above zero and not bounded, in ten-thousandths: ``"5%"`` is 500, ``"150%"`` is 15,000."""


class Tier(NamedTuple):
    """One line of a table of tiers: from this part of the target on, this part of the points is paid."""

    reached: Share
    paid: Share


Tiers = tuple[Tier, ...]
"""A list of ``{reached: "90%", paid: "80%"}``, the highest first; a lower tier never pays more than a higher one."""

Levels = tuple[Share, ...]
"""A list of shares by level number, the best level first; a worse level never pays more than a better one."""

Options = Mapping[str, object]
"""The options of a rule, ready for use: every value is a whole number, a word or a tuple of such."""


def read_values(kinds: Mapping[str, object], raw: Mapping[str, object], places: int) -> dict[str, object] | list[Text]:
    """The options as a framework's file gives them, read by their kinds; or everything that is wrong with them, at once.

    ``places`` is the unit of points: whole numbers of 10⁻ᵖˡᵃᶜᵉˢ point.
    """
    reading = _Reading(places)
    for name in raw:
        if name not in kinds:
            known = same(", ".join(kinds)) if kinds else Text("（无）", "(none)")
            reading.fault(
                name, Text("没有这个选项，可用的是：{known}", "there is no such option; known are: {known}").fill(known=known)
            )
    values: dict[str, object] = {}
    for name, kind in kinds.items():
        if name in raw:
            values[name] = reading.value(name, kind, raw[name])
        else:
            reading.fault(name, Text("缺少这个选项", "this option is missing"))
    return reading.faults or values


class _Reading:
    """The options of one rule while they are read. Faults are collected; a faulty value stands as zero until then."""

    def __init__(self, places: int) -> None:
        self.places = places
        self.faults: list[Text] = []

    def fault(self, name: str, what: Text) -> None:
        self.faults.append(Text("选项 {name}：{what}", "option {name}: {what}").fill(name=name, what=what))

    def value(self, name: str, kind: object, raw: object) -> object:
        if get_origin(kind) is Literal:
            return self.choice(name, get_args(kind), raw)
        return _READERS[kind](self, name, raw)

    def choice(self, name: str, words: tuple[str, ...], raw: object) -> str:
        if isinstance(raw, str) and raw in words:
            return raw
        self.fault(name, _NO_CHOICE.fill(raw=raw, words=same(", ".join(words))))
        return words[0]

    def number(self, name: str, raw: object, places: int, *, percent: bool) -> int:
        """A number in units of 10⁻ᵖˡᵃᶜᵉˢ; below zero or finer than that is a fault."""
        if isinstance(raw, float):
            self.fault(name, _FLOAT.fill(raw=raw))
            return 0
        text = "" if isinstance(raw, bool) or not isinstance(raw, int | Decimal | str) else half_width(f"{raw}").strip()
        is_percent = percent and text.endswith("%")
        number = decimal_of(text.removesuffix("%") if is_percent else text)
        if number is None:
            self.fault(name, (_NO_SHARE if percent else _NO_NUMBER).fill(raw=raw))
            return 0
        units = scaled(number, places - 2 if is_percent else places)
        if units is None or units < 0:
            self.fault(
                name, _TOO_FINE.fill(raw=raw, unit=plain(unscaled(1, places))) if units is None else _BELOW_ZERO.fill(raw=raw)
            )
            return 0
        return units

    def points(self, name: str, raw: object) -> Points:
        return Points(self.number(name, raw, self.places, percent=False))

    def share(self, name: str, raw: object) -> Share:
        units = self.number(name, raw, SCALE_DIGITS, percent=True)
        if units > SCALE:
            self.fault(name, _ABOVE_ALL.fill(raw=raw))
        return Share(units)

    def above_zero(self, name: str, raw: object) -> int:
        known = len(self.faults)
        units = self.number(name, raw, SCALE_DIGITS, percent=True)
        if units == 0 and len(self.faults) == known:
            self.fault(name, Text("应大于零", "it has to be above zero"))
        return units

    def listed(self, name: str, raw: object) -> list[object]:
        if isinstance(raw, list) and raw:
            return raw
        self.fault(name, Text("应为列表，至少一行", "it has to be a list of at least one line"))
        return []

    def tiers(self, name: str, raw: object) -> Tiers:
        known, read = len(self.faults), []
        for number, line in enumerate(self.listed(name, raw), 1):
            if isinstance(line, dict) and set(line) == {"reached", "paid"}:
                reached, paid = (self.share(f"{name}[{number}].{part}", line[part]) for part in Tier._fields)
                read.append(Tier(reached, paid))
            else:
                self.fault(f"{name}[{number}]", _NO_TIER)
        if len(self.faults) == known and any(low.reached >= high.reached or low.paid > high.paid for high, low in pairwise(read)):
            self.fault(
                name, Text("各档应从高到低排列，低档不得高于高档", "tiers stand highest first, and a lower one never pays more")
            )
        return tuple(read)

    def levels(self, name: str, raw: object) -> Levels:
        known = len(self.faults)
        read = tuple(self.share(f"{name}[{number}]", line) for number, line in enumerate(self.listed(name, raw), 1))
        if len(self.faults) == known and any(worse > better for better, worse in pairwise(read)):
            self.fault(
                name, Text("各等级应从好到差排列，差的不得高于好的", "levels stand best first, and a worse one never pays more")
            )
        return read


_READERS: dict[object, Callable[[_Reading, str, object], object]] = {
    Points: _Reading.points,
    Share: _Reading.share,
    Count: _Reading.above_zero,
    Rate: _Reading.above_zero,
    Tiers: _Reading.tiers,
    Levels: _Reading.levels,
}

_NO_CHOICE = Text("“{raw}”不在可选的词中：{words}", "“{raw}” is none of the words to choose from: {words}")
_FLOAT = Text("{raw} 被读成了二进制小数，请加引号写成文字", "{raw} was read as a binary fraction; put it in quotes")
_NO_NUMBER = Text("“{raw}”不是数", "“{raw}” is no number")
_NO_SHARE = Text("“{raw}”不是数，也不是百分数", "“{raw}” is neither a number nor a percentage")
_TOO_FINE = Text("{raw} 比最小单位 {unit} 还细", "{raw} is finer than the smallest unit, {unit}")
_BELOW_ZERO = Text("{raw} 不应为负数", "{raw} must not be below zero")
_ABOVE_ALL = Text("{raw} 超过 100%（百分数请写百分号）", "{raw} is above 100% (a percentage needs its sign)")
_NO_TIER = Text("每档应写作 {reached: …, paid: …}", "a tier is written {reached: …, paid: …}")


def said_value(kind: object, value: object, places: int) -> Text:
    """An option as its reader sees it: plain points, percentages, plain amounts, a table in one line."""
    if isinstance(value, str):
        return same(value)
    if isinstance(value, int):
        if kind in {Share, Rate}:
            return same(percentage(value))
        return same(plain(unscaled(value, places if kind is Points else SCALE_DIGITS)))
    assert isinstance(value, tuple)
    if kind == Tiers:
        lines = [_TIER.fill(reached=percentage(tier.reached), paid=percentage(tier.paid)) for tier in value]
    else:
        lines = [_LEVEL.fill(number=number, paid=percentage(paid)) for number, paid in enumerate(value, 1)]
    return joined(lines, "，", ", ")


def percentage(share: int) -> str:
    """Ten-thousandths as a percentage: 9,250 is 92.5%."""
    return f"{plain(unscaled(share, SCALE_DIGITS - 2))}%"


_TIER = Text("达到 {reached} 计 {paid}", "{reached} reached pays {paid}")
_LEVEL = Text("第 {number} 档计 {paid}", "level {number} pays {paid}")
