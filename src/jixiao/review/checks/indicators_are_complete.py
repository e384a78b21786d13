"""Indicators say whom they belong to, who answers for them, and how they are proved.

## What it does

An indicator of a task or a project names one that exists. Every indicator has an office or a person responsible, a unit of measure
unless it is judged (then it says in words what is to be reached), a basis for its target (取值依据) and a kind of evidence (佐证类型). The
operator itself is a required cell, and a table's own rule asks for the value; one that is still to be set (未填报) is asked for by the
review of goals (`jixiao goals`). In a paper only those columns are asked for that it has, and its indicators have a target.

## Why it matters

A third-level indicator consists of name, sign, value and unit (T01); its basis and evidence are asked for by 财预〔2021〕101号 (T08).
An indicator without an owner counts for no task or project at all, so that is an error; the others are to be explained.

## Example

`OUT-01 接待批次 ≥ 420` without 批: 420 of what?
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import Missing
from jixiao.findings import Finding, Severity
from jixiao.review.check import Claims
from jixiao.tables.dossier import Row
from jixiao.wording import Text, same

rules = ("T01", "T07", "T08")
needs = ("indicator",)

_OWNERS = {"task": ("task", "task_code"), "project": ("project", "project_code")}


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every cell that an indicator lacks."""
    owners = {level: set(claims.rows_by(table, column)) for level, (table, column) in _OWNERS.items()}
    for row in claims.dossier.table("indicator"):
        level = row.text_id("level")
        if level in owners and "owner_code" not in row.misread and row["owner_code"] not in owners[level]:
            yield _ownerless(claims, row, level)
        for column, rule in _lacking(row) if claims.paper is None else _lacking_in_a_paper(row):
            yield _lack(claims, row, column, rule)
        if claims.of_goals and row["operator"] != "judged" and isinstance(row["target"], Missing):
            yield _lack(claims, row, "target", "T01", "error")


def _lacking(row: Row) -> Iterator[tuple[str, str]]:
    if row["office_code"] is None and row["owner"] is None:
        yield "office_code", "T08"
    if row["measure_unit"] is None and row["operator"] != "judged":
        yield "measure_unit", "T01"
    if row["operator"] == "judged" and row["target_text"] is None and row["target"] is None:
        yield "target_text", "T01"
    for column in ("basis", "evidence_kind"):
        if row[column] is None:
            yield column, "T08"


def _lacking_in_a_paper(row: Row) -> Iterator[tuple[str, str]]:
    if row["target"] is None and row["target_text"] is None and row["operator"] != "judged":
        if row.places and "target" in row.places:
            yield "target", "T01"
    elif row["target"] is not None and row["measure_unit"] is None:
        yield "measure_unit", "T01"
    for column in ("basis", "evidence_kind"):
        if column in row.values and row[column] is None:
            yield column, "T08"


def _lack(claims: Claims, row: Row, column: str, rule: str, severity: Severity = "explain") -> Finding:
    return Finding(
        "indicators-are-complete",
        claims.place(row, column),
        Text("指标“{name}”没有写明{what}", "The indicator “{name}” does not say: {what}").fill(
            name=row.text("name"), what=row.spec.fields[column].label
        ),
        severity,
        rule=rule,
        stated=same(row.text(column)) if row[column] is not None else Text("（空）", "(empty)"),
        expected=row.spec.fields[column].label,
        advice=Text("补填这一格", "Fill in the cell"),
    )


def _ownerless(claims: Claims, row: Row, level: str) -> Finding:
    table = claims.dossier.table(_OWNERS[level][0])
    return Finding(
        "indicators-are-complete",
        claims.place(row, "owner_code"),
        Text(
            "指标“{name}”的层级是“{level}”，表“{table}”（{file}）中没有它所属的那一行",
            "The indicator “{name}” is of level “{level}”, and “{table}” ({file}) has no row that it belongs to",
        ).fill(name=row.text("name"), level=row.text("level"), table=table.spec.label, file=table.file),
        rule="T07",
        stated=same(row.text("owner_code")) if row["owner_code"] else Text("（空）", "(empty)"),
        expected=Text("“{table}”中已有的代码", "a code that “{table}” has").fill(table=table.spec.label),
        advice=Text("填上所属对象的代码，或改正层级", "Enter the code of its owner, or correct its level"),
    )
