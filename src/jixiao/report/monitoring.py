"""What papers of monitoring share: money on the day, and each indicator with its deviation, as 财预〔2019〕136号 lays them out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from jixiao import kinds
from jixiao.document.model import Cell, Column, Row, cell, label, number, runs_of
from jixiao.exact import Missing
from jixiao.monitor.rule import FOLDER, LIGHTS
from jixiao.monitor.watch import Line, Spot, Watched
from jixiao.monitor.watching import Asked, Monitoring, monitor
from jixiao.report.form import Material
from jixiao.score.facts import View
from jixiao.score.progress import Standing, ahead, day_of, deviation_on, standings
from jixiao.tables.measures import ENTERED
from jixiao.wording import Text

_TARGET = re.compile(r"\{indicator\.([a-z0-9.-]+)\.target(?=[}|])")

COLUMNS = (
    *(Column(4), Column(6), Column(12, "left"), Column(9), Column(9), Column(8)),
    *(Column(5) for _ in range(5)),
    *(Column(10, "left"), Column(6), Column(10, "left")),
)
"""一级、二级、三级指标, 年度指标值, 执行情况, 全年预计; five causes, 原因说明; 可能性; 备注."""

WIDTH = len(COLUMNS)
SOURCES = (("其中：当年财政拨款", "-general"), ("上年结转资金", "-carried"), ("其他资金", "-other"))
_CAUSES = (
    *(("经费保障", "cause_funding"), ("制度保障", "cause_institution"), ("人员保障", "cause_staff")),
    *(("硬件条件保障", "cause_hardware"), ("其他", "cause_other")),
)


def view_of(material: Material) -> View:
    """The rows that a paper is about."""
    return material.view


def standings_of(material: Material) -> list[Standing]:
    """Where the indicators stand that a paper is about."""
    known = material.known.get("standings")
    if not isinstance(known, tuple):
        known = material.known["standings"] = (*standings(view_of(material)),)
    return [*known]


def monitored(material: Material) -> Monitoring:
    """The lights and warnings of the day, without an estimate: papers have the score that they were made with."""
    known = material.known.get("monitoring")
    if not isinstance(known, Monitoring):
        known = material.known["monitoring"] = _monitored(material)
    return known


def _monitored(material: Material) -> Monitoring:
    view = view_of(material)
    known = material.dossier.find("unit", unit_code=view.scope.unit_code)
    asked = Asked(unit_code=view.scope.unit_code if known else None, project_code=view.scope.project_code, estimates=False)
    return monitor(material.dossier, day_of(view), asked)


def light_word(found: Monitoring, spot: Spot | None) -> str:
    """The light of a line of money or an indicator; a dash where nothing is known of it, or it is not due."""
    watched: tuple[Line | Watched, ...] = (*found.watch.lines, *found.watch.indicators)
    light = next((found.light_of(each) for each in watched if each.spot == spot), None)
    return LIGHTS[light].zh if light else _NOTHING


def light_of_indicator(found: Monitoring, each: Standing) -> str:
    """The light of an indicator."""
    spot = next((known.spot for known in found.watch.indicators if known.standing.row is each.row), None)
    return light_word(found, spot)


def spot_of(found: Monitoring, kind: str, code: str = "") -> Spot | None:
    """The line of money of the unit (no code), or of a project."""
    lines = (line.spot for line in found.watch.lines)
    return next((spot for spot in lines if spot.kind == kind and (not code or spot.code == code)), None)


def warned(found: Monitoring, project_code: str = "") -> str:
    """What is red and yellow of the money of the unit, or of a project: the names of the rules, each once."""
    kind = "project" if project_code else "unit"
    spot = spot_of(found, kind, project_code)
    names = [
        f"{rule_label(signal.rule)}（{LIGHTS[signal.light].zh}）"
        for light in LIGHTS
        for signal in found.signals
        if signal.spot == spot and signal.light == light
    ]
    return f"资金预警：{'、'.join(dict.fromkeys(names))}。" if names else ""


def rule_label(name: str) -> str:
    """What a rule of monitoring is called."""
    label: Text = kinds.load(FOLDER, name).label
    return label.zh


def money_rows(material: Material, lines: tuple[tuple[str, str], ...]) -> Iterator[Row]:
    """Rows of money: what each is called, and the end of its figures' ids; the forecast is known for the whole only."""
    words = ("年初预算数", "{progress.months}执行数", "{progress.months}执行率", "全年预计执行数")
    heads = [label_of(material, word) for word in words]
    yield label("项目资金（万元）", across=2, down=len(lines) + 1), label("资金来源"), *_spread(heads, _FOUR)
    for name, part in lines:
        figures = (f"budget.initial{part}", f"progress.spending{part}", f"progress.rate{part}")
        cells = [number(material.figure(each)) for each in figures]
        forecast = label("—") if part else number(material.figure("progress.forecast"))
        yield label(name), *_spread([*cells, forecast], _FOUR)


_FOUR, _EIGHT = (2, 3, 4, 2), (2, 1, 1, 2, 3, 2, 2, 1)
"""How many of the columns below each cell of money takes."""


def _spread(cells: list[Cell], widths: tuple[int, ...]) -> Iterator[Cell]:
    """Cells over the columns that the indicators have below."""
    for each, across in zip(cells, widths, strict=True):
        yield Cell(each.runs, across, each.down, each.align or "center", each.kind)


def execution_rows(material: Material, found: Monitoring) -> Iterator[Row]:
    """Rows of the unit's money: the whole, its two parts, then each project under its task, against the time that is gone."""
    words = ("工作任务", "支出项目", "年初预算数", "截至期末预算数", "{progress.months}执行数", "{progress.months}执行率")
    yield tuple(_spread([*(label_of(material, word) for word in words), label("与时间进度相比"), label("预警")], _EIGHT))
    for name, part in (("部门合计", ""), ("基本支出", "-basic"), ("项目支出", "-projects")):
        initial = number(material.figure("budget.initial")) if not part else label("—")
        spot = spot_of(found, "part", part.removeprefix("-")) if part else spot_of(found, "unit")
        yield tuple(
            _spread([label(name), label("—"), initial, *_money_of(material, part), cell(light_word(found, spot))], _EIGHT)
        )
    for each in material.projects:
        project = each.project
        if project is None:
            continue
        task = material.dossier.find("task", task_code=project["task_code"])
        names = [cell(task.text("name") if task else "未填报"), cell(project.text("name"))]
        light = light_word(found, spot_of(found, "project", project.text_id("project_code")))
        yield tuple(_spread([*names, number(each.figure("budget.initial")), *_money_of(each, ""), cell(light)], _EIGHT))


def _money_of(material: Material, part: str) -> list[Cell]:
    figures = (f"progress.budget{part}", f"progress.spending{part}", f"progress.rate{part}")
    return [*(number(material.figure(each)) for each in figures), Cell(material.runs(pace(material, part)))]


def pace(material: Material, part: str = "") -> str:
    """Whether spending is ahead of the time that is gone or behind it, and by how much."""
    gap = ahead(view_of(material), part.removeprefix("-"))
    if gap is None:
        return f"{{progress.ahead{part}}}"
    if gap == 0:
        return "持平"
    return f"{'快' if gap > 0 else '慢'}{{progress.ahead{part}}}个百分点"


def label_of(material: Material, text: str, across: int = 1, down: int = 1) -> Cell:
    """A label with figures in it."""
    return label(*material.runs(text), across=across, down=down)


def indicator_header(material: Material) -> tuple[Row, Row]:
    """The two lines above the indicators."""
    return (
        (
            *(label(word, down=2) for word in ("一级指标", "二级指标", "三级指标", "年度指标值")),
            label_of(material, "{progress.months}执行情况", down=2),
            label("全年预计完成情况", down=2),
            label("偏差原因分析", across=len(_CAUSES) + 1),
            label("完成目标可能性", down=2),
            label("备注（纠偏措施）", down=2),
        ),
        (*(label(word) for word, _ in _CAUSES), label("原因说明")),
    )


def indicator_rows(material: Material, found: list[Standing]) -> Iterator[Row]:
    """Each indicator with its value, forecast, causes and likelihood; cells to fill in are entries."""
    for class_label, in_class in groupby(found, key=lambda each: each.row.text("class")):
        members = list(in_class)
        first_of_class: tuple[Cell, ...] = (label(class_label, down=len(members)),)
        for subclass, of_subclass in groupby(members, key=lambda each: each.row.text("subclass")):
            listed = list(of_subclass)
            first = (*first_of_class, label(subclass, down=len(listed)))
            for each in listed:
                yield *first, *_indicator(material, each)
                first = ()
            first_of_class = ()
    if not found:
        yield (cell("（卷宗中没有绩效指标，未填报）", across=WIDTH),)


def _indicator(material: Material, each: Standing) -> Iterator[Cell]:
    """One indicator; what is to be filled in is shown as the dossier has it, a dash where it has nothing."""
    said = deviation_on(view_of(material), each.row)
    yield cell(each.row.text("name"))
    yield target_cell(material, each)
    yield _actual(material, each)
    has_forecast = said is not None and said.quantity("forecast") is not None
    forecast = material.figure(f"standing.{each.code}.forecast") if has_forecast else _NOTHING
    yield _entered(material, each, "deviation", "forecast", number(forecast))
    for _, column in _CAUSES:
        yield _entered(material, each, "deviation", column, cell(said.text(column) if said else ""))
    for column in ("explanation", "likelihood", "action"):
        yield _entered(material, each, "deviation", column, Cell(material.runs(said.text(column) if said else "")))


_NOTHING = "—"


def _entered(material: Material, each: Standing, table: str, column: str, shown: Cell) -> Cell:
    """A cell that is filled in for the day, whether its row is there yet or not."""
    key = f"{each.row.text('indicator_code')}/{day_of(view_of(material)).isoformat()}"
    return replace(shown, entry=material.entry_at(table, key, column))


def _actual(material: Material, each: Standing) -> Cell:
    """What was reached; where people enter it and it is due, the cell is filled in for the day, without its unit."""
    state, rows = each.fact.state, [row for row in each.fact.rows if row.spec.name == "actual"]
    if each.row["measure"] == ENTERED and not rows and state is Missing.NOT_REPORTED:
        return _entered(material, each, "actual", "value", number(_NOTHING))
    is_of_day = bool(rows) and rows[0].day("period_end") == day_of(view_of(material))
    if each.row["measure"] == ENTERED and is_of_day and rows[0].quantity("value") is not None:
        return _entered(material, each, "actual", "value", number(material.figure(f"standing.{each.code}.actual")))
    return actual_cell(material, each)


def target_cell(material: Material, each: Standing) -> Cell:
    """The target in force on the day, with its sign and unit; a judged one in words."""
    if each.row["operator"] == "judged":
        return cell(each.row.text("target_text") or "定性")
    high = f"—{each.row.text('target_high')}" if each.row["operator"] == "between" else ""
    operator = "" if high else each.row.text("operator")
    return Cell(runs_of(operator, material.figure(f"standing.{each.code}.target"), high + each.row.text("measure_unit")))


def actual_cell(material: Material, each: Standing) -> Cell:
    """What was reached by the day with its unit, or why there is no number."""
    unit = each.row.text("measure_unit") if each.fact.numerator is not None else ""
    return Cell(runs_of(material.figure(f"standing.{each.code}.actual"), unit))


def goal_of(text: str) -> str:
    """A goal as it read on the day: its targets are those in force then."""
    return _TARGET.sub(r"{standing.\1.target", text) or Missing.NOT_REPORTED.label.zh


def one_project(material: Material) -> str:
    """What a paper of the unit says where only one project was scored: its numbers are that project's."""
    project = material.project
    return "" if project is None else f"本卷宗按项目计分，资金和指标只含项目“{project.text('name')}”。"


def unfilled(material: Material) -> str:
    """How the indicators stand, and of how many something is still to be filled in."""
    if not standings_of(material):
        return "卷宗中没有绩效指标。"
    return (
        "绩效指标{progress.indicators}项：已达到年度指标值{progress.reached}项，符合进度要求{progress.on-schedule}项，"
        "落后{progress.behind}项，未到期{progress.not-due}项，未填报{progress.not-reported}项；"
        "未填报全年预计的{progress.without-forecast}项。"
    )
