"""Sheets as finance systems export them: titles, headers in two lines, sums, signatures, amounts in ten thousand yuan."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from jixiao.files.sheets import Merge, Number, SheetLine
from jixiao.tables.exported_sheets import bare, in_wan, in_yuan, laid
from jixiao.tables.schema import fixed_tables
from jixiao.web.dossiers.importing import Reading, guessed, headings
from jixiao.web.dossiers.pasting import entered, grid_of_file

PAYMENT = fixed_tables()["payment"]
ROWS = [
    ("记-018", "2023-11-06", "P01", "在京公务接待保障", "用餐", 1.234567, 0),
    ("记-021", "2023-11-09", "P05", "宣传", "租车", 0.8, 0.05),
]


def exported(path: Path, caption: str = "单位：万元") -> Path:
    """A file as a finance system makes it."""
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("支出明细")
    page.merge_range("A1:H1", "部门预算支出明细表")
    page.merge_range("A2:D2", "编制单位：某办")
    page.write("H2", caption)
    for at, word in ((0, "凭证号"), (1, "支付日期"), (4, "摘要"), (7, "合计")):
        page.merge_range(2, at, 3, at, word)
    page.merge_range("C3:D3", "项目")
    page.merge_range("F3:G3", "支付金额")
    for at, word in ((2, "编码"), (3, "名称"), (5, "财政拨款"), (6, "其他资金")):
        page.write(3, at, word)
    for number, row in enumerate(ROWS, 4):
        page.write_row(number, 0, [*row, row[5] + row[6]])
    page.merge_range("A7:E7", "合 计")
    page.write_row(6, 5, [2.034567, 0.05, 2.084567])
    page.write("A8", "制表人：张三")
    book.close()
    return path


def test_a_sheet_is_read_under_its_two_lines_of_header_without_its_sums_and_signatures(tmp_path: Path) -> None:
    grid = grid_of_file(exported(tmp_path / "a.xlsx"), PAYMENT)
    assert grid.words[:5] == ["凭证号", "支付日期", "项目编码", "项目名称", "摘要"]
    assert grid.words[5:] == ["支付金额／财政拨款", "支付金额／其他资金", "合计"]
    assert [line.number for line in grid.lines] == [5, 6]
    assert [(each.line, each.text) for each in grid.left_out] == [(7, "合 计"), (8, "制表人：张三")]
    reading = guessed(PAYMENT, grid, None)
    assert {word: column for word, column in reading.columns.items() if column} == {
        "凭证号": "payment_id",
        "支付日期": "paid_on",
        "项目编码": "project_code",
        "摘要": "note",
        "合计": "amount_yuan",
    }
    assert reading.wan == {"合计"}
    columns = [each.column for each in headings(PAYMENT, grid, reading)]
    rows = entered(grid, columns, reading.wan_places(grid))
    assert [row.cells["amount_yuan"] for row in rows] == ["12345.67", "8500.00"]


@pytest.mark.parametrize(
    ("caption", "counts"), [("单位：元", False), ("金额单位：人民币万元", True), ("（万元）", True), ("", False)]
)
def test_the_caption_says_in_what_amounts_count(tmp_path: Path, caption: str, counts: bool) -> None:  # noqa: FBT001 - a table
    reading = guessed(PAYMENT, grid_of_file(exported(tmp_path / "a.xlsx", caption), PAYMENT), None)
    assert bool(reading.wan) == counts


def test_a_parted_amount_is_not_taken_for_one_of_its_parts(tmp_path: Path) -> None:
    """Money of the other part would be lost without a word."""
    grid = grid_of_file(exported(tmp_path / "a.xlsx"), PAYMENT)
    columns = guessed(PAYMENT, grid, None).columns
    assert not columns.get("支付金额／财政拨款")
    assert not columns.get("支付金额／其他资金")


def test_what_is_merged_downwards_stands_in_every_row() -> None:
    lines = [
        SheetLine(1, ["凭证号", "支付日期", "金额"]),
        SheetLine(2, ["A1", "2023-01-02", Number("5")]),
        SheetLine(3, ["A2", "", Number("6")]),
    ]
    found = laid(PAYMENT, lines, [Merge(2, 1, 3, 1)])
    assert found
    assert [line.cells[1] for line in found.lines] == ["2023-01-02", "2023-01-02"]


@pytest.mark.parametrize(
    "words", [["本月合计"], ["", "小计"], ["总计："], ["（合计）"], ["审核人：李四", "制表人：张三"], ["注：金额以支付系统为准"]]
)
def test_sums_and_signatures_are_no_rows(words: list[str]) -> None:
    header = SheetLine(1, ["凭证号", "支付日期", "金额"])
    row = SheetLine(2, ["A1", "2023-01-02", Number("5")])
    found = laid(PAYMENT, [header, row, SheetLine(3, [*words]), header._replace(number=4)])
    assert found
    assert found.lines == [row]
    assert [each.line for each in found.left_out] == [3, 4], "a header that is repeated on the next page is no row either"


def test_a_remark_that_speaks_of_a_sum_is_a_row() -> None:
    lines = [
        SheetLine(1, ["凭证号", "金额", "摘要"]),
        SheetLine(2, ["A1", Number("5"), "合计"]),
        SheetLine(3, ["A2", Number("5"), "备注：x"]),
    ]
    found = laid(PAYMENT, lines)
    assert found
    assert len(found.lines) == 2


@given(st.decimals(-(10**9), 10**9, places=6))
def test_ten_thousand_yuan_become_yuan_exactly(amount: Decimal) -> None:
    assert Decimal(str(in_yuan(Number(f"{amount:f}")))) == amount * 10_000
    assert in_yuan(f"{amount:,f}万元") == in_yuan(Number(f"{amount:f}"))


@pytest.mark.parametrize("cell", ["无", "", "NaN", "1e999999", "-", "万元"])
def test_what_is_no_number_stays_as_it_stands(cell: str) -> None:
    assert in_yuan(cell) == cell


def test_the_unit_behind_a_word_belongs_to_the_amount() -> None:
    assert bare(" 支付金额（万元）* ") == "支付金额"
    assert in_wan("金额(万 元)")
    assert not in_wan("金额（元）")
    assert Reading(wan={"a"}).as_data()["wan"] == ["a"]
