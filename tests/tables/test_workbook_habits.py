from __future__ import annotations

import datetime as dt
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from tests.dossiers import laid_out
from tests.tables.books import PAYMENT, PROJECT, found

from jixiao.errors import Unreadable
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import read_folder
from jixiao.tables.rows import MOST_SAID
from jixiao.tables.workbook import read_workbook, write_workbook

Change = Callable[[Any], object]
Opened = Callable[[Change], Dossier]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """The dossier in a workbook that another program has changed."""

    def opened(change: Change) -> Dossier:
        tables = {"project.csv": PROJECT, "payment.csv": PAYMENT, "unit.csv": "unit_code,name,kind\nU1,单位,行政单位\n"}
        write_workbook(read_folder(laid_out(tmp_path / "d", tables)), tmp_path / "d.xlsx")
        book = openpyxl.load_workbook(tmp_path / "d.xlsx")
        change(book)
        book.save(tmp_path / "d.xlsx")
        return read_workbook(tmp_path / "d.xlsx")

    return opened


def amounts(dossier: Dossier) -> list[str]:
    return [row.text("amount_yuan") for row in dossier.table("payment")]


def said(dossier: Dossier, *checks: str) -> list[tuple[str, str, str]]:
    """Severity, place and reason of what was found."""
    assert {finding.check for finding in found(dossier)} == set(checks)
    assert all(finding.because.say("en") for finding in found(dossier))
    return [(finding.severity, finding.place.say("zh"), finding.because.say("zh")) for finding in found(dossier)]


USUAL = ["2157.27", "100.00", "-20.50"]


def test_nothing_is_found_when_another_program_only_saves_it(opened: Opened) -> None:
    dossier = opened(lambda _: None)
    assert (amounts(dossier), found(dossier)) == (USUAL, [])


def test_blank_rows_columns_and_another_order_are_taken_as_they_are(opened: Opened) -> None:
    def change(book: Any) -> None:
        sheet = book["支出"]
        sheet.insert_rows(3, 4)
        sheet.insert_cols(2, 2)
        sheet.move_range("E1:E20", cols=10)

    dossier = opened(change)
    assert (amounts(dossier), found(dossier)) == (USUAL, [])
    assert [row.number for row in dossier.table("payment")] == [2, 7, 8]
    assert [row.text("paid_on") for row in dossier.table("payment")] == ["2023-03-01", "2023-04-01", "2023-05-01"]


def test_title_rows_above_the_header_are_passed_over(opened: Opened) -> None:
    def change(book: Any) -> None:
        sheet = book["支出"]
        sheet.insert_rows(1, 3)
        sheet["A1"] = "2023年度支出台账"
        sheet.merge_cells("A1:H1")
        sheet["G2"] = "单位：元"

    dossier = opened(change)
    assert amounts(dossier) == USUAL
    assert dossier.table("payment").rows[0].number == 5
    because = "表头在第4行，其上方的内容（“2023年度支出台账”等）按标题处理，未读入"
    assert said(dossier, "headers-stand-first") == [("hint", "d.xlsx 工作表“支出” 第1行", because)]


def test_a_header_with_marks_is_read_with_a_hint_but_never_with_another_unit(opened: Opened) -> None:
    def change(book: Any) -> None:
        sheet = book["支出"]
        sheet["B1"], sheet["C1"], sheet["G1"] = "*支出编号", "支付\n日期（必填）", "金额（元）"

    dossier = opened(change)
    assert amounts(dossier) == USUAL
    assert [place for _, place, _ in said(dossier, "columns-are-named-exactly")] == [
        f"d.xlsx 工作表“支出” 第1行 “{label}”列" for label in ("支出编号", "支付日期", "金额")
    ]
    wrong = opened(lambda book: book["支出"].__setitem__("G1", "金额（万元）"))
    assert amounts(wrong) == ["", "", ""]
    assert [finding.severity for finding in found(wrong)] == ["error", "error"]


def test_extra_columns_are_said_and_not_read(opened: Opened) -> None:
    def change(book: Any) -> None:
        sheet = book["支出"]
        sheet["I1"], sheet["I2"], sheet["K3"] = "合计", 5, "草稿"

    dossier = opened(change)
    assert amounts(dossier) == USUAL
    assert [(severity, place) for severity, place, _ in said(dossier, "columns-are-known", "columns-have-a-header")] == [
        ("error", "d.xlsx 工作表“支出” 第1行 “合计”列"),
        ("error", "d.xlsx 工作表“支出” 第3行"),
    ]
    within = opened(lambda book: (book["支出"].insert_cols(3), book["支出"].__setitem__("C3", "草稿")))
    assert said(within, "columns-have-a-header") == [("error", "d.xlsx 工作表“支出” 第3行", "第3列没有表头，其内容未读入")]


def test_a_number_that_is_shown_as_a_percentage_is_read_as_it_is_shown(opened: Opened) -> None:
    def change(book: Any) -> None:
        sheet = book["支出"]
        sheet["G3"], sheet["I2"] = 0.965, 0.5
        sheet["G3"].number_format, sheet["I2"].number_format = '0.0"约"%', "0%"

    dossier = opened(change)
    assert amounts(dossier) == ["2157.27", "96.50", "-20.50"]
    assert dossier.table("payment").rows[0].text("note") == "50%"
    severities = {(severity, place) for severity, place, _ in said(dossier, "percentages-are-plain-numbers")}
    assert severities == {
        ("explain", "d.xlsx 工作表“支出” 第3行 “金额”列"),
        ("explain", "d.xlsx 工作表“支出” 第2行 “备注”列"),
    }
    assert any("（96.5%），按 96.5 读取" in because for _, _, because in said(dossier, "percentages-are-plain-numbers"))


def test_a_renamed_sheet_is_recognised_by_name_and_header(opened: Opened) -> None:
    dossier = opened(lambda book: setattr(book["支出"], "title", "支出(1)"))
    assert amounts(dossier) == USUAL
    assert said(dossier, "sheets-are-named-exactly") == [("explain", "d.xlsx 工作表“支出(1)”", "工作表“支出(1)”按表“支出”读取")]


def test_a_copy_of_a_sheet_is_not_read_twice(opened: Opened) -> None:
    dossier = opened(lambda book: setattr(book.copy_worksheet(book["支出"]), "title", "支出 (2)"))
    assert amounts(dossier) == USUAL
    assert said(dossier, "tables-stand-once") == [
        ("explain", "d.xlsx 工作表“支出 (2)”", "表“支出”已由工作表“支出”给出，“支出 (2)”未读入")
    ]


def test_a_sheet_that_is_no_table_is_said(opened: Opened) -> None:
    dossier = opened(lambda book: (book.create_sheet("填报说明").append(["请先填单位"]), book.create_sheet("Sheet1")))
    assert amounts(dossier) == USUAL
    assert said(dossier, "tables-are-known") == [
        ("explain", "d.xlsx 工作表“填报说明”", "没有名为“填报说明”的表或台账，工作表未读入")
    ]


def test_a_hidden_sheet_is_read(opened: Opened) -> None:
    dossier = opened(lambda book: setattr(book["支出"], "sheet_state", "hidden"))
    assert amounts(dossier) == USUAL
    assert said(dossier, "sheets-are-visible") == [("hint", "d.xlsx 工作表“支出”", "工作表是隐藏的，已照常读入")]


def test_a_sheet_that_was_deleted_is_missed(opened: Opened) -> None:
    dossier = opened(lambda book: book.remove(book["支出"]))
    assert not dossier.table("payment").present
    assert [severity for severity, _, _ in said(dossier, "tables-are-there")] == ["error"]


CELLS: list[tuple[str, object, str, str, str, str]] = [
    ("G", "２，１５７．２７", "2157.27", "hint", "numbers-are-stored-as-numbers", "数字是以文字填写的（“２，１５７．２７”），按 2157.27 读取"),
    ("G", " 2157.27 ", "2157.27", "hint", "numbers-are-stored-as-numbers", "数字是以文字填写的（“2157.27”），按 2157.27 读取"),
    ("G", "2157.27元", "", "error", "cells-fit-their-type", "这不是数字"),
    ("G", 2157.275, "", "error", "cells-fit-their-type", "金额须精确到分，不能是约数，也不能有第三位小数"),
    ("C", "2023年3月1日", "2023-03-01", "hint", "dates-are-stored-as-dates", "日期是以文字填写的，按2023-03-01读取"),
    ("C", "45000", "2023-03-15", "explain", "dates-are-stored-as-dates", "数字 45000 是 Excel 的日期序号，按 2023-03-15 读取"),
    ("C", "20230301", "2023-03-01", "explain", "dates-are-stored-as-dates", "八位数字 20230301 按日期 2023-03-01 读取"),
    ("C", "20230231", "", "error", "cells-fit-their-type", "这不是日期"),
    ("C", "2023-02-31", "", "error", "dates-exist", "没有这一天：该月最后一天是2023-02-28"),
    ("D", "0012 ", "0012", "hint", "texts-have-no-spaces-around", "文字前后有空格，已略去"),
    ("F", "一般公共预算 ", "一般公共预算", "hint", "texts-have-no-spaces-around", "文字前后有空格，已略去"),
    ("D", 12, "12", "hint", "texts-are-stored-as-text", "文字列中的单元格存为数字，按“12”读取；编号开头的零可能已丢失"),
    (
        "D", dt.date(2023, 1, 2), "2023-01-02", "explain", "texts-are-stored-as-text",
        "文字列中的单元格存为日期，按“2023-01-02”读取；如果原来是编号（如 1-2），请重新输入",
    ),
    ("H", True, "TRUE", "hint", "texts-are-stored-as-text", "单元格存为逻辑值，按“TRUE”读取"),
    ("G", "#REF!", "", "error", "cells-hold-values", "单元格是错误值 #REF!，没有可用的内容"),
    (
        "G", "=1+1", "", "error", "cells-hold-values",
        "单元格是公式，但文件中没有它的结果；请用 Excel 或 WPS 打开并保存一次",
    ),
]  # fmt: skip


@pytest.mark.parametrize("given", CELLS)
def test_a_cell_as_people_leave_it(opened: Opened, given: tuple[str, object, str, str, str, str]) -> None:
    column, cell, text, severity, check, because = given
    dossier = opened(lambda book: book["支出"].__setitem__(f"{column}2", cell))
    (row, *_) = dossier.table("payment")
    field = list(row.spec.fields.values())["ABCDEFGH".index(column)]
    assert row.text(field.name) == text
    assert (field.name in row.misread) == (severity == "error")
    (finding,) = found(dossier)
    assert (finding.severity, finding.check, finding.because.say("zh")) == (severity, check, because)
    assert finding.place.say("zh") == f"d.xlsx 工作表“支出” 第2行 “{field.label.zh}”列"
    assert (finding.place.table, finding.place.column) == ("payment", field.name)


def test_a_number_of_the_day_and_a_time_of_day_are_taken_as_days(opened: Opened) -> None:
    def change(book: Any) -> None:
        sheet = book["支出"]
        sheet["C2"].number_format, sheet["C2"] = "General", 45000
        sheet["C3"] = dt.datetime.fromisoformat("2023-04-01T08:30")
        sheet["C3"].number_format = "yyyy-mm-dd hh:mm"
        sheet["C2"].number_format = "General"

    dossier = opened(change)
    assert [row.text("paid_on") for row in dossier.table("payment")] == ["2023-03-15", "2023-04-01", "2023-05-01"]
    assert [severity for severity, _, _ in said(dossier, "dates-are-stored-as-dates")] == ["explain", "hint"]


def test_cells_merged_downwards_count_for_every_row(opened: Opened) -> None:
    def change(book: Any) -> None:
        book["支出"].merge_cells("C2:C4")
        book["支出"].merge_cells("E2:F2")

    dossier = opened(change)
    assert [row.text("paid_on") for row in dossier.table("payment")] == ["2023-03-01"] * 3
    assert said(dossier, "cells-stand-alone")[0] == (
        "explain",
        "d.xlsx 工作表“支出” 第2行 “支付日期”列",
        "第2行至第4行合并为一个单元格，各行都按“2023-03-01”读取",
    )


def test_many_interpretations_of_one_kind_are_counted(opened: Opened) -> None:
    def change(book: Any) -> None:
        for number in range(50):
            book["支出"].append(["U1", f"Q{number}", dt.date(2023, 6, 1), "0012", "", "一般公共预算", f"{number}.00", ""])

    dossier = opened(change)
    assert len(dossier.table("payment").rows) == 53
    *_, last = said(dossier, "numbers-are-stored-as-numbers")
    assert len(found(dossier)) == MOST_SAID + 1
    assert last[2] == "自第25行至第54行，这一列另有30个单元格也是如此"


def test_formulas_count_by_the_result_that_another_program_left(opened: Opened, tmp_path: Path) -> None:
    opened(lambda book: book["支出"].__setitem__("G2", "=1+1"))
    result = rb"<f>1\+1</f>(?:<v ?/>|<v></v>)"
    replaced(tmp_path / "d.xlsx", "支出", lambda raw: re.sub(result, b"<f>1+1</f><v>2157.27</v>", raw))
    dossier = read_workbook(tmp_path / "d.xlsx")
    assert (amounts(dossier), found(dossier)) == (USUAL, [])


def replaced(path: Path, sheet: str, change: Callable[[bytes], bytes]) -> None:
    """The workbook with the XML of one sheet changed."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    number = openpyxl.load_workbook(path).sheetnames.index(sheet) + 1
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name, change(raw) if name.endswith(f"/sheet{number}.xml") else raw)


def test_a_million_rows_that_were_only_formatted_cost_nothing(opened: Opened, tmp_path: Path) -> None:
    opened(lambda _: None)
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (number, number) for number in range(5, 1_048_577))
    replaced(tmp_path / "d.xlsx", "支出", lambda raw: raw.replace(b"</sheetData>", rows + b"</sheetData>"))
    began = time.perf_counter()
    dossier = read_workbook(tmp_path / "d.xlsx")
    assert time.perf_counter() - began < 2
    assert amounts(dossier) == USUAL
    assert said(dossier, "sheets-end-where-they-end")[0][:2] == ("explain", "d.xlsx 工作表“支出”")


def test_a_sheet_that_reaches_too_far_to_the_right_does_not_hide_the_others(opened: Opened, tmp_path: Path) -> None:
    opened(lambda _: None)
    cell = b'<row r="9"><c r="XFD9"><v>1</v></c></row></sheetData>'
    replaced(tmp_path / "d.xlsx", "支出", lambda raw: raw.replace(b"</sheetData>", cell))
    dossier = read_workbook(tmp_path / "d.xlsx")
    assert amounts(dossier) == []
    assert len(dossier.table("project").rows) == 2
    assert [severity for severity, _, _ in said(dossier, "sheets-are-of-a-size")] == ["error"]


def test_many_merged_ranges_one_over_the_other_cost_little(opened: Opened, tmp_path: Path) -> None:
    opened(lambda _: None)
    cells = b"".join(b'<row r="%d"><c r="H%d"><v>1</v></c></row>' % (number, number) for number in range(5, 10_000))
    merges = b"".join(b'<mergeCell ref="C2:C%d"/>' % number for number in range(3, 10_000))
    tail = b"</sheetData><mergeCells>%s</mergeCells>" % merges
    replaced(tmp_path / "d.xlsx", "支出", lambda raw: raw.replace(b"</sheetData>", cells + tail))
    began = time.perf_counter()
    read_workbook(tmp_path / "d.xlsx")
    assert time.perf_counter() - began < 2


def test_a_sheet_without_its_header_is_not_guessed(opened: Opened) -> None:
    dossier = opened(lambda book: book["支出"].delete_rows(1))
    assert amounts(dossier) == []
    assert [severity for severity, _, _ in said(dossier, "tables-have-a-header")] == ["error"]


def test_rows_on_an_empty_sheet_make_the_table_present(tmp_path: Path) -> None:
    write_workbook(read_folder(laid_out(tmp_path / "d")), tmp_path / "d.xlsx", with_empty_sheets=True)
    book = openpyxl.load_workbook(tmp_path / "d.xlsx")
    book["支出项目"].append(["U1", "0012", None, "一个项目", "项目支出"])
    book["卷宗"]["C2"].comment = Comment("看过", "某人")
    book.save(tmp_path / "d.xlsx")
    dossier = read_workbook(tmp_path / "d.xlsx")
    assert dossier.table("project").present
    assert not dossier.table("payment").present
    assert dossier.table("project").rows[0].text("project_code") == "0012"
    assert [finding for finding in found(dossier) if finding.severity == "error"] == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda book: book.remove(book["卷宗"]), "其中没有工作表“卷宗”"),
        (lambda book: book["卷宗"].__setitem__("D3", "明年"), "fiscal_year 应为"),
    ],
)
def test_a_workbook_that_is_no_dossier_is_said_to_be_none(opened: Opened, change: Change, sentence: str) -> None:
    with pytest.raises(Unreadable) as raised:
        opened(change)
    assert sentence in raised.value.say("zh")
