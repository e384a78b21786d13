"""项目支出绩效自评表 (财预〔2020〕10号): the project's money by source, its goal, and every indicator with its score."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from jixiao.document.model import Block, Cell, Column, Document, PageBreak, Row, Run, Table, cell, label, number, runs_of
from jixiao.report.form import Material
from jixiao.score.scoring import PartScore, Score
from jixiao.wording import Text

TITLE = "项目支出绩效自评表"
title = Text(TITLE, "Self-evaluation form of a project")
order = 55
about = "project"
scored = True
stage = "year_end"
_COLUMNS = (Column(8), Column(9), Column(16), Column(9), Column(9), Column(6), Column(7), Column(20, "left"))
_WIDTH = len(_COLUMNS)
_SOURCES = (("其中：当年财政拨款", "general"), ("上年结转资金", "carried"), ("其他资金", "other"))
_NONE = "—"


def name(material: Material) -> str:
    """The file's name."""
    project = material.project
    return f"{material.dossier.fiscal_year}年度{project.text('name') if project else material.unit_name}{TITLE}"


def build(material: Material) -> Document:
    """The form of every project, each on a page of its own."""
    blocks: list[Block] = []
    for each in material.projects:
        blocks += [*([PageBreak()] if blocks else []), _table(each, each.project_score)] if each.project_score else []
    return Document(name(material), tuple(blocks), page="landscape")


def _table(material: Material, score: Score) -> Table:
    """One project: its money, its goal and what came of it, its indicators, the total."""
    body = (*_head(material), *_money(material, score), *_goals(material), *_indicators(material, score), _total(material, score))
    return Table(_COLUMNS, (), body, caption=material.runs(f"{{year}}年度{TITLE}"))


def _head(material: Material) -> Iterator[Row]:
    project = material.project
    said = {column: project.text(column) if project else "" for column in ("name", "competent_department", "implementing_unit")}
    yield label("项目名称"), Cell(runs_of(said["name"]), across=_WIDTH - 1, align="left")
    yield (
        label("主管部门"),
        cell(said["competent_department"], across=3),
        label("实施单位"),
        cell(said["implementing_unit"] or material.unit_name, across=3),
    )


def _money(material: Material, score: Score) -> Iterator[Row]:
    """The money in 万元: the year's total, and what of it came from which source."""
    words = ("", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    yield label("项目资金（万元）", down=2 + len(_SOURCES)), *(label(word) for word in words)
    money = next((each.item.code for each in score.leaves if each.item.measure), None)
    figures = ("budget.initial", "budget.adjusted", "spending.total", f"points.{money}", "spending.rate", f"score.{money}")
    shown = figures if money else (*figures[:3], "", "spending.rate", "")
    yield label("年度资金总额"), *(_centred(material.figure(each)) if each else label(_NONE) for each in shown)
    for words_of_source, source in _SOURCES:
        parts = (f"budget.initial-{source}", f"budget.adjusted-{source}", f"spending.{source}")
        yield label(words_of_source), *(_centred(material.figure(each)) for each in parts), *(label(_NONE) for _ in range(3))


def _centred(figure: Run) -> Cell:
    return Cell((figure,), align="center", kind="number")


def _goals(material: Material) -> Iterator[Row]:
    project = material.project
    expected, achieved = ((project.text(column) if project else "") for column in ("year_goal", "goal_achieved"))
    yield label("年度总体目标", down=2), label("预期目标", across=3), label("实际完成情况", across=4)
    yield (
        Cell(material.runs(expected), across=3, align="left"),
        Cell(material.runs(achieved), across=4, align="left"),
    )


def _indicators(material: Material, score: Score) -> Iterator[Row]:
    """The indicators under their class and subclass, in that order."""
    yield tuple(
        label(word)
        for word in ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
    )
    parts = [part for each in score.leaves for part in each.parts]
    for class_label, in_class in groupby(sorted(parts, key=_order), key=lambda part: _cell_of(part, "class")):
        members = list(in_class)
        first_of_class: tuple[Cell, ...] = (label(class_label, down=len(members)),)
        for subclass, found in groupby(members, key=lambda part: _cell_of(part, "subclass")):
            listed = list(found)
            first = (*first_of_class, label(subclass, down=len(listed)))
            for part in listed:
                yield *first, *_indicator(material, part)
                first = ()
            first_of_class = ()


def _order(scored: PartScore) -> tuple[int, str, str]:
    """Classes as the table of indicators lists them, then subclasses, then codes."""
    row = scored.part.row
    classes = list(row.spec.fields["class"].choices or {}) if row else []
    return (classes.index(row.text_id("class")) if row else 0, _cell_of(scored, "subclass"), scored.part.code)


def _cell_of(scored: PartScore, column: str) -> str:
    return scored.part.row.text(column) if scored.part.row else ""


def _indicator(material: Material, scored: PartScore) -> Row:
    part, code = scored.part, scored.part.code.lower()
    operator = _cell_of(scored, "operator")
    target = (operator, material.figure(f"indicator.{code}.target"), part.unit) if part.target is not None else (operator,)
    return (
        cell(part.name),
        Cell(runs_of(*target)),
        Cell(runs_of(material.figure(f"indicator.{code}.actual"), part.unit if scored.earned is not None else "")),
        number(material.figure(f"indicator.{code}.points")),
        number(material.figure(f"indicator.{code}.score")),
        Cell(material.runs(_deviation(material, scored))),
    )


def _deviation(material: Material, scored: PartScore) -> str:
    """The latest explanation that was given for the indicator, with what is to be done."""
    rows = [row for row in material.dossier.table("deviation") if row["indicator_code"] == scored.part.code]
    if not rows:
        return ""
    latest = max(rows, key=lambda row: str(row["period_end"]))
    return "".join(latest.text(column) for column in ("explanation", "action"))


def _total(material: Material, score: Score) -> Row:
    grade = score.grade
    return (
        label("总分", across=5),
        number(material.figure("points.total")),
        number(material.figure("score.total")),
        label(f"等次：{grade.zh}" if grade else ""),
    )
