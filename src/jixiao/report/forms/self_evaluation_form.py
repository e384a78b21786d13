"""部门整体支出绩效自评表: the framework's tree with points, score, standard and the reason for points lost.

Frameworks of letters have letters in place of points; one that gives no total says why.
"""

from __future__ import annotations

from dataclasses import replace

from jixiao.document.model import Block, Cell, Column, Document, Row, Table, label, number, runs_of
from jixiao.framework.model import Item
from jixiao.report.form import Material
from jixiao.report.goals import narrative_cell
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
    """The form: unit, money and goal above, then every item of the framework, then the total."""
    blocks: tuple[Block, ...] = (_table(material, f"{{year}}年度{TITLE}"),)
    return Document(name(material), blocks, page="landscape")


def _table(material: Material, caption: str) -> Table:
    depth = max(_depth(item) for item in material.score.framework.items)
    scored = (Column(7),) if _has_letters(material) else (Column(6), Column(7))
    columns = (*(Column(share) for share in _LEVEL_SHARES[:depth]), *scored, Column(32, "left"), Column(24, "left"))
    body = [*_head(material, len(columns)), tuple(label(word) for word in _words(material, depth))]
    body += [row for item in material.score.framework.items for row in _rows(material, item, depth)]
    body.append(_total(material, depth))
    return Table(columns, (), tuple(body), caption=material.runs(caption))


def _has_letters(material: Material) -> bool:
    return material.score.framework.scale is not None


def _words(material: Material, depth: int) -> tuple[str, ...]:
    if _has_letters(material):
        return (*_LEVELS[:depth], "等级", "评定标准", "评定说明")
    return (*_LEVELS[:depth], "分值", "自评得分", "计分标准", "扣分原因")


def _head(material: Material, width: int) -> tuple[Row, ...]:
    """Unit and money in lines above the columns, then the goal and what came of it."""
    money = "全年预算数{budget.adjusted}万元，全年支出数{spending.total}万元，预算完成率{spending.rate}"
    unit = material.dossier.find("unit", unit_code=material.scope.unit_code)
    return (
        (label("单位名称"), Cell(runs_of(material.unit_name), across=width - 1, align="left")),
        (label("资金情况"), Cell(material.runs(money), across=width - 1, align="left")),
        (label("年度绩效目标"), narrative_cell(material, unit, "overall_goal", width - 1)),
        (label("目标完成情况"), narrative_cell(material, unit, "goal_achieved", width - 1)),
    )


def _depth(item: Item) -> int:
    return 1 + max((_depth(child) for child in item.children), default=0)


def _rows(material: Material, item: Item, depth: int) -> list[Row]:
    """The rows of an item: a group's cell reaches down over the rows of its leaves; a shallow leaf over the free columns."""
    if not item.children:
        across = depth - _level(material, item)
        return [(label(item.name.zh, across=across), *_leaf(material, item))]
    rows = [row for child in item.children for row in _rows(material, child, depth)]
    earned = material.figure(f"{'score' if _has_letters(material) else 'points'}.{item.code}")
    said = ("（", earned, "）") if _has_letters(material) else ("（", earned, "分）")
    return [(label(item.name.zh, *said, down=len(rows)), *rows[0]), *rows[1:]]


def _level(material: Material, item: Item) -> int:
    level, parent = 0, item.parent
    while parent is not None:
        above = material.score.framework.item(parent)
        level, parent = level + 1, above.parent if above else None
    return level


def _leaf(material: Material, item: Item) -> Row:
    points = () if _has_letters(material) else (number(material.figure(f"points.{item.code}")),)
    score = number(material.figure(f"score.{item.code}"))
    standard = Cell(runs_of(material.figure(f"standard.{item.code}") if item.basis else ""))
    return (*points, score, standard, _reason(material, item))


def _reason(material: Material, item: Item) -> Cell:
    """The unit's reason for points lost, to fill in; where none is given, the arithmetic, or why there is no score."""
    reason = reason_for(material.dossier, material.score, item.code)
    if reason is not None:
        return material.entry_cell(reason, "reason")
    scored = material.score.of(item.code)
    if scored is None or (scored.is_scored and not scored.lost and scored.letter is None):
        return Cell()
    why = Cell(material.runs(f"{{why.{item.code}}}"))
    key = f"{material.score.framework.id}/{item.code}/"
    return replace(why, entry=material.entry_at("deduction_reason", key, "reason")) if scored.lost else why


def _total(material: Material, depth: int) -> Row:
    grade = material.score.grade
    why = material.runs("{why.total}") if material.has("why.total") else ()
    if _has_letters(material):
        return (label("合计", across=depth), label("—"), Cell(why, across=2, align="left"))
    figures = (number(material.figure("points.total")), number(material.figure("score.total")))
    return label("合计", across=depth), *figures, label("等次：" + grade.zh if grade else "等次：不评定"), Cell(why)
