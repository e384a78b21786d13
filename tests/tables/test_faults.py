"""Every fault that is planted into a copy of the example is found once, where it stands; the example itself has none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.dossiers import EXAMPLE, Copy, checked
from tests.judged import judged

from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding
from jixiao.tables.folder import read_folder
from jixiao.tables.schema import TableSpec

FAULTS: Any = read_yaml(Path(__file__).parent / "faults.yaml").data
UNIT_CODE = "440100-ZJB"
SOMETHING = {
    "code": "X1",
    "text": "某项",
    "long_text": "某项",
    "whole": "1",
    "number": "1",
    "yuan": "1.00",
    "date": "2023-05-01",
    "yes_no": "是",
    "measure": "count(office)",
}

KNOWN = {("points-lost-have-a-reason", "hint"), ("mid-year-and-year-end-differ", "explain")}
"""What the example itself has."""

SCHEMA = read_folder(EXAMPLE).schema
REFERENCES = [
    (spec.name, column.name, column.refers)
    for spec in SCHEMA.values()
    for column in spec.fields.values()
    if column.refers and not (spec.name == "unit" and column.name == "unit_code")
]


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def found_by(folder: Path, check: str) -> list[Finding]:
    """What a check finds in a folder, beyond what the example has, too."""
    return [each for each in checked(folder) if each.check == check and (each.check, each.severity) not in KNOWN]


def row_of(copy: Copy, fault: Any) -> int:
    if "add" in fault:
        return copy.add(fault["table"], fault["cells"])
    ((column, text),) = fault["row"].items()
    row = 2 if "first" in fault else copy.rows(fault["table"], column, text)[0]
    copy.set(fault["table"], row, **fault["cells"])
    return row


def test_the_example_has_no_fault_and_one_thing_to_explain() -> None:
    """The published report states one total for the middle of the year and for its end; the dossier keeps both."""
    found = checked(EXAMPLE)
    assert [finding.check for finding in found if finding.severity == "error"] == []
    assert {(finding.check, finding.rule, finding.severity) for finding in found} == {
        ("points-lost-have-a-reason", "S09", "hint"),
        ("mid-year-and-year-end-differ", "X11", "explain"),
    }


@pytest.mark.parametrize("fault", FAULTS, ids=[fault["fault"] for fault in FAULTS])
def test_a_fault_is_found_once_where_it_stands(copy: Copy, fault: Any) -> None:
    row, finds = row_of(copy, fault), fault["finds"]
    found = [each for each in checked(copy.path) if (each.check, each.severity) not in KNOWN]
    (finding,) = [each for each in found if each.check == finds["check"]]
    place = finding.place
    assert (place.file, place.table) == (
        finds.get("file", f"{fault['table']}.csv"),
        finds.get("file", fault["table"]).removesuffix(".csv"),
    )
    assert place.row == finds.get("row", row)
    assert place.column == finds.get("column")
    assert finding.severity == finds.get("severity", "error")
    assert finding.rule == finds.get("rule")
    assert (finding.stated.say("zh") if finding.stated else None) == finds.get("stated")
    assert finds.get("expected", "") in (finding.expected.say("zh") if finding.expected else "")
    assert finds.get("because", "") in finding.because.say("zh")
    assert finding.because.say("en")
    at_the_same_place = [each.check for each in found if each.place == place and each.severity != "hint"]
    assert len(at_the_same_place) <= 1, "no other check speaks of the same cell"


@pytest.mark.parametrize(("table", "column", "target"), REFERENCES, ids=[f"{table}.{column}" for table, column, _ in REFERENCES])
def test_every_broken_reference_is_found_once(copy: Copy, table: str, column: str, target: str) -> None:
    row = copy.add(table, valid_row(copy, SCHEMA[table]) | {column: "NOBODY"})
    if not (copy.path / f"{target}.csv").exists():
        copy.write(target, copy.lines(target))
    (finding,) = found_by(copy.path, "references-lead-somewhere")
    place = finding.place
    assert (place.file, place.row, place.column) == (f"{table}.csv", row, column)
    assert finding.stated is not None
    assert finding.stated.say("zh") == "NOBODY"
    assert SCHEMA[target].label.zh in finding.because.say("zh")
    assert finding.expected is not None
    assert SCHEMA[target].label.en in finding.expected.say("en")


def valid_row(copy: Copy, spec: TableSpec) -> dict[str, str]:
    """A row of a table in which every reference leads to the first row of its table."""
    cells = {}
    for column in spec.fields.values():
        if column.refers and len(copy.lines(column.refers)) > 1:
            cells[column.name] = copy.get(column.refers, 2, SCHEMA[column.refers].key[-1])
        elif column.required and column.choices:
            cells[column.name] = next(iter(column.choices.values())).zh
        elif column.required:
            cells[column.name] = SOMETHING[column.type]
    return cells | {"unit_code": UNIT_CODE}


def test_one_fault_does_not_hide_another(copy: Copy) -> None:
    copy.set("payment", 2, amount_yuan="许多", paid_on="2023-02-30", project_code="P99")
    copy.set("payment", 3, fund_source="彩票", amount_yuan="")
    found = {(each.check, each.place.row, each.place.column) for each in checked(copy.path) if each.place.file == "payment.csv"}
    assert found == {
        ("cells-fit-their-type", 2, "amount_yuan"),
        ("dates-exist", 2, "paid_on"),
        ("references-lead-somewhere", 2, "project_code"),
        ("choices-are-known", 3, "fund_source"),
        ("required-cells-are-filled", 3, "amount_yuan"),
    }


def test_empty_keys_are_not_called_repeated(copy: Copy) -> None:
    for _ in range(2):
        copy.add("duty", {"unit_code": UNIT_CODE, "name": "没有代码"})
    found = [(each.check, each.place.row) for each in checked(copy.path) if each.place.file == "duty.csv"]
    assert found == [("required-cells-are-filled", 7), ("required-cells-are-filled", 8)]


def test_a_unit_that_is_not_listed_is_a_broken_reference(copy: Copy) -> None:
    copy.set("office", 2, unit_code="440100-XXX")
    (finding,) = found_by(copy.path, "references-lead-somewhere")
    assert (finding.place.file, finding.place.row, finding.place.column) == ("office.csv", 2, "unit_code")


def test_an_unknown_framework_is_found_in_the_manifest(copy: Copy) -> None:
    manifest = copy.path / "dossier.yaml"
    manifest.write_text(
        manifest.read_text("utf-8").replace("[guangdong-unit-2022, ", "[guangdong-unit-2022, nowhere-1999, "), "utf-8"
    )
    (finding,) = found_by(copy.path, "frameworks-are-known")
    assert (finding.place.file, finding.place.column) == ("dossier.yaml", "frameworks")
    assert "nowhere-1999" in finding.because.say("zh")
    assert "guangdong-unit-2022" in finding.because.say("en")


@pytest.mark.parametrize(
    ("row", "check", "column", "stated", "expected"),
    [
        ("data-quality,基本符合,因为", "answers-are-known", "answer", "基本符合", "部分符合"),
        ("service,120%,因为", "answers-are-known", "answer", "120%", "0%–100%"),
        ("service,符合,因为", "answers-are-known", "answer", "符合", "0%–100%"),
        ("data,符合,因为", "items-are-known", "item_code", "data", ""),
    ],
)
def test_an_answer_that_is_none_is_found_where_it_stands(
    tmp_path: Path, row: str, check: str, column: str, stated: str, expected: str
) -> None:
    found = checked(judged(tmp_path, "service,85%,因为" if row.startswith("data") else "data-quality,符合,因为", row))
    (finding,) = [each for each in found if each.place.file == "judgement.csv"]
    assert (finding.check, finding.severity, finding.place.row, finding.place.column) == (check, "error", 3, column)
    assert finding.stated is not None
    assert finding.stated.say("zh") == stated
    assert expected in (finding.expected.say("zh") if finding.expected else "")


def test_points_that_a_judgement_lost_need_a_reason(tmp_path: Path) -> None:
    (finding,) = found_by(judged(tmp_path, "data-quality,部分符合,因为", "service,100%,因为"), "points-lost-have-a-reason")
    assert (finding.severity, finding.place.file, finding.rule) == ("error", "deduction_reason.csv", "S09")
    assert "数据质量" in finding.because.say("zh")


def test_a_framework_of_other_years_is_to_be_explained(copy: Copy) -> None:
    manifest = copy.path / "dossier.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("fiscal_year: 2023", "fiscal_year: 2031"), "utf-8")
    found = found_by(copy.path, "framework-holds-for-the-year")
    assert {(each.severity, each.place.file) for each in found} == {("explain", "dossier.yaml")}


def test_a_bound_number_that_is_missing_is_to_be_explained(copy: Copy) -> None:
    (copy.path / "contact.csv").unlink()
    found = found_by(copy.path, "bound-numbers-are-there")
    assert {each.severity for each in found} == {"explain"}
    assert {(each.place.file, each.quote[8:-8]) for each in found} >= {("unit.csv", "{ledger.contact.times}")}
