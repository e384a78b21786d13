from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.framework.model import RESIDUALS
from jixiao.score.dividing import shares

THIRDS = [Decimal(1)] * 3


@pytest.mark.parametrize(
    ("residual", "divided"), [("spread", [667, 666, 667]), ("last", [667, 667, 666]), ("largest", [667, 667, 666])]
)
def test_twenty_points_among_three(residual: str, divided: list[int]) -> None:
    assert shares(2000, THIRDS, residual) == divided


@pytest.mark.parametrize("residual", RESIDUALS)
@given(points=st.integers(0, 10**6), weights=st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=8))
def test_every_policy_adds_up_and_no_part_is_below_zero(residual: str, points: int, weights: list[Decimal]) -> None:
    divided = shares(points, weights, residual)
    assert sum(divided) == (points if any(weights) else 0)
    assert min(divided) >= 0
    assert all(share == 0 for share, weight in zip(divided, weights, strict=True) if weight == 0)


@given(points=st.integers(0, 10**6), weights=st.lists(st.decimals(1, 100, places=2), min_size=1, max_size=8))
def test_the_largest_remainders_stay_within_one_unit(points: int, weights: list[Decimal]) -> None:
    whole = sum(map(Fraction, weights))
    for share, weight in zip(shares(points, weights, "largest"), weights, strict=True):
        assert abs(share - points * Fraction(weight) / whole) < 1


def test_where_rounding_up_used_everything_nothing_remains_for_the_last() -> None:
    assert shares(10, [Decimal(1)] * 20, "last") == [1] * 10 + [0] * 10


def test_a_last_part_without_weight_takes_no_residual() -> None:
    assert shares(2000, [*THIRDS, Decimal(0)], "last") == [667, 667, 666, 0]
