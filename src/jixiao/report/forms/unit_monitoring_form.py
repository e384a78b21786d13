"""部门整体支出绩效运行监控表: the unit's spending by task and project against the time that is gone, its indicators, deviations."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.document.model import Block, Cell, Document, Row, Table, label, runs_of
from jixiao.monitor.watching import Monitoring
from jixiao.report.form import Material
from jixiao.report.monitoring import (
    COLUMNS,
    WIDTH,
    execution_rows,
    goal_of,
    indicator_header,
    indicator_rows,
    monitored,
    one_project,
    standings_of,
    unfilled,
    warned,
)
from jixiao.wording import Text

TITLE = "部门整体支出绩效运行监控表"
title = Text(TITLE, "Monitoring form of the unit's whole spending")
order = 42
about = "unit"
scored = False
stage = "mid_year"


def name(material: Material) -> str:
    """The file's name."""
    return f"{material.dossier.fiscal_year}年度{material.unit_name}{TITLE}"


def build(material: Material) -> Document:
    """The unit with its money and its goal, then its indicators."""
    own = material.mid_year
    found = monitored(own)
    caption = own.runs(f"{TITLE}（{{year}}年{{progress.months}}）")
    money = (*_head(own), *execution_rows(own, found), *_goal(own))
    blocks: list[Block] = [
        Table(COLUMNS, (), money, caption=caption, note=runs_of("单位：万元")),
        Table(COLUMNS, indicator_header(own), tuple(indicator_rows(own, standings_of(own))), caption=runs_of("绩效目标实现情况")),
        *_notes(own, found),
    ]
    return Document(name(own), tuple(blocks), page="landscape")


def _head(material: Material) -> Iterator[Row]:
    yield label("单位名称", across=2), Cell(runs_of(material.unit_name), across=WIDTH - 2, align="left")
    yield (
        label("截止日期", across=2),
        Cell(material.runs("{progress.day}"), across=4, align="left"),
        label("时间进度", across=4),
        Cell(material.runs("{progress.time}"), across=WIDTH - 10, align="left"),
    )


def _goal(material: Material) -> Iterator[Row]:
    unit = material.dossier.find("unit", unit_code=material.scope.unit_code)
    goal = goal_of(unit.text("overall_goal") if unit else "")
    yield label("年度总体目标", across=2), Cell(material.runs(goal), across=WIDTH - 2, align="left")


def _notes(material: Material, found: Monitoring) -> Iterator[Block]:
    yield material.paragraph(
        f"注：执行率按截至期末的预算数计算；预警按{found.standard.name.zh}。{unfilled(material)}{warned(found)}{one_project(material)}",
        style="note",
    )
