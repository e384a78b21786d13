"""Where two or more items lost points, the report says how many each of them lost.

## What it does

Reads the sentences that name what lost points. If they name two or more items, and neither the sentence, what follows it, nor a form in
the same paper says the points of each, it is named.

## Why it matters

A total that was lost cannot be checked, and cannot be put right, as long as nobody knows which item lost what (N17).

## Example

“管理效率自评得分48分，在绩效管理和资产管理方面扣了分”: 2 points, two items, no split.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER, Paper
from jixiao.review.statements.deductions import Deduction, deductions
from jixiao.review.statements.marks import marks
from jixiao.review.statements.scores import TOTAL, scores
from jixiao.review.statements.vocabulary import vocabulary
from jixiao.wording import Text, joined, same

rules = ("N17",)
needs = (PAPER,)

_HALF = Decimal(50)


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every sentence that names several items and not what each lost; None if none lost anything."""
    if claims.paper is None or not deductions(claims.paper):
        return None
    return _unsplit(claims.paper)


def _unsplit(paper: Paper) -> Iterator[Finding]:
    named = [mark.name.text for mark in marks(paper)]
    known: set[tuple[str, ...]] = set()
    for each in deductions(paper):
        items = tuple(sorted(each.items))
        if len(items) < 2 or each.is_split or items in known:  # noqa: PLR2004 - one item needs no split
            continue
        known.add(items)
        if not all(any(item in name for name in named) for item in each.items):
            yield _finding(paper, each)


def _finding(paper: Paper, each: Deduction) -> Finding:
    lost = _lost(paper, each)
    because = Text("点名了{count}项扣分（{items}），没有写各扣多少", "{count} items lost points ({items}), and not how many each")
    return Finding(
        "lost-points-are-split",
        each.place,
        joined([because.fill(count=len(each.items), items=_listed(each)), *([lost] if lost else [])], "；", "; "),
        "explain",
        rule="N17",
        quote=each.quote,
        stated=lost or _listed(each),
        expected=Text("每一项各扣多少分", "the points that each of them lost"),
        advice=Text("逐项写明扣分，并与总分核对", "Write the points of each item, and hold them against the total"),
    )


def _listed(each: Deduction) -> Text:
    return joined(map(same, each.items), "、", ", ")


def _lost(paper: Paper, each: Deduction) -> Text | None:
    """The points that they lost together: as the sentence says, or as the score in front of it leaves of its full marks."""
    if each.total is not None:
        return Text("共扣{total}分", "{total} points in all").fill(total=plain(each.total))
    before = [score for score in scores(paper) if score.passage is each.passage and score.token.start < each.start]
    if not before or before[-1].name == TOTAL:
        return None
    score = before[-1]
    full = score.full.value if score.full is not None else _known_full(paper, score.name)
    if full is None or full <= score.value:
        return None
    return Text("{name}满分{full}分，得{score}分，共扣{total}分", "{name} has {score} of {full}: {total} points in all").fill(
        name=score.name, full=plain(full), score=plain(score.value), total=plain(full - score.value)
    )


def _known_full(paper: Paper, name: str) -> Decimal | None:
    """The full marks of the two halves of a department's score, where the paper names both."""
    halves = vocabulary("deductions")["halves"]
    named = {score.name for score in scores(paper)}
    return _HALF if name in halves and named.issuperset(halves) else None
