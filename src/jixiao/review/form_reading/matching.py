"""Which lines of a form are which items of a framework that was named: by their names, near ones only where no other is near."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from jixiao.framework.model import Framework, Item
from jixiao.review.form_reading.own_framework import Node, lines_by_code
from jixiao.review.form_reading.words import unnumbered

_SIGNS = re.compile(r"[^\w]|_")
_NEAR, _NEXT = 85, 75
_PERCENT = 100
_HALF = 2


def matched(framework: Framework, tree: Sequence[Node], *, is_project: bool) -> dict[str, Item]:
    """The item of every line's code, where there is one. Empty where the form is not one of the framework's."""
    if (framework.kind == "project") != is_project:
        return {}
    nodes = lines_by_code(tree)
    items = {_plain(item.name.zh): item for item in framework.walk()}
    spending = next((item for item in framework.leaves if item.measure is not None and item.shown_as == "percent"), None)
    found: dict[str, Item] = {}
    for code, node in nodes.items():
        item = spending if node.is_spending else _named(node, items)
        if item is not None and item not in found.values() and bool(item.children) <= bool(node.below):
            found[code] = item
    return found if _is_enough(framework, nodes, found) else {}


def _is_enough(framework: Framework, nodes: Mapping[str, Node], found: Mapping[str, Item]) -> bool:
    """Whether at least half of the leaves are the framework's; or all that it draws on are indicators, and its classes are there."""
    leaves = [code for code, node in nodes.items() if not node.below]
    if leaves and sum(code in found for code in leaves) * _HALF >= len(leaves):
        return True
    drawing = [item for item in framework.leaves if item.selection is not None]
    return len(drawing) + 1 >= len(framework.leaves) and any(item in found.values() for item in drawing)


def _named(node: Node, items: Mapping[str, Item]) -> Item | None:
    name = _plain(node.path[-1]) if node.path else ""
    if name in items:
        return items[name]
    rated = sorted(((_likeness(name, known), known) for known in items), reverse=True)[:2]
    is_near = bool(rated) and rated[0][0] >= _NEAR and (len(rated) == 1 or rated[1][0] < _NEXT)
    return items[rated[0][1]] if is_near else None


def _likeness(name: str, known: str) -> int:
    return int(SequenceMatcher(None, name, known, autojunk=False).ratio() * _PERCENT)


def _plain(name: str) -> str:
    return _SIGNS.sub("", unnumbered(name))
