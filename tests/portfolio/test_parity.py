from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import strategies
from tests.portfolio.parity import Unit, differences, differences_of

from jixiao.dice import Dice
from jixiao.portfolio import edge_cases
from jixiao.portfolio.engine import Engine, Settings, opened
from jixiao.score.facts import Fact, Part

RESIDUALS = ("spread", "last", "largest")


@pytest.fixture(scope="module")
def duckdb() -> Iterator[Engine]:
    with opened("duckdb", Settings()) as engine:
        yield engine


@st.composite
def units(draw: st.DrawFn) -> Unit:
    framework, facts = draw(strategies.scored_units())
    residual, rescale, decimals = (
        draw(st.sampled_from(RESIDUALS)),
        draw(st.sampled_from(["total", "group"])),
        draw(st.sampled_from([2, 6])),
    )
    return replace(framework, residual=residual, rescale=rescale, share_decimals=decimals), facts


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(units(), min_size=1, max_size=5))
def test_any_framework_scores_alike_in_columns_and_by_itself(duckdb: Engine, drawn: list[Unit]) -> None:
    assert differences(duckdb, drawn) == []


def test_ties_zeros_missing_and_huge_numbers_score_alike(duckdb: Engine) -> None:
    draw = Dice(20_231)
    work = [
        (framework, [(f"u{number}-{at}", edge_cases.facts(framework, draw)) for at in range(40)])
        for number, framework in enumerate(edge_cases.frameworks())
    ]
    assert differences_of(duckdb, work) == []


EDGES = (10**8, 10**8 + 1, 10**11, 10**11 + 1, 10**13, 10**13 + 1)
"""Where a product of a target and a denominator begins to take more than 64 bits."""


def test_ratios_score_alike_where_64_bits_end(duckdb: Engine) -> None:
    framework = edge_cases.frameworks()[0]
    (mean, *_) = [item for item in framework.leaves if item.selection is not None]
    units: list[tuple[str, dict[str, Fact]]] = []
    for under, goal, over in product(EDGES, (10**4, 10**4 + 1, 10**6, 10**6 + 1, 10**9, 10**9 + 1), (1, 10**13, 10**13 + 1)):
        parts = tuple(
            Part(f"{operator}", operator, operator, Decimal(1), goal, goal + 1 if operator == "between" else None, "", fact)
            for operator in ("ge", "le", "eq", "between")
            for fact in [Fact(operator, over, under)]
        )
        own = {item.code: Fact(item.code, over, under) for item in framework.leaves if item.selection is None}
        units.append((f"u{len(units)}", {**own, mean.code: Fact(mean.code, parts=parts)}))
    assert differences_of(duckdb, [(framework, units)]) == []
