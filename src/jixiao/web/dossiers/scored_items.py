"""A score as a page shows it: the framework's tree, each item with its points, its rule, why, and what the unit said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jixiao.exact import plain
from jixiao.framework.model import SOURCES
from jixiao.score.explanation import reason_for
from jixiao.score.figure import rows_of_leaf
from jixiao.score.scoring import ItemScore, PartScore, Score, shown, shown_item
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.dossier import Row
from jixiao.web.dossiers.rows_behind import Group, groups
from jixiao.wording import Text, same

JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True)
class Shown:
    """An item of the tree. ``reason`` is the unit's for points lost, ``judged`` the row in which somebody judged it."""

    code: str
    name: Text
    depth: int
    is_group: bool
    points: str
    score: Text
    lost: str
    source: Text | None
    rule: Text | None
    because: Text
    has_lost: bool
    is_scored: bool
    reason: Row | None
    judged: Row | None
    is_judged: bool

    @property
    def lacks_reason(self) -> bool:
        """Whether points were lost that nobody gave a reason for."""
        return self.has_lost and not self.is_group and self.reason is None

    @property
    def lacks_judgement(self) -> bool:
        """Whether somebody still has to judge it."""
        return self.is_judged and self.judged is None


def listed(tables: Tables, made: Score) -> list[Shown]:
    """All items in the order of the form."""
    parents = {each.item.code: each.item.parent for each in made.items}
    return [_shown(tables, made, each, _depth(parents, each.item.code)) for each in made.items]


def one(tables: Tables, made: Score, code: str) -> Shown | None:
    """One item."""
    found = made.of(code)
    return _shown(tables, made, found, 0) if found else None


def _depth(parents: dict[str, str | None], code: str) -> int:
    depth, parent = 0, parents.get(code)
    while parent is not None:
        depth, parent = depth + 1, parents.get(parent)
    return depth


def _shown(tables: Tables, made: Score, each: ItemScore, depth: int) -> Shown:
    item, framework = each.item, made.framework
    is_group = bool(item.children)
    is_judged = not is_group and item.source == JUDGEMENT
    scope = made.scope or tables.scope()
    return Shown(
        item.code,
        item.name,
        depth,
        is_group,
        "" if framework.scale is not None else plain(each.points, framework.decimals),
        shown_item(each, framework) if each.is_scored else same("—"),
        shown(each.lost, framework).say("zh") if each.lost else "",
        None if is_group else SOURCES[item.source],
        item.applied.rule.label if item.applied else None,
        each.because,
        bool(each.lost and each.lost > 0),
        each.is_scored,
        None if is_group else reason_for(tables, made, item.code),
        tables.said_of("judgement", scope, framework.id, item.code) if is_judged else None,
        is_judged,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """An indicator within an item: its share of the points and why it earned what it did."""

    code: str
    name: str
    because: Text
    has_row: bool


def parts(each: ItemScore) -> Iterator[Part]:
    """The indicators of an item that is a mean of them."""
    for part in each.parts:
        yield _part(part)


def _part(part: PartScore) -> Part:
    return Part(part.part.code, part.part.name, part.because, part.part.row is not None)


def verdicts(each: ItemScore) -> Iterator[tuple[Text, bool, str, str]]:
    """The entries of a checklist: what has to hold, whether it does, its points, and the test as it is written."""
    for check, verdict in each.fact.verdicts if each.fact else ():
        yield check.name, verdict.holds, plain(check.points), str(check.holds)


def behind(tables: Tables, each: ItemScore) -> list[Group]:
    """The rows behind an item."""
    return groups(tables, rows_of_leaf(each))
