"""Figures of the unit's indicators, by their codes in lower case.

indicator.CODE.actual · indicator.CODE.target · indicator.CODE.points · indicator.CODE.score
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import half_up, plain, unscaled
from jixiao.framework.model import PART_PLACES
from jixiao.score.facts import part_of
from jixiao.score.figure import NONE, Figure, Source
from jixiao.score.reasons import value_text
from jixiao.score.scoring import PartScore
from jixiao.tables.dossier import Row
from jixiao.wording import Text, same

heads = ("indicator",)
KINDS = ("actual", "target", "points", "score")


def find(source: Source, figure_id: str) -> Figure | None:
    """The figure of an indicator; its points and score only where an item of the framework draws on it."""
    code, _, kind = figure_id.partition(".")[2].rpartition(".")
    row = next((row for row in source.dossier.table("indicator") if row.text("indicator_code").lower() == code), None)
    if row is None or kind not in KINDS:
        return None
    if kind == "actual":
        return _actual(source, figure_id, row)
    if kind == "target":
        label = Text("{name}指标值", "Target of {name}").fill(name=same(row.text("name")))
        return Figure(figure_id, label, row.text("target") or NONE, rows=(row,), is_missing=not row.text("target"))
    scored = source.part(code)
    return None if scored is None else _scored(figure_id, scored, kind)


def ids(source: Source) -> Iterator[str]:
    """All figures of all indicators."""
    for row in source.dossier.table("indicator"):
        code = row.text("indicator_code").lower()
        yield from (f"indicator.{code}.{kind}" for kind in KINDS)


def _actual(source: Source, figure_id: str, row: Row) -> Figure:
    fact = part_of(source.view, row).fact
    label = Text("{name}完成值", "Actual of {name}").fill(name=same(row.text("name")))
    if fact.numerator is None:
        because = (fact.because,) if fact.because else ()
        return Figure(figure_id, label, fact.state.label.zh if fact.state else NONE, because, (row,), is_missing=True)
    return Figure(figure_id, label, value_text(fact, ""), (same(row.text("measure")),), fact.rows or (row,))


def _scored(figure_id: str, scored: PartScore, kind: str) -> Figure:
    name = same(scored.part.name)
    if kind == "points":
        because = Text("按权重 {weight} 分得", "by its weight, {weight}").fill(weight=plain(scored.part.weight))
        return Figure(figure_id, Text("{name}分值", "Points of {name}").fill(name=name), points_text(scored.share), (because,))
    text = NONE if scored.earned is None else points_text(scored.earned)
    label = Text("{name}得分", "Score of {name}").fill(name=name)
    return Figure(figure_id, label, text, (scored.because,), scored.part.fact.rows, is_missing=scored.earned is None)


def points_text(units: int) -> str:
    """Points of 10⁻⁶ as papers show them: to two decimals, half-up, without needless zeros."""
    return plain(unscaled(half_up(units, 1, 10 ** (PART_PLACES - 2)), 2))
