"""项目支出绩效自评表, with the target's sign, value and unit in columns of their own and the grade in a row of its own.

Published forms of Yunnan have this layout.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.document.model import Cell, Column, Document, Row, Table, label, number
from jixiao.report.form import Material
from jixiao.report.project_scores import DEVIATION, Widths, goals, grade, head, money, name_of, paged, scored_rows
from jixiao.score.scoring import Score
from jixiao.wording import Text

TITLE = "项目支出绩效自评表"
VARIANT = "（指标值分列）"
title = Text(TITLE + VARIANT, "Self-evaluation form of a project, targets in three columns")
order = 56
about = "project"
scored = True
stage = "year_end"
_COLUMNS = (
    *(Column(8), Column(11), Column(17), Column(6), Column(8), Column(6), Column(8), Column(5), Column(6)),
    *(Column(9, "left"), Column(8, "left")),
)
_WIDTHS = Widths(money=(1, 1, 1, 2, 2, 1, 1, 2), halves=(4, 6), target=3)
_WORDS = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "实际完成值", "分值", "得分")


def name(material: Material) -> str:
    """The file's name: of one project, or of all projects of the unit."""
    return name_of(material, f"{TITLE}{VARIANT}")


def build(material: Material) -> Document:
    """The form of every project, each on a page of its own."""
    return paged(material, name(material), _table)


def _table(material: Material, score: Score) -> Table:
    body = (
        *head(material, _WIDTHS),
        *money(material, score, _WIDTHS),
        *goals(material, _WIDTHS),
        (*(label(word) for word in _WORDS), label(DEVIATION, across=2)),
        *scored_rows(material, score, _WIDTHS),
        *_totals(material, score),
    )
    return Table(_COLUMNS, (), body, caption=material.runs(f"{{year}}年度{TITLE}"))


def _totals(material: Material, score: Score) -> Iterator[Row]:
    scores = (number(material.figure("points.total")), number(material.figure("score.total")))
    yield label("总分", across=7), *scores, label("评价等次"), label(grade(score))
    why = material.runs("{why.total}") if material.has("why.total") else ()
    yield label("其他需要说明的事项"), Cell(why, across=len(_COLUMNS) - 1, align="left")
