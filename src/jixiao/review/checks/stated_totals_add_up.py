"""Stated totals are the sum of what was stated below them.

## What it does

Adds up the stated scores below every group and below the total. Where a framework rounds each item, the sum is exact; where it rounds
later, it holds within half a step of the last digit of every part (A02). If parts were stated in whole points only, a difference within
their rounding is to be explained. Where some parts are not known, the total lies between the known ones and these plus the points
that are open (A03).

## Why it matters

A total that is not the sum of its parts has one of them wrong, or was written before they were.

## Example

Effectiveness 49.99, efficiency 48.00, total 98.99.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from jixiao.exact import plain
from jixiao.findings import Finding, Severity
from jixiao.framework.model import Item
from jixiao.review.check import Claims
from jixiao.review.precision import half_step, is_in_whole_points, places_of
from jixiao.review.stated import Line, Statement
from jixiao.wording import Text, same

rules = ("A02", "A03")
needs = ("stated_score",)


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every stated total or group that its parts do not come to, or cannot reach."""
    for statement in claims.statements:
        if statement.framework is None:
            continue
        for item in statement.framework.walk():
            line = statement.lines.get(item.code)
            if item.children and line is not None:
                yield from _whole(claims, statement, line, _parts(statement, item.children))
        if statement.total is not None:
            yield from _total(claims, statement, statement.total)


def _total(claims: Claims, statement: Statement, total: Line) -> Iterator[Finding]:
    assert statement.framework is not None
    parts = _parts(statement, statement.framework.items)
    if parts is not None and not _is_whole(statement, parts):
        parts = None
    elif parts is None and _are_all(statement):
        parts = [*statement.lines.values()]
    if parts is not None:
        yield from _whole(claims, statement, total, parts)
    elif total.score is not None:
        yield from _reach(claims, statement, total, total.score)


def _is_whole(statement: Statement, parts: list[Line]) -> bool:
    """Whether lines have all points of the framework; a form of which a part is missing does not show them all."""
    assert statement.framework is not None
    points = [part.item.points for part in parts if part.item is not None and part.item.points]
    return not points or sum(points, Decimal(0)) == statement.framework.points


def _are_all(statement: Statement) -> bool:
    """Whether the lines, none of them a group of others and all with a score, are all there is: if their points say so."""
    assert statement.framework is not None
    points = [line.points for line in statement.lines.values()]
    is_flat = not any((line.item and line.item.children) or line.score is None for line in statement.lines.values())
    return is_flat and None not in points and sum((each for each in points if each), Decimal(0)) == statement.framework.points


def _parts(statement: Statement, items: tuple[Item, ...]) -> list[Line] | None:
    """The stated lines that make up several items: each by itself, or by what stands below it; None if any is not known."""
    found: list[Line] = []
    for item in items:
        line = statement.lines.get(item.code)
        if line is not None and line.score is not None:
            found.append(line)
            continue
        below = _parts(statement, item.children) if item.children else None
        if below is None:
            return None
        found += below
    return found


def _whole(claims: Claims, statement: Statement, line: Line, parts: list[Line] | None) -> Iterator[Finding]:
    scores = [part.score for part in parts or []]
    known = [score for score in scores if score is not None]
    if line.score is None or not known or len(known) < len(scores):
        return
    off = Fraction(line.score) - sum(map(Fraction, known))
    severity = _severity(statement, line.score, parts or [], abs(off))
    if severity is not None:
        yield Finding(
            "stated-totals-add-up",
            claims.place(line.row, "score"),
            Text("各项得分之和是{sum}：{parts}", "The parts come to {sum}: {parts}").fill(
                sum=plain(sum(known, Decimal(0))), parts=" + ".join(map(plain, known))
            ),
            severity,
            rule="A02",
            stated=same(plain(line.score)),
            expected=same(plain(sum(known, Decimal(0)))),
            advice=Text("改正合计，或改正其中一项", "Correct the total, or one of its parts"),
        )


def _severity(statement: Statement, total: Decimal, parts: list[Line], off: Fraction) -> Severity | None:
    """How grave a difference is: none within the rounding of later-rounded parts, a question within that of whole points.

    A part with full marks, or with none, was not rounded; the others are rounded as the one of them that is written finest.
    """
    if not off:
        return None
    framework, scores = statement.framework, [part.score for part in parts if part.score is not None]
    open_ = [part.score for part in parts if part.score and part.score != part.points]
    step = half_step(max(map(places_of, open_), default=0))
    slack = len(open_) * step + (half_step(places_of(total)) if open_ or places_of(total) < max(map(places_of, scores)) else 0)
    if framework is not None and framework.round_at != "item" and off <= slack and not is_in_whole_points(scores):
        return None
    slack = len(scores) * half_step(0) + half_step(places_of(total))
    return "explain" if is_in_whole_points(scores) and not is_in_whole_points([total]) and off <= slack else "error"


def _reach(claims: Claims, statement: Statement, total: Line, stated: Decimal) -> Iterator[Finding]:
    """Whether a total can be reached from what is known below it."""
    bounds = _bounds(statement)
    if bounds is None or bounds[0] <= stated <= bounds[1]:
        return
    least, most = bounds
    yield Finding(
        "stated-totals-add-up",
        claims.place(total.row, "score"),
        Text(
            "已写明的各项得{scores}分，其余至多{rest}分，得不到这个总分",
            "What is stated comes to {scores}, the rest to {rest} at most: no such total",
        ).fill(scores=plain(least), rest=plain(most - least)),
        rule="A03",
        stated=same(plain(stated)),
        expected=Text("{least} 至 {most}", "from {least} to {most}").fill(least=plain(least), most=plain(most)),
        advice=Text("改正总分，或改正写明的得分", "Correct the total, or the scores that are stated"),
    )


def _bounds(statement: Statement) -> tuple[Decimal, Decimal] | None:
    """The least and the most that a total can be; None where nothing is known, or a score without its points."""
    assert statement.framework is not None
    known = [line for line in _outermost(statement) if line.score is not None]
    points = [line.points for line in known]
    if not known or None in points:
        return None
    least = sum((line.score for line in known if line.score is not None), Decimal(0))
    counted = sum((each for each in points if each is not None), Decimal(0))
    return least, least + max(statement.framework.points - counted, Decimal(0))


def _outermost(statement: Statement) -> Iterator[Line]:
    """The stated lines that no other stated line contains: items from the top, and indicators whose item is not stated."""
    assert statement.framework is not None

    def below(items: tuple[Item, ...]) -> Iterator[Line]:
        for item in items:
            line = statement.lines.get(item.code)
            if line is not None and line.score is not None:
                stated.append(item)
                yield line
            else:
                yield from below(item.children)

    stated: list[Item] = []
    yield from below(statement.framework.items)
    drawn = [leaf.selection for item in stated for leaf in item.leaves if leaf.selection is not None]
    for line in statement.lines.values():
        indicator = line.indicator
        if (
            line.item is None
            and indicator is not None
            and not any(indicator["class"] in selection.classes for selection in drawn)
        ):
            yield line
