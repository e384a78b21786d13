from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from jixiao.portfolio.drawing import points_of_gap
from jixiao.portfolio.places import places

TOTALS = st.lists(st.none() | st.integers(0, 30).map(Decimal))


@given(TOTALS)
def test_a_rank_is_one_more_than_the_totals_above_it(totals: list[Decimal | None]) -> None:
    known = [each for each in totals if each is not None]
    assert places(totals) == [None if each is None else 1 + sum(other > each for other in known) for each in totals]


def test_a_gap_gives_points_of_risk_as_the_signal_does() -> None:
    assert points_of_gap(Decimal("90.5"), Decimal(90)) == 0
    assert points_of_gap(Decimal(85), Decimal(90)) == 0
    assert points_of_gap(None, Decimal(90)) == points_of_gap(Decimal(90), None) == 0
    assert points_of_gap(Decimal(95), Decimal(90)) == 2000
    assert points_of_gap(Decimal(100), Decimal(80)) == 4000
    assert points_of_gap(Decimal("90.51"), Decimal(90)) == 204
