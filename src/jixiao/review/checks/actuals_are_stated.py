"""Actuals of quantitative indicators are numbers of their own.

## What it does

An actual that stands as a row has a number, or one of the three states, if its indicator is quantitative: it is not blank, and not in
words such as 达成预期 (S06). It is not the target once more, sign and all, and a long text is not the target's text (S07).

## Why it matters

“完成” is what the unit says of itself; the number is what can be checked. Where it was copied, nobody counted.

## Example

Target ≥ 90 %, actual “≥90%”.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.tables.dossier import Row
from jixiao.tables.measures import ENTERED
from jixiao.wording import Text, same

rules = ("S06", "S07")
needs = ("actual", "indicator")

_SIGNS = ("≥", "≤", "=", "＝", ">", "<", "＞", "＜")
_LONG, _ALIKE = 8, 95
_PERCENT = 100


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every actual that is no number, or was copied."""
    for row in claims.dossier.table("actual"):
        indicator = claims.dossier.referred("indicator", row["indicator_code"], row["unit_code"])
        if indicator is None:
            continue
        text = row.text("text").strip()
        if _is_copied(text, indicator):
            yield _copied(claims, row, text)
        elif _is_blank(row) and indicator["measure"] in {None, ENTERED} and not (text and _is_in_words(indicator)):
            yield _blank(claims, row, indicator, text)


def _is_blank(row: Row) -> bool:
    cells = ("value", "numerator", "denominator", "state")
    return all(row[column] is None and column not in row.misread for column in cells)


def _is_in_words(indicator: Row) -> bool:
    return indicator["operator"] == "judged" or (indicator["operator"] is None and indicator["target"] is None)


def _is_copied(text: str, indicator: Row) -> bool:
    if text.startswith(_SIGNS):
        return True
    target = indicator.text("target_text").strip()
    matcher = SequenceMatcher(None, text, target, autojunk=False)
    return min(len(text), len(target)) >= _LONG and matcher.ratio() * _PERCENT > _ALIKE


def _copied(claims: Claims, row: Row, text: str) -> Finding:
    return Finding(
        "actuals-are-stated",
        claims.place(row, "text"),
        Text("完成情况照抄了指标值", "The actual is the target once more"),
        "explain",
        rule="S07",
        stated=same(text),
        expected=Text("实际完成的数字或情况", "what was really reached"),
        advice=Text("填写实际完成值", "Enter what was reached"),
    )


def _blank(claims: Claims, row: Row, indicator: Row, text: str) -> Finding:
    because = Text("定量指标“{name}”的完成值是文字", "The actual of the quantitative indicator “{name}” is in words")
    if not text:
        because = Text("指标“{name}”没有完成值", "The indicator “{name}” has no actual")
    return Finding(
        "actuals-are-stated",
        claims.place(row, "value"),
        because.fill(name=indicator.text("name")),
        rule="S06",
        stated=same(text) if text else Text("（空）", "(empty)"),
        expected=Text("数字，或未到期、未填报、不适用", "a number, or: not due, not reported, not applicable"),
        advice=Text("填写完成值", "Enter the actual"),
    )
