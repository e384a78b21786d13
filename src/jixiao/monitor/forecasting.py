"""What the year will end with, and between which bounds: from the pace so far, last year's profile and years that went alike.

A forecast is no promise. Its range is as wide as years of kinds that were left out have shown it must be to hold the final value as
often as it says (``benchmarks/forecasting.py`` measures it on kinds that the years of the file do not know).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from jixiao.exact import decimal_ratio
from jixiao.monitor.years_alike import (
    INDICATOR,
    MONTHS,
    PERCENT,
    SPENDING,
    WHOLE,
    Weighted,
    after,
    quantile,
    seen,
    settings,
    spread,
)
from jixiao.wording import Text, joined


class Forecast(NamedTuple):
    """What the year will end with: the middle, the range, how often such a range holds the final value, and what it stands on.

    All three are in the unit of what was handed in (yuan, pieces); ``low <= point <= high``.
    """

    point: Fraction
    low: Fraction
    high: Fraction
    coverage: Fraction
    because: Text


def forecast_spending(
    series: Sequence[Fraction], month: int, budget: Fraction, last_year: Sequence[Fraction] | None = None
) -> Forecast | None:
    """The year's spending in yuan, from what was spent in each month (January first, ``month`` of them; a refund is negative).

    ``last_year`` is what was spent in each of the twelve months of the year before. The range stays within the budget as it is known;
    what may be added to it later is not foreseen. None where there is no budget or no month is over. In December the year is over.
    """
    return _forecast(SPENDING, series[:month], budget, last_year)


def forecast_indicator(
    series: Sequence[Fraction], month: int, target: Fraction, last_year: Sequence[Fraction] | None = None
) -> Forecast | None:
    """The year's value of an indicator that adds up over the year, from what each month added (January first, ``month`` of them).

    ``last_year`` is what each month of the year before added. None where there is no target above zero or no month is over.
    """
    return _forecast(INDICATOR, series[:month], target, last_year)


def not_below(found: Forecast, so_far: Fraction) -> Forecast:
    """The forecast, where more than its lower bound is there already: what came since the last month's end is known."""
    return found._replace(low=max(found.low, so_far), point=max(found.point, so_far), high=max(found.high, so_far))


def _forecast(kind: str, months: Sequence[Fraction], whole: Fraction, last_year: Sequence[Fraction] | None) -> Forecast | None:
    if not months or whole <= 0:
        return None
    sums = list(accumulate(months))
    if len(months) >= MONTHS:
        return Forecast(sums[-1], sums[-1], sums[-1], Fraction(1), _OVER)
    unit = max(whole, sums[-1] * Fraction(MONTHS, len(months))) if kind == INDICATOR else whole
    path = tuple(_share(each, unit) for each in sums)
    last = _shares(last_year)
    more = _still_to_come(kind, path, last)
    ends = [sums[-1] + Fraction(each, WHOLE) * unit for each in more]
    point, low, high = (min(each, max(whole, sums[-1])) for each in ends) if kind == SPENDING else ends
    return Forecast(point, low, high, Fraction(settings().coverage, PERCENT), _because(kind, sums[-1], whole, len(months), last))


_OVER = Text("这一年已经结束", "The year is over")


def _share(amount: Fraction, of: Fraction) -> int:
    """A share in ten-thousandths, downwards."""
    return int(WHOLE * amount // of)


def _shares(last_year: Sequence[Fraction] | None) -> tuple[int, ...] | None:
    """What each month of last year was of its whole; None where it says nothing: not twelve months, or nothing in all."""
    if last_year is None or len(last_year) != MONTHS or sum(last_year) <= 0:
        return None
    return tuple(_share(each, sum(last_year, Fraction(0))) for each in last_year)


class Range(NamedTuple):
    """The middle and the bounds of what is still to come, in ten-thousandths of the whole."""

    point: int
    low: int
    high: int


def _still_to_come(kind: str, path: tuple[int, ...], last: tuple[int, ...] | None) -> Range:
    month, rest = len(path), max(WHOLE - path[-1], 0)
    found = spread(seen(path, last), after(kind, month), rest)
    return bounds(found, settings().margins[kind, last is not None][month - 1], path[-1], rest if kind == SPENDING else None)


def bounds(found: Sequence[Weighted], margin: int, now: int, most: int | None) -> Range:
    """The middle and the bounds of what may still come, widened by a margin.

    Never more than ``most``; nothing is taken back unless the years say so, and never more than there is.
    """
    outside = PERCENT - settings().coverage
    point, low, high = (quantile(found, part, 2 * PERCENT) for part in (PERCENT, outside, 2 * PERCENT - outside))
    least = 0 if low >= 0 else min(-now, 0)
    low, high = max(low - margin, least), high + margin
    if most is not None:
        low, point, high = (min(each, most) for each in (low, point, high))
    return Range(min(max(point, low), high), low, high)


def _because(kind: str, so_far: Fraction, whole: Fraction, month: int, last: tuple[int, ...] | None) -> Text:
    said = settings()
    parts = [_SO_FAR[kind].fill(month=month, share=_percent(so_far, whole))]
    if last is not None:
        parts.append(_LAST_YEAR.fill(share=_percent(Fraction(sum(last[:month])), Fraction(sum(last)))))
    parts.append(_ALIKE.fill(n=said.neighbours, coverage=said.coverage))
    if kind == SPENDING:
        parts.append(_WITHIN)
    return joined(parts, "；", "; ")


def _percent(part: Fraction, whole: Fraction) -> str:
    share = Fraction(PERCENT) * part * Fraction(whole.denominator, whole.numerator)
    return f"{decimal_ratio(share.numerator, share.denominator, 2)}%"


_SO_FAR = {
    SPENDING: Text("前{month}个月支出占预算的{share}", "{share} of the budget was spent in {month} months"),
    INDICATOR: Text("前{month}个月完成目标值的{share}", "{share} of the target was reached in {month} months"),
}
_LAST_YEAR = Text("上年同期占上年全年的{share}", "last year it was {share} of that year's whole by then")
_ALIKE = Text(
    "按走势最接近的{n}个年度（按类型生成，非真实记录）推算，区间约有{coverage}%的把握包住全年结果",
    "drawn from the {n} years that went most alike (made by kinds, no records); the range is to hold the year's end in {coverage}% of cases",
)
_WITHIN = Text("以目前的预算为上限，今后追加的不在内", "within the budget as it stands; later additions are not foreseen")
