"""A change of a target is recorded so that old value, new value, schedule and score agree; what does not fit leaves all as it was."""

from __future__ import annotations

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.dossiers import EXAMPLE

from jixiao.cli import main
from jixiao.cycle.target_changes import Wanted, change_target
from jixiao.errors import Misuse
from jixiao.review.checking import check
from jixiao.score.targets_in_force import in_force
from jixiao.tables.reading import read_dossier
from jixiao.tables.workbook import write_workbook

SCHOOL = EXAMPLE.parent / "rural-school-project-2023"
WANTED = Wanted("OUT-02", Decimal(79000), "学生转出", date(2023, 10, 10), "校务会", "TZ-02")


@pytest.fixture(params=["folder", "workbook"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    copy = tmp_path / "school"
    shutil.copytree(SCHOOL, copy)
    if request.param == "workbook":
        shutil.copytree(copy / "evidence", tmp_path / "book" / "evidence")
        write_workbook(read_dossier(copy), tmp_path / "book" / "school.xlsx")
        return tmp_path / "book" / "school.xlsx"
    return copy


def test_the_old_value_is_the_one_that_stood_there(path: Path) -> None:
    made = change_target(read_dossier(path), WANTED)
    dossier = read_dossier(path)
    indicator = dossier.find("indicator", indicator_code="OUT-02")
    assert indicator is not None
    assert (made.code, made.old.text(), indicator.text("target")) == ("MBTZ-02", "80000", "79000")
    row = dossier.find("target_change", change_code="MBTZ-02")
    assert row is not None
    assert [row.text(column) for column in ("old", "new", "reason", "changed_on", "changed_by", "budget_change_code")] == [
        "80000",
        "79000",
        "学生转出",
        "2023-10-10",
        "校务会",
        "TZ-02",
    ]
    assert made.scheduled == (date(2023, 12, 31),)
    assert [in_force(dossier, indicator, date(2023, month, 1)).target for month in (9, 10, 11)] == [
        type(made.old)(Decimal(value)) for value in (78500, 80000, 79000)
    ]
    before, after = check(read_dossier(SCHOOL)), check(dossier)
    assert [len(each.findings) for each in after if each.findings] == [len(each.findings) for each in before if each.findings]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (WANTED._replace(indicator_code="OUT-99"), "没有“OUT-99”"),
        (WANTED._replace(indicator_code="BEN-02"), "还没有指标值"),
        (WANTED._replace(target=Decimal(80000)), "已经是80000"),
        (WANTED._replace(changed_on=date(2024, 1, 1)), "不在卷宗的年度内"),
        (WANTED._replace(changed_on=date(2023, 9, 1)), "早于前一次调整 MBTZ-01"),
        (WANTED._replace(budget_change_code="TZ-99"), "没有“TZ-99”"),
        (WANTED._replace(reason=" "), "须写明理由"),
        (WANTED._replace(changed_by=""), "须写明理由和批准人"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(wanted: Wanted, said: str, path: Path) -> None:
    files = {file: file.read_bytes() for file in path.parent.rglob("*") if file.is_file()}
    with pytest.raises(Misuse) as raised:
        change_target(read_dossier(path), wanted)
    assert said in raised.value.say("zh")
    assert {file: file.read_bytes() for file in path.parent.rglob("*") if file.is_file()} == files


def test_the_command_records_and_asks_for_the_budget_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(SCHOOL, tmp_path / "school")
    words = ["target", "change", str(tmp_path / "school"), "OUT-02", "--to", "79000", "--reason", "学生转出", "--by", "校务会"]
    assert main([*words, "--on", "2023-10-10", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "change": "MBTZ-02",
        "indicator": "OUT-02",
        "old": "80000",
        "new": "79000",
        "changed_on": "2023-10-10",
        "scheduled": ["2023-12-31"],
    }
    words[5] = "78,000.5"
    assert main([*words, "--on", "2023-10-11"]) == 0
    assert "目标调整须随预算调整" in capsys.readouterr().out
    words[5] = "很多"
    assert main([*words, "--on", "2023-10-11"]) == 2
