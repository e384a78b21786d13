"""Points that were stated make the whole, as the framework divides it.

## What it does

- Where the total states its points, and no group stands among the lines, those of the lines come to it (A01); stated points of an item
  are those that the framework gives it.
- The points of the indicators of an item come to the points of the item; where they do not, though the whole is right, the weights
  of the classes were chosen differently (10/50/30/10), and that is to be explained (A15).
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
from jixiao.review.check import Claims
from jixiao.review.stated import Line, Statement
from jixiao.wording import Text, same

rules = ("A01", "A15", "A16")
needs = ("stated_score",)

_MOST = Decimal(30)


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every statement, class or indicator whose points are not as the framework divides them."""
    for statement in claims.statements:
        if statement.framework is not None and statement.lines:
            yield from _whole(claims, statement)
            yield from _classes(claims, statement)
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
    whole, found = statement.total.row.quantity("points") if statement.total else None, _sum(lines)
    if (
        whole is not None
        and found is not None
        and found != whole.value
        and not any(line.item and line.item.children for line in lines)
    ):
        yield Finding(
            "stated-points-make-the-whole",
            claims.place(lines[0].row, "points"),
            Text("{n}行的分值合计是{sum}", "The points of {n} lines come to {sum}").fill(n=len(lines), sum=plain(found)),
            rule="A01",
            stated=same(plain(found)),
            expected=same(plain(whole.value)),
            advice=Text("核对各项分值，是否漏了一项", "Compare the points: is a line missing?"),
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
