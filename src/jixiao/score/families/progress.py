"""Figures of how far the unit or a project is on the day of a paper (the year's last where it has none).

progress.day · progress.months · progress.time · progress.budget · progress.spending · progress.rate · progress.ahead, each of these
four also with -basic, -projects, -general, -carried, -other · progress.plan · progress.forecast ·
progress.m01 … progress.m12 (what was spent in a month) · progress.to-m01 … progress.to-m12 (the share spent by its end) ·
progress.estimate · progress.in-play · progress.earnable · progress.so-far · progress.lost · progress.undue · progress.unreported · progress.at-most
(points of the estimate: still to be earned by work of the year, earned but not safe yet, lost, not due, not reported, the most that is left) ·
progress.indicators · progress.reached · progress.on-schedule · progress.behind ·
progress.judged · progress.not-due · progress.not-reported · progress.not-applicable · progress.without-forecast
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction

from jixiao.exact import Missing, Precision, decimal_ratio, plain
from jixiao.periods import period
from jixiao.score.estimating import Estimate, estimate
from jixiao.score.facts import View
from jixiao.score.figure import Figure, Source, day_text, path_of, rows_of_score, shown_number, shown_score
from jixiao.score.progress import (
    MONTHS,
    PARTS,
    STATUSES,
    ahead,
    budget,
    day_of,
    deviation_on,
    indicators,
    planned,
    rate,
    rows_of,
    share,
    spending,
    standings,
    time_gone,
)
from jixiao.score.scoring import Score
from jixiao.tables.measuring import Absent, Measured
from jixiao.wording import Text

heads = ("progress",)
_MONEY: dict[str, tuple[Text, Callable[[View, str], Measured | Absent], str]] = {
    "budget": (Text("截至{day}的预算数{part}", "Budget on {day}{part}"), budget, "wan"),
    "spending": (Text("截至{day}的执行数{part}", "Spending by {day}{part}"), spending, "wan"),
    "rate": (Text("截至{day}的执行率{part}", "Spending rate on {day}{part}"), rate, "percent"),
}
AHEAD = "ahead"
_MONTH = re.compile(r"(?P<share>to-)?m(?P<month>0[1-9]|1[0-2])")
_STATUSES = {path_of(status): status for status in STATUSES}


def find(source: Source, figure_id: str) -> Figure | None:
    """The figure of the day."""
    word = figure_id.partition(".")[2]
    if word in _NAMED:
        return _NAMED[word](source, figure_id)
    if word in _STATUSES:
        return _counted(source, figure_id, _STATUSES[word])
    month = _MONTH.fullmatch(word)
    if month:
        return _of_month(source, figure_id, int(month["month"]), is_share=bool(month["share"]))
    head, _, part = word.partition("-")
    if head not in (*_MONEY, AHEAD) or part not in PARTS or word == f"{head}-":
        return None
    if head == AHEAD:
        return _ahead(source, figure_id, part)
    label, measured, scale = _MONEY[head]
    said = label.fill(day=day_text(day_of(source.view)), part=PARTS[part][0])
    return _shown(figure_id, said, measured(source.view, part), scale)


def ids(source: Source) -> Iterator[str]:
    """All that have a number on a day within the year; at its end those of the months, since the others repeat what is known."""
    for figure_id in _ids() if _is_within_year(source) else _of_months():
        found = find(source, figure_id)
        if found is not None and not found.is_missing:
            yield figure_id


def _ids() -> Iterator[str]:
    for head in (*_MONEY, AHEAD):
        yield from (f"progress.{head}-{part}".removesuffix("-") for part in PARTS)
    yield from (f"progress.{word}" for word in (*_NAMED, *_STATUSES))
    yield from _of_months()


def _of_months() -> Iterator[str]:
    for month in range(1, MONTHS + 1):
        yield from (f"progress.m{month:02d}", f"progress.to-m{month:02d}")


def _shown(figure_id: str, label: Text, found: Measured | Absent, scale: str) -> Figure:
    if isinstance(found, Absent):
        return Figure(figure_id, label, found.state.label.zh, (found.because,), is_missing=True)
    return Figure(figure_id, label, shown_number(found, scale), rows=found.rows)


def _share(value: Fraction) -> str:
    """A share as a percentage, without its sign."""
    return shown_number(Measured(abs(value).numerator, value.denominator, Precision.EXACT, ()), "percent")


# ---- the day and the time


def _day(source: Source, figure_id: str) -> Figure:
    return Figure(figure_id, Text("截止日期", "The day"), day_text(day_of(source.view)))


def _months(source: Source, figure_id: str) -> Figure:
    """The months as headings of official forms name them: 1—6月; a day within a month is named."""
    day = day_of(source.view)
    is_end = day == period(day.year, f"M{day.month:02d}").ends_on
    text = (f"1—{day.month}月" if day.month > 1 else "1月") if is_end else f"截至{day.month}月{day.day}日"
    return Figure(figure_id, Text("期间", "The months"), text)


def _time(source: Source, figure_id: str) -> Figure:
    """The share of the year that is gone, without needless zeros: 50%, 49.86%."""
    share_gone = time_gone(day_of(source.view)) * 100
    text = f"{plain(decimal_ratio(share_gone.numerator, share_gone.denominator, 2))}%"
    return Figure(figure_id, Text("时间进度", "Share of the year that is gone"), text)


def _ahead(source: Source, figure_id: str, part: str) -> Figure:
    """By how many percentage points spending and time differ."""
    words = Text("执行率与时间进度相差的百分点{part}", "Percentage points between spending and the time that is gone{part}")
    label, gap, found = words.fill(part=PARTS[part][0]), ahead(source.view, part), rate(source.view, part)
    if gap is None or isinstance(found, Absent):
        return _shown(figure_id, label, found, "percent")
    return Figure(figure_id, label, _share(gap).removesuffix("%"), rows=found.rows)


# ---- money


def _plan(source: Source, figure_id: str) -> Figure:
    return _shown(figure_id, Text("计划支出", "Planned spending by the day"), planned(source.view), "wan")


def _forecast(source: Source, figure_id: str) -> Figure:
    label = Text("全年预计执行数（用款计划）", "Expected spending of the year, as planned")
    return _shown(figure_id, label, planned(source.view, of_year=True), "wan")


def _of_month(source: Source, figure_id: str, month: int, *, is_share: bool) -> Figure:
    """What was spent in a month, or by its end as a share of the budget; not due after the day, unknown after the last payment."""
    view = source.view
    within = period(view.dossier.fiscal_year, f"M{month:02d}")
    words = Text("至{month}月末累计执行率", "Share spent by the end of month {month}") if is_share else _SPENT
    label, lacking = words.fill(month=month), _not_yet(view, within.starts_on)
    if lacking:
        return _shown(figure_id, label, lacking, "wan")
    if not is_share:
        return _shown(figure_id, label, spending(view, during=f"M{month:02d}"), "wan")
    by_then = View(view.dossier, view.scope, min(within.ends_on, day_of(view)))
    return _shown(figure_id, label, share(spending(by_then), budget(view)), "percent")


_SPENT = Text("{month}月执行数", "Spending in month {month}")


def _not_yet(view: View, first_day: date) -> Absent | None:
    if first_day > day_of(view):
        return Absent(Missing.NOT_DUE, Missing.NOT_DUE.label)
    last = max((row.day("paid_on") or date.min for row in view.dossier.table("payment")), default=date.min)
    if view.until is None and first_day > last:
        return Absent(Missing.NOT_REPORTED, Text("没有该月及以后的支出记录", "No payment was entered in that month or later"))
    return None


# ---- scores and indicators


def _is_within_year(source: Source) -> bool:
    return day_of(source.view) < source.dossier.year.ends_on


def _estimate(source: Source, figure_id: str) -> Figure | None:
    """The total by the data of a day within the year; at its end there is no estimate."""
    made = source.score
    if made is None or not _is_within_year(source):
        return None
    label = Text("年中测算得分（不是自评得分）", "Estimate by the data of the day, no self-evaluation")
    text = shown_score(made.total, made.framework)
    return Figure(figure_id, label, text, rows=rows_of_score(made), is_missing=made.total is None)


def _in_play(source: Source, figure_id: str) -> Figure | None:
    made = source.score
    if made is None or not _is_within_year(source):
        return None
    label = Text("已有数据的分值", "Points of what there are data for")
    text = shown_score(made.in_play if made.total is not None else None, made.framework)
    return Figure(figure_id, label, text, rows=rows_of_score(made))


def _points(kind: str, label: Text) -> Callable[[Source, str], Figure | None]:
    """The figure of one kind of points of the estimate."""

    def find_points(source: Source, figure_id: str) -> Figure | None:
        made = source.score
        if made is None or not _is_within_year(source):
            return None
        value = getattr(_estimated(source, made), kind) if made.total is not None else None
        text = shown_score(value, made.framework)
        return Figure(figure_id, label, text, rows=rows_of_score(made), is_missing=value is None)

    return find_points


def _estimated(source: Source, made: Score) -> Estimate:
    """The estimate of the day, once for all its figures."""
    known = source.known.get("estimate")
    if not isinstance(known, Estimate):
        known = source.known["estimate"] = estimate(source.dossier, made, day_of(source.view))
    return known


_POINTS: dict[str, tuple[str, Text]] = {
    "earnable": ("open", Text("全年工作尚未完成、还可得的分值", "Points for work of the year that is still to be done")),
    "so-far": ("so_far", Text("年内仍可能失去的得分", "Points earned so far that may still be lost")),
    "lost": ("lost", Text("已扣的分值", "Points lost")),
    "undue": ("not_due", Text("未到期的分值", "Points that are not due yet")),
    "unreported": ("not_reported", Text("未填报的分值", "Points of what is not reported")),
    "at-most": ("at_most", Text("全年至多可得的分值", "The most that the year can still end with")),
}


def _indicators(source: Source, figure_id: str) -> Figure:
    found = indicators(source.view)
    return Figure(figure_id, Text("绩效指标数", "Number of indicators"), str(len(found)), rows=tuple(found))


def _counted(source: Source, figure_id: str, status: str) -> Figure:
    found = standings(source.view)
    label = Text("绩效指标数：{status}", "Number of indicators: {status}").fill(status=STATUSES[status])
    return Figure(figure_id, label, str(sum(each.status == status for each in found)), rows=rows_of(found))


def _without_forecast(source: Source, figure_id: str) -> Figure:
    label = Text("未填报全年预计完成情况的指标数", "Number of indicators without a forecast")
    found = {row: deviation_on(source.view, row) for row in indicators(source.view)}
    lacking = sum(each is None or each.quantity("forecast") is None for each in found.values())
    return Figure(figure_id, label, str(lacking), rows=(*found, *(each for each in found.values() if each)))


_NAMED: dict[str, Callable[[Source, str], Figure | None]] = {
    "day": _day,
    "months": _months,
    "time": _time,
    "plan": _plan,
    "forecast": _forecast,
    "estimate": _estimate,
    "in-play": _in_play,
    **{word: _points(kind, label) for word, (kind, label) in _POINTS.items()},
    "indicators": _indicators,
    "without-forecast": _without_forecast,
}
