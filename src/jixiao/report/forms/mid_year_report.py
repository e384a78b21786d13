"""年中绩效运行监控报告: how far money and goals are on a day of the year, what deviates and why; every statement comes from data.

Nothing in it is a self-evaluation: a score is an estimate by the data of the day, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from jixiao.document.model import Block, Column, Document, Heading, Table, cell, heading, label, number, paragraph, runs_of
from jixiao.monitor.watching import Monitoring
from jixiao.report import charts
from jixiao.report.form import Material
from jixiao.report.monitoring import (
    actual_cell,
    goal_of,
    light_of_indicator,
    light_word,
    monitored,
    one_project,
    pace,
    spot_of,
    standings_of,
    target_cell,
    view_of,
)
from jixiao.report.sections import is_known, or_nothing, section, title_of
from jixiao.score.figure import day_text
from jixiao.score.progress import STATUSES, Standing, day_of, deviation
from jixiao.tables.dossier import Row as Record
from jixiao.wording import Text

TITLE = "年中绩效运行监控报告"
title = Text(TITLE, "Mid-year monitoring report")
order = 44
about = "unit"
scored = False
stage = "mid_year"

_CAUSES = ("cause_funding", "cause_institution", "cause_staff", "cause_hardware", "cause_other")


def name(material: Material) -> str:
    """The file's name."""
    return f"{material.dossier.fiscal_year}年度{material.unit_name}{TITLE}"


def build(material: Material) -> Document:
    """The report of the day."""
    own = material.mid_year
    found, watched = standings_of(own), monitored(own)
    blocks: list[Block] = [
        *title_of(own, TITLE),
        heading(1, "基本情况"),
        *_basis(own),
        heading(1, "预算执行情况"),
        *section(2, "部门整体", _money(own)),
        *section(2, "支出项目", _projects(own, watched)),
        heading(1, "绩效目标实现程度"),
        *section(2, "总体情况", _overall(own, found)),
        *(block for status in STATUSES for block in _of_status(own, watched, _having(status, found))),
        heading(1, "偏差原因和纠偏措施"),
        *_deviations(own, found),
        heading(1, "存在的主要问题"),
        *(list(_problems(own, watched, found)) or [paragraph(_NO_PROBLEM.format(standard=watched.standard.name.zh))]),
        heading(1, "下一步工作"),
        *or_nothing(_next(own, found)),
        *_estimate(own),
    ]
    return Document(name(own), tuple(blocks))


def _basis(material: Material) -> Iterator[Block]:
    """What is looked at, up to which day, and the year's goal."""
    yield material.paragraph(
        f"本报告反映{material.unit_name}截至{{progress.day}}的预算执行和绩效目标实现情况，时间进度为{{progress.time}}。"
        f"{_counts(material)}{one_project(material)}"
    )
    unit = material.dossier.find("unit", unit_code=material.scope.unit_code)
    lines = [line for line in (unit.text("overall_goal") if unit else "").splitlines() if line.strip()]
    if lines:
        yield paragraph("年度总体目标：")
        yield from (material.paragraph(goal_of(line.strip())) for line in lines)
    else:
        yield paragraph("年度总体目标：未填报。")


def _counts(material: Material) -> str:
    projects = "支出项目{unit.projects}个" if is_known(material, "unit.projects") else "支出项目个数{unit.projects}"
    indicators = "绩效指标{progress.indicators}项" if standings_of(material) else "卷宗中没有绩效指标"
    return f"纳入监控的{projects}，{indicators}。"


# ---- money


def _money(material: Material) -> Iterator[Block]:
    if is_known(material, "progress.budget", "progress.spending", "progress.rate"):
        yield material.paragraph(
            "截至{progress.day}，部门预算数{progress.budget}万元，支出{progress.spending}万元，支出进度为{progress.rate}，"
            + _against_time(material)
        )
        if is_known(material, "progress.rate-basic", "progress.rate-projects"):
            yield material.paragraph(
                "其中，基本支出{progress.spending-basic}万元，支出进度为{progress.rate-basic}；"
                "项目支出{progress.spending-projects}万元，支出进度为{progress.rate-projects}。"
            )
    else:
        yield material.paragraph("预算数：{progress.budget}；支出：{progress.spending}；支出进度：{progress.rate}。")
    if is_known(material, "progress.plan"):
        yield material.paragraph("按用款计划，到期应支出{progress.plan}万元，全年预计支出{progress.forecast}万元。")
    yield from charts.execution(material)


def _against_time(material: Material) -> str:
    words = pace(material)
    return "与时间进度持平。" if words == "持平" else f"比时间进度{words}。"


def _projects(material: Material, watched: Monitoring) -> Iterator[Block]:
    projects = [(each, each.project) for each in material.projects]
    body = tuple(
        (
            cell(project.text("name")),
            *(number(each.figure(f"progress.{figure}")) for figure in ("budget", "spending", "rate")),
            cell(*each.runs(pace(each))),
            cell(light_word(watched, spot_of(watched, "project", project.text_id("project_code")))),
        )
        for each, project in projects
        if project is not None
    )
    if body:
        words = ("支出项目", "预算数", "已支出", "支出进度", "与时间进度相比", "预警")
        columns = (Column(6, "left"), Column(3), Column(3), Column(3), Column(4), Column(2))
        header = (tuple(label(word) for word in words),)
        yield Table(columns, header, body, runs_of("项目预算执行进度表"), runs_of("单位：万元"))
        yield from charts.project_execution(material)


# ---- indicators


def _overall(material: Material, found: list[Standing]) -> Iterator[Block]:
    if not found:
        return
    parts = [f"{STATUSES[status].zh}的{{progress.{status.replace('_', '-')}}}项" for status in STATUSES if _having(status, found)]
    yield material.paragraph(f"{{progress.indicators}}项绩效指标中，{'、'.join(parts)}。")
    yield paragraph(
        "有指标进度的按指标进度判断，没有的累计型指标按时间进度折算（指标值为整数的只计整数），其余指标按年度指标值判断；"
        "尚未到期和未填报的不计为零，也不作完成情况的判断。"
    )
    for words, members in groupby(found, key=lambda each: each.row.text("class")):
        yield from charts.completion(material, [(each.row.text("name"), each.code) for each in members], words)


def _having(status: str, found: list[Standing]) -> list[Standing]:
    return [each for each in found if each.status == status]


def _of_status(material: Material, watched: Monitoring, listed: list[Standing]) -> Iterator[Block]:
    """The indicators that stand alike, with what was to be reached by the day and their lights."""
    if not listed:
        return
    status = listed[0].status
    yield heading(2, f"{STATUSES[status].zh}的指标")
    words = ("绩效指标", "年度指标值", "截至期末完成", "截至期末应完成", "判断依据", "预警")
    columns = (Column(7, "left"), Column(4), Column(4), Column(4), Column(4), Column(2))
    body = []
    for each in listed:
        has_wanted = each.wanted is not None and each.fact.state is None
        wanted = (material.figure(f"standing.{each.code}.wanted"), each.row.text("measure_unit")) if has_wanted else ("—",)
        body.append(
            (
                cell(each.row.text("name")),
                target_cell(material, each),
                actual_cell(material, each),
                cell(*wanted),
                cell(_by_what(each)),
                cell(light_of_indicator(watched, each)),
            )
        )
    yield Table(columns, (tuple(label(word) for word in words),), tuple(body))


def _by_what(each: Standing) -> str:
    """What an indicator was held against."""
    if each.fact.state is not None:
        because = each.fact.because.say("zh") if each.fact.because else ""
        return "—" if not because or any(map(str.isdigit, because)) else because
    if each.milestone is not None:
        return "指标进度"
    if each.status == "judged":
        return "定性评判"
    return "年度指标值" if each.wanted is None else "时间进度"


def _deviations(material: Material, found: list[Standing]) -> Iterator[Block]:
    """Every deviation that was explained by the day, and what is behind schedule without an explanation."""
    said = [(each, row) for each in found if (row := deviation(view_of(material), each.row))]
    for each, row in said:
        yield Heading(3, runs_of(each.row.text("name")))
        yield material.paragraph(_result(each))
        causes = [row.spec.fields[column].label.zh for column in _CAUSES if row[column] is True]
        likelihood = row.text("likelihood") or "未填报"
        forecast = (
            f"，全年预计完成{{standing.{each.code}.forecast}}{each.row.text('measure_unit')}" if _is_of_day(material, row) else ""
        )
        yield material.paragraph(f"偏差原因：{'、'.join(causes) or '未填报'}。{row.text('explanation')}")
        yield material.paragraph(f"完成目标可能性：{likelihood}{forecast}。纠偏措施：{row.text('action') or '未填报'}")
    silent = [each for each in _having("behind", found) if each.code not in {known.code for known, _ in said}]
    if silent:
        names = "、".join(f"“{each.row.text('name')}”" for each in silent)
        yield paragraph(f"以下落后于进度要求的指标尚未填报偏差原因和纠偏措施：{names}。")
    if not said and not silent:
        lacking = "没有填报偏差说明，也没有落后于进度要求的指标。" if found else "没有绩效指标，也没有填报偏差说明。"
        yield paragraph(lacking)


def _is_of_day(material: Material, row: Record) -> bool:
    """Whether a deviation has a forecast for the very day."""
    return row.day("period_end") == day_of(view_of(material)) and row.quantity("forecast") is not None


def _result(each: Standing) -> str:
    """What an indicator reached against what it was to reach."""
    unit = each.row.text("measure_unit")
    done = f"{{standing.{each.code}.actual}}{unit if each.fact.numerator is not None else ''}"
    if each.row["operator"] == "judged":
        return f"截至期末：{done}。"
    wanted = "" if each.wanted is None else f"，截至期末应完成{{standing.{each.code}.wanted}}{unit}"
    goal = f"年度指标值{each.row.text('operator')}{{standing.{each.code}.target}}{unit}"
    return f"{goal}{wanted}，实际完成{done}。" if each.fact.numerator is not None else f"{goal}，截至期末：{done}。"


# ---- what follows


_NO_PROBLEM = "截至上述日期，按{standard}没有需要预警的支出进度和绩效指标。"
_OF_MONEY: dict[str, str] = {
    "spending_below_threshold": "支出进度为{progress.rate}，低于监控阈值",
    "spending_behind_plan": "支出{progress.spending}万元，按用款计划到期应支出{progress.plan}万元",
    "spending_stalled": "支出进度为{progress.rate}，较长时间没有新的支出",
    "spending_above_budget": "支出{progress.spending}万元，超过预算数{progress.budget}万元",
    "results_behind_money": "支出进度为{progress.rate}，快于绩效目标实现程度",
    "money_behind_results": "支出进度为{progress.rate}，慢于绩效目标实现程度",
}
"""What the report says of a line of money by the rule that warns of it; the numbers are those of the line."""


def _problems(material: Material, watched: Monitoring, found: list[Standing]) -> Iterator[Block]:
    """What monitoring warns of: money of the unit and its projects, indicators behind or not updated; and what was not reported."""
    of_projects = {each.scope.project_code: each for each in material.projects}
    for signal in watched.warnings:
        own = of_projects.get(signal.spot.code) if signal.spot.kind == "project" else material
        if own is not None and signal.rule in _OF_MONEY and signal.spot.kind in {"unit", "project"}:
            who = f"项目“{signal.spot.name.say('zh')}”" if signal.spot.kind == "project" else "部门整体"
            yield own.paragraph(
                f"{who}{_OF_MONEY[signal.rule]}，比时间进度{pace(own)}。".replace("比时间进度持平", "与时间进度持平")
            )
    for standing in _having("behind", found):
        yield material.paragraph(f"绩效指标“{standing.row.text('name')}”：{_result(standing)}")
    codes = {each.row.text("indicator_code") for each in found}
    for words, rules in _LISTED:
        listed = [signal.spot for signal in watched.warnings if signal.rule in rules and signal.spot.code in codes]
        if listed:
            yield paragraph(f"{words}：{_names(spot.name.say('zh') for spot in listed)}。")
    unknown = _having("not_reported", found)
    if unknown:
        yield paragraph(f"以下绩效指标尚未填报完成情况：{_names(each.row.text('name') for each in unknown)}。")
    if not found:
        yield paragraph("卷宗中没有绩效指标。")
    if not is_known(material, "progress.rate"):
        yield material.paragraph("支出进度：{progress.rate}。")


def _names(names: Iterable[str]) -> str:
    """Names as a sentence lists them, each once."""
    return "、".join(f"“{name}”" for name in dict.fromkeys(names))


_LISTED = (
    ("以下绩效指标较长时间没有更新", {"indicator_not_updated"}),
    ("以下绩效指标的偏差没有按期说明", {"deviation_not_explained"}),
    ("以下绩效指标已说明无法完成，指标值没有调整", {"deviation_out_of_reach"}),
    ("以下绩效指标的指标值已调整，没有对应的预算调整", {"target_without_budget_change"}),
)


def _next(material: Material, found: list[Standing]) -> Iterator[Block]:
    """The actions that were given, the next milestones, what is to be filled in."""
    for each in found:
        row = deviation(view_of(material), each.row)
        if row is not None and row["action"]:
            yield material.paragraph(f"“{each.row.text('name')}”：{row.text('action')}")
    behind = [each for each in _having("behind", found) if deviation(view_of(material), each.row) is None]
    if behind:
        yield paragraph("对落后于进度要求的指标分析原因，提出纠偏措施，填报完成目标可能性和全年预计完成情况。")
    day = day_of(view_of(material))
    known = {each.row["indicator_code"]: each for each in found}
    for row in material.dossier.table("target_schedule"):
        due, indicator = row.day("due_on"), known.get(row["indicator_code"])
        if due is not None and due > day and indicator is not None and due != material.dossier.year.ends_on:
            unit = indicator.row.text("measure_unit")
            yield paragraph(f"“{indicator.row.text('name')}”到{day_text(due)}应达到{row.text('target')}{unit}。")
    waiting = _having("not_due", found)
    if waiting:
        names = "、".join(f"“{each.row.text('name')}”" for each in waiting)
        yield paragraph(f"到期后填报：{names}。")


def _estimate(material: Material) -> Iterator[Block]:
    """The score by the data of the day, as an estimate; nothing where the framework gives no total, or the year is over."""
    if material.score.framework.why_no_total is not None or not material.has("progress.estimate"):
        return
    yield heading(1, "年中测算")
    if material.score.total is None:
        yield material.paragraph("截至{progress.day}没有可以测算的数据，年中测算得分：{progress.estimate}。")
        return
    yield material.paragraph(
        "按{framework}，用截至{progress.day}的数据测算：已有数据的分值{progress.in-play}分中得{progress.estimate}分"
        "（其中{progress.so-far}分年内仍可能失去），"
        "全年工作尚未完成、还可得的{progress.earnable}分，已扣{progress.lost}分；"
        "未到期的{progress.undue}分和未填报的{progress.unreported}分不计在内，全年至多{progress.at-most}分。"
        "这是年中测算，不是自评得分，年度终了后以全年数据自评为准。"
    )
