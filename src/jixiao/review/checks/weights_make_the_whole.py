"""Weights of indicators make a whole.

## What it does

Adds up the weights of the indicators that an item of a framework draws on, and of the indicators of every task and project. A group
is a whole if its weights come to

- 100, or
- the points of the item that draws on it, or
- the framework's own: the weights of all groups that its items draw on together come to the points of these items (such as
  40 + 30 + 20 under items of 50 + 30 + 10). That a single group then differs from its item is left to the points that are stated.

For a task or project that no item draws on, 90 is a whole, too: the other ten points are then those of the spending rate
(财预〔2020〕10号). The finding stands at the first weight of the group, since no single one is known to be wrong.

## Why it matters

Every indicator gets its share of the points by its weight (A01). Weights that come to 98 mean that somebody forgot an indicator, or
changed one weight and not another.

## Example

Output indicators of the unit: 10 + 8 + 8 + … = 98, while the item has 20 points: neither 100 nor 20.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.framework.model import Framework, Item
from jixiao.review.check import Claims
from jixiao.tables.dossier import Row
from jixiao.wording import Text, same

rules = ("A01",)
needs = ("indicator",)

_WHOLE = Decimal(100)
_WITHOUT_SPENDING = Decimal(90)


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at the first indicator of every group whose weights make no whole."""
    groups: defaultdict[tuple[str, object, object], list[Row]] = defaultdict(list)
    for row in claims.dossier.table("indicator"):
        owner = None if row["level"] == "unit" else row["owner_code"]
        groups[row.text_id("level"), row["unit_code"], owner].append(row)
    for (level, _, _), rows in groups.items():
        drawing = [(framework, _drawn(framework, level)) for framework in claims.frameworks.values()]
        if not any(items for _, items in drawing):
            if level != "unit":
                yield from _faulty(rows, (_WHOLE, _WITHOUT_SPENDING), claims)
            continue
        for _, items in drawing:
            yield from _under(rows, items, claims)


def _drawn(framework: Framework, level: str) -> list[Item]:
    return [item for item in framework.leaves if item.selection and item.selection.level == level]


def _under(rows: list[Row], items: list[Item], claims: Claims) -> Iterator[Finding]:
    """The groups of the items of one framework; nothing if all of them together are the framework's own whole."""
    parts = [(item, [row for row in rows if item.selection and row["class"] in item.selection.classes]) for item in items]
    drawn = [row for _, part in parts for row in part]
    if drawn and _sum(drawn) == sum((item.points for item in items), Decimal(0)):
        return
    for item, part in parts:
        yield from _faulty(part, (_WHOLE, item.points), claims, item)


def _sum(rows: list[Row]) -> Decimal | None:
    weights = [row.quantity("weight") for row in rows]
    return None if None in weights else sum((weight.value for weight in weights if weight), Decimal(0))


def _faulty(rows: list[Row], wholes: tuple[Decimal, ...], claims: Claims, item: Item | None = None) -> Iterator[Finding]:
    found = _sum(rows)
    if not rows or found is None or found in wholes:
        return
    about = (
        item.name
        if item
        else Text("“{level}”{owner}", "{level} {owner}").fill(level=rows[0].text("level"), owner=rows[0].text("owner_code"))
    )
    parts = same(" + ".join(plain(weight.value) for row in rows if (weight := row.quantity("weight"))))
    yield Finding(
        "weights-make-the-whole",
        claims.place(rows[0], "weight"),
        Text(
            "{about}的{n}个指标权重合计不是整体：{parts} = {sum}",
            "The weights of the {n} indicators of {about} make no whole: {parts} = {sum}",
        ).fill(about=about, n=len(rows), parts=parts, sum=plain(found)),
        rule="A01",
        stated=same(plain(found)),
        expected=Text("{first} 或 {second}", "{first} or {second}").fill(first=plain(wholes[0]), second=plain(wholes[1])),
        advice=Text(
            "核对各指标权重，是否漏了指标或只改了其中一个", "Compare the weights: is one missing, or was only one changed?"
        ),
    )
