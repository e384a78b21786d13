"""The framework that a form itself says: its tree with the points that stand in it, and the usual rules of 财预〔2020〕10号."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from jixiao.framework.load import named
from jixiao.framework.model import Framework, Item
from jixiao.review.form_reading.cells import number
from jixiao.review.form_reading.forms import Form
from jixiao.review.form_reading.tree import Entry, Path
from jixiao.review.form_reading.words import words
from jixiao.wording import of_words

USUAL = "mof-project-2020"
SPENDING = "spending-rate"
WHOLE = Decimal(100)
_BANDS = re.compile(
    r"(?P<least>\d{2,3})分?(?:[（(]含[^）)]*[）)]|以上|及以上|≤|-|—|~|至|到)[^。；;]{0,12}优|优秀?[（(:：为]{0,2}(?:得分)?(?:≥|>=|不低于)?(?P<after>\d{2,3})"
)
_STEPPED = re.compile(r"每[^。；]{0,12}扣|[扣减]\d|低于|不足|以上得|以下得|得\d+%")


@dataclass
class Node:
    """A place in the tree while it is built."""

    path: Path
    code: str
    points: Decimal | None = None
    entry: Entry | None = None
    is_spending: bool = False
    below: list[Node] = field(default_factory=list)


def coded(form: Form) -> list[Node]:
    """The tree of a form, each place with a code that no other form has; none where groups stand among the leaves unmarked."""
    if _is_flat(form):
        return []
    top: list[Node] = []
    known: dict[Path, Node] = {}
    groups = {entry.path: entry for entry in form.groups}
    spending = spending_leaf(form)
    money = form.money_line("total")
    if spending is None and money is not None and {"points", "score"} & money.cells.keys():
        top.append(Node((), f"f{form.number}-rate", is_spending=True))
    for nth, entry in enumerate(form.leaves, 1):
        siblings = top
        for depth in range(1, len(entry.path)):
            path = entry.path[:depth]
            if path not in known:
                group = groups.get(path)
                known[path] = Node(path, f"f{form.number}-g{len(known) + 1:02}", group.points if group else None, group)
                siblings.append(known[path])
            siblings = known[path].below
        siblings.append(Node(entry.path, f"f{form.number}-{nth:02}", entry.points, entry, is_spending=entry is spending))
    return top


def _is_flat(form: Form) -> bool:
    """Whether the points of a list are several times its total, so that some lines are groups, and nothing says which."""
    total = form.total.points if form.total else None
    known = [entry.points for entry in form.leaves]
    if not total or None in known or any(len(entry.path) > 1 for entry in form.leaves):
        return False
    summed = sum((each for each in known if each is not None), Decimal(0))
    return summed > total and summed % total == 0


def spending_leaf(form: Form) -> Entry | None:
    """The line that is the spending rate itself."""
    return next((entry for entry in form.leaves if words().is_in("spending", entry.name)), None)


def own_framework(form: Form, tree: Sequence[Node], bands_are_usual: bool) -> Framework:  # noqa: FBT001 - said of the paper
    """The framework of a form. Where the total does not state its points, they are 100, or what the lines come to if that is more."""
    usual, _ = named(USUAL)
    items = tuple(_item(usual, form, node, None) for node in tree)
    total = form.total.points if form.total else None
    summed = sum((item.points for item in items), Decimal(0))
    is_part = form.total is None and "score" not in form.keys
    points = total or (summed if is_part else max(summed, WHOLE))
    return replace(
        usual,
        id=f"form-{form.number}",
        name=of_words(form.grid.name, form.grid.name),
        kind="project" if form.is_project else "unit",
        points=points,
        round_at="total",
        items=items,
        grades=usual.grades if bands_are_usual else (),
    )


def _item(usual: Framework, form: Form, node: Node, parent: str | None) -> Item:
    below = tuple(_item(usual, form, each, node.code) for each in node.below)
    points = node.points if node.points is not None else sum((item.points for item in below), Decimal(0))
    said = node.path[-1] if node.path else "预算执行率"
    name = of_words(said, said)
    if node.is_spending:
        spending = usual.item(SPENDING)
        assert spending is not None
        money = form.money_line("total")
        cell = money.cells.get("points") if money and not node.path else None
        stated = number(cell.text) if cell is not None else node.points
        standard = node.entry.text("standard") if node.entry else ""
        return replace(
            spending,
            code=node.code,
            name=name,
            points=stated or Decimal(0),
            parent=parent,
            applied=None if _STEPPED.search(standard) else spending.applied,
        )
    basis = node.entry.text("standard") if node.entry and not below else ""
    return Item(node.code, name, points, parent, below, basis=of_words(basis, basis) if basis else None)


def has_usual_bands(texts: Sequence[str]) -> bool:
    """Whether a paper says nothing of grade bands other than 90, 80 and 60 of 100."""
    for text in texts:
        for found in _BANDS.finditer(text):
            least = Decimal(found["least"] or found["after"])
            if least not in _USUAL_BANDS:
                return False
    return True


_USUAL_BANDS = frozenset(map(Decimal, (60, 80, 90, 100)))


def lines_by_code(tree: Sequence[Node]) -> Mapping[str, Node]:
    """Every place of a tree by its code."""
    found: dict[str, Node] = {}
    for node in tree:
        found[node.code] = node
        found |= lines_by_code(node.below)
    return found
