"""项目支出绩效目标申报表 (财预〔2015〕88号、财预〔2021〕101号): the project, its money and goals, for the whole period and for the year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jixiao.document.model import Block, Cell, Column, Document, PageBreak, Row, Run, Table, cell, label, runs_of
from jixiao.report.form import Material
from jixiao.report.goals import UNFILLED, filled, grouped, indicators, narrative_cell, number_cell, target_cells
from jixiao.score.figure import NONE
from jixiao.tables.dossier import Row as Record
from jixiao.wording import Text

TITLE = "项目支出绩效目标申报表"
title = Text(TITLE, "Performance goals of a project")
order = 12
about = "project"
scored = False
stage = "goals"
_COLUMNS = (
    *(Column(9), Column(11), Column(21, "left"), Column(6), Column(9), Column(9), Column(7), Column(5)),
    *(Column(18, "left"), Column(13, "left")),
)
_WIDTH = len(_COLUMNS)
_SOURCES = (("其中：财政拨款", "-fiscal"), ("其他资金", "-beside"))
_NOTE = "其他资金含上年结转资金。"


def name(material: Material) -> str:
    """The file's name: of one project, or of all projects of the unit."""
    projects = material.projects
    whose = projects[0].project if len(projects) == 1 else None
    return f"{material.dossier.fiscal_year}年度{whose.text('name') if whose else material.unit_name}{TITLE}"


def build(material: Material) -> Document:
    """The form of every project, each on a page of its own."""
    blocks: list[Block] = []
    for each in material.projects:
        blocks += [*([PageBreak()] if blocks else []), *([_table(each, each.project)] if each.project else [])]
    return Document(name(material), tuple(blocks), page="landscape")


def _table(material: Material, project: Record) -> Table:
    body = (*_head(material, project), *_money(material, project), *_goals(material, project), *_indicators(material, project))
    return Table(_COLUMNS, (), body, material.runs(f"（{{year}}年度）{TITLE}"), runs_of("金额单位：万元。", _NOTE))


def _head(material: Material, project: Record) -> Iterator[Row]:
    left, right = 4, _WIDTH - 6
    yield label("项目名称"), Cell(runs_of(project.text("name")), across=_WIDTH - 1, align="left")
    units = (filled(material.entry_cell(project, column), "left") for column in ("competent_department", "implementing_unit"))
    above, own = units
    yield label("主管部门"), replace(above, across=left), label("实施单位"), replace(own, across=right)
    period = material.runs("{project.starts}至{project.ends}")
    attribute = filled(material.entry_cell(project, "attribute"), "left", left)
    yield label("项目属性"), attribute, label("项目期"), Cell(period, across=right, align="left")


def _money(material: Material, project: Record) -> Iterator[Row]:
    """The money of the whole period and of the year; of a project within the year both are the same."""
    label_of_all = label("项目资金", down=1 + len(_SOURCES))
    yield label_of_all, label("实施期资金总额", across=2), _whole(material, project), *_year(material, "年度资金总额", "")
    for words, source in _SOURCES:
        parts = _centred(material.figure(f"budget.initial{source}"), 2) if _is_within_year(material, project) else _unknown(2)
        yield label(words, across=2), parts, *_year(material, words, source)


def _whole(material: Material, project: Record) -> Cell:
    shown = material.entry_cell(project, "total_yuan", "budget.whole", "wan", "center")
    return replace(shown if project.quantity("total_yuan") else replace(shown, kind="text"), across=2)


def _year(material: Material, words: str, source: str) -> tuple[Cell, Cell]:
    return label(words, across=3), _centred(material.figure(f"budget.initial{source}"), 2)


def _is_within_year(material: Material, project: Record) -> bool:
    starts, ends, year = project.day("starts_on"), project.day("ends_on"), material.dossier.year
    return starts is not None and ends is not None and year.starts_on <= starts and ends <= year.ends_on


def _centred(figure: Run, across: int = 1) -> Cell:
    return Cell((figure,), across, 1, "center", "number")


def _unknown(across: int = 1) -> Cell:
    return cell(UNFILLED, across=across)


def _goals(material: Material, project: Record) -> Iterator[Row]:
    left = 4
    right = _WIDTH - 1 - left
    yield label("总体目标", down=2), label("实施期目标", across=left), label("年度目标", across=right)
    yield narrative_cell(material, project, "whole_goal", left), narrative_cell(material, project, "year_goal", right)


def _indicators(material: Material, project: Record) -> Iterator[Row]:
    rows = indicators(material, "project")
    words = ("一级指标", "二级指标", "三级指标", "指标性质", "实施期指标值", "年度指标值", "度量单位", "权重", "取值依据")
    yield *(label(word) for word in words), label("佐证材料")
    if not rows:
        yield (label(f"（绩效指标{UNFILLED}）", across=_WIDTH),)
    for row, beside in grouped(rows):
        code = row.text("indicator_code").lower()
        operator, value, unit = target_cells(material, row)
        whole = _whole_target(material, project, row)
        weight = number_cell(material, row, "weight", f"indicator.{code}.weight")
        basis, evidence = (material.entry_cell(row, column) for column in ("basis", "evidence_kind"))
        name_cell = Cell(runs_of(row.text("name")))
        yield *beside, name_cell, operator, whole, value, unit, weight, basis, evidence


def _whole_target(material: Material, project: Record, row: Record) -> Cell:
    """The target of the whole period: the year's, if the project lies within the year and names no other."""
    code = row.text("indicator_code").lower()
    if row.quantity("whole_target") is None and _is_within_year(material, project) and row["operator"] != "between":
        return Cell(runs_of(material.figure(f"indicator.{code}.target")), align="center")
    if row["operator"] == "judged":
        return Cell(runs_of(NONE), align="center")
    return number_cell(material, row, "whole_target", f"indicator.{code}.whole")
