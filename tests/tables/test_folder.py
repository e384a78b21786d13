from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.dossiers import EXAMPLE, MANIFEST, UNIT, findings, laid_out, read
from tests.tables.test_cells import TEXT, VALUES

from jixiao.errors import Unreadable
from jixiao.exact import Missing
from jixiao.findings import Finding
from jixiao.tables.cells import Value
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.faults import check_tables
from jixiao.tables.folder import read_folder, write_table
from jixiao.tables.schema import TableSpec, fixed_tables

PAYMENT = "payment_id,paid_on,project_code,fund_source,amount_yuan\n"
LEDGER = """\
id: trip
edition: "1"
label: {zh: 出差台账, en: Trips}
fields:
  persons: {type: whole, zh: 人次, en: Persons, required: true}
"""


def only(dossier: Dossier) -> Finding:
    (finding,) = findings(dossier)
    return finding


def cells(dossier: Dossier, table: str, column: str) -> list[str]:
    return [row.text(column) for row in dossier.table(table)]


# ---- tables and columns by name


def test_headers_may_be_chinese_or_english(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"office.csv": "机构代码,name,机构职责\nA,办公室,文电\n"})
    assert findings(dossier) == []
    assert [(row.text("office_code"), row.text("name"), row.text("duties")) for row in dossier.table("office")] == [
        ("A", "办公室", "文电")
    ]


def test_a_file_may_be_named_by_its_label(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"内设机构.csv": "机构代码,机构名称\nA,办公室\n"})
    assert findings(dossier) == []
    assert dossier.table("office").file == "内设机构.csv"
    assert cells(dossier, "office", "name") == ["办公室"]


def test_a_table_that_is_given_twice_is_a_fault(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"office.csv": "机构代码,机构名称\nA,办公室\n", "内设机构.csv": "机构代码,机构名称\nB,接待处\n"})
    finding = only(dossier)
    assert (finding.check, finding.place.file) == ("tables-stand-once", "内设机构.csv")
    assert "office.csv" in finding.because.say("zh")
    assert cells(dossier, "office", "office_code") == ["A"]


def test_an_unknown_table_is_named_with_the_nearest_known_one(tmp_path: Path) -> None:
    finding = only(read(tmp_path, {"offices.csv": "a\n1\n"}))
    assert (finding.check, finding.place.file) == ("tables-are-known", "offices.csv")
    assert finding.advice is not None
    assert "“office”" in finding.advice.say("en")


def test_an_unknown_column_is_named_with_the_nearest_known_one_and_the_rest_is_read(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"office.csv": "机构代码,机构名,机构名称\nA,x,办公室\n"})
    finding = only(dossier)
    assert (finding.check, finding.place.row, finding.place.column) == ("columns-are-known", 1, "机构名")
    assert finding.advice is not None
    assert "机构名称" in finding.advice.say("zh")
    assert finding.expected is not None
    assert "Office code" in finding.expected.say("en")
    assert cells(dossier, "office", "name") == ["办公室"]


def test_a_repeated_column_is_a_fault_and_the_first_counts(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"office.csv": "机构代码,name,机构名称\nA,办公室,接待处\n"})
    finding = only(dossier)
    assert (finding.check, finding.place.row, finding.place.column) == ("columns-stand-once", 1, "name")
    assert cells(dossier, "office", "name") == ["办公室"]


def test_a_required_column_that_is_missing_is_said_once(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"office.csv": "机构代码\nA\nB\n"})
    check_tables(dossier)
    finding = only(dossier)
    assert (finding.check, finding.place.row, finding.place.column) == ("required-columns-are-there", 1, "name")
    assert "机构名称" in finding.because.say("zh")


def test_a_column_without_a_name_is_passed_over(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"office.csv": "机构代码,,机构名称\nA,,办公室\n"})
    assert findings(dossier) == []
    assert cells(dossier, "office", "name") == ["办公室"]


# ---- rows


def test_rows_are_numbered_as_an_office_program_shows_them(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"office.csv": '机构代码,机构名称,机构职责\nA,办公室,"一\n二"\n\n,,\nB,接待处,\n'})
    assert findings(dossier) == []
    assert [(row.number, row.key) for row in dossier.table("office")] == [(2, "A"), (5, "B")]


def test_a_short_row_has_empty_cells_and_a_wide_one_is_a_fault(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"office.csv": "机构代码,机构名称,机构职责\nA,办公室\nB,接待处,,,多出来的\nC,信息处,,,\n"})
    finding = only(dossier)
    assert (finding.check, finding.place.row) == ("rows-fit-the-header", 3)
    assert cells(dossier, "office", "name") == ["办公室", "接待处", "信息处"]
    assert dossier.table("office").rows[0]["duties"] is None


def test_a_file_without_header_is_a_fault_but_an_empty_register_is_none(tmp_path: Path) -> None:
    finding = only(read(tmp_path, {"office.csv": "\n\n", "duty.csv": "职责代码,职责名称\n"}))
    assert (finding.check, finding.place.file) == ("tables-have-a-header", "office.csv")


def test_an_absent_table_is_no_empty_one(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"office.csv": "机构代码,机构名称\n"})
    assert (dossier.table("office").present, dossier.table("duty").present) == (True, False)
    assert not list(dossier.table("duty"))


def test_the_unit_is_filled_in_where_there_is_only_one(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"office.csv": "机构代码,机构名称\nA,办公室\n"})
    assert cells(dossier, "office", "unit_code") == ["U1"]


def test_the_unit_is_not_guessed_where_there_are_several(tmp_path: Path) -> None:
    tables = {"unit.csv": UNIT + "U2,下属单位,事业单位\n", "office.csv": "单位代码,机构代码,机构名称\n,A,办公室\nU2,B,接待处\n"}
    dossier = read(tmp_path, tables)
    check_tables(dossier)
    finding = only(dossier)
    assert (finding.check, finding.place.row, finding.place.column) == ("required-cells-are-filled", 2, "unit_code")


def test_a_cell_that_cannot_be_read_is_empty_and_known_as_such(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"payment.csv": PAYMENT + "P1,2023-02-30,X,一般公共预算,many\n"})
    assert [finding.check for finding in findings(dossier)] == ["dates-exist", "cells-fit-their-type"]
    (row,) = dossier.table("payment")
    assert row.misread == {"paid_on", "amount_yuan"}
    assert (row["paid_on"], row["amount_yuan"]) == (None, None)


def test_a_missing_number_keeps_its_kind(tmp_path: Path) -> None:
    dossier = read(
        tmp_path, {"actual.csv": "indicator_code,period_end,value\nA,2023-06-30,未到期\nA,2023-12-31,不适用\nB,2023-12-31,\n"}
    )
    assert [row["value"] for row in dossier.table("actual")] == [Missing.NOT_DUE, Missing.NOT_APPLICABLE, None]


# ---- files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_files_may_be_utf_8_or_gb_18030(tmp_path: Path, encoding: str) -> None:
    laid_out(tmp_path)
    (tmp_path / "office.csv").write_text("机构代码,机构名称\nA,办公室\n", encoding)
    dossier = read_folder(tmp_path)
    assert findings(dossier) == []
    assert cells(dossier, "office", "name") == ["办公室"]


@pytest.mark.parametrize(
    ("content", "line"), [(b"\xff\xfe\x00\x01", None), (b"PK\x03\x04\x00\x00", None), (b'a,"b\n', "1"), (b"x," * 600, "1")]
)
def test_a_file_that_cannot_be_read_is_a_fault_and_the_others_are_read(tmp_path: Path, content: bytes, line: str | None) -> None:
    laid_out(tmp_path, {"office.csv": "机构代码,机构名称\nA,办公室\n"})
    (tmp_path / "duty.csv").write_bytes(content)
    dossier = read_folder(tmp_path)
    finding = only(dossier)
    assert (finding.check, finding.place.file) == ("files-can-be-read", "duty.csv")
    assert line is None or f"第{line}行" in finding.because.say("zh")
    assert cells(dossier, "office", "name") == ["办公室"]


def test_a_folder_in_the_place_of_a_file_is_a_fault(tmp_path: Path) -> None:
    laid_out(tmp_path)
    (tmp_path / "office.csv").mkdir()
    assert only(read_folder(tmp_path)).check == "files-can-be-read"


# ---- ledgers


def test_a_ledger_kind_of_the_dossier_has_its_table(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"ledgers/trip.yaml": LEDGER, "出差台账.csv": "行号,发生日期,人次\nR1,2023-03-01,约12\n"})
    assert findings(dossier) == []
    assert cells(dossier, "trip", "persons") == ["约12"]


def test_a_faulty_ledger_kind_is_named_with_its_line_and_its_table_is_not_known(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"ledgers/trip.yaml": LEDGER.replace("whole", "int"), "trip.csv": "行号\nR1\n"})
    found = [(finding.check, finding.place.file, finding.place.row) for finding in findings(dossier)]
    assert found == [("ledger-kind", "ledgers/trip.yaml", 5), ("tables-are-known", "trip.csv", None)]


def test_a_ledger_kind_that_is_no_yaml_is_a_fault(tmp_path: Path) -> None:
    finding = only(read(tmp_path, {"ledgers/trip.yaml": "id: [\n"}))
    assert (finding.check, finding.place.file) == ("files-can-be-read", "ledgers/trip.yaml")


# ---- the manifest


@pytest.mark.parametrize(
    ("wrong", "right", "line", "because"),
    [
        ("unit_code: U1\n", "", 1, "unit_code"),
        ("unit_code: U1", "unit_code: [U1]", 1, "unit_code"),
        ("[guangdong-unit-2022]", "guangdong-unit-2022", 3, "frameworks"),
        ("frameworks", "framework", 3, "framework"),
        ("fiscal_year: 2023", "fiscal_year: 2023\nschema_version: 99", 3, "更新版本"),
        ("fiscal_year: 2023", "fiscal_year: 2023\nschema_version: one", 3, "schema_version"),
    ],
)
def test_every_fault_of_the_manifest_is_named_with_its_line(
    tmp_path: Path, wrong: str, right: str, line: int, because: str
) -> None:
    found = findings(read_folder(laid_out(tmp_path, manifest=MANIFEST.replace(wrong, right))))
    assert [(finding.check, finding.place.file, finding.place.row) for finding in found] == [
        ("dossier-is-described", "dossier.yaml", line)
    ]
    assert because in found[0].because.say("zh")


@pytest.mark.parametrize("manifest", ["", "[]", "fiscal_year: '2023'", MANIFEST.replace("2023", "23"), "a: &x 1\nb: *x", "\t- :"])
def test_a_folder_without_a_usable_year_is_no_dossier(tmp_path: Path, manifest: str) -> None:
    with pytest.raises(Unreadable, match=r"dossier\.yaml"):
        read_folder(laid_out(tmp_path, manifest=manifest))


def test_a_folder_without_a_manifest_is_no_dossier(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"dossier\.yaml"):
        read_folder(tmp_path)


# ---- writing


def test_the_example_is_written_and_read_back_as_the_same(tmp_path: Path) -> None:
    example = read_folder(EXAMPLE)
    laid_out(tmp_path, {f"ledgers/{path.name}": path.read_text("utf-8") for path in (EXAMPLE / "ledgers").glob("*.yaml")})
    for name, table in example.tables.items():
        write_table(tmp_path / f"{name}.csv", table.spec, table.rows)
    again = read_folder(tmp_path)
    assert findings(again) == []
    for name, table in example.tables.items():
        assert [comparable(row) for row in again.table(name)] == [comparable(row) for row in table], name


def comparable(row: Row) -> dict[str, Value]:
    return {name: row[name] for name in row.spec.fields}


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_written_reads_back_as_the_same_rows(tmp_path: Path, data: st.DataObject) -> None:
    spec: TableSpec = fixed_tables()[data.draw(st.sampled_from(["indicator", "asset", "procurement", "actual", "task"]))]
    values = {
        name: st.sampled_from(list(field.choices))
        if field.choices
        else VALUES.get(field.type, TEXT.filter(lambda text: "\0" not in text))
        for name, field in spec.fields.items()
    }
    drawn = data.draw(st.lists(st.fixed_dictionaries({}, optional=values), max_size=4))
    rows = [
        Row(spec, number, {**dict.fromkeys(spec.fields), **cells, "unit_code": "U1"}) for number, cells in enumerate(drawn, 2)
    ]
    write_table(laid_out(tmp_path) / f"{spec.name}.csv", spec, rows)
    dossier = read_folder(tmp_path)
    (tmp_path / f"{spec.name}.csv").unlink()
    assert findings(dossier) == []
    assert [(row.number, comparable(row)) for row in dossier.table(spec.name)] == [(row.number, comparable(row)) for row in rows]
