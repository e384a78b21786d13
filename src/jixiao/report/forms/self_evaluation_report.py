"""部门整体支出绩效自评报告: the report in the structure that finance bureaus ask for, every number a figure."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.document.model import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Paragraph,
    Row,
    Table,
    cell,
    heading,
    label,
    number,
    paragraph,
    runs_of,
)
from jixiao.framework.model import Item
from jixiao.report.form import Material
from jixiao.score.explanation import reason_for
from jixiao.score.scoring import ItemScore
from jixiao.tables.dossier import Row as Record
from jixiao.wording import Text

TITLE = "部门整体支出绩效自评报告"
title = Text(TITLE, "Self-evaluation report of the unit's whole spending")
order = 70
about = "unit"
scored = True
stage = "year_end"
NOTHING = "（本卷宗尚未填写此项内容。）"


def name(material: Material) -> str:
    """The file's name."""
    return f"{material.dossier.fiscal_year}年度{material.unit_name}{TITLE}"


def build(material: Material) -> Document:
    """The report: the unit and its year, the self-evaluation, the problems, the measures."""
    blocks: list[Block] = [
        material.paragraph(f"{{year}}年度{material.unit_name}", style="title"),
        paragraph(TITLE, style="title"),
        heading(1, "部门基本情况"),
        *_section(2, "部门职能", _functions(material)),
        *_section(2, "年度总体工作和重点工作任务", _year(material)),
        *_section(2, "部门整体支出绩效目标", material.narrative(material.dossier.unit, "overall_goal")),
        *_section(2, "部门整体收支情况", _money(material)),
        *_section(2, "部门整体绩效管理情况", _management(material)),
        heading(1, "绩效自评情况"),
        *_section(2, "自评结论", _conclusion(material)),
        *(block for item in material.score.framework.items for block in _analysis(material, item)),
        heading(1, "存在的主要问题"),
        *_or_nothing(_problems(material)),
        heading(1, "下一步改进措施"),
        *_or_nothing(_measures(material)),
    ]
    return Document(name(material), tuple(blocks))


def _section(level: int, words: str, blocks: Iterator[Block] | list[Paragraph]) -> list[Block]:
    return [heading(level, words), *_or_nothing(blocks)]


def _or_nothing(blocks: Iterator[Block] | list[Paragraph]) -> list[Block]:
    """What a section says, or that it has nothing to say yet: a gap is never papered over."""
    return list(blocks) or [paragraph(NOTHING)]


# ---- 一、部门基本情况


def _functions(material: Material) -> Iterator[Block]:
    yield from material.narrative(material.dossier.unit, "functions")
    offices = "、".join(row.text("name") for row in material.dossier.table("office"))
    if offices:
        yield material.paragraph(f"内设{offices}{{unit.offices}}个机构。{{year}}年年末在职在编{{unit.staff-in-post}}人。")
    for row in material.dossier.table("office"):
        if row["duties"]:
            yield material.paragraph(f"{row.text('name')}：{row.text('duties')}")


def _year(material: Material) -> Iterator[Block]:
    yield from material.narrative(material.dossier.unit, "year_summary")
    for row in material.dossier.table("task"):
        if row["narrative"]:
            yield Heading(3, runs_of(row.text("name")))
            yield from material.narrative(row, "narrative")


def _money(material: Material) -> Iterator[Block]:
    yield material.paragraph(
        "{year}年，本单位全年支出预算{budget.adjusted}万元，其中基本支出预算{budget.basic}万元、项目支出预算{budget.projects}万元；"
        "全年支出{spending.total}万元，其中基本支出{spending.basic}万元、项目支出{spending.projects}万元，完成预算的{spending.rate}。"
    )


def _management(material: Material) -> Iterator[Block]:
    yield material.paragraph(
        "本单位按照“部门职责—工作任务—支出项目”设置绩效目标，共有部门职责{unit.duties}项、支出项目{unit.projects}个。"
        "截至{half-year}，部门总支出进度为{spending.rate-h1}，项目支出进度为{spending.projects-rate-h1}。"
    )
    yield from material.narrative(material.dossier.unit, "management_summary")


# ---- 二、绩效自评情况


def _conclusion(material: Material) -> Iterator[Block]:
    grade = material.score.grade
    parts = "、".join(
        f"{item.name.zh}{{score.{item.code}}}分（满分{{points.{item.code}}}分）" for item in material.score.framework.items
    )
    why = material.score.because.say("zh") if material.score.because else "部分指标尚无数据，不评定等次"
    level = f"，等次为“{grade.zh}”" if grade else f"（{why}）"
    yield material.paragraph(
        f"依据{{framework}}，本单位{{year}}年度部门整体支出绩效自评得分{{score.total}}分{level}，其中{parts}。"
    )
    yield from material.narrative(material.dossier.unit, "goal_achieved")


def _analysis(material: Material, item: Item) -> Iterator[Block]:
    """One group of the framework: its score, its items in a table, what the indicators reached, and every point lost."""
    yield Heading(2, runs_of(f"{item.name.zh}分析"))
    groups = "、".join(child.name.zh for child in item.children)
    yield material.paragraph(
        f"{item.name.zh}满分{{points.{item.code}}}分，自评得分{{score.{item.code}}}分，扣{{lost.{item.code}}}分"
        + (f"，从{groups}{{groups.{item.code}}}个方面评价。" if len(item.children) > 1 else "。")
    )
    yield _items(material, item)
    scores = [each for leaf in item.leaves if (each := material.score.of(leaf.code))]
    for each in scores:
        if each.parts:
            yield _indicators(material, each)
    for each in scores:
        yield from _lost(material, each)


def _items(material: Material, item: Item) -> Table:
    header = (tuple(label(word) for word in ("二级指标", "三级指标", "分值", "得分")),)
    body: list[Row] = []
    for child in item.children or (item,):
        leaves = child.leaves
        for place, leaf in enumerate(leaves):
            first = (label(child.name.zh, down=len(leaves)),) if place == 0 else ()
            scored = (number(material.figure(f"points.{leaf.code}")), number(material.figure(f"score.{leaf.code}")))
            body.append((*first, cell(leaf.name.zh), *scored))
    body.append(
        (label("合计", across=2), number(material.figure(f"points.{item.code}")), number(material.figure(f"score.{item.code}")))
    )
    columns = (Column(3), Column(7, "left"), Column(2), Column(2))
    return Table(columns, header, tuple(body), caption=runs_of(f"{item.name.zh}得分表"))


def _indicators(material: Material, each: ItemScore) -> Table:
    """The indicators of a mean: target, actual, points and score."""
    header = (tuple(label(word) for word in ("指标", "指标值", "完成值", "单位", "分值", "得分")),)
    body = []
    for part in each.parts:
        row, code = part.part.row, part.part.code.lower()
        operator = row.text("operator") if row else ""
        body.append(
            (
                cell(part.part.name),
                Cell(runs_of(operator, material.figure(f"indicator.{code}.target"))),
                Cell(runs_of(material.figure(f"indicator.{code}.actual"))),
                cell(part.part.unit),
                number(material.figure(f"indicator.{code}.points")),
                number(material.figure(f"indicator.{code}.score")),
            )
        )
    columns = (Column(7, "left"), Column(3), Column(3), Column(2), Column(2), Column(2))
    return Table(columns, header, tuple(body), caption=runs_of(each.item.name.zh))


def _lost(material: Material, each: ItemScore) -> Iterator[Block]:
    code = each.item.code
    if not each.is_scored:
        yield material.paragraph(f"“{each.item.name.zh}”尚无得分：{{why.{code}}}")
    elif each.lost:
        reason = reason_for(material.dossier, material.score, code)
        why = reason.text("reason") if reason else f"{{why.{code}}}"
        yield material.paragraph(f"“{each.item.name.zh}”得{{score.{code}}}分，扣{{lost.{code}}}分：{why}")


# ---- 三、存在的主要问题 · 四、下一步改进措施


def _problems(material: Material) -> Iterator[Block]:
    """The unit's problems; then every item that lost points and that no problem speaks of, so that none is passed over."""
    spoken = set()
    for row in material.dossier.table("problem"):
        spoken.add(row["about_code"])
        cause = f"原因：{row.text('cause')}" if row["cause"] else ""
        yield Heading(3, material.runs(row.text("description")))
        if cause:
            yield material.paragraph(cause)
    for each in material.score.leaves:
        if each.lost and each.item.code not in spoken and each.item.measure is None:
            yield from _lost(material, each)


def _measures(material: Material) -> Iterator[Block]:
    for row in material.dossier.table("rectification"):
        yield Heading(3, material.runs(row.text("action")))
        yield material.paragraph(_who_and_when(material, row))


def _who_and_when(material: Material, row: Record) -> str:
    office = material.dossier.find("office", office_code=row["office_code"])
    who = office.text("name") if office else "待定"
    due = f"{{due.{row.text('rectification_code').lower()}}}" if row.day("due_on") else "待定"
    return f"责任机构：{who}；完成期限：{due}。"
