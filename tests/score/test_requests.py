"""Who owes which proof by when: drawn from the framework, the indicators and the requests of a dossier."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from tests.dossiers import read

from jixiao.cli import main
from jixiao.score.requests import Request, requests, today
from jixiao.tables.folder import read_folder

SCHOOL = Path(str(files("jixiao.examples"))) / "rural-school-project-2023"
DAY = date(2024, 1, 15)

OFFICE = "office_code,name\nA,办公室\n"
INDICATOR = "indicator_code,level,class,name,operator,target,weight,measure,evidence_kind,office_code\n"
REQUEST = "request_code,about_kind,about_code,evidence_kind,office_code,due_on,evidence_code\n"
MANIFEST = "unit_code: U1\nfiscal_year: 2023\n"


def of_school(as_of: date = DAY) -> dict[str, Request]:
    return {each.about_code: each for each in requests(read_folder(SCHOOL), as_of)}


def asked(folder: Path, **tables: str) -> list[Request]:
    given = {f"{name}.csv": text for name, text in tables.items()}
    return requests(read(folder, {"office.csv": OFFICE, **given, "dossier.yaml": MANIFEST}), DAY)


# ---- the example


def test_the_school_owes_what_its_readme_says() -> None:
    found = of_school()
    assert {code for code, each in found.items() if each.state == "overdue"} == {"BEN-02"}
    assert (found["BEN-01"].state, found["BEN-01"].due_on) == ("missing", date(2024, 1, 19))
    assert {code for code, each in found.items() if each.state == "received"} == {
        "spending-rate",
        "OUT-01",
        "OUT-03",
        "SAT-01",
        "SAT-02",
    }
    assert found["OUT-01"].file == "evidence/pupil-roll.txt"


def test_a_day_later_than_due_is_overdue_and_the_day_itself_is_not() -> None:
    assert of_school(date(2024, 1, 19))["BEN-01"].state == "missing"
    assert of_school(date(2024, 1, 20))["BEN-01"].state == "overdue"


def test_requests_stand_by_office_and_the_pressing_ones_first() -> None:
    found = requests(read_folder(SCHOOL), DAY)
    assert list(dict.fromkeys(each.office_code for each in found)) == ["CWS", "JWC", "ZWC"]
    assert [each.state for each in found if each.office_code == "ZWC"] == ["overdue", "missing", "missing", "received"]


# ---- where requests come from


def test_items_ask_and_no_office_stands_last(tmp_path: Path) -> None:
    given = {"office.csv": OFFICE, "indicator.csv": f"{INDICATOR}X,unit,output,甲,≥,1,1,entered,记录,A\n"}
    found = requests(read(tmp_path, given), DAY)
    assert [each.about_code for each in found if each.office_code] == ["X"]
    by_code = {each.about_code: each for each in found}
    assert by_code["spending-rate"].about_kind == "item"
    assert found[0].office_code == "A"
    assert not by_code["spending-rate"].office_code
    assert "output-targets" not in by_code  # its indicators ask for themselves


def test_an_indicator_asks_its_own_office(tmp_path: Path) -> None:
    (found,) = asked(tmp_path, indicator=f"{INDICATOR}X,unit,output,甲,≥,1,1,entered,记录,A\nY,unit,output,乙,≥,1,1,entered,,A\n")
    assert (found.about_code, found.evidence_kind.say("zh"), found.state) == ("X", "记录", "missing")
    assert found.due_on is None


def test_a_request_about_something_unknown_is_still_listed(tmp_path: Path) -> None:
    (found,) = asked(tmp_path, evidence_request=f"{REQUEST}Q1,item,nothing,证明,A,2024-01-10,\n")
    assert (found.request_code, found.about_code, found.state) == ("Q1", "nothing", "overdue")


def test_several_requests_about_one_indicator_stand_each_for_itself(tmp_path: Path) -> None:
    rows = "Q1,indicator,X,记录,A,2024-01-20,\nQ2,indicator,X,照片,A,2024-01-10,\n"
    found = asked(tmp_path, indicator=f"{INDICATOR}X,unit,output,甲,≥,1,1,entered,记录,A\n", evidence_request=REQUEST + rows)
    assert [(each.request_code, each.state) for each in found] == [("Q2", "overdue"), ("Q1", "missing")]


# ---- when a proof is there


def test_a_proof_whose_file_is_not_there_is_missing(tmp_path: Path) -> None:
    tables = {
        "evidence": "evidence_code,file,kind\nE1,evidence/a.txt,记录\n",
        "evidence_request": f"{REQUEST}Q1,indicator,X,记录,A,2024-01-20,E1\n",
    }
    (found,) = asked(tmp_path, **tables)
    assert (found.state, found.file) == ("missing", "")
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "a.txt").write_text("a")
    (found,) = asked(tmp_path, **tables)
    assert (found.state, found.file) == ("received", "evidence/a.txt")


@pytest.mark.parametrize(
    ("link", "kind", "state"),
    [
        ("indicator,X", "别的", "received"),
        ("actual,X/2023-12-31", "记录", "received"),
        ("actual,X/2023-12-31", "别的", "missing"),
        ("actual,Y/2023-12-31", "记录", "missing"),
    ],
)
def test_a_linked_proof_counts_if_it_is_of_the_indicator_or_of_its_rows_and_kind(
    tmp_path: Path, link: str, kind: str, state: str
) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "a.txt").write_text("a")
    (found,) = asked(
        tmp_path,
        indicator=f"{INDICATOR}X,unit,output,甲,≥,1,1,entered,记录,A\n",
        actual="indicator_code,period_end,value\nX,2023-12-31,1\n",
        evidence=f"evidence_code,file,kind\nE1,evidence/a.txt,{kind}\n",
        evidence_link=f"evidence_code,table,row_key\nE1,{link}\n",
    )
    assert found.state == state


# ---- the command


def test_the_command_groups_by_office(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["requests", str(SCHOOL), "--as-of", "2024-01-15"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("截至2024-01-15：应交11项，已交5项，未交5项，逾期1项")
    assert "总务处（ZWC）：应交4项，已交1项，未交2项，逾期1项" in lines
    assert "  逾期  会议记录 —— 膳食委员会监督机制运行情况（BEN-02），应于2024-01-05前交" in lines


def test_the_command_speaks_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "requests", str(SCHOOL), "--as-of", "2024-01-15"]) == 0
    assert "11 asked for, 5 received, 5 missing, 1 overdue" in capsys.readouterr().out


def test_json_has_its_shape(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["requests", str(SCHOOL), "--as-of", "2024-01-15", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["as_of"], data["fiscal_year"]) == ("2024-01-15", 2023)
    assert data["counts"] == {"overdue": 1, "missing": 5, "received": 5}
    (found,) = (each for each in data["requests"] if each["about_code"] == "BEN-01")
    assert found == {
        "about_kind": "indicator",
        "about_code": "BEN-01",
        "name": "体质健康达到良好以上的学生占比",
        "evidence_kind": "体测成绩汇总",
        "office_code": "JWC",
        "office": "教务处（JWC）",
        "due_on": "2024-01-19",
        "state": "missing",
        "evidence_code": None,
        "file": None,
        "request_code": "QD-04",
    }


def test_the_day_is_today_unless_told_and_a_wrong_one_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    before = today()
    assert main(["requests", str(SCHOOL), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["as_of"] in {before.isoformat(), today().isoformat()}
    assert main(["requests", str(SCHOOL), "--as-of", "2024-02-30"]) == 2
    assert "2024-02-30" in capsys.readouterr().err
