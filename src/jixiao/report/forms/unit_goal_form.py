"""部门整体支出绩效目标申报表 (财预〔2015〕88号): duties, tasks and projects with their money, the goal of the year, the indicators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from jixiao.document.model import Block, Cell, Column, Document, Row, Run, Runs, Table, label, number, runs_of
from jixiao.report.form import Material
from jixiao.report.goals import UNFILLED, filled, grouped, indicators, narrative_cell, number_cell, target_cells
from jixiao.score.figure import NONE
from jixiao.score.trace import PROJECT
from jixiao.tables.dossier import Row as Record
from jixiao.wording import Text

TITLE = "部门整体支出绩效目标申报表"
title = Text(TITLE, "Performance goals of the unit's whole spending")
order = 10
about = "unit"
scored = False
stage = "goals"
_COLUMNS = (
    *(Column(6), Column(10), Column(12), Column(20, "left"), Column(26, "left")),
    *(Column(9), Column(10), Column(7), Column(6)),
)
_WIDTH = len(_COLUMNS)
_NOTE = "其他资金含上年结转资金。"


def name(material: Material) -> str:
    """The file's name."""
    return f"{material.dossier.fiscal_year}年度{material.unit_name}{TITLE}"


def build(material: Material) -> Document:
    """The form: what is to be done with which money, what it is for, and how it will be measured."""
    unit = material.dossier.find("unit", unit_code=material.scope.unit_code)
    body = (
        (label("部门名称"), Cell(runs_of(material.unit_name), across=_WIDTH - 1, align="left")),
        *_tasks(material),
        (label("年度总体目标"), narrative_cell(material, unit, "overall_goal", _WIDTH - 1)),
        *_indicators(material),
    )
    table = Table(_COLUMNS, (), tuple(body), material.runs(f"（{{year}}年度）{TITLE}"), runs_of("金额单位：万元。", _NOTE))
    blocks: tuple[Block, ...] = (table,)
    return Document(name(material), blocks, page="landscape")


# ---- duties, tasks, projects


def _tasks(material: Material) -> Iterator[Row]:
    """Every task under its duty, with the projects that serve it; then the projects that serve none, and the total."""
    groups = list(_groups(material))
    listed = [row for duty, tasks in groupby(groups, key=lambda each: each[0]) for row in _duty(material, duty, list(tasks))]
    first = label("年度主要任务", down=len(listed) + 3)
    yield (
        first,
        *(label(word, down=2) for word in ("部门职责", "任务名称", "支出项目（预算）", "主要内容")),
        label("预算金额", across=4),
    )
    yield label("总额"), label("财政拨款"), label("其他资金", across=2)
    yield from listed
    yield label("合计", across=4), *_amounts(material, "budget.initial", "budget.initial-fiscal", "budget.initial-beside")


def _groups(material: Material) -> Iterator[tuple[str, Record | None, list[Record]]]:
    """Duty, task and its projects, in the order of the tables."""
    dossier, scope = material.dossier, material.scope
    projects = [row for row in dossier.table("project") if row in scope]
    duties = [row.text("duty_code") for row in dossier.table("duty")]
    tasks = [row for row in dossier.table("task") if row in scope and _serves(row, projects, material)]
    order = {code: number for number, code in enumerate(duties)}
    for task in sorted(tasks, key=lambda row: order.get(row.text("duty_code"), len(order))):
        duty = dossier.find("duty", duty_code=task["duty_code"])
        own = [row for row in projects if row["task_code"] == task["task_code"]]
        yield duty.text("name") if duty else UNFILLED, task, own
    known = {task["task_code"] for task in tasks}
    loose = [row for row in projects if row["task_code"] not in known]
    if loose:
        yield NONE, None, loose


def _serves(task: Record, projects: list[Record], material: Material) -> bool:
    """Whether a task is shown: of a single project only the one that it serves."""
    return material.scope.project_code is None or any(row["task_code"] == task["task_code"] for row in projects)


def _duty(material: Material, duty: str, tasks: list[tuple[str, Record | None, list[Record]]]) -> Iterator[Row]:
    height = sum(max(1, len(projects)) for _, _, projects in tasks)
    first: tuple[Cell, ...] = (label(duty, down=height),)
    for _, task, projects in tasks:
        for row in _task(material, task, projects):
            yield *first, *row
            first = ()


def _task(material: Material, task: Record | None, projects: list[Record]) -> Iterator[Row]:
    height = max(1, len(projects))
    words = label(task.text("name") if task else "未对应工作任务", down=height)
    first = (words, *(label(UNFILLED) for _ in range(2))) if not projects else (words,)
    code = task.text("task_code").lower() if task else ""
    figures = (f"task.{code}.budget", f"task.{code}.budget-fiscal", f"task.{code}.budget-beside")
    amounts = _amounts(material, *figures) if task else (label(NONE), label(NONE), label(NONE, across=2))
    last = tuple(replace(each, down=height) for each in amounts)
    if not projects:
        yield *first, *last
    for project in projects:
        figure = f"{PROJECT}.{project.text('project_code').lower()}.budget.initial"
        content = replace(filled(material.entry_cell(project, "year_goal"), "left"), runs=_goal(material, project))
        whose = (
            ""
            if project["unit_code"] == material.scope.unit_code
            else f"（{material.dossier.name_of(project.text('unit_code'))}）"
        )
        yield *first, Cell(runs_of(project.text("name"), whose, "（", material.figure(figure), "）")), content, *last
        first = last = ()


def _goal(material: Material, project: Record) -> Runs:
    prefix = f"{{{PROJECT}.{project.text('project_code').lower()}."
    said = project.text("year_goal").replace("{", prefix)
    return material.runs(said) or (Run(UNFILLED),)


def _amounts(material: Material, *figures: str) -> tuple[Cell, ...]:
    whole, fiscal, other = (number(material.figure(each)) for each in figures)
    return whole, fiscal, replace(other, across=2)


# ---- indicators


def _indicators(material: Material) -> Iterator[Row]:
    level = "unit" if material.score.scope is None or material.scope.project_code is None else "project"
    rows = indicators(material, level)
    first = label("年度绩效指标", down=max(1, len(rows)) + 1)
    words = ("一级指标", "二级指标", "三级指标", "取值依据", "指标性质", "指标值", "度量单位", "权重")
    yield first, *(label(word) for word in words)
    if not rows:
        yield (label(f"（{UNFILLED}）", across=_WIDTH - 1),)
    for row, beside in grouped(rows):
        code = row.text("indicator_code").lower()
        weight = number_cell(material, row, "weight", f"indicator.{code}.weight")
        basis = material.entry_cell(row, "basis")
        yield *beside, Cell(runs_of(row.text("name")), align="left"), basis, *target_cells(material, row), weight
