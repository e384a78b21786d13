"""What an indicator will end with: from ledgers month by month, from entries as far as they go, with last year's beside."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.dossiers import EXAMPLE, laid_out

from jixiao.monitor.expecting import added_by_month, expected
from jixiao.monitor.watching import Asked, monitor
from jixiao.score.facts import View
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import read_folder

HEAD = "unit_code,indicator_code,level,class,name,operator,target,measure_unit,weight,accumulation,measure\n"
ROW = "U1,I1,部门整体,产出指标,举办展览,≥,24,场,1,累计,entered\n"
ACTUAL = "unit_code,indicator_code,period_end,value,state\n"


def dossier(folder: Path, actual: str, row: str = ROW, year: int = 2023) -> Dossier:
    tables = {"indicator.csv": HEAD + row, "actual.csv": ACTUAL + actual}
    return read_folder(laid_out(folder, tables, f"unit_code: U1\nfiscal_year: {year}\n"))


def added(held: Dossier, day: date) -> list[Fraction]:
    return added_by_month(View(held, held.scope(), day), held.table("indicator").rows[0])


def test_an_entry_is_spread_over_the_months_since_the_one_before(tmp_path: Path) -> None:
    held = dossier(tmp_path, "U1,I1,2023-03-31,3,\nU1,I1,2023-06-30,9,\n")
    assert added(held, date(2023, 6, 30)) == [1, 1, 1, 2, 2, 2]


def test_months_after_the_last_entry_are_no_standstill(tmp_path: Path) -> None:
    held = dossier(tmp_path, "U1,I1,2023-03-31,3,\n")
    assert added(held, date(2023, 9, 30)) == [1, 1, 1]


def test_an_entry_within_a_month_stands_for_the_months_that_were_over(tmp_path: Path) -> None:
    assert added(dossier(tmp_path, "U1,I1,2023-03-15,4,\n"), date(2023, 9, 30)) == [2, 2]


def test_what_is_not_reported_is_not_zero(tmp_path: Path) -> None:
    held = dossier(tmp_path, "U1,I1,2023-06-30,,未填报\n")
    assert added(held, date(2023, 6, 30)) == []
    (each,) = monitor(held, date(2023, 6, 30)).watch.indicators
    assert expected(View(held, held.scope(), date(2023, 6, 30)), each) is None


def test_pieces_are_forecast_whole(tmp_path: Path) -> None:
    found = monitor(dossier(tmp_path, "U1,I1,2023-06-30,11,\n"), date(2023, 6, 30))
    forecast = found.forecast_of(found.watch.indicators[0])
    assert forecast
    assert {each.denominator for each in forecast[:3] if isinstance(each, Fraction)} == {1}
    assert 11 <= forecast.low <= forecast.point <= forecast.high


@pytest.mark.parametrize(
    "change", [("累计", "最新值"), ("≥", "≤"), ("场", "%"), ("≥,24", "定性,")], ids=["latest", "less", "share", "judged"]
)
def test_what_does_not_add_up_has_no_forecast(change: tuple[str, str], tmp_path: Path) -> None:
    found = monitor(dossier(tmp_path, "U1,I1,2023-06-30,11,\n", ROW.replace(*change)), date(2023, 6, 30))
    assert found.forecast_of(found.watch.indicators[0]) is None


def test_last_year_counts(tmp_path: Path) -> None:
    june = date(2023, 6, 30)
    this = dossier(tmp_path / "this", "U1,I1,2023-06-30,6,\n")
    late = dossier(tmp_path / "last", "U1,I1,2022-11-30,11,\nU1,I1,2022-12-31,60,\n", year=2022)
    alone, beside = (monitor(this, june, Asked(last_year=last)) for last in (None, late))
    points = [found.forecast_of(found.watch.indicators[0]) for found in (alone, beside)]
    assert all(points)
    assert [each.because.say("en").count("last year") for each in points if each] == [0, 1]


def test_the_year_that_is_over_has_no_forecast() -> None:
    found = monitor(read_folder(EXAMPLE), date(2023, 12, 31))
    assert not [each for each in found.watch.indicators if found.forecast_of(each)]


def test_indicators_of_the_example_are_in_their_ranges_as_often_as_is_said() -> None:
    """The year of the example: no proof, but nothing that speaks against it."""
    held = read_folder(EXAMPLE)
    ends = {each.spot.code: each.standing.value for each in monitor(held, date(2023, 12, 31)).watch.indicators}
    tried = []
    for month in (4, 6, 8, 10):
        found = monitor(held, date(2023, month, 30) if month in {4, 6} else date(2023, month, 31))
        for each in found.watch.indicators:
            forecast, end = found.forecast_of(each), ends[each.spot.code]
            if forecast and end is not None:
                tried.append(forecast.low <= end <= forecast.high)
    assert len(tried) > 100
    assert sum(tried) * 100 >= len(tried) * 75


def test_on_a_day_within_a_month_nothing_that_is_there_is_forecast_away(tmp_path: Path) -> None:
    tables = {
        "project.csv": "unit_code,project_code,name,kind\nU1,P1,展览,项目支出\n",
        "budget.csv": "unit_code,project_code,economic_code,fund_source,initial_yuan,adjusted_yuan\n"
        "U1,P1,30201,一般公共预算,1000,1000\n",
        "payment.csv": "unit_code,payment_id,paid_on,project_code,economic_code,fund_source,amount_yuan\n"
        "U1,Z1,2023-02-10,P1,30201,一般公共预算,100\nU1,Z2,2023-06-10,P1,30201,一般公共预算,880\n",
    }
    held = read_folder(laid_out(tmp_path, tables, "unit_code: U1\nfiscal_year: 2023\n"))
    found = monitor(held, date(2023, 6, 15))
    forecast = found.forecast(found.watch.lines[0])
    assert forecast
    assert 980 <= forecast.low <= forecast.point <= forecast.high <= 1000
