"""The scores of a made report: groups with their points, what was lost and why, the total and its grade. Points count hundredths."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from jixiao.dice import Dice
from jixiao.exact import half_up
from jixiao.framework.load import load, shipped
from jixiao.review.measuring_itself.words import words
from jixiao.review.stated import is_spending_rate

FULL = 10_000
SPENDING_POINTS = 1_000
GRADES = ((9_000, "优"), (8_000, "良"), (6_000, "中"), (0, "差"))
_MANAGEMENT = re.compile("管理|过程")
_SPENDING = re.compile("预算执行率|支出率")


class Group(NamedTuple):
    """A part of the score."""

    name: str
    points: int
    score: int


class Loss(NamedTuple):
    """Points lost by one item, and the words that tell it: name, reason, problem, measure."""

    group: int
    lost: int
    words: dict[str, str]


class Scoring(NamedTuple):
    """The score of a unit."""

    framework: str | None
    groups: tuple[Group, ...]
    losses: tuple[Loss, ...]

    @property
    def total(self) -> int:
        """All points together."""
        return sum(group.score for group in self.groups)

    @property
    def grade(self) -> str:
        """The grade by the usual bands."""
        return grade(self.total)


def grade(total: int) -> str:
    """优 from 90, 良 from 80, 中 from 60, 差 below."""
    return next(name for least, name in GRADES if total >= least)


@cache
def frameworks() -> tuple[tuple[str | None, tuple[tuple[str, int], ...]], ...]:
    """Ways to part a hundred points: those of the shipped frameworks of units that part them whole, and two of no framework."""
    found: list[tuple[str | None, tuple[tuple[str, int], ...]]] = [
        (None, (("履职效能", 5_000), ("管理效率", 5_000))),
        (None, (("投入管理", 2_000), ("过程管理", 3_000), ("产出", 3_000), ("效果", 2_000))),
    ]
    for name in shipped():
        framework = load(name)
        parts = tuple((item.name.zh, int(item.points * 100)) for item in framework.items)
        if framework.kind == "unit" and len(parts) > 1 and sum(size for _, size in parts) == FULL:
            found.append((name, parts))
    return tuple(found)


@cache
def is_spending_scored(framework: str | None) -> bool:
    """Whether the spending of the year bears on a score: unless a framework is named that has no item for it."""
    measures = [item.measure for item in load(framework).walk() if item.measure is not None] if framework else []
    return framework is None or any(map(is_spending_rate, measures))


def scoring(dice: Dice, spent: int, budget: int) -> Scoring:
    """A score that follows from the spending (ten points on a straight line) and from what some items lost."""
    framework, parts = dice.pick(frameworks())
    own = next((at for at, (name, _) in enumerate(parts) if _SPENDING.search(name)), 0)
    others = [at for at in range(len(parts)) if at != own] or [own]
    managed = next((at for at, (name, _) in enumerate(parts) if _MANAGEMENT.search(name)), others[-1])
    first, *items = words()["items"]
    lost = SPENDING_POINTS - half_up(spent, SPENDING_POINTS, budget)
    losses = [_loss(dice, own, lost, first)] if lost else []
    losses += [_loss(dice, managed, 25 * dice.between(1, 6), item) for item in dice.some(items, dice.between(1, 2))]
    scores = [size - sum(each.lost for each in losses if each.group == at) for at, (_, size) in enumerate(parts)]
    groups = tuple(Group(name, size, score) for (name, size), score in zip(parts, scores, strict=True))
    return Scoring(framework, groups, tuple(losses))


def _loss(dice: Dice, group: int, lost: int, item: Any) -> Loss:  # noqa: ANN401 - an entry of words.yaml
    k = str(dice.between(2, 6))
    return Loss(group, lost, {name: text.replace("{k}", k) for name, text in item.items()})


def decimal(points: int) -> Decimal:
    """Points counted in hundredths, as a number."""
    return Decimal(points).scaleb(-2)
