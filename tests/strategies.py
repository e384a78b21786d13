"""What Hypothesis draws for the tests of jixiao."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args, get_origin

from hypothesis import strategies as st

from jixiao.framework.options import Count, Levels, Points, Rate, Share, Tiers
from jixiao.framework.rule import Inputs, Rule

LARGEST = 10**16
"""Ten-thousandths: a trillion yuan."""


def _percent(low: int, high: int) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(lambda units: f"{units // 100}.{units % 100:02}%")


def _falling(values: list[str]) -> list[str]:
    return sorted(values, key=lambda text: float(text[:-1]), reverse=True)


def _tiers(drawn: tuple[list[str], list[str]]) -> list[dict[str, str]]:
    reached, paid = map(_falling, drawn)
    return [{"reached": one, "paid": two} for one, two in zip(reached, paid, strict=False)]


_KINDS: dict[object, st.SearchStrategy[object]] = {
    Points: st.integers(0, 2_000).map(lambda units: f"{units // 100}.{units % 100:02}"),
    Share: _percent(0, 10_000),
    Rate: _percent(1, 50_000),
    Count: st.one_of(_percent(1, 50_000), st.integers(1, 100)),
    Tiers: st.tuples(
        st.lists(_percent(0, 10_000), min_size=1, max_size=5, unique=True), st.lists(_percent(0, 10_000), min_size=1, max_size=5)
    ).map(_tiers),
    Levels: st.lists(_percent(0, 10_000), min_size=1, max_size=6).map(_falling),
}


def written_options(rule: Rule) -> st.SearchStrategy[Mapping[str, object]]:
    """Valid options of a rule, as a framework's file would give them."""
    required = {name: _drawn(kind) for name, kind in rule.options.items() if name not in rule.defaults}
    optional = {name: _drawn(kind) for name, kind in rule.options.items() if name in rule.defaults}
    return st.fixed_dictionaries(required, optional=optional)


def _drawn(kind: object) -> st.SearchStrategy[object]:
    return st.sampled_from(get_args(kind)) if get_origin(kind) is Literal else _KINDS[kind]


@st.composite
def inputs(draw: st.DrawFn, *, missing: bool = False) -> Inputs:
    """Points and facts of all sizes, often close to their target, sometimes below zero."""
    small, large = st.integers(-30_000, 3_000_000), st.integers(-LARGEST, LARGEST)
    levels = st.integers(0, 7).map(lambda number: number * 10_000)
    points = draw(st.one_of(st.integers(0, 10_000), st.integers(0, 10**8)))
    target = draw(st.one_of(small, levels, large))
    near = st.one_of(st.integers(-10_000, 10_000).map(lambda away: target + away), st.integers(-3, 3).map(lambda n: target * n))
    actual = draw(st.one_of(small, levels, large, near))
    high = target + draw(st.integers(-10, 100_000))
    drawn: list[int | None] = [points, actual, target, high]
    if missing and draw(st.integers(0, 3)) == 0:
        drawn[draw(st.integers(0, 3))] = None
    return Inputs(*drawn)
