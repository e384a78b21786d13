"""项目支出绩效自评表 (财预〔2020〕10号): the project's money by source, its goal, and every indicator with its score."""

from __future__ import annotations

from jixiao.document.model import Column, Document, Row, Table, label, number
from jixiao.report.form import Material
from jixiao.report.project_scores import DEVIATION, Widths, goals, grade, head, money, name_of, paged, scored_rows
from jixiao.score.scoring import Score
from jixiao.wording import Text

TITLE = "项目支出绩效自评表"
title = Text(TITLE, "Self-evaluation form of a project")
order = 55
about = "project"
scored = True
stage = "year_end"
_COLUMNS = (
    *(Column(8), Column(12), Column(20), Column(10), Column(10), Column(5), Column(6)),
    *(Column(11, "left"), Column(10, "left")),
)
_WIDTHS = Widths(money=(1, 1, 1, 1, 1, 1, 1, 2), halves=(3, 5), target=1)
_WORDS = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")


def name(material: Material) -> str:
    """The file's name: of one project, or of all projects of the unit."""
    return name_of(material, TITLE)


def build(material: Material) -> Document:
    """The form of every project, each on a page of its own."""
    return paged(material, name(material), _table)


def _table(material: Material, score: Score) -> Table:
    """One project: its money, its goal and what came of it, its indicators, the total."""
    body = (
        *head(material, _WIDTHS),
        *money(material, score, _WIDTHS),
        *goals(material, _WIDTHS),
        (*(label(word) for word in _WORDS), label(DEVIATION, across=2)),
        *scored_rows(material, score, _WIDTHS),
        _total(material, score),
    )
    return Table(_COLUMNS, (), body, caption=material.runs(f"{{year}}年度{TITLE}"))


def _total(material: Material, score: Score) -> Row:
    """The total with the grade, or why there is none."""
    why = material.runs("{why.total}") if material.has("why.total") else ()
    return (
        label("总分", across=5),
        number(material.figure("points.total")),
        number(material.figure("score.total")),
        label(*why, across=2) if why else label(f"等次：{grade(score)}", across=2),
    )
