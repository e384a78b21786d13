"""Forecasts held against generated years of kinds that the forecaster does not know, and what holds for every forecast."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest
from benchmarks.forecasting import KINDS, LATE, LATER, LOOKED_AT, Tried, tried, years
from benchmarks.year_profiles import KINDS as KNOWN
from benchmarks.year_profiles import made
from hypothesis import given
from hypothesis import strategies as st

from jixiao.monitor.forecasting import Forecast, forecast_indicator, forecast_spending, not_below
from jixiao.monitor.years_alike import WHOLE, profiles

OF_A_KIND = 15


@cache
def trials(*, with_last_year: bool) -> list[Tried]:
    made_up = years(OF_A_KIND)
    return [tried(each, month, with_last_year=with_last_year) for each in made_up for month in LOOKED_AT]


def share(found: list[bool]) -> Fraction:
    return Fraction(sum(found), len(found))


def test_no_kind_of_the_test_is_among_those_that_the_forecaster_knows() -> None:
    assert not {*KINDS, *LATER} & set(KNOWN)
    assert {each.kind for each in profiles()} == set(KNOWN)


def test_the_years_of_the_file_are_those_that_the_benchmark_makes() -> None:
    assert list(profiles()) == made()


@pytest.mark.parametrize("with_last_year", [False, True])
def test_the_range_holds_the_final_value_as_often_as_it_says(with_last_year: bool) -> None:  # noqa: FBT001
    found = trials(with_last_year=with_last_year)
    # the months of a year stand or fall together, so each year counts once: twice the error of so many tosses at 80 %
    squared_error = Fraction(4, 5) * Fraction(1, 5) / (len(KINDS) * OF_A_KIND)
    off = share([each.held for each in found]) - Fraction(4, 5)
    assert off**2 <= 4 * squared_error


@pytest.mark.parametrize("with_last_year", [False, True])
@pytest.mark.parametrize("kind", ["rush", "stall", "one_payment"])
def test_no_kind_of_year_is_mostly_outside_the_range(kind: str, with_last_year: bool) -> None:  # noqa: FBT001
    assert share([each.held for each in trials(with_last_year=with_last_year) if each.kind == kind]) >= Fraction(65, 100)


@pytest.mark.parametrize("with_last_year", [False, True])
@pytest.mark.parametrize("month", LOOKED_AT)
def test_the_forecast_beats_the_straight_line_in_every_month(month: int, with_last_year: bool) -> None:  # noqa: FBT001
    found = [each for each in trials(with_last_year=with_last_year) if each.month == month]
    assert sum(each.error for each in found) < sum(each.line for each in found)


def test_kinds_on_which_nothing_was_tried_are_held_as_often_and_come_nearer() -> None:
    found = [tried(each, month, with_last_year=True) for each in years(OF_A_KIND, kinds=LATER) for month in LOOKED_AT]
    assert share([each.held for each in found]) >= Fraction(3, 4)
    assert sum(each.error for each in found) < sum(each.line for each in found)


def test_an_addition_that_is_known_is_in_the_range() -> None:
    found = [each.held for each in trials(with_last_year=False) if each.kind == LATE and each.known]
    assert share(found) >= Fraction(4, 5)


MONTHS = st.lists(st.integers(-200, 3000), min_size=1, max_size=12).map(lambda found: [Fraction(each) for each in found])
LAST = st.none() | st.lists(st.integers(-200, 3000), min_size=12, max_size=12).map(
    lambda found: [Fraction(each) for each in found]
)


@given(MONTHS, st.integers(1, 20_000), LAST)
def test_a_forecast_of_spending_stays_within_what_can_be(
    months: list[Fraction], budget: int, last: list[Fraction] | None
) -> None:
    found = forecast_spending(months, len(months), Fraction(budget), last)
    assert isinstance(found, Forecast)
    so_far = sum(months)
    assert found.low <= found.point <= found.high
    assert found.high <= max(budget, so_far)
    assert found.low >= min(so_far, 0)


@given(MONTHS, st.integers(1, 20_000), LAST, st.sampled_from([10, 1000, 10_000]))
def test_the_unit_of_the_numbers_makes_no_difference(
    months: list[Fraction], budget: int, last: list[Fraction] | None, times: int
) -> None:
    found = forecast_spending(months, len(months), Fraction(budget), last)
    larger = forecast_spending([each * times for each in months], len(months), Fraction(budget) * times, last)
    assert found
    assert larger
    assert [each * times for each in found[:3]] == list(larger[:3])


@given(st.lists(st.integers(0, 500), min_size=1, max_size=12), st.integers(1, 5000))
def test_what_an_indicator_has_reached_is_not_forecast_away(months: list[int], target: int) -> None:
    found = forecast_indicator([Fraction(each) for each in months], len(months), Fraction(target))
    assert found
    assert sum(months) <= found.low <= found.point <= found.high


def test_december_is_no_forecast() -> None:
    found = forecast_spending([Fraction(70)] * 12, 12, Fraction(1000))
    assert found
    assert [found.point, found.low, found.high, found.coverage] == [840, 840, 840, 1]


def test_nothing_is_forecast_without_a_budget_or_a_month() -> None:
    assert forecast_spending([Fraction(1)], 1, Fraction(0)) is None
    assert forecast_spending([], 0, Fraction(1000)) is None
    assert forecast_indicator([Fraction(1)], 1, Fraction(0)) is None


def test_only_the_months_that_are_over_count() -> None:
    year = [Fraction(each) for each in (10, 20, 30, 40, 50, 500, 500, 0, 0, 0, 0, 0)]
    assert forecast_spending(year, 5, Fraction(1200)) == forecast_spending(year[:5], 5, Fraction(1200))


def test_last_year_counts() -> None:
    so_far, december = [Fraction(40)] * 6, [Fraction(10)] * 11 + [Fraction(500)]
    alone, with_it = (forecast_spending(so_far, 6, Fraction(1000), last) for last in (None, december))
    assert alone
    assert with_it
    assert with_it.point > alone.point


def test_last_year_says_nothing_where_nothing_was_spent_or_months_are_missing() -> None:
    so_far = [Fraction(40)] * 6
    alone = forecast_spending(so_far, 6, Fraction(1000))
    assert forecast_spending(so_far, 6, Fraction(1000), [Fraction(0)] * 12) == alone
    assert forecast_spending(so_far, 6, Fraction(1000), [Fraction(5)] * 11) == alone


def test_a_forecast_says_what_it_stands_on() -> None:
    found = forecast_spending([Fraction(100)] * 6, 6, Fraction(1000), [Fraction(50)] * 12)
    assert found
    said = found.because.say("zh")
    assert "60.00%" in said
    assert "50.00%" in said
    assert "非真实记录" in said
    assert "80%" in found.because.say("en")


def test_after_a_stall_the_range_reaches_down_to_what_was_spent() -> None:
    found = forecast_spending([Fraction(80)] * 5 + [Fraction(0)] * 3, 8, Fraction(1000))
    assert found
    assert found.low == 400
    assert found.high < WHOLE


def test_what_was_paid_since_the_last_months_end_is_in_the_range() -> None:
    found = forecast_spending([Fraction(10)] * 5, 5, Fraction(1000))
    assert found
    later = not_below(found, Fraction(990))
    assert [later.low, later.point, later.high] == [990, 990, max(found.high, Fraction(990))]
    assert not_below(found, Fraction(0)) == found
