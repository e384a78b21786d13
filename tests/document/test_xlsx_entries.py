from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from jixiao.document.formats import xlsx
from jixiao.document.formats.xlsx.entries import Filled, filled
from jixiao.document.model import Cell, Column, Document, Entry, Run, Table, cell, label, number, paragraph, runs_of
from jixiao.document.tidy import tidied

MANY = tuple(f"第{at}种情形，说明文字较长" for at in range(60))
WRITTEN = {
    "name": "绩效评价",
    "funds": "1,234.50",
    "persons": "1600",
    "rate": "97.99%",
    "day": "2023-06-30",
    "kind": "项目",
    "level": "",
    "new": "",
}


def entry(text: str, column: str, **more: Any) -> Cell:
    kind = more.pop("cell", "text")
    return Cell(runs_of(Run(text)) if text else (), kind=kind, entry=Entry("project", more.pop("key", "P01"), column, **more))


def form() -> Document:
    """A form with entries of every kind."""
    rows = (
        (label("项目名称"), entry(WRITTEN["name"], "name")),
        (label("资金（万元）"), entry(WRITTEN["funds"], "funds", cell="number", scale="wan", kind="number")),
        (label("人数"), entry(WRITTEN["persons"], "persons", cell="number", kind="whole")),
        (label("完成率"), entry(WRITTEN["rate"], "rate", cell="number", scale="percent", kind="number")),
        (label("完成日期"), entry(WRITTEN["day"], "day", kind="date")),
        (label("类别"), entry(WRITTEN["kind"], "kind", kind="choice", choices=("项目", "基本支出"))),
        (label("情形"), entry(WRITTEN["level"], "level", kind="choice", choices=MANY)),
        (label("新增金额"), entry(WRITTEN["new"], "new", key="+1", scale="wan", kind="number")),
        (label("合计"), cell("不填")),
    )
    table = Table((Column(1), Column(3)), ((label("内容"), label("填报")),), rows, runs_of("项目'申报'表"), runs_of("单位：万元"))
    plain = Table((Column(),), (), ((cell("说明"),),), runs_of("填报说明"))
    return Document("申报表", (paragraph("申报表", style="title"), table, plain))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "form.xlsx"
    xlsx.write(form(), made)
    return made


def texts(path: Path) -> dict[str, str]:
    return {each.entry.column: each.text for each in filled(path)}


def fill(path: Path, **values: object) -> None:
    """Type values into the entries, as openpyxl would; whole workbooks are kept."""
    book = openpyxl.load_workbook(path)
    where = {each.entry.column: (each.sheet, each.address) for each in filled(path)}
    for column, value in values.items():
        sheet, address = where[column]
        book[sheet][address] = value
    book.save(path)


def test_what_was_written_stands_there(path: Path) -> None:
    found = filled(path)
    assert {each.entry.column: each.written for each in found} == WRITTEN == texts(path)
    assert [(each.sheet, each.address) for each in found][:2] == [("项目 申报 表", "B5"), ("项目 申报 表", "B6")]
    assert found[5].entry == Entry("project", "P01", "kind", kind="choice", choices=("项目", "基本支出"))
    assert found[7].entry == Entry("project", "+1", "new", "wan", "number")
    assert not any(each.is_formula_error for each in found)


def test_a_form_reads_back_with_its_entries(path: Path) -> None:
    assert [[each.entry for each in row] for row in xlsx.read(path).tables[0].body] == [
        [each.entry for each in row] for row in tidied(form()).tables[0].body
    ]
    assert len(xlsx.read(path).tables) == 2


def test_only_entries_can_be_written_into(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet, other = book.worksheets[:2]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert (sheet.protection.formatColumns, sheet.protection.formatRows, sheet.protection.sort) == (False, False, True)
    assert not other.protection.sheet
    unlocked = {each.coordinate for row in sheet.iter_rows() for each in row if not each.protection.locked}
    assert unlocked == {f"B{row}" for row in range(5, 13)}
    assert sheet["B5"].fill.fgColor.rgb != sheet["B13"].fill.fgColor.rgb
    assert {each.sheet_state for each in book.worksheets if each.title in {"填报对照", "填报选项"}} == {"veryHidden"}
    assert [book.defined_names[f"jx_{at:04}"].attr_text for at in (1, 8)] == ["'项目 申报 表'!$B$5", "'项目 申报 表'!$B$12"]


def test_each_kind_of_value_is_asked_for(path: Path) -> None:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert len(sheet.data_validations.dataValidation) == 6, "cells in which the same is expected share a rule"
    rules = {str(cell): each for each in sheet.data_validations.dataValidation for cell in each.sqref.ranges}
    assert {at: (each.type, each.errorStyle or "stop") for at, each in rules.items()} == {
        "B6": ("decimal", "warning"),
        "B7": ("whole", "warning"),
        "B8": ("decimal", "warning"),
        "B9": ("date", "stop"),
        "B10": ("list", "stop"),
        "B11": ("list", "stop"),
        "B12": ("decimal", "warning"),
    }
    assert all(each.prompt and each.error and each.showInputMessage and each.showErrorMessage for each in rules.values())
    assert (rules["B10"].formula1, rules["B11"].formula1) == ("'填报选项'!$A$2:$A$3", "'填报选项'!$B$2:$B$61")
    assert "万元" in rules["B6"].prompt


def test_values_of_every_kind_are_read_as_people_see_them(path: Path) -> None:
    fill(path, name="=1+1是文字", funds=2345.6789, persons="约1600", rate=0.98123, day=dt.date(2024, 2, 29), kind="基本支出")
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B5"].data_type = "s"
    book.save(path)
    found = texts(path)
    assert found == {
        "name": "=1+1是文字",
        "funds": "2,345.6789",
        "persons": "约1600",
        "rate": "98.123%",
        "day": "2024-02-29",
        "kind": "基本支出",
        "level": "",
        "new": "",
    }
    fill(path, name=12.5, funds=None, day="2024年3月", new=1234567.5)
    assert texts(path) | {"name": "12.5", "funds": "", "day": "2024年3月", "new": "1,234,567.50"} == texts(path)


def test_dates_of_other_formats_are_days(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for address, code in (("B5", 'yyyy"年"m"月"d"日"'), ("B7", "m/d/yy"), ("B9", "mm-dd-yy")):
        sheet[address] = dt.date(2024, 2, 29)
        sheet[address].number_format = code
    book.save(path)
    assert [texts(path)[each] for each in ("name", "persons", "day")] == ["2024-02-29"] * 3


def test_a_formula_counts_by_its_result(path: Path, tmp_path: Path) -> None:
    edited = tmp_path / "edited.xlsx"
    cells = {
        "B6": "<f>1/3</f><v>0.333333333333333</v>",
        "B7": "<f>1600</f>",
        "B8": "<f>1/0</f><v>#DIV/0!</v>",
        "B12": "<f>1+1</f><v>2</v>",
    }
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(edited, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = edit(data.decode(), cells).encode()
            target.writestr(name, data)
    found = {each.entry.column: (each.text, each.is_formula_error) for each in filled(edited)}
    assert found["funds"] == ("0.333333", False)
    assert found["persons"] == ("", True)
    assert found["rate"] == ("#DIV/0!", True)
    assert found["new"] == ("2.00", False)


def edit(xml: str, cells: dict[str, str]) -> str:
    """A sheet's XML with other contents in some cells; those of an error say so."""
    for address, content in cells.items():
        start = xml.index(f'<c r="{address}"')
        opened = xml.index(">", start)
        if xml[opened - 1] == "/":
            xml = f"{xml[: opened - 1]}></c>{xml[opened + 1 :]}"
            opened -= 1
        end = xml.index("</c>", opened)
        kind = ' t="e"' if "#" in content else ""
        xml = f"{xml[:opened]}{kind}>{content}{xml[end:]}"
    return xml


def test_an_entry_is_found_by_its_name_wherever_it_stands(path: Path) -> None:
    fill(path, funds=99)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.title = "改过的 'name'"
    sheet.insert_rows(3, 2)
    sheet.insert_cols(1)
    for name, each in book.defined_names.items():
        if name.startswith("jx_"):
            row = int(each.attr_text.rpartition("$")[2])
            each.attr_text = f"'改过的 ''name'''!$C${row + 2}"
    book.copy_worksheet(sheet).title = "项目 申报 表"
    book.save(path)
    found = filled(path)
    assert [(each.sheet, each.address) for each in found][:2] == [("改过的 'name'", "C7"), ("改过的 'name'", "C8")]
    assert texts(path) == WRITTEN | {"funds": "99.00"}


def without_names(path: Path, *names: str) -> openpyxl.Workbook:
    book = openpyxl.load_workbook(path)
    for name in names:
        del book.defined_names[name]
    return book


def test_an_entry_without_its_name_is_found_while_its_neighbours_stand(path: Path) -> None:
    book = without_names(path, "jx_0001", "jx_0002")
    book.worksheets[0]["A6"] = "别的"
    book.save(path)
    found = filled(path)
    assert found[0] == Filled(Entry("project", "P01", "name"), "项目 申报 表", "B5", "绩效评价", "绩效评价")
    assert (found[1].sheet, found[1].address, found[1].text) == ("", "", "")
    assert found[1].written == "1,234.50"


def test_an_entry_whose_cell_or_sheet_was_deleted_is_gone(path: Path) -> None:
    book = without_names(path, "jx_0002")
    book.defined_names["jx_0001"].attr_text = "'项目 申报 表'!#REF!"
    book.save(path)
    assert [each.address for each in filled(path)][:3] == ["", "B6", "B7"]
    del book["项目 申报 表"]
    book.save(path)
    assert {each.address for each in filled(path)} == {""}
    assert len(filled(path)) == len(WRITTEN)


def test_other_workbooks_have_no_entries(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "other.xlsx") as book:
        book.add_worksheet("填报对照").write_row("A1", ["名称", "金额"])
        book.add_worksheet("填报选项").write("A1", "9" * 12)
    assert filled(tmp_path / "other.xlsx") == []
    assert len(xlsx.read(tmp_path / "other.xlsx").tables) == 2


def test_a_form_without_entries_is_not_protected(tmp_path: Path) -> None:
    xlsx.write(Document("t", (Table((Column(),), (), ((number("1"),),)),)), tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert not book.worksheets[0].protection.sheet
    assert filled(tmp_path / "t.xlsx") == []


@pytest.mark.heavy
def test_libreoffice_keeps_entries(path: Path, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    fill(path, funds=2345.5, day=dt.date(2024, 2, 29), rate=0.5, new="=1+1", name="=1/0")
    again = tmp_path / "again"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(again), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    found = {each.entry.column: (each.text, each.is_formula_error) for each in filled(again / "form.xlsx")}
    assert found == {
        "name": ("#DIV/0!", True),
        "funds": ("2,345.50", False),
        "persons": ("1600", False),
        "rate": ("50.00%", False),
        "day": ("2024-02-29", False),
        "kind": ("项目", False),
        "level": ("", False),
        "new": ("2.00", False),
    }
    assert [each.entry for each in filled(again / "form.xlsx")] == [each.entry for each in filled(path)]
    sheet = openpyxl.load_workbook(again / "form.xlsx").worksheets[0]
    assert sheet.protection.sheet
    assert sum(len(each.sqref.ranges) for each in sheet.data_validations.dataValidation) == 7
