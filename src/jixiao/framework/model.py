"""A scoring framework (指标体系): a tree of items with points, each leaf with its rule and where its fact comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from jixiao.framework.options import Options
from jixiao.framework.rule import Rule
from jixiao.tables.measures import Measure, Test
from jixiao.wording import Text

SOURCES: dict[str, Text] = {
    "indicators": Text("绩效指标", "the unit's indicators"),
    "register": Text("台账", "registers"),
    "judgement": Text("评判", "judgement"),
}
"""Where the fact of an item comes from."""

NOT_APPLICABLE: dict[str, Text] = {
    "full_points": Text("不适用得满分", "full points where it does not apply"),
    "rescale": Text("不适用则不计，其余按比例放大", "left out where it does not apply, the others rescaled"),
}

PART_PLACES = 6
"""The parts of a mean are rounded to 10⁻⁶ point before they are added."""


class Grade(NamedTuple):
    """A grade and the share of the points, in percent, from which it is given."""

    name: Text
    least: Decimal


class Check(NamedTuple):
    """One entry of a checklist: what has to hold, and the points that are lost if it does not."""

    code: str
    name: Text
    points: Decimal
    holds: Test


class Selection(NamedTuple):
    """Which of the unit's own indicators an item draws on."""

    level: str
    classes: tuple[str, ...]


class Applied(NamedTuple):
    """A rule with the options that a framework gives it."""

    rule: Rule
    options: Options


@dataclass(frozen=True, slots=True)
class Item:
    """One item: a group of others, or a leaf that is scored. ``points`` are its full marks."""

    code: str
    name: Text
    points: Decimal
    parent: str | None = None
    children: tuple[Item, ...] = ()
    source: str = "judgement"
    applied: Applied | None = None
    measure: Measure | None = None
    target: Decimal = Decimal(1)
    shown_as: str = "plain"
    checks: tuple[Check, ...] = ()
    answers: tuple[str, ...] = ()  # what a judgement can say, best first
    selection: Selection | None = None
    not_applicable: str = "full_points"
    basis: Text | None = None
    evidence: Text | None = None

    def walk(self) -> Iterator[Item]:
        """The item and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def leaves(self) -> tuple[Item, ...]:
        """The items below (or this one) that are scored themselves."""
        return tuple(item for item in self.walk() if not item.children)


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework's edition: the years and the region it holds for, its tree, its rounding and its grades."""

    id: str
    edition: str
    name: Text
    kind: str
    years: range
    region: str
    points: Decimal
    round_at: str
    decimals: int
    grades: tuple[Grade, ...]
    items: tuple[Item, ...]
    indicator_rules: Mapping[str, Applied | None] = field(default_factory=dict)
    sources: tuple[tuple[str, str, str], ...] = ()

    def walk(self) -> Iterator[Item]:
        """All items, parents first, in the order of the form."""
        for item in self.items:
            yield from item.walk()

    def item(self, code: str) -> Item | None:
        """The item of that code."""
        return next((item for item in self.walk() if item.code == code), None)

    @property
    def leaves(self) -> tuple[Item, ...]:
        """The items that are scored themselves."""
        return tuple(item for item in self.walk() if not item.children)

    def grade(self, share: Decimal) -> Text | None:
        """The grade for a total in percent of the points."""
        return next((grade.name for grade in self.grades if share >= grade.least), None)
