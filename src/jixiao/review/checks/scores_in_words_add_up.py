"""The scores that the text names agree with each other, with their full marks and with the grade.

## What it does

- Parts that make a total together (履职效能 and 管理效率; 决策, 过程, 产出 and 效益) come to the total of the year, wherever they stand (A12).
- Parts that one sentence gives with their total come to it, where they are all there are (A02; A12 for the two halves).
- What was got and what was lost come to the full marks beside them (A12).
- No score is above its full marks, no total above 100 where no other full marks and no extra points are named (A04).
- The grade in words is the one of the score: by the framework, else 90, 80 and 60 of 100 (A13).

## Why it matters

The number on the first page is copied into every later one.

## Example

“履职效能自评得分49.99分”, “管理效率自评得分48分”, “自评得分98.99分”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.lexer import Token
from jixiao.review.paper import PAPER, Paper, Passage
from jixiao.review.statements.score_sums import score_sums
from jixiao.review.statements.scores import TOTAL, Score, scores
from jixiao.review.statements.sums import divisions
from jixiao.review.statements.vocabulary import vocabulary
from jixiao.wording import Text, same

rules = ("A02", "A12", "A04", "A13")
needs = (PAPER,)

_CHECK = "scores-in-words-add-up"
_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")
_OTHER_MARKS = re.compile(r"满分(?:为|是)?1[1-9]\d|总分(?:值)?(?:为|是)?1[1-9]\d|加分|附加|1[25]0分|折算")
_OTHER_BANDS = re.compile(
    r"(?P<least>\d{2,3})分?[（(]?(?:含)?[）)]?(?:及)?以?上[^。；;]{0,12}?(?:为|评为|定为|的)?[“\"]?优|优[^。；;，,]{0,6}?[（(：:≥](?P<least2>\d{2,3})"
)
_BANDS = ((Decimal(90), "优"), (Decimal(80), "良"), (Decimal(60), "中"), (Decimal(0), "差"))


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every score, total and grade that contradicts others; None if the text names no score."""
    if claims.paper is None or not scores(claims.paper):
        return None
    return _all(claims, claims.paper)


def _all(claims: Claims, paper: Paper) -> Iterator[Finding]:
    yield from _sums(paper)
    yield from _parts(paper)
    words = "\n".join(passage.text for passage in paper.texts)
    has_own_marks = _OTHER_MARKS.search(words) is not None
    own_bands = [found["least"] or found["least2"] for found in _OTHER_BANDS.finditer(words)]
    for score in scores(paper):
        above = _above(score, has_own_marks=has_own_marks)
        if above is not None:
            yield above
        elif score.full is not None and score.lost is not None:
            yield from _lost(score, score.full.value or _HUNDRED, score.lost.value or Decimal(0))
        yield from _grade(claims, score, own_bands)


def _sums(paper: Paper) -> Iterator[Finding]:
    """Totals that the parts beside them do not come to."""
    divided = {each.whole for each in divisions(paper) if each.verdict not in {"holds", "open", None} and each.slip is None}
    for each in score_sums(paper):
        if abs(each.off) > _CENT and each.is_whole and each.total.token not in divided:
            halves = {part.name for part in each.parts} == set(vocabulary("deductions")["halves"])
            yield _not_added(each.passage, each.total.token, "A12" if halves else "A02", [part.token for part in each.parts])


def _not_added(passage: Passage, total: Token, rule: str, parts: list[Token]) -> Finding:
    values = [part.value for part in parts if part.value is not None]
    due, value = sum(values, Decimal(0)), total.value or Decimal(0)
    because = Text("{parts} = {sum}，与总分{total}相差{off}", "{parts} = {sum}, {off} off from the total {total}")
    start = min(total.start, *(part.start for part in parts))
    return Finding(
        _CHECK,
        passage.place_at(total.start),
        because.fill(parts=" + ".join(map(plain, values)), sum=plain(due), total=plain(value), off=plain(abs(due - value))),
        rule=rule,
        quote=passage.quote(start, max(total.end, *(part.end for part in parts))),
        stated=same(total.text),
        expected=same(plain(due)),
        advice=Text("改正总分，或改正其中一项", "Correct the total or one of the parts"),
    )


def _parts(paper: Paper) -> Iterator[Finding]:
    """Totals that the parts named elsewhere do not come to."""
    of_year = [score for score in scores(paper) if score.stage == "year"]
    totals = [score for score in of_year if score.name == TOTAL]
    summed = {each.whole for each in divisions(paper)} | {each.total.token for each in score_sums(paper)}
    if len({score.value for score in totals}) != 1 or any(score.token in summed for score in totals):
        return
    for names in vocabulary("numbers")["score-parts"]:
        parts = [[score for score in of_year if score.name.endswith(name)] for name in names.split("+")]
        if all(len({score.value for score in found}) == 1 for found in parts):
            chosen = [found[0] for found in parts]
            due = sum((score.value for score in chosen), Decimal(0))
            if due != totals[0].value:
                yield _finding(
                    totals[-1],
                    "A12",
                    Text("{parts} = {sum}，与总分相差{off}", "{parts} = {sum}, {off} off from the total").fill(
                        parts=" + ".join(plain(score.value) for score in chosen),
                        sum=plain(due),
                        off=plain(abs(due - totals[0].value)),
                    ),
                    plain(due),
                )
            return


def _above(score: Score, *, has_own_marks: bool) -> Finding | None:
    full = score.full.value if score.full is not None else None
    if full is None and score.name == TOTAL and not has_own_marks:
        full = _HUNDRED
    if full is None or score.value <= full:
        return None
    because = Text("得分比满分{full}高{over}", "The score is {over} above the full marks of {full}")
    return _finding(score, "A04", because.fill(full=plain(full), over=plain(score.value - full)), f"0–{plain(full)}")


def _lost(score: Score, full: Decimal, lost: Decimal) -> Iterator[Finding]:
    if full - lost != score.value:
        because = Text("满分{full} − 扣分{lost} = {due}", "Full marks {full} − points lost {lost} = {due}")
        yield _finding(score, "A12", because.fill(full=plain(full), lost=plain(lost), due=plain(full - lost)), plain(full - lost))


def _grade(claims: Claims, score: Score, own: list[str]) -> Iterator[Finding]:
    if score.grade is None or score.name != TOTAL:
        return
    full = score.full.value if score.full is not None else _HUNDRED
    due = _due(claims, score)
    if due is None or full != _HUNDRED or any(each != "90" for each in own) or score.value > _HUNDRED:
        return
    start, end, stated = score.grade
    if stated.replace("较", "")[0] != due[0]:
        yield Finding(
            _CHECK,
            score.passage.place_at(start),
            Text(
                "{score}分对应的等次是“{due}”（90、80、60分为界）", "{score} points get the grade “{due}” (bounds 90, 80, 60)"
            ).fill(score=plain(score.value), due=due),
            rule="A13",
            quote=score.passage.quote(score.token.start, end),
            stated=same(stated),
            expected=same(due),
            advice=Text("按得分改正等次，或改正得分", "Correct the grade by the score, or the score"),
        )


def _due(claims: Claims, score: Score) -> str | None:
    """The grade by the one framework that is known, if it has these four; else by the usual bands."""
    frameworks = list(claims.frameworks.values())
    if len(frameworks) == 1 and frameworks[0].grades:
        grade = frameworks[0].grade(score.value)
        return grade.zh if grade is not None and grade.zh[0] in "优良中差" else None
    return next(name for least, name in _BANDS if score.value >= least)


def _finding(score: Score, rule: str, because: Text, expected: str) -> Finding:
    return Finding(
        _CHECK,
        score.place,
        because,
        rule=rule,
        quote=score.quote,
        stated=same(score.token.text),
        expected=same(expected),
        advice=Text("改正总分，或改正其中一项", "Correct the total or one of the parts"),
    )
