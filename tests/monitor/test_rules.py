"""Every rule of monitoring speaks where its cases say, with that light, and is silent in the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.monitor.years import case, cases, made, merged, month_end

from jixiao import kinds
from jixiao.monitor.rule import FOLDER
from jixiao.monitor.watching import monitor

YEAR: Any = case("slips")["year"]
CASES = cases("rules")
EACH = [(name, kind, each) for name, found in CASES.items() for kind in ("speaks", "silent") for each in found[kind]]


def test_every_rule_has_cases_of_both_kinds() -> None:
    assert set(CASES) == set(kinds.names(FOLDER))
    assert all(found["speaks"] and found["silent"] for found in CASES.values())


@pytest.mark.parametrize(("name", "kind", "each"), EACH, ids=[f"{name}: {each['why']}" for name, _, each in EACH])
def test_a_rule_speaks_where_its_cases_say(tmp_path: Path, name: str, kind: str, each: Any) -> None:
    found = monitor(made(tmp_path, merged(YEAR, each["year"])), month_end(each["month"]))
    said = sorted(f"{signal.light} {signal.spot.code}" for signal in found.warnings if signal.rule == name)
    assert said == sorted(each["says"] if kind == "speaks" else [])


def test_the_rules_stand_in_an_order_of_their_own() -> None:
    orders = [kinds.load(FOLDER, name).order for name in kinds.names(FOLDER)]
    assert len(set(orders)) == len(orders)
