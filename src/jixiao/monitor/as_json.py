"""A watched year in the shape that other programs rely on. Numbers travel as text; what is absent is null."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from jixiao.exact import decimal_ratio, plain
from jixiao.monitor.forecasting import Forecast
from jixiao.monitor.money import amount
from jixiao.monitor.rule import HUNDRED, Signal
from jixiao.monitor.watch import Line, Spot, Watched
from jixiao.monitor.watching import Monitoring
from jixiao.score.estimating import Estimate, ItemEstimate
from jixiao.score.progress import entered_for
from jixiao.tables.measuring import Absent, Measured
from jixiao.wording import Language

_PLACES = 2


def monitor_json(found: Monitoring, language: Language) -> dict[str, object]:
    """A dossier on a day: money, indicators, warnings, what is to be explained, the estimate of the score."""
    scope = found.watch.view.scope
    return {
        "unit": scope.unit_code,
        "name": found.dossier.name_of(scope.unit_code),
        "project": scope.project_code,
        "fiscal_year": found.dossier.fiscal_year,
        "as_of": found.day.isoformat(),
        "time_gone": _percent(found.watch.time),
        "standard": found.standard.name.say(language),
        "spending": [_line(found, line, language) for line in found.watch.lines],
        "indicators": [_indicator(found, each, language) for each in found.watch.indicators],
        "warnings": [_warning(signal, language) for signal in found.warnings],
        "to_explain": [_to_explain(each, language) for each in found.watch.indicators if each.lacking],
        "estimate": None if found.estimate is None else _estimate(found.estimate, language),
        "no_estimate": None if found.no_estimate is None else found.no_estimate.say(language),
    }


def _line(found: Monitoring, line: Line, language: Language) -> dict[str, object]:
    worst, forecast = found.worst(line.spot), found.forecast(line)
    return {
        **_spot(line.spot, language),
        "budget": _amount(line.budget),
        "spent": _amount(line.spent),
        "rate": None if line.share is None else _percent(line.share),
        "state": _state(line.budget, line.spent, line.rate),
        "ahead": None if line.share is None else _percent(line.share - found.watch.time),
        "planned": _amount(line.planned),
        "last_paid_on": line.last_paid_on.isoformat() if line.last_paid_on else None,
        "light": found.light_of(line),
        "rule": worst.rule if worst else None,
        "because": found.because(line).say(language),
        "forecast": None if forecast is None else forecast_json(forecast, language),
    }


def forecast_json(forecast: Forecast, language: Language) -> dict[str, object]:
    """What the year will end with, in yuan (or in the unit of an indicator), and how often such a range holds, in per cent."""
    return {
        "point": _number(forecast.point),
        "low": _number(forecast.low),
        "high": _number(forecast.high),
        "coverage": _percent(forecast.coverage),
        "because": forecast.because.say(language),
    }


def _indicator(found: Monitoring, each: Watched, language: Language) -> dict[str, object]:
    standing, worst, forecast = each.standing, found.worst(each.spot), found.forecast_of(each)
    entered = entered_for(standing.fact)
    return {
        **_spot(each.spot, language),
        "belongs_to": each.spot.of or None,
        "operator": standing.row.text_id("operator"),
        "target": None if standing.target is None else plain(standing.target),
        "measure_unit": standing.row.text("measure_unit") or None,
        "progress": None if standing.value is None else _number(standing.value),
        "progress_of": entered.isoformat() if entered else None,
        "due": None if standing.wanted is None else _number(standing.wanted),
        "due_by": "schedule" if standing.milestone is not None else None if standing.wanted is None else "time",
        "status": standing.status,
        "light": found.light_of(each),
        "rule": worst.rule if worst else None,
        "because": found.because(each).say(language),
        "office": each.office or None,
        "owner": each.owner or None,
        "entered_on": each.entered_on.isoformat() if each.entered_on else None,
        "days_since_entry": None if each.entered_on is None else (found.day - each.entered_on).days,
        "behind_since": each.behind_since.isoformat() if each.behind_since else None,
        "forecast": None if forecast is None else forecast_json(forecast, language),
        "likelihood": each.deviation.text_id("likelihood") or None if each.deviation else None,
    }


def _to_explain(each: Watched, language: Language) -> dict[str, object]:
    return {
        **_spot(each.spot, language),
        "since": each.behind_since.isoformat() if each.behind_since else None,
        "due_on": each.explain_by.isoformat() if each.explain_by else None,
        "lacking": [text.say(language) for text in each.lacking],
        "office": each.office or None,
    }


def _warning(signal: Signal, language: Language) -> dict[str, object]:
    row = signal.rows[0] if signal.rows else None
    place = _spot(signal.spot, language) | {"table": row.spec.name if row else None, "key": row.key if row else None}
    return {"rule": signal.rule, "light": signal.light, "place": place, "because": signal.because.say(language)}


def _spot(spot: Spot, language: Language) -> dict[str, object]:
    return {"kind": spot.kind, "code": spot.code, "name": spot.name.say(language)}


# ---- the estimate


def _estimate(found: Estimate, language: Language) -> dict[str, object]:
    places = found.made.framework.decimals

    def said(value: Decimal | None) -> str | None:
        return None if value is None else plain(value, places)

    made, stated = found.made, found.stated
    has_total, has_points = made.total is not None, made.framework.scale is None
    return {
        "framework": made.framework.id,
        "score": said(made.total),
        "in_play": said(made.in_play) if has_points else None,
        "out_of": said(made.framework.points) if has_points else None,
        "so_far": said(found.so_far) if has_total else None,
        "open": said(found.open) if has_total else None,
        "lost": said(found.lost) if has_total else None,
        "not_due": said(found.not_due),
        "not_reported": said(found.not_reported),
        "at_most": said(found.at_most),
        "stated": None
        if stated is None
        else {
            "stage": stated.row.text_id("stage"),
            "score": said(stated.score),
            "difference": said(stated.difference),
            "because": stated.because.say(language),
        },
        "items": [_item(each, places, language) for each in found.items],
    }


def _item(each: ItemEstimate, places: int, language: Language) -> dict[str, object]:
    scored = each.scored
    return {
        "code": scored.item.code,
        "name": scored.item.name.say(language),
        "points": plain(scored.points, places),
        "in_play": plain(scored.in_play, places),
        "score": None if scored.score is None else plain(scored.score, places),
        "state": scored.state,
        "so_far": plain(each.so_far, places),
        "open": plain(each.open, places),
        "lost": plain(each.lost, places),
        "not_due": plain(each.not_due, places),
        "not_reported": plain(each.not_reported, places),
        "because": scored.because.say(language),
    }


# ---- numbers


def _amount(found: Measured | Absent | None) -> str | None:
    value = amount(found)
    return None if value is None else plain(decimal_ratio(value.numerator, value.denominator, _PLACES), _PLACES)


def _percent(value: Fraction) -> str:
    return plain(decimal_ratio(value.numerator * HUNDRED, value.denominator, _PLACES), _PLACES)


def _number(value: Fraction) -> str:
    return plain(decimal_ratio(value.numerator, value.denominator, _PLACES))


def _state(*found: Measured | Absent) -> str | None:
    """The state of a line that has no rate: that of the first number that is not there."""
    states = [each.state for each in found if isinstance(each, Absent)]
    return states[0].value if states else None
