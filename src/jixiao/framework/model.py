"""A scoring framework (指标体系): a tree of items with points, each leaf with its rule and where its fact comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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

LEFT_OUT = "rescale"
"""The policy by which an item that does not apply counts nowhere; the only one where letters are given."""

WHEN_NONE: dict[str, Text] = {
    "not_reported": Text("没有这一类绩效指标即为未填报", "without such an indicator it is not reported"),
    "not_applicable": Text("没有这一类绩效指标即为不适用", "without such an indicator it does not apply"),
}
"""What it means that a unit has none of the indicators that an item draws on."""

RESIDUALS: dict[str, Text] = {
    "spread": Text("按累计数四舍五入，尾差分散在各项", "running totals are rounded, so the residual is spread"),
    "last": Text("逐项四舍五入，尾差归最后一项", "each is rounded, the last one takes the residual"),
    "largest": Text("先舍去，余数最大的各项各进一个最小单位", "each is cut off, the largest remainders get the units left"),
}
"""How points that are divided among indicators come to add up exactly."""

RESCALES: dict[str, Text] = {
    "total": Text("不适用的分值由其余全部指标按比例补足", "all other items make up for the points that do not apply"),
    "group": Text("不适用的分值由同组其余指标按比例补足", "the others of the group make up for the points that do not apply"),
}
"""Where points that are left out are made up for; a group that does not apply at all is made up for one level above."""

SUM = "sum"
"""The way of every group that has points."""

PART_PLACES = 6
"""The parts of a mean are rounded to 10⁻⁶ point before they are added, unless a framework shows fewer decimals for each."""


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


class Scale(NamedTuple):
    """Letters in place of points: all that can come out, best first, and the letter that several give together.

    ``conversion`` holds combinations by their letters, best first; it serves the aggregate that looks them up.
    """

    letters: tuple[str, ...]
    conversion: Mapping[tuple[str, ...], str]

    def ordered(self, letters: Iterable[str]) -> tuple[str, ...]:
        """Letters of the scale, best first."""
        return tuple(sorted(letters, key=self.letters.index))


class Applied(NamedTuple):
    """A rule with the options that a framework gives it."""

    rule: Rule
    options: Options


@dataclass(frozen=True, slots=True)
class Item:
    """One item: a group of others, or a leaf that is scored. ``points`` are its full marks, 0 where letters are given.

    ``letters`` says what each of its answers counts as; ``used`` names the library's indicator whose measure it takes.
    """

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
    when_none: str = "not_reported"
    aggregate: str = SUM
    letters: tuple[str, ...] = ()
    used: str | None = None

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
    """A framework's edition: the years and the region it holds for, its tree, its rounding and its grades.

    ``missing`` says what is not known of it: then its points need not add up, and it gives no total. ``scale`` stands in place of
    points. ``share_decimals`` are the decimals to which single indicators of a mean are shown and scored.
    """

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
    missing: Text | None = None
    scale: Scale | None = None
    share_decimals: int = PART_PLACES
    residual: str = "spread"
    rescale: str = "total"
    applies_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def why_no_total(self) -> Text | None:
        """Why this framework never gives a total, if it does not."""
        if self.missing is not None:
            return _INCOMPLETE.fill(missing=self.missing)
        return None if self.scale is None else _LETTERS_ONLY

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

    def grade(self, total: Decimal) -> Text | None:
        """The grade for a total: the first whose least share of the points, in percent, it reaches."""
        return next((grade.name for grade in self.grades if total * 100 >= grade.least * self.points), None)


_INCOMPLETE = Text(
    "指标体系不完整，不给总分和等次：{missing}", "The framework is not complete, so there is no total and no grade: {missing}"
)
_LETTERS_ONLY = Text(
    "本体系按等级字母评定，各组之间不合计，没有总分",
    "This framework gives letters; its groups are not added up, so there is no total",
)
