"""A made year with known slips: exactly the warnings that each brings at each month's end, and none before."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from tests.monitor.years import YEAR, case, made, merged, month_end

from jixiao.monitor.watching import monitor
from jixiao.tables.dossier import Dossier

CASE: Any = case("slips")
SLIPS: dict[str, Any] = CASE["slips"]
MONTHS = range(1, 13)


def warned(dossier: Dossier, month: int) -> list[str]:
    return sorted(f"{each.light} {each.rule} {each.spot.code}" for each in monitor(dossier, month_end(month)).warnings)


def expected(slip: Any, month: int) -> list[str]:
    return sorted(slip["warns"].get(str(month), []))


def test_the_sound_year_warns_of_nothing(tmp_path: Path) -> None:
    dossier = made(tmp_path, CASE["year"])
    assert {month: warned(dossier, month) for month in MONTHS} == {month: [] for month in MONTHS}


def test_the_sound_year_warns_of_nothing_on_days_within_a_month(tmp_path: Path) -> None:
    dossier = made(tmp_path, CASE["year"])
    days = [date(YEAR, 1, 1) + timedelta(days=number) for number in range(0, 365, 9)]
    assert {day: [each.rule for each in monitor(dossier, day).warnings] for day in days} == {day: [] for day in days}


@pytest.mark.parametrize("name", SLIPS)
def test_each_slip_warns_at_each_month_s_end_and_not_before(tmp_path: Path, name: str) -> None:
    dossier = made(tmp_path, merged(CASE["year"], SLIPS[name]["year"]))
    assert {month: warned(dossier, month) for month in MONTHS} == {month: expected(SLIPS[name], month) for month in MONTHS}


def test_all_four_known_slips_warn_together_of_what_each_warns_of(tmp_path: Path) -> None:
    known = list(SLIPS.values())[:4]
    dossier = made(tmp_path, reduce(merged, (slip["year"] for slip in known), CASE["year"]))
    for month in MONTHS:
        assert warned(dossier, month) == sorted(each for slip in known for each in expected(slip, month)), month
