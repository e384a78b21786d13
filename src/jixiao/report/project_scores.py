"""The rows of a project's self-evaluation (财预〔2020〕10号), which the form has in several layouts of its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from jixiao.document.model import Block, Cell, Document, PageBreak, Row, Run, Table, cell, label, number, runs_of
from jixiao.report.form import Material
from jixiao.report.goals import UNFILLED, grouped, in_order, narrative_cell, spread
from jixiao.score.explanation import reason_for
from jixiao.score.figure import NONE
from jixiao.score.scoring import ItemScore, PartScore, Score
from jixiao.tables.dossier import Row as Record
from jixiao.tables.measures import ENTERED

_SOURCES = (("其中：当年财政拨款", "fiscal"), ("上年结转资金", "carried"), ("其他资金", "outside"))
_HEAD = ("项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
DEVIATION = "偏差原因分析及改进措施"
"""Two cells under one heading: the cause, and what is done about it."""


class Widths(NamedTuple):
    """How many columns of a layout the cells of its upper part take."""

    money: tuple[int, ...]
    halves: tuple[int, int]
    target: int

    @property
    def columns(self) -> int:
        """The columns of the whole."""
        return sum(self.money)


def name_of(material: Material, title: str) -> str:
    """The name of a form about projects: of one project, or of all projects of the unit."""
    projects = material.projects
    whose = projects[0].project if len(projects) == 1 else None
    return f"{material.dossier.fiscal_year}年度{whose.text('name') if whose else material.unit_name}{title}"


def paged(material: Material, title: str, table: Callable[[Material, Score], Table]) -> Document:
    """The table of every project that has a score, each on a page of its own."""
    blocks: list[Block] = []
    for each in material.projects:
        blocks += [*([PageBreak()] if blocks else []), table(each, each.project_score)] if each.project_score else []
    return Document(title, tuple(blocks), page="landscape")


def head(material: Material, widths: Widths) -> Iterator[Row]:
    """The project, the department above it, and the unit that carries it out."""
    project, left = material.project, widths.halves[0]
    said = {column: project.text(column) if project else "" for column in ("name", "competent_department", "implementing_unit")}
    yield label("项目名称"), Cell(runs_of(said["name"] or UNFILLED), across=widths.columns - 1, align="left")
    yield (
        label("主管部门"),
        cell(said["competent_department"] or UNFILLED, across=left),
        label("实施单位"),
        cell(said["implementing_unit"] or material.unit_name, across=widths.columns - left - 2),
    )


def money(material: Material, score: Score, widths: Widths) -> Iterator[Row]:
    """The money in 万元: the year's total, and what of it came from which source."""
    first, *rest = spread([label(word) for word in _HEAD], widths.money)
    yield Cell(first.runs, first.across, 2 + len(_SOURCES), "center", "label"), *rest
    code = money_code(score)
    scored = (f"points.{code}", f"score.{code}") if code else ("", "")
    figures = ("budget.initial", "budget.adjusted", "spending.total", scored[0], "spending.rate", scored[1])
    cells = [_centred(material.figure(each)) if each else label(NONE) for each in figures]
    yield spread([label("年度资金总额"), *cells], widths.money[1:])
    for words, source in _SOURCES:
        parts = (f"budget.initial-{source}", f"budget.adjusted-{source}", f"spending.{source}")
        cells = [*(_centred(material.figure(each)) for each in parts), *(label(NONE) for _ in range(3))]
        yield spread([label(words), *cells], widths.money[1:])


def money_code(score: Score) -> str | None:
    """The item that scores the spending rate."""
    return next((each.item.code for each in score.leaves if each.item.measure), None)


def goals(material: Material, widths: Widths) -> Iterator[Row]:
    """The goal of the year, and what came of it."""
    left, right = widths.halves
    yield label("年度总体目标", down=2), label("预期目标", across=left), label("实际完成情况", across=right)
    project = material.project
    yield narrative_cell(material, project, "year_goal", left), narrative_cell(material, project, "goal_achieved", right)


def scored_rows(material: Material, score: Score, widths: Widths) -> Iterator[Row]:
    """Every indicator under its class and subclass; then the items that are scored without indicators, or have none yet."""
    parts = {part.part.row: part for each in score.leaves for part in each.parts if part.part.row}
    for row, first in grouped(sorted(parts, key=in_order)):
        yield *first, *_indicator(material, parts[row], row, widths.target)
    for each in score.leaves:
        if not each.parts and each.item.code != money_code(score):
            yield _item(material, score, each, widths.target)


def _indicator(material: Material, scored: PartScore, row: Record, width: int) -> Row:
    code = scored.part.code.lower()
    return (
        cell(scored.part.name),
        *_target(material, row, width),
        _actual(material, scored, row, unit=row.text("measure_unit") if width == 1 else ""),
        number(material.figure(f"indicator.{code}.points")),
        number(material.figure(f"indicator.{code}.score")),
        *_deviation(material, row),
    )


def _target(material: Material, row: Record, width: int) -> Iterator[Cell]:
    """The target as a whole, or its operator, value and unit apart."""
    code = row.text("indicator_code").lower()
    has_value = row.quantity("target") is not None or bool(row["target_text"])
    value = runs_of(material.figure(f"indicator.{code}.target")) if has_value else runs_of(UNFILLED)
    if row["operator"] == "between":
        value = runs_of(*value, "–", material.figure(f"indicator.{code}.high"))
    unit = row.text("measure_unit")
    is_judged = row["operator"] == "judged"
    if width > 1:
        yield from (cell(row.text("operator")), Cell(value, align="center"), cell(NONE if is_judged else unit or NONE))
    elif is_judged:
        yield Cell(value if has_value else runs_of(row.text("operator")))
    else:
        yield Cell(runs_of("" if row["operator"] == "between" else row.text("operator"), *value, unit))


def _actual(material: Material, scored: PartScore, row: Record, unit: str) -> Cell:
    """The actual value; one that people enter is filled in here."""
    figure = material.figure(f"indicator.{scored.part.code.lower()}.actual")
    runs = runs_of(figure, unit if scored.part.fact.numerator is not None else "")
    stated = next((found for found in scored.part.fact.rows if found.spec.name == "actual"), None)
    if row["measure"] != ENTERED or (stated is not None and stated["numerator"] is not None):
        return Cell(runs)
    key = stated.key if stated else f"{row.text('indicator_code')}/{material.dossier.year.ends_on.isoformat()}"
    return Cell(runs, entry=None if unit else material.entry_at("actual", key, "value"))


def _deviation(material: Material, row: Record) -> tuple[Cell, Cell]:
    """The latest explanation of the indicator, and what is to be done; a row that is not there yet is named by its key."""
    code = row["indicator_code"]
    rows = [each for each in material.dossier.table("deviation") if each["indicator_code"] == code]
    until = material.until
    rows = [each for each in rows if until is None or (each.day("period_end") or until) <= until]
    if rows:
        latest = max(rows, key=lambda each: str(each["period_end"]))
        return material.entry_cell(latest, "explanation", align="left"), material.entry_cell(latest, "action", align="left")
    key = f"{row.text('indicator_code')}/{(until or material.dossier.year.ends_on).isoformat()}"
    first, second = (material.entry_at("deviation", key, column) for column in ("explanation", "action"))
    return Cell(align="left", entry=first), Cell(align="left", entry=second)


def _item(material: Material, score: Score, each: ItemScore, width: int) -> Row:
    """An item without indicators, with its reason or its arithmetic."""
    reason = reason_for(material.dossier, score, each.item.code)
    why = reason.text("reason") if reason else f"{{why.{each.item.code}}}"
    return (
        label(each.item.name.zh, across=3),
        *(label(NONE) for _ in range(width + 1)),
        number(material.figure(f"points.{each.item.code}")),
        number(material.figure(f"score.{each.item.code}")),
        Cell(material.runs(why), across=2, align="left"),
    )


def grade(score: Score) -> str:
    """The grade, or that there is none."""
    return score.grade.zh if score.grade else "不评定"


def _centred(figure: Run) -> Cell:
    return Cell((figure,), align="center", kind="number")
