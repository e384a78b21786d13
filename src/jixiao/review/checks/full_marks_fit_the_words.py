"""Full marks fit the words beside them.

## What it does

Looks for words that say that something was not done, or not all of it (未完成, 部分减少, 尚未…), in what was reached and in the reason
beside a line with full marks. Lines whose number reaches the target are left alone. The words stand in `review/indicator_words.yaml`.

## Why it matters

A line that says itself that a part is missing cannot have all points, or the words are about something else; the paper should say which
(S12).

## Example

开展培训: “因疫情部分未开展”, 10 of 10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.indicator_words import words
from jixiao.review.stated import Line, Statement
from jixiao.review.targets import met
from jixiao.wording import Text, same

rules = ("S12",)
needs = ("stated_score",)

_DENIED = re.compile(r"(?:无|不存在|没有|未发现|未出现|不)[^，。；,;]{0,3}$")


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every line with full marks whose words say that something is missing."""
    for statement in claims.statements:
        if not statement.is_final:
            continue
        for line in statement.lines.values():
            word = _undone(line) if _is_full(line) and not _is_reached(statement, line) else None
            if word is not None:
                yield Finding(
                    "full-marks-fit-the-words",
                    claims.place(line.row, "score"),
                    Text("“{name}”写有“{word}”，却得满分", "“{name}” says “{word}”, yet has full marks").fill(
                        name=line.name, word=word
                    ),
                    "explain",
                    rule="S12",
                    stated=Text("得分{score}", "score {score}").fill(score=line.row.text("score")),
                    expected=Text("不到满分，或说明为何不扣分", "less than full marks, or why nothing is deducted"),
                    advice=Text("核对完成情况，改正得分或说明", "Compare what was done, and correct the score or the words"),
                )


def _is_full(line: Line) -> bool:
    return line.score is not None and line.score == line.points and not line.is_spending


def _is_reached(statement: Statement, line: Line) -> bool:
    found = met(statement, line)
    return found is not None and found.is_reached


def _undone(line: Line) -> Text | None:
    texts = [line.row.text("reason"), line.actual_row.text("text") if line.actual_row is not None else ""]
    for text in texts:
        for word in words().undone:
            at = text.find(word)
            if at >= 0 and not _DENIED.search(text[:at]):
                return same(word)
    return None
