from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.dossiers import laid_out
from tests.tables.books import KIND, PAYMENT, PROJECT, everything

from jixiao.exact import Missing, Precision, Quantity
from jixiao.tables.cells import Value
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import read_folder
from jixiao.tables.reading import read_dossier
from jixiao.tables.updating import CellUpdate, NewRow, Updated, new_errors, reread, unexpected, updated
from jixiao.tables.workbook import write_workbook

TABLES = {
    "project.csv": PROJECT,
    "payment.csv": PAYMENT,
    "ledgers/any.yaml": KIND,
    "any.csv": "row_id,occurred_on,code,text,whole,choice\nR1,2023-05-01,c,甲,5,a\n",
}
ROW: dict[str, Value] = {
    "row_id": "R2",
    "occurred_on": date(2023, 6, 1),
    "long": "一行\n又一行",
    "whole": Quantity(Decimal(50), Precision.MORE_THAN),
    "number": Missing.NOT_APPLICABLE,
    "yuan": Quantity(Decimal("12.30")),
    "happened_on": date(2023, 6, 2),
    "yes": False,
    "choice": "b",
    "project_code": "0012",
}


@pytest.fixture(params=["folder", "workbook"])
def dossier(request: pytest.FixtureRequest, tmp_path: Path) -> Dossier:
    folder = laid_out(tmp_path / "d", TABLES)
    if request.param == "folder":
        return read_dossier(folder)
    write_workbook(read_folder(folder), tmp_path / "d.xlsx", with_empty_sheets=True)
    return read_dossier(tmp_path / "d.xlsx")


def where(dossier: Dossier) -> Path:
    return dossier.path / dossier.workbook if dossier.workbook else dossier.path


def row(dossier: Dossier, table: str, key: str) -> Mapping[str, Value]:
    return next(row for row in dossier.table(table) if row.key == key).given


def put(done: Updated) -> None:
    for path, content in done.contents.items():
        path.write_bytes(content)


def test_a_cell_of_every_type_is_changed_and_all_others_stay(dossier: Dossier) -> None:
    before = everything(dossier)
    at = dossier.table("any").rows[0].number
    cells = [CellUpdate("any", at, column, value) for column, value in ROW.items() if column != "row_id"]
    done = updated(dossier, cells)
    after = reread(dossier, done.contents)
    assert done.refused == []
    assert [*unexpected(dossier, after, cells, [])] == []
    assert {name: value for name, value in row(after, "any", "R1").items() if name in ROW} == {**ROW, "row_id": "R1"}
    changed = everything(after)
    assert {name for name in before if before[name] != changed[name]} == {"any"}


def test_a_cell_is_emptied(dossier: Dossier) -> None:
    cells = [CellUpdate("any", dossier.table("any").rows[0].number, "text", None)]
    assert row(reread(dossier, updated(dossier, cells).contents), "any", "R1").get("text") is None


def test_rows_are_added_to_tables_with_rows_and_without(dossier: Dossier) -> None:
    office: dict[str, Value] = {"unit_code": "U1", "office_code": "BGS", "name": "办公室"}
    rows = [
        NewRow("any", {"unit_code": "U1", **ROW}),
        NewRow("any", {"unit_code": "U1", **ROW, "row_id": "R3"}),
        NewRow("office", office),
    ]
    done = updated(dossier, [], rows)
    after = reread(dossier, done.contents)
    assert [*unexpected(dossier, after, [], [*zip(done.numbers, rows, strict=True)])] == []
    assert [each.key for each in after.table("any")] == ["R1", "R2", "R3"]
    assert [each.given for each in after.table("office")] == [
        {**dict.fromkeys(each.values), **office} for each in after.table("office")
    ]


def test_nothing_is_written_while_it_is_tried(dossier: Dossier, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    reread(dossier, updated(dossier, [CellUpdate("project", 2, "name", "别的")]).contents)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_an_error_that_a_change_brings_is_told_from_those_that_were_there(dossier: Dossier) -> None:
    put(updated(dossier, [CellUpdate("payment", 2, "project_code", "0099")]))
    dossier = read_dossier(where(dossier))
    after = reread(dossier, updated(dossier, [CellUpdate("payment", 3, "project_code", "0077")]).contents)
    assert [(each.check, each.place.row) for each in new_errors(dossier, after)] == [("references-lead-somewhere", 3)]


# ---- folders


def test_other_lines_of_a_file_keep_their_bytes(tmp_path: Path) -> None:
    text = '\ufeff"编号列",unit_code,项目代码,项目名称,kind\r\n,U1,0012,"一个,项目",项目支出\r\n\r\n,U1,0013,又一个项目,基本支出'
    dossier = read_dossier(laid_out(tmp_path, {"project.csv": text}))
    done = updated(
        dossier, [CellUpdate("project", 4, "name", "改名")], [NewRow("project", {"unit_code": "U1", "project_code": "9"})]
    )
    assert [*done.contents.values()] == [(text.replace("又一个项目", "改名") + "\r\n,U1,9,,\r\n").encode()]
    assert done.numbers == [5]


@pytest.mark.parametrize(
    ("header", "named"), [("project_code,name,kind", "attribute"), ("项目代码,项目名称,项目类别", "项目属性")]
)
def test_a_column_that_a_file_lacks_is_added_under_a_name_like_the_others(tmp_path: Path, header: str, named: str) -> None:
    dossier = read_dossier(laid_out(tmp_path, {"project.csv": f"{header}\n0012,甲,项目支出\n0013,乙,项目支出\n"}))
    assert dossier.schema["project"].fields["attribute"].label.zh == "项目属性"
    done = updated(dossier, [CellUpdate("project", 3, "attribute", "new")])
    lines = done.contents[tmp_path / "project.csv"].decode().splitlines()
    assert lines[0] == f"{header},{named}"
    assert lines[1] == "0012,甲,项目支出"
    assert lines[2].startswith("0013,乙,项目支出,新增")


def test_a_table_that_was_not_handed_in_gets_a_file_of_its_own(tmp_path: Path) -> None:
    dossier = read_dossier(laid_out(tmp_path))
    done = updated(dossier, [], [NewRow("office", {"unit_code": "U1", "office_code": "BGS", "name": "办公室"})])
    assert [*done.contents] == [tmp_path / "office.csv"]
    assert done.numbers == [2]
    assert reread(dossier, done.contents).table("office").rows[0]["name"] == "办公室"


def test_a_row_of_a_subordinate_unit_names_it(tmp_path: Path) -> None:
    units = "unit_code,parent_code,name\nU1,,甲\nU2,U1,乙\n"
    dossier = read_dossier(laid_out(tmp_path, {"unit.csv": units, "office.csv": "office_code,name\n"}))
    done = updated(dossier, [], [NewRow("office", {"unit_code": "U2", "office_code": "BGS", "name": "办公室"})])
    assert reread(dossier, done.contents).table("office").rows[0]["unit_code"] == "U2"


# ---- workbooks


def foreign(tmp_path: Path) -> Path:
    """A dossier whose workbook somebody has decorated and reordered."""
    path = tmp_path / "d.xlsx"
    write_workbook(read_folder(laid_out(tmp_path / "d", TABLES)), path)
    book = openpyxl.load_workbook(path)
    page: Any = book["支出项目"]
    page.insert_rows(1, 2)
    page["A1"] = "支出项目一览"
    for cell in page[3]:
        cell.font = openpyxl.styles.Font(color="FF0000")
    book.create_sheet("说明")["A1"] = "勿动"
    book.save(path)
    return path


def test_a_row_goes_below_the_last_one_and_not_in_the_headers_dress(tmp_path: Path) -> None:
    path = foreign(tmp_path)
    dossier = read_dossier(path)
    done = updated(dossier, [], [NewRow("project", {"unit_code": "U1", "project_code": "0014", "name": "丙", "kind": "project"})])
    assert done.numbers == [6]
    put(done)
    page = openpyxl.load_workbook(path)["支出项目"]
    assert [page.cell(row, 2).value for row in (4, 5, 6)] == ["0012", "0013", "0014"]
    assert page["A1"].value == "支出项目一览"


def test_only_the_sheets_that_change_change(tmp_path: Path) -> None:
    path = foreign(tmp_path)
    with zipfile.ZipFile(path) as archive:
        before = {name: archive.read(name) for name in archive.namelist()}
    put(updated(read_dossier(path), [CellUpdate("project", 4, "name", "改名")]))
    with zipfile.ZipFile(path) as archive:
        after = {name: archive.read(name) for name in archive.namelist()}
    assert list(before) == list(after)
    assert len([name for name in before if before[name] != after[name]]) == 1


def test_a_formula_is_not_written_over(tmp_path: Path) -> None:
    path = foreign(tmp_path)
    book = openpyxl.load_workbook(path)
    dossier = read_dossier(path)
    column = [cell.value for cell in book["支出项目"][3]].index("项目名称") + 1
    book["支出项目"].cell(4, column).value = '="甲"&"乙"'
    book.save(path)
    done = updated(dossier, [CellUpdate("project", 4, "name", "改名")])
    assert [(each.row, each.column) for each in done.refused] == [(4, "name")]
    assert done.has_formulas


def test_a_merged_cell_that_would_change_other_rows_is_noticed(tmp_path: Path) -> None:
    path = foreign(tmp_path)
    book = openpyxl.load_workbook(path)
    page: Any = book["支出项目"]
    column = [cell.value for cell in page[3]].index("项目名称") + 1
    page.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
    book.save(path)
    dossier = read_dossier(path)
    for at, also in ((4, 5), (5, 5)):
        cells = [CellUpdate("project", at, "name", "改名")]
        after = reread(dossier, updated(dossier, cells).contents)
        assert [(each.row, each.column) for each in unexpected(dossier, after, cells, [])] == [(also, "name")]


def test_a_table_without_a_sheet_takes_no_rows(tmp_path: Path) -> None:
    dossier = read_dossier(foreign(tmp_path))
    done = updated(dossier, [], [NewRow("office", {"unit_code": "U1", "office_code": "BGS", "name": "办公室"})])
    assert [(each.table, each.column) for each in done.refused] == [("office", None)]
