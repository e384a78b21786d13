"""What the words say was not finished has no full marks in the form.

## What it does

Reads the sentences that say that something was not finished, not begun, delayed or became less, and the lines of the paper's forms. A line
that has all its points, and whose name or matter such a sentence names, is to be explained.

## Why it matters

“培训部分减少” beside full marks for the number of trainings: one of the two does not hold, or the target had been changed (S12).

## Example

“受疫情影响，业务培训班未完成” and 业务培训班 10 of 10 points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER
from jixiao.review.statements.claims_in_words import Claim, shortfalls
from jixiao.review.statements.marks import Mark, marks
from jixiao.wording import Text

rules = ("S12",)
needs = (PAPER,)

_AROUND = re.compile(
    r"^(?:\d+[.、]|指标\d[：:])|(?:完成|举办|组织|开展|实施|达到|保障)|(?:次数|数量|人数|期数|场次|个数|面积|里程|完成率|达标率|合格率|及时率|率|次|数|量|情况)$"
    r"|[（(][^（）()]*[）)]|[≥≤=＝>＜<%％\d.]"
)
_SHORTEST = 4


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every such sentence; None where the paper has no form with points."""
    if claims.paper is None or not marks(claims.paper):
        return None
    return _contradicted(marks(claims.paper), shortfalls(claims.paper))


def _contradicted(lines: tuple[Mark, ...], told: tuple[Claim, ...]) -> Iterator[Finding]:
    full = {core: mark for mark in lines if mark.lost == 0 and mark.points > 0 and (core := matter(mark.name.text))}
    lost = {matter(mark.name.text) for mark in lines if mark.lost > 0}
    for claim in told:
        text = claim.sentence.text
        named = [core for core in full if core in text]
        if named and not any(core and core in text for core in lost):
            yield _finding(claim, full[max(named, key=len)])


def matter(name: str) -> str:
    """What the name of an indicator is about; nothing if that is too short to be found by."""
    core = _AROUND.sub("", name.strip())
    core = _AROUND.sub("", core)
    return core if len(core) >= _SHORTEST else ""


def _finding(claim: Claim, mark: Mark) -> Finding:
    return Finding(
        "words-agree-with-full-marks",
        claim.sentence.passage.place_at(claim.start),
        Text(
            "文字写“{words}”，指标“{name}”得满分（{score}/{points}）",
            "The text says “{words}”, and “{name}” has {score} of {points}",
        ).fill(words=claim.words, name=mark.name.text.strip(), score=plain(mark.score), points=plain(mark.points)),
        "explain",
        rule="S12",
        quote=claim.sentence.quote.strip(),
        stated=Text("{name}得{score}分", "{name} has {score}").fill(name=mark.name.text.strip(), score=plain(mark.score)),
        expected=Text("与文字相符的得分", "a score that agrees with the text"),
        advice=Text("核对完成值和得分，或说明目标已经调整", "Look up value and score, or say that the target was changed"),
    )
