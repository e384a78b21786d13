"""The indicators of a project's form cover the kinds that every project has.

## What it does

In papers whose forms tell second-level headings: below the output of a project there is at least one indicator of quantity, one of quality
and one of time (T04). Projects for wages, insurance and pensions are left alone: four general indicators serve them, and one of benefit
with points is a hint (T09). The words stand in `review/indicator_words.yaml`. The review of goals (`jixiao goals`) asks the same of the
projects of a dossier, and whether the people whom a project serves are asked (satisfaction, a hint).

## Why it matters

How much, how well and when are the questions that every output answers (财预〔2020〕10号).

## Example

产出指标: three of quantity, none of quality and none of time.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.indicator_words import words
from jixiao.tables.dossier import Row
from jixiao.wording import Text, joined, same

rules = ("T04", "T09")
needs = ("indicator", "project")

_KINDS = ("数量", "质量", "时效")
_LEAST = 3
"""Fewer indicators than these were left out of the table, or belong to a form of another kind."""


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at the first output of every project that lacks a kind; None for tables of a year that runs."""
    return _lacking(claims) if claims.paper is not None or claims.of_goals else None


def _lacking(claims: Claims) -> Iterator[Finding]:
    owned = claims.rows_by("indicator", "owner_code")
    for project in claims.dossier.table("project"):
        rows = owned.get(project["project_code"], [])
        outputs = [row for row in rows if row["class"] == "output" and row["subclass"]]
        if any(word in project.text("name") for word in words().wages):
            yield from _wages(claims, rows)
        elif len(rows) >= _LEAST and outputs and any(kind in row.text("subclass") for row in outputs for kind in _KINDS):
            lacking = [kind for kind in _KINDS if not any(kind in row.text("subclass") for row in outputs)]
            if lacking:
                yield _lack(claims, outputs[0], lacking)
            if claims.of_goals and not any(row["class"] == "satisfaction" for row in rows):
                yield _unasked(claims, project)


def _lack(claims: Claims, row: Row, lacking: list[str]) -> Finding:
    shown = joined([same(kind) for kind in lacking], "、", ", ")
    return Finding(
        "indicators-cover-their-kinds",
        claims.place(row, "class"),
        Text("产出指标中没有：{kinds}", "The output has no indicator of: {kinds}").fill(kinds=shown),
        "explain",
        rule="T04",
        stated=same(row.text("class")),
        expected=Text("数量、质量、时效至少各一项", "at least one each of quantity, quality and time"),
        advice=Text("补上所缺的指标，或说明不适用", "Add what is missing, or say why it does not apply"),
    )


def _unasked(claims: Claims, project: Row) -> Finding:
    return Finding(
        "indicators-cover-their-kinds",
        claims.place(project, "name"),
        Text("项目“{name}”没有满意度指标", "The project “{name}” has no indicator of satisfaction").fill(
            name=project.text("name")
        ),
        "hint",
        rule="T04",
        stated=same(project.text("name")),
        expected=Text("有服务对象的项目设满意度指标", "one of satisfaction, if the project serves anybody"),
        advice=Text("补上满意度指标；没有服务对象的不必", "Add one, unless the project serves nobody in particular"),
    )


def _wages(claims: Claims, rows: list[Row]) -> Iterator[Finding]:
    found = next((row for row in rows if row["class"] == "benefit"), None)
    if found is not None:
        yield Finding(
            "indicators-cover-their-kinds",
            claims.place(found, "class"),
            Text("工资、社保类项目不要求效益指标", "Projects for wages and insurance need no indicator of benefit"),
            "hint",
            rule="T09",
            stated=same(found.text("name")),
            expected=Text("通用的产出和成本指标", "general indicators of output and cost"),
            advice=Text("可以改用通用指标", "General indicators may serve"),
        )
