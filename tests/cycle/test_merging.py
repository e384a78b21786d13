from __future__ import annotations

from pathlib import Path

import pytest
from tests.cycle.filling import FUNCTIONS, MONEY, NEW, TABLES, TOLD, ZG1, At, cell, contents, fill, form, planned, said
from tests.dossiers import laid_out

from jixiao.cycle.importing import Plan, apply
from jixiao.errors import Misuse
from jixiao.findings import as_text
from jixiao.tables.reading import read_dossier


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return laid_out(tmp_path / "d", TABLES)


# ---- the three-way merge


def test_an_untouched_form_changes_nothing(folder: Path, tmp_path: Path) -> None:
    paper = form(tmp_path / "f.xlsx", read_dossier(folder), [*ZG1, *NEW, MONEY, FUNCTIONS], TOLD)
    assert planned(folder, paper) == Plan()


def test_an_untouched_form_changes_nothing_after_the_dossier_changed(folder: Path, tmp_path: Path) -> None:
    paper = form(tmp_path / "f.xlsx", read_dossier(folder), [*ZG1, MONEY, FUNCTIONS], TOLD)
    for name in ("rectification.csv", "budget.csv", "unit.csv"):
        path = folder / name
        path.write_text(
            path.read_text("utf-8").replace("待整改", "已完成").replace("123456.78", "7.00").replace("召开", "举办"), "utf-8"
        )
    assert planned(folder, paper) == Plan()


def test_what_was_filled_in_is_taken_with_its_place(folder: Path, tmp_path: Path) -> None:
    paper = fill(
        form(tmp_path / "f.xlsx", read_dossier(folder), ZG1),
        {("rectification", "ZG1", "status"): "已完成", ("rectification", "ZG1", "proof"): "会议纪要"},
    )
    made = planned(folder, paper)
    assert said(made) == [("ZG1", "status", "待整改", "已完成"), ("ZG1", "proof", "", "会议纪要")]
    assert [str(each.source) for each in made.changes] == ["f.xlsx!填报表!B6", "f.xlsx!填报表!B7"]
    before = contents(folder)
    written = apply(made)
    assert written == [folder / "rectification.csv"]
    text = before.pop(written[0]).decode().replace("待整改,", "已完成,会议纪要")
    assert (folder / "rectification.csv").read_bytes() == text.encode()
    assert contents(folder).items() >= before.items()
    assert planned(folder, paper) == Plan()


def test_amounts_in_ten_thousands_are_taken_exactly(folder: Path, tmp_path: Path) -> None:
    paper = form(tmp_path / "f.xlsx", read_dossier(folder), [MONEY])
    apply(planned(folder, fill(paper, {MONEY[:3]: 12.400001})))
    assert cell(folder, "budget", MONEY.key, "initial_yuan") == "124000.01"
    made = planned(folder, fill(paper, {MONEY[:3]: 12.4000012}))
    assert [each.check for each in made.findings] == ["cells-fit-their-type"]


def test_a_cell_that_both_sides_changed_is_a_conflict_until_a_side_is_chosen(folder: Path, tmp_path: Path) -> None:
    paper = fill(form(tmp_path / "f.xlsx", read_dossier(folder), ZG1), {("rectification", "ZG1", "status"): "已完成"})
    path = folder / "rectification.csv"
    path.write_text(path.read_text("utf-8").replace("待整改", "整改中"), "utf-8")
    made = planned(folder, paper)
    assert made.is_blocked
    (conflict,) = made.conflicts
    assert (conflict.ours, conflict.claims[0].written, conflict.claims[0].text) == ("整改中", "待整改", "已完成")
    with pytest.raises(Misuse):
        apply(made)
    assert apply(planned(folder, paper, prefer="ours")) == []
    assert cell(folder, "rectification", "ZG1", "status") == "整改中"
    apply(planned(folder, paper, prefer="theirs"))
    assert cell(folder, "rectification", "ZG1", "status") == "已完成"


def test_the_same_change_on_both_sides_is_none(folder: Path, tmp_path: Path) -> None:
    paper = fill(form(tmp_path / "f.xlsx", read_dossier(folder), ZG1), {("rectification", "ZG1", "status"): "已完成"})
    path = folder / "rectification.csv"
    path.write_text(path.read_text("utf-8").replace("待整改", "已完成"), "utf-8")
    assert planned(folder, paper) == Plan()


def test_two_forms_join_and_disagree(folder: Path, tmp_path: Path) -> None:
    first = form(tmp_path / "a.xlsx", read_dossier(folder), ZG1)
    second = fill(
        first, {("rectification", "ZG1", "proof"): "照片", ("rectification", "ZG1", "status"): "整改中"}, tmp_path / "b.xlsx"
    )
    fill(first, {("rectification", "ZG1", "due_on"): "2024-07-01", ("rectification", "ZG1", "status"): "已完成"})
    made = planned(folder, first, second)
    assert {(key, column) for key, column, _, _ in said(made)} == {("ZG1", "due_on"), ("ZG1", "proof")}
    (conflict,) = made.conflicts
    assert [str(claim.source) for claim in conflict.claims] == ["a.xlsx!填报表!B6", "b.xlsx!填报表!B6"]
    assert planned(folder, first, second, prefer="theirs").is_blocked
    assert not planned(folder, first, second, prefer="ours").is_blocked
    fill(second, {("rectification", "ZG1", "status"): "已完成"})
    assert len(planned(folder, first, second).changes) == 3


def test_the_same_file_named_twice_is_one(folder: Path, tmp_path: Path) -> None:
    paper = fill(form(tmp_path / "f.xlsx", read_dossier(folder), ZG1), {("rectification", "ZG1", "status"): "已完成"})
    assert len(planned(folder, paper, tmp_path / "." / "f.xlsx").changes) == 1


# ---- narratives


def test_a_narrative_keeps_the_bindings_whose_words_still_stand(folder: Path, tmp_path: Path) -> None:
    paper = form(tmp_path / "f.xlsx", read_dossier(folder), [FUNCTIONS], TOLD)
    fill(paper, {FUNCTIONS[:3]: "全年接待120人次，举办培训8次。另有调研。"})
    made = planned(folder, paper)
    assert [each.new for each in made.changes] == ["全年接待{ledger.any.whole}人次，举办培训8次。另有调研。"]
    assert [(each.check, each.severity) for each in made.hints] == [("bindings-are-kept", "hint")]
    assert "第2处" in as_text(made.hints[0], "zh")
    apply(made)
    assert planned(folder, paper) == Plan()


def test_a_narrative_whose_data_moved_meanwhile_is_as_it_was(folder: Path, tmp_path: Path) -> None:
    paper = form(tmp_path / "f.xlsx", read_dossier(folder), [FUNCTIONS], TOLD)
    (folder / "any.csv").write_text(TABLES["any.csv"].replace(",5,", ",6,"), "utf-8")
    fill(paper, {FUNCTIONS[:3]: "全年接待120人次，召开会议8次。完成任务。"})
    made = planned(folder, paper)
    assert made.conflicts == ()
    assert made.hints == ()
    assert [each.new for each in made.changes] == ["全年接待{ledger.any.whole}人次，召开会议{m}次。完成任务。"]


# ---- new rows


def new(**cells: str) -> dict[tuple[str, str, str], object]:
    return {("rectification", "+1", column): text for column, text in cells.items()}


def test_a_new_row_is_made_of_its_cells(folder: Path, tmp_path: Path) -> None:
    paper = form(tmp_path / "f.xlsx", read_dossier(folder), NEW)
    fill(paper, new(rectification_code="ZG3", problem_code="WT2", action="新措施", due_on="2024年9月1日"))
    made = planned(folder, paper)
    assert {each.row for each in made.changes} == {None}
    apply(made)
    assert (folder / "rectification.csv").read_text("utf-8").splitlines()[-1] == "ZG3,WT2,新措施,,2024-09-01,,"
    assert planned(folder, paper) == Plan()


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ({"action": "新措施", "problem_code": "WT2"}, ["rectification_code"]),
        ({"rectification_code": "ZG3"}, ["problem_code", "action"]),
        ({"rectification_code": "ZG3", "problem_code": "WT9", "action": "新"}, ["problem_code"]),
        ({"rectification_code": "ZG3", "problem_code": "WT2", "action": "新", "status": "快了"}, ["status"]),
    ],
)
def test_a_new_row_that_lacks_something_is_not_made(
    folder: Path, tmp_path: Path, cells: dict[str, str], columns: list[str]
) -> None:
    paper = fill(form(tmp_path / "f.xlsx", read_dossier(folder), NEW), new(**cells))
    made = planned(folder, paper)
    assert [each.place.column for each in made.findings] == columns
    assert all(each.place.file == "f.xlsx" and each.place.sheet == "填报表" for each in made.findings)


def test_a_new_row_whose_key_is_there_is_a_conflict(folder: Path, tmp_path: Path) -> None:
    paper = fill(
        form(tmp_path / "f.xlsx", read_dossier(folder), NEW), new(rectification_code="ZG2", problem_code="WT2", action="新措施")
    )
    made = planned(folder, paper)
    assert [(each.column.name, each.ours) for each in made.conflicts] == [("action", "补登台账")]
    apply(planned(folder, paper, prefer="theirs"))
    assert cell(folder, "rectification", "ZG2", "action") == "新措施"


def test_two_forms_make_one_new_row_or_disagree(folder: Path, tmp_path: Path) -> None:
    first = form(tmp_path / "a.xlsx", read_dossier(folder), NEW)
    second = fill(first, new(rectification_code="ZG3", problem_code="WT2", action="新措施", status="整改中"), tmp_path / "b.xlsx")
    fill(first, new(rectification_code="ZG3", problem_code="WT2", action="新措施"))
    made = planned(folder, first, second)
    assert len({each.key for each in made.changes}) == 1
    assert len(made.changes) == 4
    fill(second, new(action="另一措施"))
    assert planned(folder, first, second, prefer="ours").is_blocked


def test_a_row_that_a_form_names_by_a_key_of_several_columns_is_made_when_it_is_filled_in(folder: Path, tmp_path: Path) -> None:
    key = "X1/2023-06-30"
    indicator = "indicator_code,level,class,name,operator,target,measure\nX1,unit,output,场次,ge,4,entered\n"
    laid_out(folder, {**TABLES, "indicator.csv": indicator})
    cells = [
        At("deviation", key, "forecast", shown="—"),
        At("deviation", key, "explanation", shown="未填报"),
        At("deviation", key, "cause_staff"),
    ]
    paper = form(tmp_path / "f.xlsx", read_dossier(folder), cells)
    assert planned(folder, paper) == Plan()
    fill(paper, {("deviation", key, "explanation"): "人手不足"})
    made = planned(folder, paper)
    assert said(made) == [(key, "explanation", "", "人手不足")]
    apply(made)
    (row,) = read_dossier(folder).table("deviation")
    assert (row.key, row.text("explanation"), row["forecast"]) == (key, "人手不足", None)
    assert planned(folder, paper) == Plan()


def test_a_code_may_be_given_by_the_name_that_the_form_shows(folder: Path, tmp_path: Path) -> None:
    office = At("rectification", "ZG1", "office_code", shown="办公室")
    paper = form(tmp_path / "f.xlsx", read_dossier(folder), [office])
    assert planned(folder, paper) == Plan()
    made = planned(folder, fill(paper, {office[:3]: "财务处"}))
    assert said(made) == [("ZG1", "office_code", "BGS", "CWC")]
    assert said(planned(folder, fill(paper, {office[:3]: "CWC"}))) == said(made)
    assert [each.check for each in planned(folder, fill(paper, {office[:3]: "没有的处"})).findings] == [
        "references-lead-somewhere"
    ]


def test_a_number_that_is_reported_at_last_takes_its_state_away(folder: Path, tmp_path: Path) -> None:
    tables = {
        "indicator.csv": "indicator_code,level,class,name,operator,target,measure\nX1,unit,output,场次,ge,4,entered\n",
        "actual.csv": "indicator_code,period_end,value,state\nX1,2023-12-31,,未填报\n",
    }
    laid_out(folder, {**TABLES, **tables})
    value = At("actual", "X1/2023-12-31", "value", shown="未填报")
    paper = fill(form(tmp_path / "f.xlsx", read_dossier(folder), [value]), {value[:3]: 5})
    made = planned(folder, paper)
    assert said(made) == [(value.key, "value", "", "5"), (value.key, "state", "未填报", "")]
    apply(made)
    assert (folder / "actual.csv").read_text("utf-8").splitlines()[1] == "X1,2023-12-31,5,"
