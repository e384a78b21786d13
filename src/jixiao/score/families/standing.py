"""Figures of where the unit's indicators stand on the day of a paper, by their codes in lower case.

standing.CODE.target (in force on the day) · standing.CODE.actual · standing.CODE.wanted (to be reached by the day) ·
standing.CODE.rate · standing.CODE.forecast · standing.CODE.last (last year's actual)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from jixiao.exact import Missing, decimal_ratio, plain
from jixiao.score.figure import NONE, Figure, Source
from jixiao.score.progress import Standing, day_of, deviation_on, standing
from jixiao.score.reasons import value_text
from jixiao.wording import Text, same

heads = ("standing",)


def find(source: Source, figure_id: str) -> Figure | None:
    """The figure of an indicator on the day."""
    code, _, kind = figure_id.partition(".")[2].rpartition(".")
    row = next((row for row in source.dossier.table("indicator") if row.text("indicator_code").lower() == code), None)
    if row is None or kind not in _KINDS:
        return None
    return _KINDS[kind](source, figure_id, standing(source.view, row))


def ids(source: Source) -> Iterator[str]:
    """The figures of all indicators that have a number, on a day within the year; at its end ``indicator.`` says the same."""
    if day_of(source.view) == source.dossier.year.ends_on:
        return
    for row in source.dossier.table("indicator"):
        each = standing(source.view, row)
        for kind, figure in _KINDS.items():
            figure_id = f"standing.{each.code}.{kind}"
            if not figure(source, figure_id, each).is_missing:
                yield figure_id


def _label(words: Text, each: Standing) -> Text:
    return words.fill(name=same(each.row.text("name")))


def _target(_: Source, figure_id: str, each: Standing) -> Figure:
    label = _label(Text("{name}：当时的年度指标值", "Target of {name} in force then"), each)
    text = NONE if each.target is None else plain(each.target)
    return Figure(figure_id, label, text, rows=each.rows, is_missing=each.target is None)


def _actual(_: Source, figure_id: str, each: Standing) -> Figure:
    label = _label(Text("{name}：当时的完成值", "Actual of {name} by then"), each)
    if each.fact.numerator is None:
        because = (each.fact.because,) if each.fact.because else ()
        text = each.fact.state.label.zh if each.fact.state else NONE
        return Figure(figure_id, label, text, because, (each.row,), is_missing=True)
    return Figure(figure_id, label, value_text(each.fact, ""), (same(each.row.text("measure")),), each.rows)


def _wanted(_: Source, figure_id: str, each: Standing) -> Figure:
    scheduled = Text("{name}：按指标进度应完成", "{name}: to be reached by its schedule")
    by_time = Text("{name}：按时间进度应完成", "{name}: to be reached in proportion to the time gone")
    label = _label(scheduled if each.milestone else by_time, each)
    text = NONE if each.wanted is None else plain(decimal_ratio(each.wanted.numerator, each.wanted.denominator, 2))
    return Figure(figure_id, label, text, rows=each.rows, is_missing=each.wanted is None)


def _rate(_: Source, figure_id: str, each: Standing) -> Figure:
    """How much of the target is reached; only where more is better, and the target is above zero."""
    label = _label(Text("{name}：完成率", "{name}: share of the target"), each)
    value, target = each.value, each.target
    if value is None:
        text = each.fact.state.label.zh if each.fact.state else NONE
        return Figure(figure_id, label, text, rows=(each.row,), is_missing=True)
    if not target or target < 0 or each.row["operator"] not in {"ge", "eq"}:
        return Figure(figure_id, label, Missing.NOT_APPLICABLE.label.zh, rows=each.rows, is_missing=True)
    over, under = target.as_integer_ratio()
    return Figure(figure_id, label, f"{_shown(value * 100 * Fraction(under, over))}%", rows=each.rows)


def _forecast(source: Source, figure_id: str, each: Standing) -> Figure:
    label = _label(Text("{name}：全年预计完成值", "{name}: forecast of the year"), each)
    row = deviation_on(source.view, each.row)
    forecast = row.quantity("forecast") if row else None
    if row is None or forecast is None:
        return Figure(figure_id, label, Missing.NOT_REPORTED.label.zh, is_missing=True)
    return Figure(figure_id, label, forecast.text(), rows=(row,))


def _last(_: Source, figure_id: str, each: Standing) -> Figure:
    label = _label(Text("{name}：上年实际值", "{name}: last year's actual"), each)
    last = each.row.quantity("last_year_actual")
    text = last.text() if last else Missing.NOT_REPORTED.label.zh
    return Figure(figure_id, label, text, rows=(each.row,), is_missing=last is None)


def _shown(value: Fraction) -> str:
    """A number to two places, half-up."""
    return plain(decimal_ratio(value.numerator, value.denominator, 2), 2)


_KINDS: dict[str, Callable[[Source, str, Standing], Figure]] = {
    "target": _target,
    "actual": _actual,
    "wanted": _wanted,
    "rate": _rate,
    "forecast": _forecast,
    "last": _last,
}
