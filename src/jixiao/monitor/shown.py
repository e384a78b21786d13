"""A watched year as lines for a screen: each number as people read it, each light with its word and its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from jixiao.exact import plain
from jixiao.monitor.comparing import Moved, answer_line, estimate_line, late_line, money_line, result_line
from jixiao.monitor.forecasting import Forecast
from jixiao.monitor.money import amount
from jixiao.monitor.rule import LIGHTS, Light, Signal, number, percent, points, wan
from jixiao.monitor.snapshots import Warned
from jixiao.monitor.watch import SPOTS, Line, Watched
from jixiao.monitor.watching import Monitoring
from jixiao.score.estimating import kinds_of
from jixiao.score.progress import STATUSES
from jixiao.tables.dossier import Dossier, Row
from jixiao.wording import Text, joined, same

NONE = "—"
FULL = 100


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of money: amounts in 万元; ``filled`` is the share that was spent in whole percent, 100 at most, None where unknown."""

    kind: str
    kind_name: Text
    code: str
    name: Text
    budget: str
    spent: str
    rate: str
    filled: int | None
    pace: Text
    light: Light | None
    light_name: Text
    because: Text
    forecast: Text | None


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    """An indicator: what it is to reach, what it reached, what was due by the day; ``filled`` is the share of its target, as above."""

    code: str
    name: Text
    row: Row
    target: str
    value: Text
    wanted: str
    filled: int | None
    status: Text
    light: Light | None
    light_name: Text
    because: Text
    office: str
    entered_on: date | None
    lacking: Text | None
    explain_by: date | None
    deviation: Row | None
    forecast: Text | None
    rows: tuple[Row, ...]


def light_name(light: str | None) -> Text:
    """The word of a light; without one nothing is due yet, or known."""
    return next((label for each, label in LIGHTS.items() if each == light), Text("未到期或无数据", "not due or no data"))


def line(found: Monitoring, each: Line) -> ShownLine:
    """A line of money."""
    budget, spent, light = amount(each.budget), amount(each.spent), found.light_of(each)
    forecast = None if found.watch.is_final else found.forecast(each)
    return ShownLine(
        each.spot.kind,
        SPOTS[each.spot.kind],
        each.spot.code,
        each.spot.name,
        NONE if budget is None else wan(budget),
        NONE if spent is None else wan(spent),
        NONE if each.share is None else percent(each.share),
        None if each.share is None else filled(each.share),
        pace(found, each),
        light,
        light_name(light),
        found.because(each),
        _forecast(forecast, wan(forecast.point), wan(forecast.low), wan(forecast.high)) if forecast else None,
    )


def filled(share: Fraction) -> int:
    """A share as whole percent between 0 and 100, for a bar."""
    return max(0, min(FULL, int(share * FULL)))


def pace(found: Monitoring, each: Line) -> Text:
    """How far a line of money is before or behind the time that is gone."""
    if each.share is None:
        return same(NONE)
    gap = each.share - found.watch.time
    if gap == 0:
        return Text("与时间进度持平", "as far as the year")
    words = Text("快{gap}个百分点", "{gap} points ahead") if gap > 0 else Text("慢{gap}个百分点", "{gap} points behind")
    return words.fill(gap=points(gap))


def indicator(found: Monitoring, each: Watched) -> ShownIndicator:
    """An indicator."""
    standing, light = each.standing, found.light_of(each)
    row, state = standing.row, standing.fact.state
    unit = row.text("measure_unit")
    known = standing.value is not None
    value = same(number(standing.value, unit)) if standing.value is not None else state.label if state else same(NONE)
    forecast = found.forecast_of(each)
    return ShownIndicator(
        each.spot.code,
        each.spot.name,
        row,
        target_text(row, None if standing.target is None else Fraction(standing.target)),
        value,
        NONE if standing.wanted is None or state is not None else number(standing.wanted, unit),
        _share_of_target(each) if known else None,
        STATUSES[standing.status],
        light,
        light_name(light),
        found.because(each),
        each.office,
        each.entered_on,
        joined(each.lacking, "、", " and ") if each.lacking else None,
        each.explain_by,
        each.deviation,
        _forecast(forecast, *(number(part, unit) for part in forecast[:3])) if forecast else None,
        standing.rows,
    )


def target_text(row: Row, target: Fraction | None) -> str:
    """What an indicator is to reach: its sign, number and unit; of a judged one the words."""
    if target is None:
        return row.text("target_text") or row.text("operator")
    unit, high = row.text("measure_unit"), row.quantity("target_high")
    if row["operator"] == "between" and high is not None:
        return f"{number(target)}—{plain(high.value)}{unit}"
    return f"{row.text('operator')}{number(target, unit)}"


def _share_of_target(each: Watched) -> int | None:
    value, target = each.standing.value, each.standing.target
    if value is None or not target or each.standing.row["operator"] == "judged":
        return None
    over, under = target.as_integer_ratio()
    return filled(value * Fraction(under, over)) if over > 0 else None


def _forecast(found: Forecast, point: str, low: str, high: str) -> Text:
    words = Text("预计全年{point}（{low}—{high}）", "{point} expected by the year's end ({low}–{high})")
    return words.fill(point=point, low=low, high=high) if found.low != found.high else _SURE.fill(point=point)


_SURE = Text("预计全年{point}", "{point} expected by the year's end")


def counts(found: Monitoring) -> Iterable[tuple[Light | None, Text, int]]:
    """How many indicators have which light, the worst first."""
    counted = found.counts()
    kinds: tuple[Light | None, ...] = (*LIGHTS, None)
    return [(light, light_name(light), counted[light]) for light in kinds]


def warning(signal: Signal) -> Text:
    """A warning as one sentence."""
    return Text("{spot}：{why}", "{spot}: {why}").fill(spot=signal.spot.say(), why=signal.because)


def estimate(found: Monitoring) -> Text:
    """The estimate of the score in one sentence, or why there is none."""
    made = found.estimate
    if made is None or made.made.total is None or made.at_most is None:
        return Text("没有测算得分：{why}", "No estimate of the score: {why}").fill(
            why=found.no_estimate or Text("没有数据", "no data")
        )
    places, kinds = made.made.framework.decimals, kinds_of(made)
    values = {
        "score": made.made.total,
        "in_play": made.made.in_play,
        "out_of": made.made.framework.points,
        "lost": made.lost,
        "most": made.at_most,
    }
    words = Text(
        "测算{score}分（可计分{in_play} / {out_of}）：{kinds}；已扣{lost}分，全年至多{most}分",
        "Estimate {score} (in play {in_play} of {out_of}): {kinds}; {lost} lost, at most {most} by the year's end",
    )
    return words.fill(
        **{name: plain(value, places) for name, value in values.items()},
        kinds=kinds if kinds.zh else Text("没有未到期的分值", "nothing is open"),
    )


def moves(moved: Moved, dossier: Dossier | None = None) -> list[tuple[Text, list[Text], int]]:
    """What moved between two days under its headings: the lines (of late entries the first ones), and how many there are."""
    found: list[tuple[Text, list[Text], int]] = []
    estimated = estimate_line(*moved.estimate)
    warned = (
        (Text("新出现的预警", "New warnings"), moved.appeared),
        (Text("仍在的预警", "Warnings that stay"), moved.stayed),
        (Text("已消除的预警", "Warnings that are gone"), moved.vanished),
    )
    lists: list[tuple[Text, list[Text]]] = [
        (Text("得分测算", "Estimate of the score"), [estimated] if estimated else []),
        (Text("资金", "Money"), [money_line(*pair) for pair in moved.money]),
        (Text("绩效指标", "Indicators"), [result_line(*pair) for pair in moved.results]),
        *((heading, [_warned(each) for each in those]) for heading, those in warned),
        (Text("当时的承诺和要求", "What was promised or due"), [answer_line(each) for each in moved.answers]),
        (
            Text("快照之后补录或改动的数据", "Data that came or changed after the snapshot"),
            [late_line(e, dossier) for e in moved.late],
        ),
    ]
    for heading, lines in lists:
        if lines:
            found.append((heading, lines[:MOST_MOVES], len(lines)))
    return found


MOST_MOVES = 60


def _warned(each: Warned) -> Text:
    return Text("{light} {name}：{because}", "{light} {name}: {because}").fill(
        light=light_name(each.light), name=each.name, because=each.because
    )
