"""自评报告公开稿: the self-evaluation report for publication, with goals and scores, without persons and internal numbers.

``public`` says that its files carry nothing but what readers see; ``left_out`` tells the author what is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.document.model import Block, Cell, Column, Document, PageBreak, Row, Table, cell, label, number, paragraph, runs_of
from jixiao.findings import Finding
from jixiao.report import publication
from jixiao.report.form import Material
from jixiao.report.sections import report, title_of
from jixiao.score.scoring import ItemScore
from jixiao.wording import Text

TITLE = "部门整体支出绩效自评报告"
title = Text("自评报告公开稿", "Self-evaluation report for publication")
order = 75
about = "unit"
scored = True
stage = "year_end"
public = True


def name(material: Material) -> str:
    """The file's name."""
    return f"{material.dossier.fiscal_year}年度{material.unit_name}{TITLE}（公开稿）"


def build(material: Material) -> Document:
    """The report, then the goals and the scores as tables."""
    blocks: list[Block] = [*title_of(material, TITLE), *report(material)]
    for place, (words, table) in enumerate((("绩效目标表", _goals(material)), ("绩效自评得分表", _scores(material))), 1):
        heads = (paragraph(f"附件{place}", style="attachment"), paragraph(words, style="title"))
        blocks += [PageBreak(), *heads, table]
    return publication.published(Document(name(material), tuple(blocks)), material)


def left_out(material: Material) -> list[Finding]:
    """What the copy leaves out, with its places."""
    return publication.left_out(material)


def _goals(material: Material) -> Table:
    """The indicators of the unit with their targets, class by class."""
    rows = [
        row
        for row in material.dossier.table("indicator")
        if row["level"] == "unit" and row["unit_code"] == material.scope.unit_code
    ]
    classes = list(material.dossier.schema["indicator"].fields["class"].choices or {})
    rows.sort(
        key=lambda row: (classes.index(row.text_id("class")) if row["class"] in classes else 0, row.text("subclass"), row.key)
    )
    body: list[Row] = []
    for row in rows:
        code = row.text("indicator_code").lower()
        if row["operator"] == "judged":
            target = cell(row.text("target_text") or "定性")
        else:
            figure = material.figure(f"indicator.{code}.target")
            target = Cell(runs_of(row.text("operator"), figure, row.text("measure_unit")))
        body.append((cell(row.text("class")), cell(row.text("subclass")), cell(row.text("name")), target))
    if not body:
        body.append((cell("未填报", across=4),))
    header = (tuple(label(word) for word in ("一级指标", "二级指标", "三级指标", "年度指标值")),)
    return Table((Column(3), Column(4), Column(7, "left"), Column(4)), header, tuple(body))


def _scores(material: Material) -> Table:
    """Every item with points and score, or with its letter, and the total."""
    has_points = material.score.framework.scale is None
    heads = ("points", "score") if has_points else ("score",)
    body = [
        (*_named(each), *(number(material.figure(f"{head}.{each.item.code}")) for head in heads)) for each in material.score.items
    ]
    if has_points:
        body.append((label("总分", across=2), *(number(material.figure(f"{head}.total")) for head in heads)))
    words = ("层级", "指标", *(("分值", "得分") if has_points else ("评定",)))
    columns = (Column(3), Column(9, "left"), *(Column(2) for _ in heads))
    return Table(columns, (tuple(label(word) for word in words),), tuple(body))


def _named(each: ItemScore) -> Iterator[Cell]:
    level = "一级指标" if each.item.parent is None else "二级指标" if each.item.children else "三级指标"
    yield cell(level)
    yield cell(each.item.name.zh)
