"""New dossiers: what is written, what is told to be filled in, and that nothing that stands somewhere is touched."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files
from pathlib import Path

import pytest
from tests.dossiers import findings

from jixiao.cli import main
from jixiao.errors import Misuse
from jixiao.findings import has_errors
from jixiao.review.checking import check
from jixiao.tables.folder import read_folder, write_folder, write_table
from jixiao.tables.reading import read_dossier
from jixiao.tables.starting import Wanted, start, starters

ROOT = Path(str(files("jixiao"))) / "starters"
KNOWN = Wanted(unit_code="U9", unit_name="某局", year=2023)


def test_these_starters_come_with_it() -> None:
    assert starters() == ("empty", "government-office", "project")


def test_the_help_names_them(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["new", "--help"])
    assert f"{{{','.join(starters())}}}" in capsys.readouterr().out


@pytest.mark.parametrize("name", starters())
def test_a_starter_reads_without_a_finding_and_stands_as_jixiao_writes_it(name: str, tmp_path: Path) -> None:
    dossier = read_folder(ROOT / name)
    assert findings(dossier) == []
    assert dossier.starter == name
    for table in dossier.tables.values():
        assert table.present == (table.spec.name == "unit"), table.spec.name
        write_table(tmp_path / table.file, table.spec, table.rows)
        assert (tmp_path / table.file).read_bytes() == (ROOT / name / table.file).read_bytes(), table.file
    assert dossier.tables.keys() - {"unit"} == set(dossier.awaited)


@pytest.mark.parametrize("name", starters())
@pytest.mark.parametrize("as_workbook", [False, True])
def test_a_new_dossier_has_no_error(name: str, tmp_path: Path, *, as_workbook: bool) -> None:
    started = start(tmp_path / "new", KNOWN._replace(starter=name), as_workbook=as_workbook)
    dossier = read_dossier(started.path)
    assert (dossier.unit_code, dossier.unit_name, dossier.fiscal_year) == ("U9", "某局", 2023)
    assert [finding for finding in findings(dossier) if finding.severity == "error"] == []
    assert not has_errors(check(dossier))


@pytest.mark.parametrize("name", starters())
def test_what_is_to_be_filled_in_is_told_once_each(name: str, tmp_path: Path) -> None:
    started = start(tmp_path / "new", KNOWN._replace(starter=name))
    said = "\n".join(step.say("zh") for step in started.steps)
    for table in read_folder(started.path).awaited:
        assert said.count(f"（{table}.csv）") == 1, table
    assert "占位" not in said


def test_placeholders_are_told_first(tmp_path: Path) -> None:
    first = start(tmp_path / "one", Wanted(year=2023)).steps[0].say("zh")
    assert first == "把占位的单位代码、单位名称改成本单位的：dossier.yaml、unit.csv"
    assert "单位代码" not in start(tmp_path / "two", Wanted(unit_code="U9", year=2023)).steps[0].say("zh")


def test_the_year_is_this_one_unless_told(tmp_path: Path) -> None:
    year = datetime.now().astimezone().year
    assert read_folder(start(tmp_path / "new", Wanted()).path).fiscal_year in {year, year + 1}


def test_an_awaited_table_is_absent_until_it_has_a_row(tmp_path: Path) -> None:
    path = start(tmp_path / "new", KNOWN).path
    assert not read_folder(path).table("office").present
    office = path / "office.csv"
    office.write_text(office.read_text("utf-8-sig") + "U9,A,办公室,\r\n", encoding="utf-8-sig")
    dossier = read_folder(path)
    assert dossier.table("office").present
    write_folder(dossier, tmp_path / "again")
    assert "office" not in read_folder(tmp_path / "again").awaited
    assert (tmp_path / "again" / "duty.csv").exists()


def test_a_word_under_awaited_that_names_no_table_is_a_fault(tmp_path: Path) -> None:
    path = start(tmp_path / "new", KNOWN).path
    manifest = path / "dossier.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("- office\n", "- ofice\n"), encoding="utf-8")
    assert [(finding.check, finding.place.column) for finding in findings(read_folder(path))] == [("tables-are-known", "awaited")]


@pytest.mark.parametrize("as_workbook", [False, True])
def test_what_stands_there_is_left_alone(tmp_path: Path, *, as_workbook: bool) -> None:
    place = tmp_path / "new"
    place.mkdir()
    (place / "mine.txt").write_text("mine")
    (tmp_path / "new.xlsx").write_text("mine")
    with pytest.raises(Misuse, match="new"):
        start(place, KNOWN, as_workbook=as_workbook)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["mine.txt", "new", "new.xlsx"]
    assert (tmp_path / "new.xlsx").read_text() == "mine"


def test_an_empty_folder_is_filled_and_nothing_is_left_beside(tmp_path: Path) -> None:
    place = tmp_path / "new"
    place.mkdir()
    start(place, KNOWN)
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
    assert {path.name for path in place.iterdir()} >= {"dossier.yaml", "README.md", "evidence", "ledgers", "unit.csv"}


def test_a_starter_that_is_not_there_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="government-office"):
        start(tmp_path / "new", Wanted("nothing"))


def test_the_command_says_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["new", str(tmp_path / "a"), "--starter", "project", "--unit-code", "U9", "--unit-name", "某校", "--year", "2023"]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[1].startswith("1. 核对 unit.csv")
    assert f"jixiao check {tmp_path / 'a'}" in said.splitlines()[-1]
    assert main(["check", str(tmp_path / "a")]) == 0
    assert main(words) == 2
    assert main(["new", str(tmp_path / "b"), "--workbook", "--lang", "en"]) == 0
    assert "Put your own unit code, name into the sheet 卷宗" in capsys.readouterr().out
    assert (tmp_path / "b.xlsx").is_file()
