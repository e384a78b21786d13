"""Duties, tasks and projects hang together.

## What it does

Every duty has a task, every task has a project or an indicator of its own, and every project of project expenditure belongs to a task. A
level whose table was not handed in is passed over. In the review of goals (`jixiao goals`) every project has an indicator as well.

## Why it matters

Goals are set in three layers, 部门职责—工作任务—支出项目 (T07, 中发〔2018〕34号). A duty without a task is a promise that nobody works on,
a project without a task is money without a purpose.

## Example

Duty D5 stands in `duty.csv`, and no row of `task.csv` names it.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.tables.dossier import Table
from jixiao.wording import Text, same

rules = ("T07",)
needs = ("task",)


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every duty, task or project that hangs in the air."""
    dossier = claims.dossier
    duties, tasks, projects = (dossier.table(name) for name in ("duty", "task", "project"))
    if duties.present:
        yield from _without(duties, "duty_code", {row["duty_code"] for row in tasks}, tasks)
    if projects.present:
        own = {row["owner_code"] for row in dossier.table("indicator") if row["level"] == "task"}
        yield from _without(tasks, "task_code", {row["task_code"] for row in projects} | own, projects)
        yield from _projects(claims)
    if claims.of_goals and projects.present:
        yield from _without_indicators(claims)


def _without(upper: Table, column: str, named: set[object], lower: Table) -> Iterator[Finding]:
    for row in upper:
        if row[column] is not None and row[column] not in named:
            yield Finding(
                "duties-tasks-and-projects-connect",
                upper.place(row, upper.spec.fields[column]),
                Text("“{name}”下没有任何{lower}", "Nothing of “{lower}” belongs to “{name}”").fill(
                    name=row.text("name"), lower=lower.spec.label
                ),
                rule="T07",
                stated=same(row.text(column)),
                expected=Text(
                    "“{lower}”（{file}）中至少有一行属于它", "at least one row of “{lower}” ({file}) that belongs to it"
                ).fill(lower=lower.spec.label, file=lower.file),
                advice=Text("补上下一层，或删去这一行", "Add what belongs to it, or remove the row"),
            )


def _projects(claims: Claims) -> Iterator[Finding]:
    for row in claims.dossier.table("project"):
        if row["kind"] == "project" and row["task_code"] is None and "task_code" not in row.misread:
            yield Finding(
                "duties-tasks-and-projects-connect",
                claims.place(row, "task_code"),
                Text("项目“{name}”不属于任何工作任务", "The project “{name}” belongs to no task").fill(name=row.text("name")),
                rule="T07",
                stated=Text("（空）", "(empty)"),
                expected=Text("一个任务代码", "the code of a task"),
                advice=Text("填上所属任务", "Enter the task that it serves"),
            )


def _without_indicators(claims: Claims) -> Iterator[Finding]:
    owned = claims.rows_by("indicator", "owner_code")
    for row in claims.dossier.table("project"):
        if row["kind"] == "project" and not any(each["level"] == "project" for each in owned.get(row["project_code"], [])):
            yield Finding(
                "duties-tasks-and-projects-connect",
                claims.place(row, "project_code"),
                Text("项目“{name}”没有绩效指标", "The project “{name}” has no indicator").fill(name=row.text("name")),
                "explain",
                rule="T07",
                stated=same(row.text("project_code")),
                expected=Text("“绩效指标”中至少有一行属于它", "at least one row of the indicators that belongs to it"),
                advice=Text(
                    "为项目设定绩效指标，或说明由部门整体指标反映", "Set indicators for it, or say which of the unit's reflect it"
                ),
            )
