"""What was reached before: by the code that stays, from the dossier before the column, and no mean of fewer than three years."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from tests.dossiers import laid_out

from jixiao.score.past import Past, reached
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.reading import read_dossier

HEAD = "indicator_code,library_code,level,owner_code,class,name,operator,target,measure_unit,weight,measure,last_year_actual\n"
ACTUAL = "indicator_code,period_end,value,numerator,denominator,state\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def year(folder: Path, number: int, indicators: str, actuals: str = "") -> Dossier:
    tables = {"indicator.csv": HEAD + indicators + "\n", "actual.csv": ACTUAL + actuals + "\n"}
    return read_dossier(laid_out(folder / str(number), tables, f"unit_code: U1\nfiscal_year: {number}\n"))


def first(dossier: Dossier) -> Row:
    return dossier.table("indicator").rows[0]


def test_the_dossier_of_a_year_goes_before_what_a_later_one_says_of_it(folder: Path) -> None:
    years = [
        year(folder, 2021, "A,K1,unit,,output,批次,ge,1,批,100,entered,90", "A,2021-12-31,100,,,"),
        year(folder, 2022, "B,K1,unit,,output,批次,ge,1,批,100,entered,999", "B,2022-12-31,,220,2,"),
    ]
    row = first(year(folder, 2023, "C,K1,unit,,output,接待批次,ge,1,批,100,entered,777"))
    past = Past(years)
    assert past.values(row, 2023) == {2020: 90, 2021: 100, 2022: 110}
    assert past.mean(row, 2023) == 100
    assert Past(years[:1]).values(row, 2023) == {2020: 90, 2021: 100, 2022: 777}


def test_a_year_that_is_not_known_makes_no_mean_and_is_no_zero(folder: Path) -> None:
    years = [
        year(folder, 2021, "A,K1,unit,,output,批次,ge,1,批,100,entered,90", "A,2021-12-31,,,,不适用"),
        year(folder, 2022, "A,K1,unit,,output,批次,ge,1,批,100,entered,", "A,2022-12-31,110,,,"),
    ]
    row = first(year(folder, 2023, "A,K1,unit,,output,批次,ge,1,批,100,entered,"))
    assert Past(years).values(row, 2023) == {2020: 90, 2022: 110}
    assert Past(years).mean(row, 2023) is None
    assert not Past()


@pytest.mark.parametrize(
    ("before", "is_same"),
    [
        ("A,,unit,,output,批次,ge,1,批,100,entered,", True),
        ("X,A,unit,,output,别的,ge,1,批,100,entered,", True),
        ("A,K7,unit,,output,批次,ge,1,批,100,entered,", True),
        ("A,K7,unit,,output,别的,ge,1,批,100,entered,", False),
        ("X,,unit,,output,批次,ge,1,批,100,entered,", False),
    ],
    ids=["own code", "as library code", "code and name", "code alone", "name alone"],
)
def test_which_indicators_are_the_same(before: str, is_same: bool, folder: Path) -> None:  # noqa: FBT001 - a case
    last = year(folder, 2022, before, f"{before.partition(',')[0]},2022-12-31,5,,,")
    row = first(year(folder, 2023, "A,,unit,,output,批次,ge,1,批,100,entered,"))
    assert [each.year for each in Past([last]).of(row, 2023)] == ([2022] if is_same else [])


def test_a_year_in_another_unit_is_not_compared(folder: Path) -> None:
    last = year(folder, 2022, "A,,unit,,cost,经费,le,1,万元,100,entered,", "A,2022-12-31,5,,,")
    assert Past([last]).of(first(year(folder, 2023, "A,,unit,,cost,经费,le,1,元,100,entered,")), 2023) == []
    unsaid = first(year(folder, 2024, "A,,unit,,cost,经费,le,1,,100,entered,"))
    assert [each.year for each in Past([last]).of(unsaid, 2024)] == [2022]


def test_an_indicator_of_a_project_counts_the_rows_of_its_project(folder: Path) -> None:
    indicators = "A,,project,P1,output,支出,ge,1,元,100,sum(payment.amount_yuan),"
    payments = (
        "payment_id,paid_on,project_code,economic_code,fund_source,amount_yuan\n"
        "Y1,2022-05-01,P1,302,一般公共预算,3.00\nY2,2022-05-01,P2,302,一般公共预算,4.00\n"
    )
    dossier = read_dossier(
        laid_out(
            folder / "d",
            {"indicator.csv": HEAD + indicators + "\n", "payment.csv": payments},
            "unit_code: U1\nfiscal_year: 2022\n",
        )
    )
    assert reached(dossier, first(dossier)).exact == Fraction(3)
