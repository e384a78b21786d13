"""The library knows an indicator over the years by its stable code, whatever it was called."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.dossiers import EXAMPLE, laid_out

from jixiao.cli import main
from jixiao.cycle.library import Entry, grown
from jixiao.errors import Misuse
from jixiao.exact import Missing
from jixiao.tables.dossier import Dossier
from jixiao.tables.reading import read_dossier

HEAD = "indicator_code,library_code,level,class,name,operator,target,measure_unit,weight,measure,evidence_kind\n"
ACTUAL = "indicator_code,period_end,value,numerator,denominator,state\n"
YEARS = {
    2020: (["I1,K1,unit,output,批次,ge,400,批,100,entered,台账"], ["I1,2020-12-31,380,,,"]),
    2021: (["I1,K1,unit,output,批次,ge,420,批,100,entered,台账"], ["I1,2021-12-31,430,,,"]),
    2022: (["J7,K1,unit,output,接待批次,ge,420,批,100,entered,公函"], ["J7,2022-12-31,,,,不适用"]),
    2023: (
        ["I1,K1,unit,output,接待批次,ge,450,批,60,entered,台账", "I2,,unit,output,合格率,le,5,%,40,entered,"],
        ["I1,2023-12-31,440,,,", "I2,2023-12-31,,1,3,"],
    ),
}


@pytest.fixture
def dossiers(tmp_path: Path) -> list[Dossier]:
    return [
        read_dossier(
            laid_out(
                tmp_path / str(year),
                {"indicator.csv": HEAD + "\n".join(indicators) + "\n", "actual.csv": ACTUAL + "\n".join(actuals) + "\n"},
                f"unit_code: U1\nfiscal_year: {year}\n",
            )
        )
        for year, (indicators, actuals) in YEARS.items()
    ]


@pytest.fixture
def library(dossiers: list[Dossier]) -> dict[str, Entry]:
    return {entry.code: entry for entry in grown(reversed(dossiers))}


def test_one_indicator_over_four_years(library: dict[str, Entry]) -> None:
    entry = library["K1"]
    assert entry.names == ("接待批次", "批次")
    assert [(each.year, each.value, each.state) for each in entry.years] == [
        (2020, Decimal(380), None),
        (2021, Decimal(430), None),
        (2022, None, Missing.NOT_APPLICABLE),
        (2023, Decimal(440), None),
    ]
    assert entry.mean == Decimal("416.67")  # of 380, 430 and 440: what is missing is no zero
    assert entry.usual_target is not None
    assert (entry.usual_target.text(), entry.usual_proof, entry.times_reached) == ("420", "台账", (1, 3))


def test_what_is_known_of_one_year_only(library: dict[str, Entry]) -> None:
    entry = library["I2"]
    assert (entry.mean, len(entry.known), entry.usual_proof, entry.times_reached) == (Decimal("33.33"), 1, None, (0, 1))


def test_years_in_another_unit_make_no_mean(dossiers: list[Dossier]) -> None:
    dossiers[1].table("indicator").rows[0].values["measure_unit"] = "百批"
    assert {entry.code: entry.mean for entry in grown(dossiers)}["K1"] == Decimal(410)


def test_the_files_and_the_json_say_the_same(dossiers: list[Dossier], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [str(each.path) for each in dossiers]
    for name in ("library.csv", "library.xlsx"):
        assert main(["library", *paths, "--out", str(tmp_path / name)]) == 0
    with (tmp_path / "library.csv").open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    sheet = load_workbook(tmp_path / "library.xlsx").active
    assert sheet is not None
    header, *lines = sheet.iter_rows(values_only=True)
    in_book = [dict(zip(header, line, strict=True)) for line in lines]
    for one, other in zip(found, in_book, strict=True):
        assert one == {str(key): "" if value is None else str(value) for key, value in other.items()}
    assert (found[1]["指标库代码"], found[1]["近三年均值"], found[1]["均值年数"], found[1]["2022年完成值"]) == (
        "K1",
        "416.67",
        "3",
        "不适用",
    )
    capsys.readouterr()
    assert main(["library", *paths, "--json"]) == 0
    told = {each["code"]: each for each in json.loads(capsys.readouterr().out)}
    assert told["K1"]["years"][2] == {"year": 2022, "indicator": "J7", "target": "420", "value": None, "state": "not_applicable"}
    assert told["K1"]["mean"] == "416.67"
    assert main(["--lang", "en", "library", *paths]) == 0
    assert (
        "K1  接待批次 / 批次: 2020 380, 2021 430, 2022 not applicable, 2023 440; mean of 3 years 416.67批"
        in capsys.readouterr().out
    )


def test_dossiers_that_do_not_go_together_are_refused(dossiers: list[Dossier], tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="2023"):
        grown([dossiers[-1], dossiers[-1]])
    with pytest.raises(Misuse, match="440100-ZJB"):
        grown([dossiers[0], read_dossier(EXAMPLE)])
    assert main(["library", str(dossiers[0].path), "--out", str(tmp_path / "library.pdf")]) == 2
