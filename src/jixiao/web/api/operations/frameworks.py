"""Scoring frameworks: those that come with jixiao and those that were brought in."""

from __future__ import annotations

from typing import Any

from ninja import Query, Schema

from jixiao.exact import plain
from jixiao.framework.load import load, shipped
from jixiao.framework.model import Framework, Item
from jixiao.web.api.operation import Call, Operation
from jixiao.web.api.problems import missing
from jixiao.web.api.shapes import Data, Listed, Slice, listed_of
from jixiao.web.models import FrameworkEdition
from jixiao.web.page import SIGNED_IN
from jixiao.wording import Text

order = 110
words = Text("指标体系", "Frameworks")


class FrameworkShape(Schema):
    """A framework; ``is_shipped`` if it comes with jixiao, ``is_active`` if it is in force on this site."""

    id: str
    name: str
    is_shipped: bool
    is_active: bool


class ItemShape(Schema):
    """An item; ``parent`` is the code of the one above (null: none)."""

    code: str
    name: str
    parent: str | None
    points: str
    rule: str | None
    source: str


class FrameworkWithItems(FrameworkShape):
    """The same with its items, parents first."""

    edition: str
    kind: str
    points: str
    items: list[ItemShape]


def list_frameworks(call: Call, part: Query[Slice]) -> dict[str, Any]:
    """The frameworks that can be scored by."""
    own = [
        {"id": each.framework, "name": each.framework, "is_shipped": False, "is_active": each.is_active}
        for each in FrameworkEdition.objects.all()
    ]
    return listed_of(call, [*(_shown(call, load(each)) for each in shipped()), *own], part)


def get_framework(call: Call, framework: str) -> dict[str, Any]:
    """A shipped framework with its items."""
    if framework not in shipped():
        raise missing()
    found = load(framework)
    points = plain(found.points, found.decimals)
    items = [_item(call, each, found.decimals) for each in found.walk()]
    return {**_shown(call, found), "edition": found.edition, "kind": found.kind, "points": points, "items": items}


def _shown(call: Call, each: Framework) -> Data:
    return {"id": each.id, "name": call.say(each.name), "is_shipped": True, "is_active": True}


def _item(call: Call, each: Item, decimals: int) -> Data:
    rule = each.applied.rule.name if each.applied else None
    said = {"code": each.code, "name": call.say(each.name), "parent": each.parent}
    return {**said, "points": plain(each.points, decimals), "rule": rule, "source": each.source}


operations = (
    Operation("GET", "frameworks", list_frameworks, SIGNED_IN, Text("指标体系一览", "The frameworks"), Listed[FrameworkShape]),
    Operation("GET", "frameworks/{framework}", get_framework, SIGNED_IN, Text("一个指标体系", "A framework"), FrameworkWithItems),
)
