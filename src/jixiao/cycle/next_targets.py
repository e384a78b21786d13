"""Next year's targets proposed from actuals: the mean of three years where they are known, and bounds that are data, each with its arithmetic.

    for each in next_targets([read_dossier(Path("office-2022")), read_dossier(Path("office-2023"))]):
        print(each.code, each.target, each.because.say("en"))

What the year did not tell is never guessed: an indicator without an actual gets no proposal, and one that is judged keeps its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jixiao.cycle.library import Entry, InYear, grown
from jixiao.cycle.result_rules import ResultRules, TargetRule, shipped
from jixiao.exact import Quantity, decimal_ratio, plain, unscaled
from jixiao.monitor.rule import percent
from jixiao.score.past import SHOWN_PLACES, mean_of
from jixiao.tables.dossier import Dossier, Row
from jixiao.wording import Text, joined, same

_PERCENT = frozenset({"%", "％"})


@dataclass(frozen=True, slots=True)
class NextTarget:
    """What is proposed for one indicator of the last year; ``target`` is None where the person decides, and ``because`` says why."""

    row: Row
    code: str
    old: Quantity | None
    target: Quantity | None
    because: Text


class _Known(NamedTuple):
    """What an indicator reached: year by year, the last year first."""

    values: tuple[tuple[int, Fraction], ...]
    target: Fraction
    is_reached: bool | None


def next_targets(dossiers: Iterable[Dossier], rules: ResultRules | None = None) -> list[NextTarget]:
    """Proposals for the indicators of the latest of these years (all of one unit); the earlier ones tell what was reached before."""
    rule = (rules or shipped()).targets
    listed = list(dossiers)
    last = max((each.fiscal_year for each in listed), default=0)
    found = [entry for entry in grown(listed) if entry.years[-1].year == last]
    return [_next(entry, rule) for entry in found]


def _next(entry: Entry, rule: TargetRule) -> NextTarget:
    latest = entry.years[-1]
    row, old = latest.row, latest.target
    operator = row.text_id("operator")
    if operator == "judged":
        return NextTarget(row, entry.code, old, None, _JUDGED)
    if latest.exact is None:
        why = latest.state.label if latest.state else _NO_VALUE
        return NextTarget(row, entry.code, old, None, _NOTHING.fill(year=latest.year, why=why))
    if operator in {"eq", "between"} or old is None:
        return NextTarget(row, entry.code, old, old, _PRESCRIBED.fill(value=_number(latest.exact)) if old else _NO_TARGET)
    known = _Known(_values(entry, rule.years), Fraction(old.value), latest.is_reached)
    return _more(entry, latest, known, rule) if operator == "ge" else _less(entry, latest, known, rule)


def _values(entry: Entry, years: int) -> tuple[tuple[int, Fraction], ...]:
    """What was reached in the last years, at most so many; last year's actual stands for the year before where only one is known."""
    known = [(each.year, each.exact) for each in reversed(entry.alike) if each.exact is not None][:years]
    before = entry.row.quantity("last_year_actual")
    if len(known) == 1 and before is not None:
        known.append((known[0][0] - 1, Fraction(before.value)))
    return tuple((year, value) for year, value in known if value is not None)


def _more(entry: Entry, latest: InYear, known: _Known, rule: TargetRule) -> NextTarget:
    """More is better: the mean, not below a share of the last actual, not below a target that was reached."""
    mean, told = _mean(known.values)
    bounds = [(mean, told)]
    last = known.values[0][1]
    floor_ = last * rule.least_share
    if floor_ > mean:
        bounds.append((floor_, _SHARE.fill(share=percent(rule.least_share), last=_number(last), value=_number(floor_))))
    if rule.keep_reached and known.is_reached and known.target > mean:
        bounds.append((known.target, _KEPT.fill(value=_number(known.target))))
    value, why = max(bounds, key=lambda each: each[0])
    reasons = [told] if why is told else [told, why]
    if known.is_reached is False:
        reasons.append(_MISSED.fill(value=_number(known.target)))
    if entry.row.text("measure_unit") in _PERCENT and value > rule.most_percent:
        value = Fraction(rule.most_percent)
        reasons.append(_AT_MOST.fill(value=plain(rule.most_percent)))
    best = max(value, *(each for _, each in known.values))
    up, down = _rounded(value, entry.row)
    return _proposed(entry, latest, (value, up if up <= best else down), reasons)


def _less(entry: Entry, latest: InYear, known: _Known, rule: TargetRule) -> NextTarget:
    """Less is better: the mean, not above a share of the last actual, not above a target that was kept."""
    mean, told = _mean(known.values)
    bounds = [(mean, told)]
    last = known.values[0][1]
    ceiling = last * rule.most_share
    if ceiling < mean:
        bounds.append((ceiling, _SHARE.fill(share=percent(rule.most_share), last=_number(last), value=_number(ceiling))))
    if rule.keep_reached and known.is_reached and known.target < mean:
        bounds.append((known.target, _KEPT_LOW.fill(value=_number(known.target))))
    value, why = min(bounds, key=lambda each: each[0])
    reasons = [told] if why is told else [told, why]
    if known.is_reached is False:
        reasons.append(_MISSED.fill(value=_number(known.target)))
    best = min(value, *(each for _, each in known.values))
    up, down = _rounded(value, entry.row)
    return _proposed(entry, latest, (value, down if down >= best else up), reasons)


def _proposed(entry: Entry, latest: InYear, found: tuple[Fraction, Decimal], reasons: Sequence[Text]) -> NextTarget:
    """The proposal with its arithmetic. Rounding goes to the demanding side, but never demands more than was ever reached."""
    exact, value = found
    told = list(reasons) if exact == value else [*reasons, _ROUNDED.fill(value=plain(value))]
    precision = latest.target.precision if latest.target else Quantity(value).precision
    return NextTarget(entry.row, entry.code, latest.target, Quantity(value, precision), joined(told, "；", "; "))


def _mean(values: Sequence[tuple[int, Fraction]]) -> tuple[Fraction, Text]:
    """The mean of what is known, with its sum."""
    if len(values) == 1:
        year, value = values[0]
        return value, _ONE.fill(year=year, value=_number(value))
    mean = mean_of([value for _, value in values])
    listed = list(reversed(values))
    years = f"{listed[0][0]}—{listed[-1][0]}"
    return mean, _MEAN.fill(
        years=years, sum=same(" + ".join(_number(value) for _, value in listed)), n=len(listed), value=_number(mean)
    )


def _rounded(value: Fraction, row: Row) -> tuple[Decimal, Decimal]:
    """A value with as many decimals as the target has, rounded up and rounded down."""
    target = row.quantity("target")
    places = max(0, -int(target.value.as_tuple().exponent)) if target else 0
    over, under = (value * 10**places).as_integer_ratio()
    return unscaled(-(-over // under), places), unscaled(over // under, places)


def _number(value: Fraction) -> str:
    return plain(decimal_ratio(value.numerator, value.denominator, SHOWN_PLACES))


_JUDGED = Text("定性指标，由人重新写明", "it is judged: write anew what is to be reached")
_NO_VALUE = Text("没有完成值", "there is no actual")
_NOTHING = Text("{year}年没有实际完成值（{why}），不作建议", "there is no actual of {year} ({why}), so nothing is proposed")
_NO_TARGET = Text("本年没有指标值，不作建议", "it had no target this year, so nothing is proposed")
_PRESCRIBED = Text(
    "指标值由规定或计划确定，沿用；本年实际{value}",
    "the target is prescribed or planned, and kept; this year's actual is {value}",
)
_ONE = Text("只有{year}年的实际值：{value}", "only {year} is known: {value}")
_MEAN = Text("{years}年平均：({sum}) ÷ {n} = {value}", "mean of {years}: ({sum}) ÷ {n} = {value}")
_SHARE = Text("按上年实际{last}的{share}：{value}", "{share} of the last actual {last}: {value}")
_KEPT = Text("本年指标值{value}已完成，不再降低", "this year's target {value} was reached and is not lowered")
_KEPT_LOW = Text("本年指标值{value}没有突破，不再放宽", "this year's bound {value} was kept and is not loosened")
_MISSED = Text("本年指标值{value}没有完成", "this year's target {value} was not reached")
_ROUNDED = Text("取{value}", "rounded to {value}")
_AT_MOST = Text("百分比不超过{value}", "per cent end at {value}")
