from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cycle.filling import FUNCTIONS, MONEY, NEW, TABLES, TOLD, ZG1, At, cell, contents, fill, form, planned, said
from tests.dossiers import EXAMPLE, Copy, laid_out

from jixiao.cli import main
from jixiao.cycle.importing import Plan, apply, plan
from jixiao.document.formats.xlsx.entries import filled
from jixiao.errors import Misuse, Unwritable
from jixiao.findings import as_text
from jixiao.report.form import Material
from jixiao.report.making import make
from jixiao.score.unit_score import score_unit
from jixiao.tables.cells import text_of_value
from jixiao.tables.dossier import Dossier
from jixiao.tables.reading import read_dossier
from jixiao.tables.workbook import write_workbook


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return laid_out(tmp_path / "d", TABLES)


# ---- what cannot be taken


def test_every_fault_is_said_with_its_cell_and_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    cells = [*ZG1, At("rectification", "ZG1", "rectification_code"), At("budget", "P1/30216/一般公共预算", "adjusted_yuan")]
    cells += [At("rectification", "ZG9", "status"), At("any", "R1", "whole")]
    paper = form(tmp_path / "f.xlsx", read_dossier(folder), cells)
    answers: dict[tuple[str, str, str], object] = {
        ("rectification", "ZG1", "due_on"): "2024-02-30",
        ("rectification", "ZG1", "status"): "快了",
        ("rectification", "ZG1", "proof"): "照片",
        ("rectification", "ZG1", "rectification_code"): "ZG7",
        ("budget", "P1/30216/一般公共预算", "adjusted_yuan"): 1,
        ("rectification", "ZG9", "status"): "已完成",
        ("any", "R1", "whole"): "=1/0",
    }
    fill(paper, answers)
    before = contents(folder)
    made = planned(folder, paper)
    assert [(each.check, each.place.row) for each in made.findings] == [
        ("dates-exist", 5),
        ("choices-are-known", 6),
        ("cells-can-be-taken", 8),
        ("cells-can-be-taken", 9),
        ("cells-can-be-taken", 10),
        ("cells-can-be-taken", 11),
    ]
    assert "f.xlsx 工作表“填报表” 第5行 “B5 完成期限”列" in as_text(made.findings[0], "zh")
    assert len(made.changes) == 1
    assert made.after == {}
    with pytest.raises(Misuse):
        apply(made)
    assert contents(folder) == before


def test_a_change_that_breaks_the_dossier_is_said_at_the_forms_cell(folder: Path, tmp_path: Path) -> None:
    paper = fill(form(tmp_path / "f.xlsx", read_dossier(folder), ZG1), {("rectification", "ZG1", "office_code"): "XXX"})
    made = planned(folder, paper)
    assert [(each.check, each.place.file, each.place.row) for each in made.findings] == [
        ("references-lead-somewhere", "f.xlsx", 4)
    ]
    fill(paper, {("rectification", "ZG1", "office_code"): "CWC", ("rectification", "ZG1", "action"): None})
    assert [each.check for each in planned(folder, paper).findings] == ["required-cells-are-filled"]


@pytest.mark.parametrize(
    ("text", "check"), [("文中称机密★，某地部署", "no-state-secrets"), ("见11010519491231002X", "personal-data-stays-out")]
)
def test_what_must_not_stand_in_a_dossier_is_refused_and_not_shown(folder: Path, tmp_path: Path, text: str, check: str) -> None:
    paper = fill(form(tmp_path / "f.xlsx", read_dossier(folder), ZG1), {("rectification", "ZG1", "proof"): text})
    made = planned(folder, paper)
    assert [(each.check, each.place.row) for each in made.findings] == [(check, 7)]
    assert made.changes == ()
    assert text not in as_text(made.findings[0], "zh")


def test_cells_that_somebody_deleted_are_left_alone_and_said(folder: Path, tmp_path: Path) -> None:
    paper = form(tmp_path / "f.xlsx", read_dossier(folder), [*ZG1, At("office", "BGS", "name")])
    book = openpyxl.load_workbook(paper)
    names: Any = book.defined_names
    names["jx_0001"].attr_text = "#REF!"
    book.save(paper)
    made = planned(folder, paper)
    assert [each.check for each in made.hints] == ["cells-are-there"]
    assert not made.is_blocked


def test_files_that_are_no_form_of_this_dossier_are_refused_one_by_one(folder: Path, tmp_path: Path) -> None:
    dossier = read_dossier(folder)
    other = openpyxl.Workbook()
    other.save(tmp_path / "b.xlsx")
    (tmp_path / "broken.xlsx").write_bytes(b"PK")
    files = [
        tmp_path / "a.docx",
        tmp_path / "b.xlsx",
        tmp_path / "broken.xlsx",
        tmp_path / "none.xlsx",
        form(tmp_path / "year.xlsx", dossier, ZG1, fiscal_year="2022"),
        form(tmp_path / "unit.xlsx", dossier, ZG1, unit_code="U2"),
        fill(form(tmp_path / "good.xlsx", dossier, ZG1), {("rectification", "ZG1", "proof"): "照片"}),
    ]
    made = planned(folder, *files)
    assert [each.place.file for each in made.findings] == [file.name for file in files[:-1]]
    assert len(made.changes) == 1


def test_the_form_of_a_subordinate_unit_changes_its_own_rows(tmp_path: Path) -> None:
    units = "unit_code,parent_code,name\nU1,,甲\nU2,U1,乙\n"
    offices = "unit_code,office_code,name\nU1,BGS,办公室\nU2,BGS,办公室\n"
    folder = laid_out(tmp_path / "d", {"unit.csv": units, "office.csv": offices})
    cells = [At("office", "BGS", "name"), At("office", "+1", "office_code"), At("office", "+1", "name")]
    paper = form(tmp_path / "f.xlsx", read_dossier(folder), cells, unit_code="U2")
    fill(paper, {("office", "BGS", "name"): "综合处", ("office", "+1", "office_code"): "CW", ("office", "+1", "name"): "财务处"})
    apply(planned(folder, paper))
    assert (folder / "office.csv").read_text("utf-8").splitlines()[1:] == ["U1,BGS,办公室", "U2,BGS,综合处", "U2,CW,财务处"]


# ---- whole or not at all


def test_a_dossier_that_changed_since_is_not_written(folder: Path, tmp_path: Path) -> None:
    paper = fill(form(tmp_path / "f.xlsx", read_dossier(folder), ZG1), {("rectification", "ZG1", "proof"): "照片"})
    made = planned(folder, paper)
    path = folder / "rectification.csv"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    before = contents(folder)
    with pytest.raises(Misuse):
        apply(made)
    assert contents(folder) == before


def test_a_file_that_cannot_be_written_leaves_all_others_as_they_were(folder: Path, tmp_path: Path) -> None:
    paper = fill(
        form(tmp_path / "f.xlsx", read_dossier(folder), [*ZG1, MONEY]), {("rectification", "ZG1", "proof"): "照片", MONEY[:3]: 1}
    )
    made = planned(folder, paper)
    taken = tmp_path / "d" / "taken.csv"
    taken.mkdir()
    before = contents(folder)
    with pytest.raises(Unwritable):
        apply(replace(made, after={**made.after, taken: b""}))
    assert contents(folder) == before


ANY = ("code", "text", "long", "whole", "number", "yuan", "happened_on", "yes", "choice")
ANSWERS = {
    "code": st.sampled_from(["c", "d-1", "0012"]),
    "text": st.text("甲乙 ,\"'=", max_size=6),
    "long": st.text("甲乙{}\n。", max_size=8),
    "whole": st.sampled_from(["5", "约1600", "50余", "未到期", ""]),
    "number": st.decimals(-999, 999, places=3).map(str),
    "yuan": st.decimals(-(10**9), 10**9, places=2).map(lambda amount: f"{amount:,}"),
    "happened_on": st.dates(date(2023, 1, 1), date(2023, 12, 31)).map(str),
    "yes": st.sampled_from(["是", "否", ""]),
    "choice": st.sampled_from(["甲, 乙", '丙"丁"']),
}


@pytest.mark.parametrize("kind", ["folder", "workbook"])
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(answers=st.fixed_dictionaries(ANSWERS))
def test_a_form_that_is_made_again_shows_what_was_filled_in(
    tmp_path_factory: pytest.TempPathFactory, kind: str, answers: dict[str, str]
) -> None:
    tmp_path = tmp_path_factory.mktemp("forms")
    place = laid_out(tmp_path / "d", TABLES)
    if kind == "workbook":
        write_workbook(read_dossier(place), tmp_path / "d.xlsx")
        place = tmp_path / "d.xlsx"
    dossier = read_dossier(place)
    paper = form(tmp_path / "f.xlsx", dossier, [At("any", "R1", column) for column in ANY])
    book = openpyxl.load_workbook(paper)
    for row, column in enumerate(ANY, 3):
        book.worksheets[0].cell(row, 2).value = answers[column] or None
        book.worksheets[0].cell(row, 2).data_type = "s"
    book.save(paper)
    made = plan(dossier, [paper])
    assert made.findings == ()
    apply(made)
    again = read_dossier(place)
    assert plan(again, [paper]) == Plan(hints=made.hints)
    shown = texts(again)
    for column, text in answers.items():
        spec = again.schema["any"].fields[column]
        same_ = shown[column] == text.strip() or (
            spec.type in {"yuan", "number"} and Decimal(shown[column]) == Decimal(text.replace(",", ""))
        )
        assert same_, (column, shown[column], text)


def texts(dossier: Dossier) -> dict[str, str]:
    row = dossier.table("any").rows[0]
    return {column: text_of_value(row.spec.fields[column], row[column]) for column in ANY}


# ---- the command


def test_the_command_shows_and_then_writes(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = fill(form(tmp_path / "f.xlsx", read_dossier(folder), ZG1), {("rectification", "ZG1", "status"): "已完成"})
    before = contents(folder)
    assert main(["import", str(folder), str(paper)]) == 0
    shown = capsys.readouterr().out
    assert "整改  ZG1  状态  待整改 → 已完成  f.xlsx!填报表!B6" in shown
    assert "--apply" in shown
    assert contents(folder) == before
    assert main(["import", str(folder), str(paper), "--apply", "--lang", "en"]) == 0
    assert "Written: " in capsys.readouterr().out
    assert cell(folder, "rectification", "ZG1", "status") == "已完成"


def test_the_command_ends_with_1_where_something_cannot_be_taken(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = fill(form(tmp_path / "f.xlsx", read_dossier(folder), ZG1), {("rectification", "ZG1", "due_on"): "下周"})
    before = contents(folder)
    assert main(["import", str(folder), str(paper), "--apply"]) == 1
    assert "没有写入" in capsys.readouterr().out
    assert contents(folder) == before


def test_programs_get_changes_conflicts_and_faults(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = form(tmp_path / "f.xlsx", read_dossier(folder), ZG1)
    fill(
        paper,
        {
            ("rectification", "ZG1", "status"): "已完成",
            ("rectification", "ZG1", "due_on"): "下周",
            ("rectification", "ZG1", "proof"): "照片",
        },
    )
    path = folder / "rectification.csv"
    path.write_text(path.read_text("utf-8").replace("待整改", "整改中"), "utf-8")
    assert main(["import", str(folder), str(paper), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["blocked"] is True
    assert found["changes"] == [
        {
            "table": "rectification",
            "key": "ZG1",
            "column": "proof",
            "new_row": False,
            "old": "",
            "new": "照片",
            "from": {"file": "f.xlsx", "sheet": "填报表", "address": "B7"},
        }
    ]
    assert [(each["dossier"], each["settled"]) for each in found["conflicts"]] == [("整改中", None)]
    assert [(each["check"], each["sheet"], each["place"]["row"]) for each in found["faults"]] == [
        ("cells-fit-their-type", "填报表", 5)
    ]


# ---- the forms that are shipped


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    folder = tmp_path_factory.mktemp("papers")
    dossier = read_dossier(EXAMPLE)
    made = make(Material(dossier, score_unit(dossier)), folder, formats=["xlsx"])
    return EXAMPLE, [each.path for each in made]


def test_no_form_that_is_made_changes_its_own_dossier(papers: tuple[Path, list[Path]]) -> None:
    folder, files = papers
    for file in files:
        made = planned(folder, file)
        assert made.changes == ()
        assert made.conflicts == ()
        assert [each.check for each in made.findings] in ([], ["forms-are-of-this-dossier"]), file


def test_the_rectification_ledger_comes_back_and_shows_what_was_filled_in(tmp_path: Path) -> None:
    folder = Copy(tmp_path).path

    def made() -> Path:
        dossier = read_dossier(folder)
        (paper,) = make(Material(dossier, score_unit(dossier)), tmp_path / "out", ["rectification_ledger"], ["xlsx"])
        return paper.path

    answers: dict[tuple[str, str, str], object] = {
        ("rectification", "ZG-01", "status"): "已完成",
        ("rectification", "ZG-01", "closed_on"): date(2024, 6, 20),
        ("rectification", "ZG-02", "responsible"): "王某",
        ("rectification", "+1", "rectification_code"): "ZG-09",
        ("rectification", "+1", "problem_code"): "WT-01",
        ("rectification", "+1", "action"): "每季度核对一次目标、监控和自评所用的数据。",
        ("rectification", "+1", "due_on"): date(2024, 9, 30),
    }
    paper = fill(made(), answers, tmp_path / "back.xlsx")
    planned_ = planned(folder, paper)
    assert len(planned_.changes) == 7
    apply(planned_)
    assert planned(folder, paper) == Plan()
    again = {(each.entry.key, each.entry.column): each.text for each in filled(made())}
    assert again["ZG-01", "status"] == "已完成"
    assert again["ZG-01", "closed_on"] == "2024年6月20日"
    assert again["ZG-09", "action"] == answers["rectification", "+1", "action"]
    changed = {
        path.name for path in folder.iterdir() if path.is_file() and path.read_bytes() != (EXAMPLE / path.name).read_bytes()
    }
    assert changed == {"rectification.csv"}


@pytest.mark.heavy
def test_a_form_that_another_office_program_saved_is_read_the_same(folder: Path, tmp_path: Path) -> None:
    paper = form(tmp_path / "f.xlsx", read_dossier(folder), [*ZG1, *NEW, MONEY, FUNCTIONS], TOLD)
    fill(paper, {("rectification", "ZG1", "due_on"): "2024-07-01", MONEY[:3]: 12.400001, FUNCTIONS[:3]: f"{FUNCTIONS.shown}完。"})
    wanted = said(planned(folder, paper))
    assert len(wanted) == 3
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "saved"),
        str(paper),
    ]
    subprocess.run(command, check=True, capture_output=True)
    assert said(planned(folder, tmp_path / "saved" / "f.xlsx")) == wanted
