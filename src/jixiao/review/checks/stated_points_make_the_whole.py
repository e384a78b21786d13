"""Points that were stated make the whole, as the framework divides it.

## What it does

- Where the total states its points, those of the lines come to it, and so do those below a group to the points of the group (A01);
  stated points of an item are those that the framework gives it. A paper that states the points of its lines and not of their total is
  asked about where they do not come to 100.
- The points of the indicators of an item come to the points of the item; where they do not, though the whole is right, the weights
  of the classes were chosen differently (10/50/30/10, or 10/20/40/20/10 with costs of their own), and that is to be explained (A15).
- No single indicator has more than 30 points, the spending rate and sole indicators of their item apart (A16).

## Why it matters

If the points make 98, two of them can never be earned; if one indicator has 60, the others hardly count.

## Example

Output 40, benefit 30, satisfaction 20, spending rate 10: the whole is right, the classes are not those of 财预〔2020〕10号.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.framework.model import Item
from jixiao.review.check import Claims
from jixiao.review.stated import Line, Statement
from jixiao.wording import Text, same

rules = ("A01", "A15", "A16")
needs = ("stated_score",)

_MOST = Decimal(30)
_WHOLE = Decimal(100)
_WITH_EXTRA = Decimal(110)
_OF_SPENDING = Decimal(10)
_DIVIDED = ("spending", "cost", "output", "benefit", "satisfaction")
_DIVISIONS = {
    tuple(map(Decimal, each)) for each in ((10, 0, 50, 30, 10), (10, 20, 40, 20, 10), (10, 0, 50, 40, 0), (10, 0, 60, 30, 0))
}
"""How 100 points are usually divided: 财预〔2020〕10号; with costs of their own since 2021; and without anybody to ask."""


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every statement, class or indicator whose points are not as the framework divides them."""
    for statement in claims.statements:
        if statement.framework is not None and statement.lines:
            groups = [*_groups(claims, statement)]
            yield from groups or _whole(claims, statement)
            yield from _classes(claims, statement) if claims.paper is None else _usual(claims, statement)
            for line in statement.lines.values():
                yield from _heavy(claims, line)


def _sum(lines: list[Line]) -> Decimal | None:
    points = [line.points for line in lines]
    return None if None in points or not points else sum((each for each in points if each is not None), Decimal(0))


def _whole(claims: Claims, statement: Statement) -> Iterator[Finding]:
    assert statement.framework is not None
    lines = [*statement.lines.values()]
    for line in lines:
        stated = line.row.quantity("points")
        if line.item is not None and stated is not None and stated.value != line.item.points and not line.is_spending:
            yield _points(claims, line, stated.value, line.item.points)
    stated = statement.total.row.quantity("points") if statement.total else None
    is_paper = claims.paper is not None
    whole = stated.value if stated is not None else statement.framework.points if is_paper and statement.total else None
    below = [line for line in lines if line.item is None or not line.item.children]
    found = _sum(below)
    if whole == found and stated is None and is_paper and whole is not None and _WHOLE < whole < _WITH_EXTRA:
        whole = _WHOLE
    if whole is None or found is None or found == whole or (len(below) < len(lines) and not is_paper):
        return
    if is_paper and not _is_all(statement, below):
        return
    if stated is None and (statement.total is None or statement.total.score is None):
        return
    if is_paper and whole - found == _OF_SPENDING and not any(line.is_spending for line in lines) and _names_rate(claims):
        return
    yield Finding(
        "stated-points-make-the-whole",
        claims.place(below[0].row, "points"),
        Text("{n}行的分值合计是{sum}", "The points of {n} lines come to {sum}").fill(n=len(below), sum=plain(found)),
        "error" if stated is not None else "explain",
        rule="A01",
        stated=same(plain(found)),
        expected=same(plain(whole)),
        advice=Text("核对各项分值，是否漏了一项", "Compare the points: is a line missing?"),
    )


def _names_rate(claims: Claims) -> bool:
    """Whether a paper has a spending rate in a cell; its points may stand where they were not found."""
    return claims.paper is not None and any("执行率" in each.text for each in claims.paper.passages if each.kind == "cell")


def _is_all(statement: Statement, below: list[Line]) -> bool:
    """Whether every leaf of the framework is among the lines; leaves that draw on indicators are there by these."""
    assert statement.framework is not None
    return all(leaf.selection is not None or leaf.code in statement.lines for leaf in statement.framework.leaves) and bool(below)


def _groups(claims: Claims, statement: Statement) -> Iterator[Finding]:
    """Groups whose stated points are not what the stated points below them come to."""
    for line in statement.lines.values():
        stated = line.row.quantity("points")
        if line.item is None or not line.item.children or stated is None:
            continue
        known = _points_below(statement, line.item)
        found = sum(known or (), Decimal(0))
        if known and found != stated.value:
            yield Finding(
                "stated-points-make-the-whole",
                claims.place(line.row, "points"),
                Text("“{item}”以下{n}项的分值合计是{sum}", "The points of the {n} parts of “{item}” come to {sum}").fill(
                    item=line.name, n=len(known), sum=plain(found)
                ),
                rule="A01",
                stated=same(plain(stated.value)),
                expected=same(plain(found)),
                advice=Text("核对这一组各项的分值", "Compare the points of this group"),
            )


def _points(claims: Claims, line: Line, stated: Decimal, due: Decimal) -> Finding:
    return Finding(
        "stated-points-make-the-whole",
        claims.place(line.row, "points"),
        Text("指标体系给“{item}”的分值是{due}", "The framework gives “{item}” {due} points").fill(item=line.name, due=plain(due)),
        rule="A01",
        stated=same(plain(stated)),
        expected=same(plain(due)),
        advice=Text("按指标体系改正分值", "Correct the points by the framework"),
    )


def _classes(claims: Claims, statement: Statement) -> Iterator[Finding]:
    """Items whose indicators have other points in all than the item, while the statement's whole is known."""
    assert statement.framework is not None
    whole = statement.total.row.quantity("points") if statement.total else None
    if whole is None or _sum([*statement.lines.values()]) != whole.value:
        return
    for item in statement.framework.leaves:
        if item.selection is None:
            continue
        lines = [
            line
            for line in statement.lines.values()
            if line.indicator is not None and line.indicator["class"] in item.selection.classes
        ]
        found = _sum(lines)
        if found is not None and found != item.points:
            yield Finding(
                "stated-points-make-the-whole",
                claims.place(lines[0].row, "points"),
                Text(
                    "“{item}”各指标的分值合计{sum}分，通常为{due}分",
                    "The indicators of “{item}” have {sum} points in all, where {due} are usual",
                ).fill(item=item.name, sum=plain(found), due=plain(item.points)),
                "explain",
                rule="A15",
                stated=same(plain(found)),
                expected=same(plain(item.points)),
                advice=Text("按规定的权重调整，或说明调整的依据", "Use the usual weights, or say why they were changed"),
            )


def _points_below(statement: Statement, item: Item) -> list[Decimal] | None:
    """The stated points of the parts of a group, each by itself or by its own parts; None if any is not stated."""
    found: list[Decimal] = []
    for child in item.children:
        line = statement.lines.get(child.code)
        stated = line.row.quantity("points") if line is not None else None
        below = [stated.value] if stated is not None else _points_below(statement, child) if child.children else None
        if below is None:
            return None
        found += below
    return found


def _usual(claims: Claims, statement: Statement) -> Iterator[Finding]:
    """Classes of a project's form that have other points than any usual division, where the form has all 100 points."""
    lines = [line for line in statement.lines.values() if line.item is None or not line.item.children]
    spending = [line for line in lines if line.is_spending]
    classes: dict[str, list[Line]] = {}
    for line in lines:
        if line.indicator is not None and line.indicator["class"] is not None:
            classes.setdefault(line.indicator.text_id("class"), []).append(line)
    is_project = statement.framework is not None and statement.framework.kind == "project"
    counted = [line for listed in classes.values() for line in listed]
    if not is_project or len(spending) + len(counted) != len(lines) or _sum(lines) != _WHOLE or not spending:
        return
    found = tuple(_sum(spending if name == "spending" else classes.get(name, [])) or Decimal(0) for name in _DIVIDED)
    spent, cost, output, *others = found
    if spent != _OF_SPENDING and spent in _given_by_frameworks(claims):
        return
    if found in _DIVISIONS or (spent, Decimal(0), output + cost, *others) in _DIVISIONS:
        return
    shown = "/".join(plain(each) for each in found if each)
    first = next(iter(classes.values()), spending)[0]
    yield Finding(
        "stated-points-make-the-whole",
        claims.place(first.row, "points"),
        Text(
            "执行率、成本、产出、效益、满意度的分值是{shown}",
            "Spending rate, cost, output, benefit and satisfaction have {shown}",
        ).fill(shown=shown),
        "explain",
        rule="A15",
        stated=same(shown),
        expected=same("10/50/30/10"),
        advice=Text("按规定的权重调整，或说明调整的依据", "Use the usual weights, or say why they were changed"),
    )


def _given_by_frameworks(claims: Claims) -> set[Decimal]:
    """The points that the frameworks give to spending which were named for a paper; those read from its own points say nothing."""
    named = (each for each in claims.frameworks.values() if not each.id.startswith("form-"))
    return {leaf.points for framework in named for leaf in framework.leaves if leaf.shown_as == "percent"}


def _heavy(claims: Claims, line: Line) -> Iterator[Finding]:
    if line.indicator is not None and line.points is not None and line.points > _MOST:
        yield Finding(
            "stated-points-make-the-whole",
            claims.place(line.row, "points"),
            Text("单个指标占{points}分", "A single indicator has {points} points").fill(points=plain(line.points)),
            "hint",
            rule="A16",
            stated=same(plain(line.points)),
            expected=Text("至多{most}分", "at most {most}").fill(most=plain(_MOST)),
            advice=Text("拆成几个指标，或降低分值", "Divide it, or give it fewer points"),
        )
