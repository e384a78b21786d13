"""项目支出绩效目标执行监控表 (财预〔2019〕136号): the project's money and indicators by the day, deviations with their causes."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.document.model import Block, Cell, Document, PageBreak, Row, Table, label, runs_of
from jixiao.monitor.watching import Monitoring
from jixiao.report.form import Material
from jixiao.report.monitoring import (
    COLUMNS,
    SOURCES,
    WIDTH,
    goal_of,
    indicator_header,
    indicator_rows,
    money_rows,
    monitored,
    standings_of,
    unfilled,
    warned,
)
from jixiao.report.sections import is_known
from jixiao.wording import Text

TITLE = "项目支出绩效目标执行监控表"
title = Text(TITLE, "Monitoring form of a project")
order = 40
about = "project"
scored = False
stage = "mid_year"


def name(material: Material) -> str:
    """The file's name."""
    project = material.project
    return f"{material.dossier.fiscal_year}年度{project.text('name') if project else material.unit_name}{TITLE}"


def build(material: Material) -> Document:
    """The form of every project, each on a page of its own."""
    own = material.mid_year
    found = monitored(own)
    blocks: list[Block] = []
    for each in own.projects:
        blocks += [*([PageBreak()] if blocks else []), _table(each), *_notes(each, found)]
    return Document(name(own), tuple(blocks), page="landscape")


def _table(material: Material) -> Table:
    body = (*_head(material), *money_rows(material, (("年度资金总额", ""), *SOURCES)), *_goal(material))
    caption = material.runs(f"{TITLE}（{{year}}年{{progress.months}}）")
    indicators = (*indicator_header(material), *indicator_rows(material, standings_of(material)))
    return Table(COLUMNS, (), (*body, *indicators), caption=caption)


def _head(material: Material) -> Iterator[Row]:
    project = material.project
    said = {column: project.text(column) if project else "" for column in ("name", "competent_department", "implementing_unit")}
    yield label("项目名称", across=2), Cell(runs_of(said["name"]), across=WIDTH - 2, align="left")
    yield (
        label("主管部门", across=2),
        Cell(runs_of(said["competent_department"] or "未填报"), across=4, align="left"),
        label("实施单位", across=4),
        Cell(runs_of(said["implementing_unit"] or material.unit_name), across=WIDTH - 10, align="left"),
    )


def _goal(material: Material) -> Iterator[Row]:
    project = material.project
    goal = goal_of(project.text("year_goal") if project else "")
    yield label("年度总体目标", across=2), Cell(material.runs(goal), across=WIDTH - 2, align="left")


def _notes(material: Material, found: Monitoring) -> Iterator[Block]:
    """What the columns of the form do not say."""
    code = material.project.text_id("project_code") if material.project else ""
    by = "执行率按该日的预算数{progress.budget}万元计算。" if is_known(material, "progress.budget") else "预算数未填报。"
    said = f"{unfilled(material)}{warned(found, code) if code else ''}"
    yield material.paragraph(f"注：数据截至{{progress.day}}，时间进度{{progress.time}}；{by}{said}", style="note")
