from __future__ import annotations

import datetime as dt
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.errors import Unreadable
from jixiao.files.sheet_parts import EMPTY_RUN, column_number
from jixiao.files.sheets import Broken, Cell, Merge, Moment, Number, Sheet, Truth, cell_text, read_sheets

M = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
FOUR = b"".join(
    b'<row r="%d"><c r="A%d"><v>%d</v></c><c r="B%d" t="inlineStr"><is><t>x%d</t></is></c></row>' % (n, n, n, n, n)
    for n in range(1, 5)
)


def workbook(rows: bytes, **members: bytes) -> bytes:
    """A workbook whose only sheet has these rows; further members by name, with a dot for each double underscore."""
    sheet = (
        rows
        if rows.startswith(b"<?") or b"worksheet" in rows
        else b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (M, rows)
    )
    blank = BytesIO()
    book = xlsxwriter.Workbook(blank, {"in_memory": True})
    book.add_worksheet("表")
    book.add_format({"num_format": "yyyy-mm-dd"})
    book.close()
    changed = BytesIO()
    with zipfile.ZipFile(blank) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, sheet if name.endswith("sheet1.xml") else source.read(name))
        for name, content in members.items():
            archive.writestr(name, content)
    return changed.getvalue()


Read = Callable[[bytes], Sheet]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(raw: bytes) -> Sheet:
        path = tmp_path / "表.xlsx"
        path.write_bytes(raw)
        return read_sheets(path)[0]

    return read


def shown(sheet: Sheet) -> Mapping[int, list[object]]:
    return {line.number: [seen(cell) for cell in line.cells] for line in sheet.lines}


def seen(cell: Cell) -> object:
    """A text as itself, everything else with its kind."""
    return cell if isinstance(cell, str | dt.date) else (type(cell).__name__, cell_text(cell))


def test_cells_keep_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "cells.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    values = [
        1,
        1.5,
        True,
        False,
        0,
        "文字",
        "=1+1 ",
        dt.date(2023, 6, 30),
        dt.datetime.fromisoformat("2023-06-30T08:05"),
        dt.time(12),
        None,
        "末",
    ]
    for column, value in enumerate(values, 2):
        cell = sheet.cell(3, column, value)
        if isinstance(value, str):
            cell.data_type = "s"  # not a formula
    book.save(path)
    (line,) = read_sheets(path)[0].lines
    assert line.number == 3
    assert [seen(cell) for cell in line.cells] == [
        "",
        ("Number", "1"),
        ("Number", "1.5"),
        ("Truth", "TRUE"),
        ("Truth", "FALSE"),
        ("Number", "0"),
        "文字",
        "=1+1 ",
        dt.date(2023, 6, 30),
        ("Moment", "2023-06-30 08:05:00"),
        ("Moment", "12:00:00"),
        "",
        "末",
    ]
    moment = line.cells[9]
    assert isinstance(moment, Moment)
    assert moment.day == dt.date(2023, 6, 30)
    truth = line.cells[3]
    assert isinstance(truth, Truth)
    assert truth.value is True


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**10), max_value=10**10))
def test_a_number_of_fifteen_digits_keeps_every_one_of_them(tmp_path: Path, value: Decimal) -> None:
    path = tmp_path / "number.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet().write_number(0, 0, float(value))
    book.close()
    ((_, (cell,)),) = read_sheets(path)[0].lines
    assert isinstance(cell, Number)
    assert Decimal(cell.text) == value


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("0.30000000000000004", "0.3"),
        ("1.4210854715202004E-14", "0.0000000000000142108547152020"),
        ("1E21", "1" + "0" * 21),
        ("-0", "0"),
        ("2157.27", "2157.27"),
        ("12345678901234567890", "12345678901234600000"),
        ("-5E-324", "-0." + "0" * 323 + "494065645841247"),
    ],
)
def test_a_number_is_the_fifteen_digits_that_excel_shows(read: Read, stored: str, text: str) -> None:
    (line,) = read(workbook(f'<row r="1"><c r="A1"><v>{stored}</v></c></row>'.encode())).lines
    assert Decimal(cell_text(line.cells[0])) == Decimal(text)
    assert "E" not in cell_text(line.cells[0]).upper()


@pytest.mark.parametrize("stored", ["NaN", "1E400"])
def test_what_is_no_number_of_this_world_is_an_error(read: Read, stored: str) -> None:
    (line,) = read(workbook(f'<row r="1"><c r="A1"><v>{stored}</v></c></row>'.encode())).lines
    assert isinstance(line.cells[0], Broken)


def test_errors_and_formulas_without_a_result_are_told_from_empty_cells(read: Read) -> None:
    rows = (
        b'<row r="1"><c r="A1" t="e"><f>B9</f><v>#REF!</v></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v>2</v></c>'
        b'<c r="D1" t="str"><f>x</f><v></v></c><c r="E1" s="1"><f t="shared" si="0"/><v/></c></row>'
        b'<row r="7"><c r="C7" t="e"><v>#N/A</v></c></row>'
    )
    sheet = read(workbook(rows))
    assert shown(sheet) == {
        1: [("Broken", "#REF!"), ("Broken", ""), ("Number", "2"), "", ("Broken", "")],
        7: ["", "", ("Broken", "#N/A")],
    }


def test_hidden_sheets_and_merged_ranges_are_known(tmp_path: Path) -> None:
    path = tmp_path / "merged.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("一")
    page.merge_range("B2:B4", "合并")
    hidden = book.add_worksheet("二")
    hidden.hide()
    very = book.add_worksheet("三")
    very.very_hidden()
    book.close()
    first, second, third = read_sheets(path)
    assert first.merges == [Merge(2, 1, 4, 1)]
    assert [first.is_hidden, second.is_hidden, third.is_hidden] == [False, True, True]


# ---- sheets that claim more than they hold

EMPTY_ROWS = {
    "rows with a height": b"".join(b'<row r="%d" ht="20" customHeight="1"/>' % n for n in range(5, 1_048_577)),
    "styled cells": b"".join(b'<row r="%d"><c r="A%d" s="1"/><c r="H%d" s="1"/></row>' % (n, n, n) for n in range(5, 1_048_577)),
}


@pytest.mark.parametrize("what", EMPTY_ROWS)
def test_four_rows_that_claim_a_million_cost_nothing(tmp_path: Path, what: str) -> None:
    path = tmp_path / "million.xlsx"
    path.write_bytes(workbook(FOUR + EMPTY_ROWS[what]))
    tracemalloc.start()
    began = time.perf_counter()
    (sheet,) = read_sheets(path)
    seconds = time.perf_counter() - began
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [line.number for line in sheet.lines] == [1, 2, 3, 4]
    assert sheet.cut_after == 4
    assert seconds < 2
    assert most < 100_000_000  # the file is read into room for the largest there may be: 64 MB


@pytest.mark.parametrize(
    "stray",
    [
        b'<c r="A1048576"><v>1</v></c>',
        b'<c r="XFD1048576"><v>1</v></c>',
        b'<c r="xfd1048576"><v>1</v></c>',
        b"<c r='XFD1048576'><v>1</v></c>",
        b'<c s="1"\n r="XFD1048576"><v>1</v></c>',
    ],
)
@pytest.mark.parametrize("quote", [b'<row r="1048576">', b"<row r='1048576'>"])
def test_a_stray_cell_far_below_ends_the_sheet_before_it(read: Read, stray: bytes, quote: bytes) -> None:
    sheet = read(workbook(FOUR + quote + stray + b"</row>"))
    assert (len(sheet.lines), sheet.cut_after, sheet.too_large) == (4, 4, False)


def test_a_styled_cell_far_to_the_right_is_nothing(read: Read) -> None:
    sheet = read(workbook(b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>'))
    assert shown(sheet) == {1: [("Number", "1")]}


def test_a_value_far_to_the_right_makes_the_sheet_too_large(read: Read) -> None:
    assert read(workbook(b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>')).too_large


def test_empty_rows_within_bounds_are_passed_over(read: Read) -> None:
    last = 4 + EMPTY_RUN
    sheet = read(workbook(FOUR + b'<row r="%d"><c r="C%d"><v>9</v></c></row>' % (last, last)))
    assert (sheet.lines[-1].number, sheet.cut_after) == (last, None)


def test_other_ways_to_write_the_same_sheet_read_the_same(read: Read) -> None:
    plain = shown(read(workbook(FOUR)))
    prefixed = b'<x:worksheet xmlns:x="%s"><x:sheetData>%s</x:sheetData></x:worksheet>' % (M[7:-1], FOUR)
    for tag in (b"row", b"c", b"v", b"is", b"t"):
        prefixed = prefixed.replace(b"<%s>" % tag, b"<x:%s>" % tag).replace(b"<%s " % tag, b"<x:%s " % tag)
        prefixed = prefixed.replace(b"</%s>" % tag, b"</x:%s>" % tag)
    assert shown(read(workbook(prefixed))) == plain
    assert shown(read(workbook(FOUR.replace(b'"', b"'")))) == plain
    bare = b"".join(
        b'<row><c><v>%d</v></c><c t="inlineStr"><is><r><t>x</t></r><r><t>%d</t></r></is></c></row>' % (n, n) for n in range(1, 5)
    )
    assert shown(read(workbook(bare))) == plain


def test_merges_and_errors_survive_a_sheet_that_is_written_unusually(read: Read) -> None:
    rows = b"<row r='1'><c r='A1'><v>1</v></c><c r='B1' t='e'><v>#REF!</v></c><c r='C1'><f>1</f></c></row>"
    raw = b"<worksheet %s><sheetData>%s</sheetData><mergeCells><mergeCell ref='A1:A3'/></mergeCells></worksheet>" % (M, rows)
    sheet = read(workbook(raw))
    assert shown(sheet) == {1: [("Number", "1"), ("Broken", "#REF!"), ("Broken", "")]}
    assert sheet.merges == [Merge(1, 0, 3, 0)]


@given(st.integers(0, 16_383))
def test_columns_are_numbered_as_excel_letters_them(number: int) -> None:
    assert column_number(xlsxwriter.utility.xl_col_to_name(number)) == number


# ---- files that are no workbook, or a hostile one


def cut(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "不是完整的"),
        (b"PK\x03\x04 nothing", "不是完整的"),
        ("金额,日期\n".encode(), "不是完整的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧格式"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "已加密"),
        (cut(workbook(FOUR)), "不是完整的"),
        (workbook(b'<row r="1"><c r="A1" t="s"><v>99</v></c></row>'), "已损坏"),
        (workbook(b"<worksheet %s><sheetData><row r='1'><c" % M), "已损坏"),
        (workbook(b'<worksheet %s><sheetData><row r="1"><c r="A1"><v>1' % M), "已损坏"),
    ],
)
def test_what_cannot_be_opened_is_said_in_a_sentence(tmp_path: Path, raw: bytes, sentence: str) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(raw)
    with pytest.raises(Unreadable) as raised:
        read_sheets(path)
    assert sentence in raised.value.say("zh")
    assert str(path) in raised.value.say("zh")
    assert raised.value.say("en")


def test_entities_are_not_unfolded(read: Read) -> None:
    entity = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    raw = b'%s<worksheet %s><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    with pytest.raises(Unreadable):
        read(workbook(raw % (entity, M)))


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    raw = bytearray(workbook(FOUR))
    at = raw.rfind(b"PK\x05\x06")
    struct.pack_into("<L", raw, at + 12, 50_000_000)
    path = tmp_path / "表.xlsx"
    path.write_bytes(bytes(raw))
    with pytest.raises(Unreadable):
        read_sheets(path)


def test_a_document_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "文.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(Unreadable) as raised:
        read_sheets(path)
    assert "不是 Excel 文件" in raised.value.say("zh")
