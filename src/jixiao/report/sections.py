"""The sections of a self-evaluation report, in the order that finance bureaus ask for; every number is a figure.

Where nothing was filled in, a section says so: a gap is never papered over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from jixiao.document.model import (
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Row,
    Run,
    Table,
    cell,
    heading,
    label,
    number,
    paragraph,
    runs_of,
)
from jixiao.framework.model import Item
from jixiao.report import charts
from jixiao.report.form import Material
from jixiao.score.explanation import reason_for
from jixiao.score.scoring import ItemScore, PartScore
from jixiao.tables.dossier import Row as Record

NOTHING = "（本卷宗尚未填写此项内容。）"
_SMALL = Decimal(20)
"""A twentieth of its points is little for an item whose score follows from a formula: its arithmetic says all."""


def report(material: Material) -> list[Block]:
    """All sections: the unit and its year, the self-evaluation, the problems, the measures."""
    unit = material.dossier.unit
    return [
        heading(1, "部门基本情况"),
        *section(2, "部门职能", _functions(material)),
        *section(2, "年度总体工作和重点工作任务", _year(material)),
        *section(2, "部门整体支出绩效目标", material.narrative(unit, "overall_goal")),
        *section(2, "部门整体收支情况", _money(material)),
        *section(2, "部门整体绩效管理情况", _management(material)),
        heading(1, "绩效自评情况"),
        *section(2, "自评结论", _conclusion(material)),
        *(block for item in material.score.framework.items for block in _analysis(material, item)),
        heading(1, "存在的主要问题"),
        *or_nothing(_problems(material)),
        heading(1, "下一步改进措施"),
        *or_nothing(_measures(material)),
    ]


def section(level: int, words: str, blocks: Iterable[Block]) -> list[Block]:
    """A section with its heading."""
    return [heading(level, words), *or_nothing(blocks)]


def or_nothing(blocks: Iterable[Block]) -> list[Block]:
    """What a section says, or that it has nothing to say yet."""
    return list(blocks) or [paragraph(NOTHING)]


def is_known(material: Material, *figure_ids: str) -> bool:
    """Whether there are numbers for all these figures."""
    found = (material.figures.find(run.figure) for run in map(material.figure, figure_ids) if run.figure)
    return all(figure is not None and not figure.is_missing for figure in found)


# ---- 一、部门基本情况


def _functions(material: Material) -> Iterator[Block]:
    yield from material.narrative(material.dossier.unit, "functions")
    offices = [row for row in material.dossier.table("office") if row in material.scope]
    if offices:
        names = "、".join(row.text("name") for row in offices)
        yield material.paragraph(f"内设{names}{{unit.offices}}个机构。{{year}}年年末在职在编{{unit.staff-in-post}}人。")
    for row in offices:
        if row["duties"]:
            yield material.paragraph(f"{row.text('name')}：{row.text('duties')}")


def _year(material: Material) -> Iterator[Block]:
    yield from material.narrative(material.dossier.unit, "year_summary")
    silent = []
    for row in material.dossier.table("task"):
        if row["narrative"]:
            yield Heading(3, runs_of(row.text("name")))
            yield from material.narrative(row, "narrative")
        else:
            silent.append(row.text("name"))
    if silent:
        yield paragraph(f"以下工作任务尚未填写完成情况：{'、'.join(silent)}。")


_PARTS = (
    ("合计", ("budget.adjusted", "spending.total", "spending.rate")),
    ("基本支出", ("budget.basic", "spending.basic", "spending.rate-basic")),
    ("项目支出", ("budget.projects", "spending.projects", "spending.rate-projects")),
)


def _money(material: Material) -> Iterator[Block]:
    """The year's budget and spending in words, as a table, and month by month."""
    if is_known(material, *(figure for _, figures in _PARTS for figure in figures[:2])):
        yield material.paragraph(
            "{year}年，本单位全年支出预算{budget.adjusted}万元，其中基本支出预算{budget.basic}万元、项目支出预算{budget.projects}万元；"
            "全年支出{spending.total}万元，其中基本支出{spending.basic}万元、项目支出{spending.projects}万元，完成预算的{spending.rate}。"
        )
        header = (tuple(label(word) for word in ("支出类别", "全年预算数", "全年支出", "执行率")),)
        body = tuple((label(name), *(number(material.figure(each)) for each in figures)) for name, figures in _PARTS)
        yield Table((Column(3), Column(3), Column(3), Column(2)), header, body, runs_of("预算执行情况表"), runs_of("单位：万元"))
    else:
        yield material.paragraph("全年支出预算：{budget.adjusted}；全年支出：{spending.total}；预算完成率：{spending.rate}。")
    yield from charts.execution(material)
    yield from charts.costs(material)


def _management(material: Material) -> Iterator[Block]:
    rates = (
        "截至{half-year}，部门总支出进度为{spending.rate-h1}（占全部支出预算），项目支出进度为{spending.projects-rate-h1}（占项目支出预算）。"
        if is_known(material, "spending.rate-h1", "spending.projects-rate-h1")
        else "截至{half-year}的部门总支出进度：{spending.rate-h1}（占全部支出预算）；项目支出进度：{spending.projects-rate-h1}（占项目支出预算）。"
    )
    goals = (
        "本单位按照“部门职责—工作任务—支出项目”设置绩效目标，共有部门职责{unit.duties}项、支出项目{unit.projects}个。"
        if is_known(material, "unit.duties", "unit.projects")
        else "部门职责项数：{unit.duties}；支出项目个数：{unit.projects}。"
    )
    yield material.paragraph(goals + rates)
    yield from material.narrative(material.dossier.unit, "management_summary")


# ---- 二、绩效自评情况


def _conclusion(material: Material) -> Iterator[Block]:
    yield material.paragraph(conclusion(material))
    yield from material.narrative(material.dossier.unit, "goal_achieved")
    yield from task_table(material)
    yield from project_table(material)
    yield from charts.points_lost(material)


def conclusion(material: Material) -> str:
    """The result in one sentence: the total with its grade and its parts, or the letters where there are no points."""
    framework = material.score.framework
    if framework.scale is not None:
        letters = "、".join(_letter_of(material, item) for item in framework.items)
        why = f"（{material.score.because.say('zh')}）" if material.score.because else ""
        return f"依据{{framework}}，本单位{{year}}年度{letters}{why}。"
    parts = "、".join(_scored(material, item) for item in framework.items)
    grade, because = material.score.grade, material.score.because
    why = because.say("zh") if because else "部分指标尚无数据，不评定等次"
    level = f"，等次为“{grade.zh}”" if grade else f"（{why}）"
    total = "尚无总分" if material.score.total is None else "得分{score.total}分"
    return f"依据{{framework}}，本单位{{year}}年度部门整体支出绩效自评{total}{level}，其中{parts}。"


def _scored(material: Material, item: Item) -> str:
    each = material.score.of(item.code)
    said = f"{{score.{item.code}}}分" if each is not None and each.is_scored else "尚无得分"
    return f"{item.name.zh}{said}（满分{{points.{item.code}}}分）"


def task_table(material: Material) -> Iterator[Block]:
    """Each duty with its tasks, who led them, and what the indicators of the task came to."""
    dossier, body = material.dossier, list[Row]()
    for duty in dossier.table("duty"):
        tasks = [row for row in dossier.table("task") if row["duty_code"] == duty["duty_code"]]
        for place, task in enumerate(tasks):
            first = (label(duty.text("name"), down=len(tasks)),) if place == 0 else ()
            body.append((*first, cell(task.text("name")), cell(_led_by(material, task)), _came_to(material, task)))
        if not tasks:
            body.append((label(duty.text("name")), cell("没有对应的工作任务", across=3)))
    if body:
        header = (tuple(label(word) for word in ("部门职责", "工作任务", "牵头机构", "绩效指标完成情况")),)
        columns = (Column(3), Column(4, "left"), Column(3), Column(9, "left"))
        yield Table(columns, header, tuple(body), runs_of("部门职责和工作任务完成情况表"))


def _led_by(material: Material, task: Record) -> str:
    """The offices that lead a task."""
    led = [
        row for row in material.dossier.table("task_office") if row["task_code"] == task["task_code"] and row["role"] == "lead"
    ]
    found = (material.dossier.find("office", office_code=row["office_code"]) for row in led)
    return "、".join(row.text("name") for row in found if row) or "未填报"


def _came_to(material: Material, task: Record) -> Cell:
    """What the indicators of a task came to; where it has none, whether its narrative says it."""
    parts: list[Run | str] = []
    for row in material.dossier.table("indicator"):
        if row["level"] == "task" and row["owner_code"] == task["task_code"]:
            parts += ["；" if parts else "", *_result(material, row)]
    if parts:
        return cell(*parts)
    return cell("见重点工作任务的叙述" if task["narrative"] else "未填报")


def _result(material: Material, row: Record) -> Iterator[Run | str]:
    """What an indicator came to, with its target."""
    code, unit = row.text("indicator_code").lower(), row.text("measure_unit")
    actual = f"indicator.{code}.actual"
    yield f"{row.text('name')}："
    yield material.figure(actual)
    yield unit if is_known(material, actual) else ""
    if row["operator"] != "judged":
        yield f"（指标值{row.text('operator')}"
        yield material.figure(f"indicator.{code}.target")
        yield f"{unit}）"


def project_table(material: Material) -> Iterator[Block]:
    """Each project: its goal of the year, what came of it, and what it spent of its budget."""
    body = []
    for each in material.projects:
        project = each.project
        if project is not None:
            goal, done = (Cell(each.runs(project.text(column) or "未填报")) for column in ("year_goal", "goal_achieved"))
            body.append((cell(project.text("name")), goal, done, number(each.figure("spending.rate"))))
    if body:
        header = (tuple(label(word) for word in ("支出项目", "年度目标", "完成情况", "预算执行率")),)
        columns = (Column(4, "left"), Column(7, "left"), Column(7, "left"), Column(3))
        yield Table(columns, header, tuple(body), runs_of("支出项目绩效目标完成情况表"))


def _analysis(material: Material, item: Item) -> Iterator[Block]:
    """One group of the framework: its score, its items in a table, what the indicators reached, and every point lost."""
    yield Heading(2, runs_of(f"{item.name.zh}分析"))
    groups = "、".join(child.name.zh for child in item.children)
    sides = f"，从{groups}{{groups.{item.code}}}个方面评价。" if len(item.children) > 1 else "。"
    yield material.paragraph(_standing_of(material, item) + sides)
    yield _items(material, item)
    scores = [each for leaf in item.leaves if (each := material.score.of(leaf.code))]
    for each in scores:
        if each.parts:
            yield indicator_table(material, each)
            named = [(part.part.name, part.part.code.lower()) for part in each.parts]
            yield from charts.completion(material, named, each.item.name.zh)
    for each in scores:
        yield from lost(material, each)


def _standing_of(material: Material, item: Item) -> str:
    if material.score.framework.scale is not None:
        return _letter_of(material, item)
    each = material.score.of(item.code)
    if each is None or not each.is_scored:
        return f"{item.name.zh}满分{{points.{item.code}}}分，尚无得分"
    return f"{item.name.zh}满分{{points.{item.code}}}分，自评得分{{score.{item.code}}}分，扣{{lost.{item.code}}}分"


def _letter_of(material: Material, item: Item) -> str:
    each = material.score.of(item.code)
    return f"{item.name.zh}评为{{score.{item.code}}}" if each is not None and each.is_scored else f"{item.name.zh}尚未评定"


def _items(material: Material, item: Item) -> Table:
    """The items of a group with points and score, or with their letters."""
    has_points = material.score.framework.scale is None
    heads = ("points", "score") if has_points else ("score",)
    words = ("二级指标", "三级指标", *(("分值", "得分") if has_points else ("评定",)))
    body: list[Row] = []
    for child in item.children or (item,):
        for place, leaf in enumerate(child.leaves):
            first = (label(child.name.zh, down=len(child.leaves)),) if place == 0 else ()
            body.append((*first, cell(leaf.name.zh), *(number(material.figure(f"{head}.{leaf.code}")) for head in heads)))
    total = "合计" if has_points else "评定"
    body.append((label(total, across=2), *(number(material.figure(f"{head}.{item.code}")) for head in heads)))
    columns = (Column(3), Column(7, "left"), *(Column(2) for _ in heads))
    caption = runs_of(f"{item.name.zh}{'得分' if has_points else '评定'}表")
    return Table(columns, (tuple(label(word) for word in words),), tuple(body), caption=caption)


def indicator_table(material: Material, each: ItemScore) -> Table:
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


def lost(material: Material, each: ItemScore) -> Iterator[Block]:
    """Why an item has no score, lost points, or has not the best letter; then each indicator that lost some of them."""
    code, item = each.item.code, each.item.name.zh
    scale = material.score.framework.scale
    if not each.is_scored:
        lacking = "得分" if scale is None else "评定"
        yield material.paragraph(f"“{item}”尚无{lacking}：{{why.{code}}}")
    elif scale is not None:
        if each.letter != scale.letters[0]:
            yield material.paragraph(f"“{item}”评为{{score.{code}}}：{_why(material, code)}")
    elif each.lost:
        yield material.paragraph(f"“{item}”得{{score.{code}}}分，扣{{lost.{code}}}分：{_why(material, code)}")
        for part in each.parts:
            yield from _lost_part(material, part)


def _why(material: Material, code: str) -> str:
    """The unit's reason, else the arithmetic."""
    reason = reason_for(material.dossier, material.score, code)
    return reason.text("reason") if reason else f"{{why.{code}}}"


def _lost_part(material: Material, part: PartScore) -> Iterator[Block]:
    """An indicator that lost points: what it reached, and how its deviation was explained."""
    row, code, unit = part.part.row, part.part.code.lower(), part.part.unit
    if row is None or part.earned == part.share:
        return
    if part.earned is None:
        yield material.paragraph(f"其中“{part.part.name}”：{{indicator.{code}.actual}}，暂不计分。")
        return
    target = "" if row["operator"] == "judged" else f"指标值{row.text('operator')}{{indicator.{code}.target}}{unit}，"
    said = explained(material, row)
    why = "".join(said.text(column) for column in ("explanation", "action")) if said else "尚未填报偏差原因。"
    yield material.paragraph(
        f"其中“{part.part.name}”{target}完成{{indicator.{code}.actual}}{unit}，"
        f"分值{{indicator.{code}.points}}分，得{{indicator.{code}.score}}分：{why}"
    )


def explained(material: Material, row: Record) -> Record | None:
    """The latest explanation that was given for an indicator."""
    found = [each for each in material.dossier.table("deviation") if each["indicator_code"] == row["indicator_code"]]
    said = [each for each in found if each["explanation"]]
    return max(said, key=lambda each: str(each["period_end"]), default=None)


# ---- 三、存在的主要问题 · 四、下一步改进措施


def _problems(material: Material) -> Iterator[Block]:
    """The unit's problems with what they cost; then every item that lost points and that no problem speaks of."""
    spoken = set()
    for row in material.dossier.table("problem"):
        spoken.add(row.text("about_code").lower())
        yield Heading(2, material.runs(row.text("description")))
        yield from _cost(material, row)
        yield material.paragraph(f"原因：{row.text('cause') or '尚未填写'}")
    for each in material.score.leaves:
        codes = {each.item.code, *(part.part.code.lower() for part in each.parts if part.earned != part.share)}
        if each.lost and not codes & spoken and not _is_small(each):
            yield from lost(material, each)


def _is_small(each: ItemScore) -> bool:
    return each.item.source != "judgement" and (each.lost or Decimal(0)) * _SMALL < each.points


def _cost(material: Material, row: Record) -> Iterator[Block]:
    """What the item or indicator of a problem lost."""
    code = row.text("about_code").lower()
    each, part = material.score.of(code), _part_of(material, code)
    if row["about_kind"] == "item" and each is not None and each.lost:
        yield material.paragraph(f"对应指标：“{each.item.name.zh}”，扣{{lost.{code}}}分。")
    elif row["about_kind"] == "indicator" and part is not None and part.earned is not None and part.earned != part.share:
        yield material.paragraph(
            f"对应指标：“{part.part.name}”，分值{{indicator.{code}.points}}分，得{{indicator.{code}.score}}分。"
        )


def _part_of(material: Material, code: str) -> PartScore | None:
    parts = (part for each in material.score.leaves for part in each.parts)
    return next((part for part in parts if part.part.code.lower() == code), None)


def _measures(material: Material) -> Iterator[Block]:
    """Each measure with its problem, who is to take it and until when; problems without one are named."""
    problems = {row["problem_code"]: row for row in material.dossier.table("problem")}
    for row in material.dossier.table("rectification"):
        problem = problems.get(row["problem_code"])
        yield Heading(2, material.runs(row.text("action")))
        if problem is not None:
            yield material.paragraph(f"针对的问题：{problem.text('description')}")
        yield material.paragraph(who_and_when(material, row))
    measured = {row["problem_code"] for row in material.dossier.table("rectification")}
    for code, problem in problems.items():
        if code not in measured:
            yield material.paragraph(f"尚未制定改进措施的问题：{problem.text('description')}")


def who_and_when(material: Material, row: Record) -> str:
    """The office that takes a measure, and the day by which it is to be done."""
    office = material.dossier.find("office", office_code=row["office_code"])
    who = office.text("name") if office else "待定"
    due = f"{{due.{row.text('rectification_code').lower()}}}" if row.day("due_on") else "待定"
    return f"责任机构：{who}；完成期限：{due}。"


def title_of(material: Material, words: str) -> tuple[Paragraph, Paragraph]:
    """The two lines of a report's title: the year and the unit, then what it is."""
    return material.paragraph(f"{{year}}年度{material.unit_name}", style="title"), paragraph(words, style="title")
