from __future__ import annotations

from pathlib import Path

from tests.dossiers import read

from jixiao.document.model import Cell, Column, Document, Paragraph, Run, Table, cell, label, paragraph, runs_of
from jixiao.report.quoted import quoted_digits
from jixiao.tables.dossier import Dossier

PROBLEM = "problem_code,about_kind,about_code,description\nWT-01,check,S09,全年{year}接待12批，见第3号文件\n"
RECTIFICATION = "rectification_code,problem_code,action,due_on\nZG-01,WT-01,改正,2024-06-28\n"
EVIDENCE = "evidence_code,file,digest\nZZ-01,a.txt,sha256:c1d42de6d5c3947f1d93932c\n"
BUDGET = "project_code,economic_code,fund_source,initial_yuan\nP1,301,general,100.00\n"
TABLES = {"problem.csv": PROBLEM, "rectification.csv": RECTIFICATION, "evidence.csv": EVIDENCE, "budget.csv": BUDGET}


def dossier(folder: Path) -> Dossier:
    return read(folder, TABLES)


def sources(folder: Path, *parts: Run | str) -> list[tuple[str, str, str]]:
    found = quoted_digits(Document("", (paragraph(*parts),)), dossier(folder))
    return [(each.digits, each.table, each.column) for each in found]


def test_a_figure_is_not_quoted(tmp_path: Path) -> None:
    assert sources(tmp_path, "得", Run("97.99", "score.total"), "分") == []


def test_digits_of_a_narrative_come_from_their_cell(tmp_path: Path) -> None:
    found = sources(tmp_path, "全年", Run("2023", "year"), "接待12批，见第3号文件")
    assert found == [("12", "problem", "description"), ("3", "problem", "description")]


def test_codes_and_days_are_names(tmp_path: Path) -> None:
    assert sources(tmp_path, "见ZG-01") == [("01", "rectification", "rectification_code")]
    assert {each[1:] for each in sources(tmp_path, "2024年6月28日前")} == {("rectification", "due_on")}
    assert {each[1:] for each in sources(tmp_path, "P1/301/一般公共预算")} == {("budget", "fund_source")}


def test_the_beginning_of_a_digest_comes_from_the_digest(tmp_path: Path) -> None:
    assert {each[1:] for each in sources(tmp_path, "c1d42de6d5c3")} == {("evidence", "digest")}


def test_digits_that_nobody_typed_have_no_source(tmp_path: Path) -> None:
    assert sources(tmp_path, "接待13批") == [("13", "", "")]
    assert sources(tmp_path, "301万元") == [("301", "", "")]
    assert sources(tmp_path, "100.00") == [("100.00", "", "")]


def test_numbers_of_rows_and_attachments_only_count(tmp_path: Path) -> None:
    rows = ((label("序号"), label("数")), (cell("1"), cell("7")))
    table = Table((Column(), Column()), rows[:1], rows[1:])
    attachment = Paragraph(runs_of("附件1"), "attachment")
    found = quoted_digits(Document("", (attachment, table)), dossier(tmp_path))
    assert [each.digits for each in found] == ["7"]
    assert not found[0].has_source


def test_a_cell_to_fill_in_is_quoted_like_any_other(tmp_path: Path) -> None:
    table = Table((Column(),), (), ((Cell(runs_of("2024年6月28日")),),))
    assert all(each.has_source for each in quoted_digits(Document("", (table,)), dossier(tmp_path)))
