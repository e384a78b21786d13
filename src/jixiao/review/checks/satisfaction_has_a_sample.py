"""Satisfaction has a sample behind it.

## What it does

A satisfaction indicator whose actual was entered has a survey, if surveys were handed in; and 100 % without one is asked about in any
case. In a paper, running text that speaks of a sample in numbers is enough.

## Why it matters

Nobody satisfies everybody. Without the number of answers and the day of the survey the share says nothing (S13).

## Example

学生满意度 100 %, no survey.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import Quantity
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.indicator_words import words
from jixiao.review.paper import Paper
from jixiao.review.stated import latest_actuals
from jixiao.tables.dossier import Row
from jixiao.tables.measures import ENTERED
from jixiao.wording import Text

rules = ("S13",)
needs = ("indicator",)

_WHOLE = 100


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every satisfaction that no survey stands behind."""
    if claims.paper is not None and _has_sample(claims.paper):
        return
    surveyed = set(claims.rows_by("survey", "indicator_code"))
    actuals = latest_actuals(claims.dossier)
    stated = {
        (each.unit_code, line.code): line
        for each in claims.statements
        if each.is_final
        for line in each.lines.values()
        if line.row["actual"]
    }
    is_asked = claims.dossier.table("survey").present
    for row in claims.dossier.table("indicator"):
        code = (row["unit_code"], row["indicator_code"])
        if row["class"] != "satisfaction" or row["indicator_code"] in surveyed or row["measure"] not in {None, ENTERED}:
            continue
        source, column = (stated[code].row, "actual") if code in stated else (actuals.get(code), "value")
        value = source.quantity(column) if source is not None else None
        if source is not None and value is not None and (is_asked or value.value >= _WHOLE):
            yield _unproved(claims, source, column, value)


def _has_sample(paper: Paper) -> bool:
    """Whether a paper tells of a survey with numbers."""
    return any(passage.tokens and any(word in passage.text for word in words().surveyed) for passage in paper.passages)


def _unproved(claims: Claims, row: Row, column: str, value: Quantity) -> Finding:
    return Finding(
        "satisfaction-has-a-sample",
        claims.place(row, column),
        Text(
            "满意度为{value}，没有样本量和调查时间", "The satisfaction is {value}, without the size and the day of a survey"
        ).fill(value=value.text()),
        "explain",
        rule="S13",
        stated=Text("{value}", "{value}").fill(value=value.text()),
        expected=Text("一次调查：发放、有效、满意份数和日期", "a survey: how many were sent, valid and satisfied, and when"),
        advice=Text("在满意度调查表中登记问卷", "Enter the survey in the table of surveys"),
    )
