"""The adjusted budget follows from the initial one and its changes where it was left empty; whatever is not known stays empty."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.dossiers import read

from jixiao.score.unit_score import score_unit
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import read_folder, write_folder
from jixiao.tables.measure_text import Fault, parse_measure
from jixiao.tables.measuring import Absent, measure
from jixiao.tables.workbook import read_workbook, write_workbook

BUDGET = "project_code,economic_code,fund_source,initial_yuan,adjusted_yuan\n"
CHANGE = "change_code,changed_on,project_code,economic_code,fund_source,kind,amount_yuan\n"
LINES = ("P1,30201,general,100.00,", "P1,30216,general,200.00,", "P2,30201,general,400.00,")


def given(folder: Path, lines: tuple[str, ...], changes: tuple[str, ...] | None) -> Dossier:
    tables = {"budget.csv": BUDGET + "".join(f"{line}\n" for line in lines)}
    if changes is not None:
        rows = "".join(f"C{number},2023-06-01,{change}\n" for number, change in enumerate(changes, 1))
        tables["budget_change.csv"] = CHANGE + rows
    return read(folder, tables)


def adjusted(dossier: Dossier) -> list[str]:
    return [row.text("adjusted_yuan") for row in dossier.table("budget")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((), ["100.00", "200.00", "400.00"]),  # it was said that nothing was changed
        (("P1,30201,general,addition,25.50",), ["125.50", "200.00", "400.00"]),
        (("P1,30201,general,addition,25.50", "P1,30201,general,cut,-0.50"), ["125.00", "200.00", "400.00"]),
        (("P2,,,cut,-400.00",), ["100.00", "200.00", "0.00"]),  # the project has one line, so it is this one
        (("P2,,general,cut,-1.00",), ["100.00", "200.00", "399.00"]),
        (("P1,30216,,transfer,1.00", "P1,30201,,transfer,-1.00"), ["99.00", "201.00", "400.00"]),
        (("P1,,,addition,5.00",), ["", "", "400.00"]),  # one of two lines, and nobody knows which
        (("P1,30201,general,addition,5.00", "P1,,,addition,5.00"), ["", "", "400.00"]),
        (("P1,,,addition,5.00", "P1,30201,general,addition,5.00"), ["", "", "400.00"]),
        (("P2,,,addition,许多",), ["100.00", "200.00", ""]),  # an amount that could not be read
        (("P2,,,addition,",), ["100.00", "200.00", ""]),
        (("P3,,,addition,5.00",), ["100.00", "200.00", "400.00"]),  # of no line of the budget: a check says so
        (("P2,30216,,addition,5.00",), ["100.00", "200.00", "400.00"]),
    ],
)
def test_the_adjusted_budget_is_the_initial_one_with_its_changes(
    tmp_path: Path, changes: tuple[str, ...], expected: list[str]
) -> None:
    assert adjusted(given(tmp_path, LINES, changes)) == expected


def test_without_the_table_of_changes_nothing_is_worked_out(tmp_path: Path) -> None:
    dossier = given(tmp_path, LINES, None)
    assert adjusted(dossier) == ["", "", ""]
    assert all(row.derived == set() for row in dossier.table("budget"))


def test_a_table_of_changes_that_is_still_to_be_filled_in_says_nothing(tmp_path: Path) -> None:
    manifest = "unit_code: U1\nfiscal_year: 2023\nawaited: [budget_change]\n"
    dossier = read(tmp_path, {"dossier.yaml": manifest, "budget.csv": f"{BUDGET}{LINES[0]}\n", "budget_change.csv": CHANGE})
    assert adjusted(dossier) == [""]


def test_without_a_budget_there_is_nothing_to_work_out(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"budget_change.csv": f"{CHANGE}C1,2023-06-01,P1,,,addition,5.00\n"})
    assert not dossier.table("budget").present


def test_what_stands_in_the_cell_is_kept(tmp_path: Path) -> None:
    lines = ("P1,30201,general,100.00,90.00", "P1,30216,general,200.00,未到期", "P2,30201,general,400.00,许多")
    dossier = given(tmp_path, lines, ("P1,30201,general,addition,5.00",))
    assert adjusted(dossier) == ["90.00", "未到期", ""]
    assert all(row.derived == set() for row in dossier.table("budget"))


def test_a_line_without_an_initial_budget_has_no_adjusted_one(tmp_path: Path) -> None:
    assert adjusted(given(tmp_path, ("P1,30201,general,,",), ("P1,30201,general,addition,5.00",))) == [""]


def test_both_readers_work_it_out_and_nothing_of_it_is_written(tmp_path: Path) -> None:
    dossier = given(tmp_path / "one", LINES, ("P1,30201,general,addition,25.50",))
    expected = ["125.50", "200.00", "400.00"]
    assert adjusted(dossier) == expected
    assert {row.number for row in dossier.table("budget") if row.derived == {"adjusted_yuan"}} == {2, 3, 4}
    assert {row.given.get("adjusted_yuan") for row in dossier.table("budget")} == {None}
    write_workbook(dossier, tmp_path / "d.xlsx")
    book = read_workbook(tmp_path / "d.xlsx")
    assert adjusted(book) == expected
    write_folder(book, tmp_path / "two")
    assert adjusted(read_folder(tmp_path / "two")) == expected
    (tmp_path / "two" / "budget_change.csv").unlink()
    assert adjusted(read_folder(tmp_path / "two")) == ["", "", ""]


def test_an_adjusted_budget_that_is_not_known_gives_no_spending_rate(tmp_path: Path) -> None:
    dossier = given(tmp_path, LINES, ("P1,,,addition,5.00",))
    expression = parse_measure("sum(budget.adjusted_yuan)", dossier.schema)
    assert not isinstance(expression, Fault)
    assert isinstance(measure(dossier, expression), Absent)
    each = score_unit(dossier).of("spending-rate")
    assert each is not None
    assert each.score is None
