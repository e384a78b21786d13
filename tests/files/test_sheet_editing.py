from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from jixiao.files.sheet_editing import BookEdit
from jixiao.files.sheets import Percentage, Sheet, cell_text, read_sheets


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook as somebody else made it: styles, a comment, a chart, a drop-down, a formula, a second sheet."""
    made = openpyxl.Workbook()
    page: Any = made.active
    page.title = "甲"
    page.append(["编号", "金额", "日期", "比例", "合计"])
    page.append(["A1", 12.5, date(2023, 5, 6), 0.965, "=B2*2"])
    page["B2"].fill = PatternFill("solid", fgColor="FFFF00")
    page["B2"].number_format = "#,##0.00"
    page["C2"].number_format = "yyyy-mm-dd"
    page["D2"].number_format = "0.0%"
    page["A2"].font = Font(bold=True)
    page["A2"].comment = Comment("请核对", "某人")
    page.column_dimensions["A"].width = 33
    choices = DataValidation(type="list", formula1='"甲,乙"')
    choices.add("A2:A9")
    page.add_data_validation(choices)
    chart = BarChart()
    chart.add_data(Reference(page, min_col=2, min_row=1, max_row=2))
    page.add_chart(chart, "H2")
    made.create_sheet("说明")["B3"] = "勿动"
    made.save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, content: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in content.items():
            archive.writestr(name, part)


def sheet(path: Path) -> Sheet:
    return next(each for each in read_sheets(path) if each.name == "甲")


def test_other_parts_keep_every_byte_and_the_sheet_keeps_what_it_says(book: Path) -> None:
    before, styles = parts(book), openpyxl.load_workbook(book)["甲"]["B2"].fill.fgColor.rgb
    edit = BookEdit(book)
    edit.set("甲", (2, 1), Decimal("99.01"))
    book.write_bytes(edit.content())
    after = parts(book)
    assert list(after) == list(before)
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet1.xml"]
    page = openpyxl.load_workbook(book)["甲"]
    assert page["B2"].value == 99.01
    assert page["B2"].fill.fgColor.rgb == styles
    assert page["B2"].number_format == "#,##0.00"
    assert page["A2"].comment.text == "请核对"
    assert page.column_dimensions["A"].width == 33
    assert page.data_validations.dataValidation[0].formula1 == '"甲,乙"'
    assert len(page._charts) == 1  # noqa: SLF001 - the library tells it nowhere else


def test_a_value_is_written_the_way_the_cell_shows_it(book: Path) -> None:
    edit = BookEdit(book)
    edit.set("甲", (2, 2), date(2024, 2, 29))
    edit.set("甲", (2, 3), Decimal("97.25"))
    edit.set("甲", (2, 0), "=甲_x0041_ & 乙\n")
    book.write_bytes(edit.content())
    cells = sheet(book).lines[1].cells
    assert cells[0] == "=甲_x0041_ & 乙\n"
    assert cells[2] == date(2024, 2, 29)
    assert isinstance(cells[3], Percentage)
    assert cells[3].text == "97.25%"


def test_a_day_in_a_cell_that_shows_no_days_is_a_text(book: Path) -> None:
    edit = BookEdit(book)
    edit.set("甲", (2, 1), date(2024, 2, 29))
    book.write_bytes(edit.content())
    assert sheet(book).lines[1].cells[1] == "2024-02-29"


def test_a_cell_is_emptied_and_keeps_its_style(book: Path) -> None:
    edit = BookEdit(book)
    edit.set("甲", (2, 1), None)
    book.write_bytes(edit.content())
    page = openpyxl.load_workbook(book)["甲"]
    assert page["B2"].value is None
    assert page["B2"].number_format == "#,##0.00"


def test_a_new_row_takes_its_place_and_the_styles_of_the_row_above(book: Path) -> None:
    edit = BookEdit(book)
    for row in (3, 4):
        edit.set("甲", (row, 1), Decimal(row), like=row - 1)
        edit.set("甲", (row, 0), f"A{row}")
        edit.set("甲", (row, 6), "远")
    book.write_bytes(edit.content())
    lines = sheet(book).lines
    assert [line.number for line in lines] == [1, 2, 3, 4]
    assert [cell_text(cell) for cell in lines[3].cells] == ["A4", "4", "", "", "", "", "远"]
    page = openpyxl.load_workbook(book)["甲"]
    assert page["B3"].number_format == page["B4"].number_format == "#,##0.00"
    assert page["A3"].font.bold is not True
    assert page.dimensions == "A1:G4"


def test_a_formula_is_known_and_its_file_is_worked_out_again(book: Path) -> None:
    edit = BookEdit(book)
    assert edit.is_formula("甲", 2, 4)
    assert not edit.is_formula("甲", 2, 1)
    assert not edit.is_formula("甲", 9, 1)
    bare = parts(book)
    bare["xl/workbook.xml"] = bare["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    packed(book, bare)
    edit = BookEdit(book)
    edit.set("甲", (2, 1), Decimal(7))
    book.write_bytes(edit.content())
    assert b'<calcPr fullCalcOnLoad="1" calcId' in parts(book)["xl/workbook.xml"]


def test_days_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    page: Any = made.active
    page.title = "甲"
    page["A1"], page["A2"] = "日期", date(2023, 5, 6)
    made.save(tmp_path / "mac.xlsx")
    edit = BookEdit(tmp_path / "mac.xlsx")
    edit.set("甲", (2, 0), date(2024, 2, 29))
    (tmp_path / "mac.xlsx").write_bytes(edit.content())
    assert sheet(tmp_path / "mac.xlsx").lines[1].cells[0] == date(2024, 2, 29)


def test_a_sheet_whose_cells_name_no_place_is_edited_at_the_right_one(book: Path) -> None:
    """Some programs leave rows and cells without addresses: their order says where they stand."""
    bare = parts(book)
    name = "xl/worksheets/sheet1.xml"
    for row in (b"1", b"2"):
        bare[name] = bare[name].replace(b'<row r="%s"' % row, b"<row")
        for column in (b"A", b"B", b"C", b"D", b"E"):
            bare[name] = bare[name].replace(b'<c r="%s%s"' % (column, row), b"<c")
    packed(book, bare)
    edit = BookEdit(book)
    edit.set("甲", (2, 1), Decimal(7))
    edit.set("甲", (2, 5), "新")
    book.write_bytes(edit.content())
    assert [cell_text(cell) for cell in sheet(book).lines[1].cells][:2] == ["A1", "7"]
    assert cell_text(sheet(book).lines[1].cells[5]) == "新"
