"""Figures of the unit's indicators, by their codes in lower case.

indicator.CODE.actual · indicator.CODE.target · indicator.CODE.points · indicator.CODE.score
indicator.CODE.high · indicator.CODE.weight · indicator.CODE.whole · indicator.CODE.last-year
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import Missing, half_up, plain, unscaled
from jixiao.framework.model import PART_PLACES
from jixiao.score.facts import part_of
from jixiao.score.figure import NONE, Figure, Source
from jixiao.score.reasons import value_text
from jixiao.score.scoring import PartScore
from jixiao.score.targets_in_force import changes_of_target
from jixiao.tables.dossier import Row
from jixiao.wording import Text, same

heads = ("indicator",)
KINDS = ("actual", "target", "points", "score")
CELLS = {
    "high": ("target_high", Text("{name}指标值上限", "Upper target of {name}")),
    "weight": ("weight", Text("{name}权重", "Weight of {name}")),
    "whole": ("whole_target", Text("{name}实施期指标值", "Target of {name} for the whole period")),
    "last-year": ("last_year_actual", Text("{name}上年实际值", "Last year's actual of {name}")),
}
"""Figures that are a cell of the indicator's row."""


def find(source: Source, figure_id: str) -> Figure | None:
    """The figure of an indicator; its points and score only where an item of the framework draws on it."""
    code, _, kind = figure_id.partition(".")[2].rpartition(".")
    row = next((row for row in source.dossier.table("indicator") if row.text("indicator_code").lower() == code), None)
    if row is not None and kind in CELLS:
        return _cell(figure_id, row, *CELLS[kind])
    if row is None or kind not in KINDS:
        return None
    if kind == "actual":
        return _actual(source, figure_id, row)
    if kind == "target":
        return _target(source, figure_id, row)
    scored = source.part(code)
    return None if scored is None else _scored(source, figure_id, scored, kind)


def ids(source: Source) -> Iterator[str]:
    """All figures of all indicators."""
    for row in source.dossier.table("indicator"):
        code = row.text("indicator_code").lower()
        yield from (f"indicator.{code}.{kind}" for kind in KINDS)
        yield from (f"indicator.{code}.{kind}" for kind, (column, _) in CELLS.items() if row[column] is not None)


def _cell(figure_id: str, row: Row, column: str, label: Text) -> Figure:
    text = row.text(column)
    label = label.fill(name=same(row.text("name")))
    return Figure(figure_id, label, text or Missing.NOT_REPORTED.label.zh, rows=(row,), is_missing=row.quantity(column) is None)


def _target(source: Source, figure_id: str, row: Row) -> Figure:
    """The target as a number, or in the words of an indicator that is judged; with the changes that it went through."""
    label = Text("{name}指标值", "Target of {name}").fill(name=same(row.text("name")))
    text = row.text("target") or row.text("target_text")
    changes = changes_of_target(source.dossier, row)
    because = tuple(
        Text("{day} 由 {old} 调整为 {new}：{reason}", "changed on {day} from {old} to {new}: {reason}").fill(
            day=each.text("changed_on"), old=each.text("old"), new=each.text("new"), reason=each.text("reason")
        )
        for each in changes
    )
    return Figure(figure_id, label, text or NONE, because, (row, *changes), is_missing=not text)


def _actual(source: Source, figure_id: str, row: Row) -> Figure:
    fact = part_of(source.view, row).fact
    label = Text("{name}完成值", "Actual of {name}").fill(name=same(row.text("name")))
    if fact.numerator is None:
        because = (fact.because,) if fact.because else ()
        return Figure(figure_id, label, fact.state.label.zh if fact.state else NONE, because, (row,), is_missing=True)
    return Figure(figure_id, label, value_text(fact, ""), (same(row.text("measure")),), fact.rows or (row,))


def _scored(source: Source, figure_id: str, scored: PartScore, kind: str) -> Figure:
    """Its points, which follow from the weights of all indicators of the item, or its score."""
    name = same(scored.part.name)
    siblings = next(each.parts for each in source.score.leaves if scored in each.parts) if source.score else ()
    weights = tuple(part.part.row for part in siblings if part.part.row)
    if kind == "points":
        because = Text("按权重 {weight} 分得", "by its weight, {weight}").fill(weight=plain(scored.part.weight))
        label = Text("{name}分值", "Points of {name}").fill(name=name)
        return Figure(figure_id, label, points_text(scored.share), (because,), weights)
    text = NONE if scored.earned is None else points_text(scored.earned)
    label = Text("{name}得分", "Score of {name}").fill(name=name)
    changed = () if scored.part.change is None else (scored.part.change,)
    rows = tuple(dict.fromkeys((*scored.part.fact.rows, *changed, *weights)))
    return Figure(figure_id, label, text, (scored.because,), rows, is_missing=scored.earned is None)


def points_text(units: int) -> str:
    """Points of 10⁻⁶ as papers show them: to two decimals, half-up, without needless zeros."""
    return plain(unscaled(half_up(units, 1, 10 ** (PART_PLACES - 2)), 2))
