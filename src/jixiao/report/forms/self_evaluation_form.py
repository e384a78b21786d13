"""部门整体支出绩效自评表: the framework's tree with points, score, standard and the reason for points lost."""

from __future__ import annotations

from jixiao.document.model import Block, Cell, Column, Document, Row, Table, cell, label, number, runs_of
from jixiao.framework.model import Item
from jixiao.report.form import Material
from jixiao.score.explanation import reason_for
from jixiao.wording import Text

TITLE = "部门整体支出绩效自评表"
title = Text(TITLE, "Self-evaluation form of the unit's whole spending")
order = 50
about = "unit"
scored = True
stage = "year_end"
_LEVELS = ("一级指标", "二级指标", "三级指标", "四级指标", "五级指标")
_LEVEL_SHARES = (8, 9, 16, 14, 14)


def name(material: Material) -> str:
    """The file's name."""
    return f"{material.dossier.fiscal_year}年度{material.unit_name}{TITLE}"


def build(material: Material) -> Document:
    """The form: unit and money above, then every item of the framework, then the total."""
    head = f"{{year}}年度{TITLE}"
    blocks: tuple[Block, ...] = (_table(material, head),)
    return Document(name(material), blocks, page="landscape")


def _table(material: Material, head: str) -> Table:
    depth = max(_depth(item) for item in material.score.framework.items)
    columns = (
        *(Column(share) for share in _LEVEL_SHARES[:depth]),
        Column(6),
        Column(32, "left"),
        Column(7),
        Column(24, "left"),
    )
    header: tuple[Row, ...] = (
        *_head(material, len(columns)),
        tuple(label(word) for word in (*_LEVELS[:depth], "分值", "计分标准", "自评得分", "扣分原因")),
    )
    body = [row for item in material.score.framework.items for row in _rows(material, item, depth)]
    body.append(_total(material, depth))
    return Table(columns, header, tuple(body), caption=material.runs(head))


def _head(material: Material, width: int) -> tuple[Row, ...]:
    """Unit and money in lines above the columns."""
    money = "全年预算数{budget.adjusted}万元，全年支出数{spending.total}万元，预算完成率{spending.rate}"
    return (
        (label("单位名称"), Cell(runs_of(material.unit_name), across=width - 1, align="left")),
        (label("资金情况"), Cell(material.runs(money), across=width - 1, align="left")),
    )


def _depth(item: Item) -> int:
    return 1 + max((_depth(child) for child in item.children), default=0)


def _rows(material: Material, item: Item, depth: int) -> list[Row]:
    """The rows of an item: a group's cell reaches down over the rows of its leaves; a shallow leaf over the free columns."""
    if not item.children:
        across = depth - _level(material, item)
        return [(label(item.name.zh, across=across), *_leaf(material, item))]
    rows = [row for child in item.children for row in _rows(material, child, depth)]
    first = label(item.name.zh, "（", material.figure(f"points.{item.code}"), "分）", down=len(rows))
    return [(first, *rows[0]), *rows[1:]]


def _level(material: Material, item: Item) -> int:
    level, parent = 0, item.parent
    while parent is not None:
        above = material.score.framework.item(parent)
        level, parent = level + 1, above.parent if above else None
    return level


def _leaf(material: Material, item: Item) -> Row:
    reason = reason_for(material.dossier, material.score, item.code)
    scored = material.score.of(item.code)
    why = reason.text("reason") if reason else f"{{why.{item.code}}}" if scored and scored.lost else ""
    return (
        number(material.figure(f"points.{item.code}")),
        Cell(runs_of(material.figure(f"standard.{item.code}") if item.basis else "")),
        number(material.figure(f"score.{item.code}")),
        Cell(material.runs(why)),
    )


def _total(material: Material, depth: int) -> Row:
    grade = material.score.grade
    return (
        label("合计", across=depth),
        number(material.figure("points.total")),
        label("等次：" + grade.zh if grade else ""),
        number(material.figure("score.total")),
        cell(),
    )
