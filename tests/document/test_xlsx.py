from __future__ import annotations

import datetime as dt
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import get_args

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.document import papers

from jixiao.document.formats import docx, xlsx
from jixiao.document.formats.xlsx.entries import filled
from jixiao.document.model import (
    Cell,
    Column,
    Document,
    Entry,
    EntryKind,
    Row,
    Scale,
    Table,
    cell,
    number,
    paragraph,
    runs_of,
    text_of,
)
from jixiao.document.tidy import clean, tidied
from jixiao.errors import Unreadable, Unwritable


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "自评表.xlsx"
    xlsx.write(papers.report(), path)
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(papers.FULL_DOCUMENTS)
def test_documents_read_back(tmp_path: Path, document: Document) -> None:
    path = tmp_path / "paper.xlsx"
    xlsx.write(document, path)
    assert xlsx.read(path) == tidied(document)


KINDS: tuple[EntryKind, ...] = get_args(EntryKind)
SCALES: tuple[Scale, ...] = get_args(Scale)


@st.composite
def forms(draw: st.DrawFn) -> Document:
    """Tables of whose cells some are filled in."""

    def to_fill(each: Cell) -> Cell:
        if draw(st.booleans()):
            return each
        choices = tuple(draw(st.lists(st.text(max_size=9).map(clean), max_size=3)))
        key, column = draw(st.sampled_from(["P01", "+1", "2023:甲"])), draw(st.sampled_from(["name", "amount_yuan"]))
        entry = Entry("project", key, column, draw(st.sampled_from(SCALES)), draw(st.sampled_from(KINDS)), choices)
        return replace(each, entry=entry)

    def rows(part: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(tuple(map(to_fill, row)) for row in part)

    tables = draw(st.lists(papers.tables(), max_size=3))
    return Document("表", tuple(replace(table, header=rows(table.header), body=rows(table.body)) for table in tables))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(forms())
def test_forms_read_back_with_their_entries(tmp_path: Path, document: Document) -> None:
    path = tmp_path / "form.xlsx"
    xlsx.write(document, path)
    assert xlsx.read(path) == tidied(document)
    assert [(each.written, each.text) for each in filled(path)] == [
        (text_of(placed.cell.runs), text_of(placed.cell.runs))
        for table in tidied(document).tables
        for placed in table.placed()
        if placed.cell.entry
    ]


def test_the_same_document_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    time.sleep(1.1)  # a clock read to seconds would show
    xlsx.write(papers.report(), tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == written.read_bytes()


def test_another_reader_finds_a_sheet_that_prints_as_it_stands(written: Path) -> None:
    book = openpyxl.load_workbook(written)
    assert book.sheetnames == ["正文", "表1 绩效自评表", "表2", "数据来源", "随附数据"]
    sheet = book["表1 绩效自评表"]
    assert sheet["A1"].value == "表1 绩效自评表"
    assert sheet["A3"].value == "一级指标"
    assert (sheet["C4"].value, sheet["C4"].number_format) == (10, "0.00")
    assert {"A1:D1", "A4:A6"} <= {str(each) for each in sheet.merged_cells.ranges}
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "A4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == ("portrait", 9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet["A4"].font.name == "黑体"
    assert sheet["B4"].font.name == "宋体"
    assert sheet["B4"].border.left.style == "thin"
    assert book["表2"].page_setup.orientation == "landscape"
    assert [each.title for each in book.worksheets if each.sheet_state != "visible"] == ["随附数据"]
    rows = [row[:4] for row in book["数据来源"].iter_rows(values_only=True)]
    assert rows[0] == ("数据编号", "数值", "工作表", "单元格")
    assert ("score.item-1", "9.99", "表1 绩效自评表", "D4") in rows
    assert ("score.total", "97.99", "正文", "A3") in rows


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "http://example.org", "007", "=HYPERLINK(1)"])
def test_text_stays_text(text: str, tmp_path: Path) -> None:
    xlsx.write(Document("t", (Table((Column(),), (), ((cell(text),),)),)), tmp_path / "t.xlsx")
    written = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]["A1"]
    assert (written.value, written.data_type, written.hyperlink) == (text, "s", None)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("1,234.50", 1234.5, "#,##0.00"),
        ("97.99%", 0.9799, "0.00%"),
        ("12", 12, "0"),
        ("约1600", "约1600", "General"),
        ("1234567890123456.78", "1234567890123456.78", "General"),
    ],
)
def test_numbers_are_numbers_where_a_sheet_shows_the_same_text(text: str, value: object, code: str, tmp_path: Path) -> None:
    xlsx.write(Document("t", (Table((Column(),), (), ((number(text),),)),)), tmp_path / "t.xlsx")
    written = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]["A1"]
    assert (written.value, written.number_format) == (value, code)
    assert text_of(xlsx.read(tmp_path / "t.xlsx").tables[0].body[0][0].runs) == text


def test_a_number_shrinks_rather_than_show_no_digits(tmp_path: Path) -> None:
    table = Table((Column(1), Column(60)), (), ((number("123,456,789,012.34"), cell("宽")),))
    xlsx.write(Document("t", (table,)), tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]
    assert (sheet["A1"].alignment.shrink_to_fit, sheet["A1"].alignment.wrap_text) == (True, None)
    assert (sheet["B1"].alignment.shrink_to_fit, sheet["B1"].alignment.wrap_text) == (None, True)


def test_rows_are_high_enough_for_long_text(tmp_path: Path) -> None:
    long = "未达年初目标的主要原因是经费下达较晚，部分活动推迟至下一年度。" * 20
    table = Table((Column(), Column(3)), (), ((cell("短", down=2), cell(long)), (cell("短"),)))
    xlsx.write(Document("t", (table,)), tmp_path / "t.xlsx")
    heights = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0].row_dimensions
    assert heights[1].height > 150
    assert heights[2].height < 50


def test_a_form_stands_on_one_sheet(tmp_path: Path) -> None:
    blocks = (paragraph("自评表", style="title"), papers.score_table(), paragraph("填报人：", style="plain"))
    xlsx.write(Document("自评表", blocks), tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["表1 绩效自评表", "数据来源", "随附数据"]
    assert [book.worksheets[0].cell(row, 1).value for row in (1, 2, 14)] == ["自评表", "表1 绩效自评表", "填报人："]


def test_text_that_no_cell_holds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unwritable):
        xlsx.write(Document("t", (Table((Column(),), (), ((cell("长" * 40_000),),)),)), tmp_path / "t.xlsx")
    assert not [*tmp_path.iterdir()]


def test_the_workbooks_of_others_are_read_as_people_see_them(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        sheet.merge_range("A1:C1", "决算表")
        sheet.write_row("A2", ["项目", "金额", "比率"])
        sheet.write("A3", "甲")
        sheet.write_number("B3", 1234.5, book.add_format({"num_format": "#,##0.00_ "}))
        sheet.write_number("C3", 0.86428, book.add_format({"num_format": "0.00%"}))
        sheet.write_formula("B4", "=B3", None, 0.1 + 0.2)
    read = xlsx.read(path)
    assert [[text_of(each.runs) for each in row] for row in read.tables[0].body] == [
        ["项目", "金额", "比率"],
        ["甲", "1,234.50", "86.43%"],
        ["", "0.3", ""],
    ]


def test_a_sheet_that_claims_to_reach_far_is_refused_quickly(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")
    started = time.perf_counter()
    with pytest.raises(Unreadable):
        xlsx.read(path)
    assert time.perf_counter() - started < 5


def test_other_files_are_refused_with_a_sentence(tmp_path: Path, written: Path) -> None:
    word = tmp_path / "word.xlsx"
    docx.write(papers.report(), word)
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(written.read_bytes()[:-200])
    damaged = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(damaged, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name)[: 300 if "sheet1" in name else None])
    for path in (word, cut, damaged):
        with pytest.raises(Unreadable) as caught:
            xlsx.read(path)
        assert caught.value.say("zh").endswith("。")


def test_sheets_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    names = ["很长的表题" * 10, "很长的表题" * 10, "甲/乙[1]", "History", "🙂" * 20, ""]
    tables = tuple(Table((Column(),), (), ((cell(str(at)),),), runs_of(name)) for at, name in enumerate(names))
    xlsx.write(Document("t", tables), tmp_path / "t.xlsx")
    written = openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames[:-1]
    assert written == [("很长的表题" * 10)[:31], ("很长的表题" * 10)[:28] + "（2）", "甲 乙 1", "History（2）", "🙂" * 15, "表6"]
    assert [text_of(table.caption) for table in xlsx.read(tmp_path / "t.xlsx").tables] == names


def test_dates_and_truths_are_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        sheet.write_datetime("A1", dt.datetime(2023, 6, 30), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
        sheet.write_boolean("B1", True)  # noqa: FBT003
        sheet.write_number("C1", 12.5)
        sheet.write_number("D1", 45107, book.add_format({"num_format": 31}))  # Chinese Excel's own date
    assert [text_of(each.runs) for each in xlsx.read(path).tables[0].body[0]] == ["2023-06-30", "TRUE", "12.5", "2023-06-30"]


@pytest.mark.parametrize("text", ["<r>x</r>", "<r><t>藏</t></r>", "_x0041_", " 前后 ", "a\tb\n\nc", "&amp;<b>"])
def test_a_text_that_looks_like_xml_or_a_code_stands_as_it_is(text: str, tmp_path: Path) -> None:
    document = Document("甲", (Table((Column(),), body=((cell(text),),)), paragraph(text, style="note")))
    xlsx.write(document, tmp_path / "a.xlsx")
    assert xlsx.read(tmp_path / "a.xlsx") == tidied(document)
