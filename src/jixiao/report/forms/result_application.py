"""评价结果应用情况表: what results led to: decisions on budgets beside what was proposed, and what else was done, each with its day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jixiao.document.model import Block, Cell, Column, Document, Row, Table, cell, label, runs_of
from jixiao.report.form import Material
from jixiao.report.goals import UNFILLED
from jixiao.score.figure import day_text
from jixiao.tables.dossier import Row as Record
from jixiao.wording import Text

TITLE = "绩效评价结果应用情况表"
title = Text(TITLE, "Form on the use of results")
order = 66
about = "unit"
scored = False
stage = "year_end"
_BUDGET = (
    *(Column(4), Column(11), Column(15, "left"), Column(20, "left"), Column(12, "right"), Column(8), Column(12, "right")),
    *(Column(8), Column(12, "right"), Column(15, "left"), Column(11), Column(10, "left"), Column(12, "right")),
)
_BUDGET_WORDS = (
    *("序号", "应用编号", "项目", "评价结果及建议理由", "基数（万元）", "建议", "建议金额（万元）"),
    *("决定", "决定金额（万元）", "决定理由及依据", "决定日期", "落实情况", "落实金额（万元）"),
)
_OTHER = (Column(5), Column(12), Column(14), Column(40, "left"), Column(14), Column(14), Column(46, "left"))
_OTHER_WORDS = ("序号", "应用编号", "应用内容", "依据的评价结果", "应完成日期", "完成日期", "说明")


def name(material: Material) -> str:
    """The file's name."""
    return f"{material.dossier.fiscal_year}年度{material.unit_name}{TITLE}"


def build(material: Material) -> Document:
    """The decisions on budgets, then the other uses; where nothing was registered, the paper says so."""
    rows = [row for row in material.dossier.table("result_use") if row in material.scope]
    budget = [row for row in rows if row["kind"] == "budget"]
    others = [row for row in rows if row["kind"] != "budget"]
    blocks: tuple[Block, ...] = (
        _table(
            material,
            (_BUDGET, _BUDGET_WORDS),
            (_decided(material, n, row) for n, row in enumerate(budget, 1)),
            "{year}年度" + TITLE,
        ),
        _table(
            material,
            (_OTHER, _OTHER_WORDS),
            (_other(n, row) for n, row in enumerate(others, 1)),
            "其他应用情况",
        ),
    )
    return Document(name(material), blocks, page="landscape")


def _table(material: Material, shape: tuple[Sequence[Column], Sequence[str]], rows: Iterable[Row], caption: str) -> Table:
    columns, words = shape
    said = "没有登记" if material.dossier.table("result_use").present else UNFILLED
    body = tuple(rows) or ((cell(f"（{said}）", across=len(columns)),),)
    return Table(
        tuple(columns), (tuple(label(word) for word in words),), body, material.runs(caption), runs_of(material.unit_name)
    )


def _decided(material: Material, number: int, row: Record) -> Row:
    """A decision with the proposal before it; a use that was entered without a proposal shows what stands there."""
    project = material.dossier.find("project", project_code=row["project_code"]) if row["project_code"] else None
    said = row.text("proposed_because") or row.text("about")
    why = "；".join(each for each in (row.text("decision_because"), row.text("document")) if each)
    outcome = row.text("outcome").partition("：")[0] or (row.text("note") if not row["decision"] else "")
    return (
        cell(str(number)),
        cell(row.text("use_code")),
        cell(project.text("name") if project else row.text("project_code")),
        cell(said),
        _amount(material, row, "base"),
        cell(row.text("proposal")),
        _amount(material, row, "proposed"),
        cell(row.text("decision")),
        _amount(material, row, "decided"),
        cell(why),
        cell(_day(row, "decided_on")),
        cell(outcome),
        _amount(material, row, "outcome"),
    )


def _amount(material: Material, row: Record, kind: str) -> Cell:
    figure = f"use.{row.text('use_code').lower()}.{kind}"
    return Cell((material.figure(figure),) if material.has(figure) else (), kind="number")


def _other(number: int, row: Record) -> Row:
    said = row.text("note")
    what = f"{row.text('kind')}情况"
    words = (row.text("use_code"), what, row.text("about"), _day(row, "due_on"), _day(row, "decided_on"), said)
    return (cell(str(number)), *map(cell, words))


def _day(row: Record, column: str) -> str:
    day = row.day(column)
    return day_text(day) if day is not None else ""
