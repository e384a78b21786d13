from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.errors import Misuse
from jixiao.portfolio.sampling import Unit, plan

UNITS = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 9_000)), min_size=1, max_size=60).map(
    lambda drawn: [Unit(f"u{number:03}", stratum, points) for number, (stratum, points) in enumerate(drawn)]
)


@settings(deadline=None)
@given(UNITS, st.integers(1, 70), st.text(max_size=5))
def test_as_many_are_drawn_as_were_asked_for_and_nobody_twice(units: list[Unit], count: int, seed: str) -> None:
    drawn = plan(units, count, seed)
    assert len(drawn) == min(count, len(units))
    assert len({each.unit.unit_code for each in drawn}) == len(drawn)
    assert all(0 < each.probability <= 1 for each in drawn)
    assert drawn == plan(list(reversed(units)), count, seed)


def test_the_stated_probabilities_are_those_of_the_drawing() -> None:
    units = [Unit(f"u{number:02}", "one", points) for number, points in enumerate([0, 0, 100, 400, 900, 2_000, 2_000, 50])]
    seeds = 4_000
    often: Counter[str] = Counter()
    stated: dict[str, Fraction] = {}
    for seed in range(seeds):
        for each in plan(units, 3, str(seed)):
            often[each.unit.unit_code] += 1
            stated[each.unit.unit_code] = each.probability
    assert sum(stated.values()) == 3
    for code, probability in stated.items():
        assert abs(Fraction(often[code], seeds) - probability) < Fraction(3, 100)


def test_every_stratum_is_looked_at_while_there_are_enough() -> None:
    units = [Unit(f"{stratum}{number}", stratum, 0 if stratum == "a" else 5_000) for stratum in "abc" for number in range(20)]
    assert Counter(each.unit.stratum for each in plan(units, 9, "x")) == {"a": 1, "b": 4, "c": 4}


def test_risky_units_are_drawn_more_often() -> None:
    units = [Unit(f"u{number:03}", "one", 9_000 if number < 10 else 0) for number in range(200)]
    drawn = plan(units, 20, "2023")
    assert sum(each.unit.points > 0 for each in drawn) >= 8


def test_nothing_is_no_sample() -> None:
    with pytest.raises(Misuse, match="One unit at least"):
        plan([Unit("u", "s", 0)], 0, "x")
