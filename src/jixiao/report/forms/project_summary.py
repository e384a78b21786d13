"""项目支出绩效自评汇总表: all projects of the unit with their money, what they reached, and their scores."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.document.model import Block, Chart, Column, Document, Row, Runs, Series, Table, cell, label, number, runs_of
from jixiao.report.form import Material
from jixiao.score.figure import NONE
from jixiao.score.scoring import Score
from jixiao.wording import Text

TITLE = "项目支出绩效自评汇总表"
title = Text(TITLE, "Summary of the projects' self-evaluation")
order = 58
about = "project"
scored = False
stage = "year_end"
_COLUMNS = (
    *(Column(5), Column(9), Column(26, "left")),
    *(Column(10) for _ in range(4)),
    *(Column(8), Column(8), Column(9), Column(8)),
)
_WORDS = (
    *("序号", "项目代码", "项目名称", "年初预算数", "全年预算数", "全年执行数", "执行率"),
    *("指标数", "达到指标值", "自评得分", "等次"),
)
_NOTE = "金额单位：万元。得分不跨项目合计或平均。"


def name(material: Material) -> str:
    """The file's name."""
    return f"{material.dossier.fiscal_year}年度{material.unit_name}{TITLE}"


def build(material: Material) -> Document:
    """A row for each project, the sums, and the projects side by side."""
    projects = [each for each in material.projects if each.project is not None]
    head = (tuple(label(word) for word in _WORDS),)
    body = [_row(number, each) for number, each in enumerate(projects, 1)]
    body.append(_total(material))
    table = Table(_COLUMNS, head, tuple(body), material.runs(f"{{year}}年度{TITLE}"), runs_of(_NOTE))
    blocks: tuple[Block, ...] = (table, *_charts(projects))
    return Document(name(material), blocks, page="landscape")


def _row(place: int, material: Material) -> Row:
    project, score = material.project, material.project_score
    money = ("budget.initial", "budget.adjusted", "spending.total", "spending.rate")
    counts = ("indicators.total", "indicators.met", "score.total")
    return (
        cell(str(place)),
        cell(project.text("project_code") if project else ""),
        cell(project.text("name") if project else ""),
        *(number(material.figure(each)) for each in money),
        *(number(material.figure(each) if score else NONE) for each in counts),
        cell(_grade(score)),
    )


def _grade(score: Score | None) -> str:
    return NONE if score is None or score.grade is None else score.grade.zh


def _total(material: Material) -> Row:
    money = ("budget.initial-projects", "budget.projects", "spending.projects", "spending.projects-rate")
    return label("合计", across=3), *(number(material.figure(each)) for each in money), *(label(NONE) for _ in range(4))


def _charts(projects: list[Material]) -> Iterator[Block]:
    """The scores, or where there are none the spending rates; a chart of one project says nothing."""
    scored = [each for each in projects if each.project_score is not None]
    shown, figure, words, unit = (
        (scored, "score.total", "自评得分", "分") if scored else (projects, "spending.rate", "执行率", "%")
    )
    if len(shown) > 1:
        names = tuple(each.project.text("name") for each in shown if each.project is not None)
        yield Chart(
            "bar", runs_of(f"各项目{words}"), names, (Series(words, tuple(_value(each, figure) for each in shown)),), unit
        )


def _value(material: Material, figure: str) -> Runs:
    """The number of a chart; its place stays empty where there is none."""
    run = material.figure(figure)
    found = material.figures.find(run.figure) if run.figure else None
    return () if found is None or found.is_missing else (run,)
