from __future__ import annotations

import re
from pathlib import Path

import pytest

from jixiao.files.yamls import parse_yaml
from jixiao.findings import Finding
from jixiao.tables.measure_text import Fault, parse_conditions
from jixiao.tables.schema import NUMERIC, TYPES, TableSpec, fixed_tables, ledger_kind

SCHEMA = fixed_tables()
TABLES = list(SCHEMA.values())


def kind(text: str, name: str = "trip.yaml") -> tuple[TableSpec, list[Finding]]:
    found: list[Finding] = []
    return ledger_kind(parse_yaml(text, name), Path(name), found), found


def told(found: list[Finding]) -> list[tuple[int | None, str]]:
    return [(finding.place.row, finding.because.say("zh")) for finding in found]


# ---- the tables that come with jixiao


def test_the_tables_of_the_contract_are_there() -> None:
    assert SCHEMA.keys() >= {
        *(
            "unit",
            "office",
            "duty",
            "task",
            "task_office",
            "project",
            "indicator",
            "budget",
            "budget_change",
            "payment",
            "actual",
        ),
        *("procurement", "asset", "stocktake", "disclosure", "policy_document", "running_cost", "judgement", "deduction_reason"),
        *("stated_score", "problem", "rectification", "evidence", "evidence_link"),
    }


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_every_table_begins_with_the_unit_and_has_its_key_and_date(spec: TableSpec) -> None:
    assert next(iter(spec.fields)) == spec.key[0] == "unit_code"
    assert spec.fields["unit_code"].required
    assert all(column in spec.fields for column in spec.key)
    assert spec.date is None or spec.fields[spec.date].type == "date"


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_labels_of_a_table_stand_once_and_in_both_languages(spec: TableSpec) -> None:
    for language in ("zh", "en"):
        labels = [field.label.say(language) for field in spec.fields.values()]
        assert len(labels) == len(set(labels)), (spec.name, language)
        assert all(labels)
    for field in spec.fields.values():
        chosen = [label.zh for label in (field.choices or {}).values()]
        assert len(chosen) == len(set(chosen)), field.name
        assert (field.type == "choice") == bool(chosen)


def test_labels_of_tables_stand_once() -> None:
    assert len({spec.label.zh for spec in TABLES}) == len({spec.label.en for spec in TABLES}) == len(TABLES)


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_references_lead_to_tables_and_are_codes(spec: TableSpec) -> None:
    for field in spec.fields.values():
        assert field.type in TYPES
        assert field.refers is None or (field.refers in SCHEMA and field.type == "code"), field.name


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_ids_are_lower_case_words_and_amounts_say_so(spec: TableSpec) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", spec.name)
    for name, field in spec.fields.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
        assert (field.type == "yuan") == name.endswith("_yuan"), name


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_the_rules_of_rows_can_be_read(spec: TableSpec) -> None:
    for rule in spec.rules:
        for text in filter(None, (rule.holds, rule.when)):
            assert not isinstance(parse_conditions(text, spec, SCHEMA), Fault), (rule.check, text)


def test_choices_are_taken_over_from_another_table() -> None:
    assert SCHEMA["payment"].fields["fund_source"].choices == SCHEMA["budget"].fields["fund_source"].choices


@pytest.mark.parametrize("word", ["payment", "支出"])
def test_a_table_is_named_by_id_or_label(word: str) -> None:
    assert SCHEMA.named(word) is SCHEMA["payment"]
    assert SCHEMA.named("支付") is None


@pytest.mark.parametrize("word", ["amount_yuan", "金额"])
def test_a_column_is_named_by_id_or_label(word: str) -> None:
    assert SCHEMA["payment"].field_named(word) is SCHEMA["payment"].fields["amount_yuan"]


# ---- kinds of ledgers

TRIP = """\
id: trip
edition: "2023"
label: {zh: 出差台账, en: Trips}
fields:
  persons: {type: whole, zh: 人次, en: Persons, unit: 人次, required: true}
  fund: {type: choice, zh: 资金来源, en: Fund, choices_of: budget.fund_source}
"""


def test_a_ledger_has_its_envelope_before_its_own_columns() -> None:
    spec, found = kind(TRIP)
    assert found == []
    assert list(spec.fields) == [
        *("unit_code", "row_id", "office_code", "occurred_on", "recorded_on", "aggregate", "note", "secrecy"),
        *("persons", "fund"),
    ]
    assert spec.is_ledger
    assert (spec.edition, spec.date, spec.key) == ("2023", "occurred_on", ("unit_code", "row_id"))
    assert spec.fields["fund"].choices == SCHEMA["budget"].fields["fund_source"].choices
    assert spec.fields["persons"].type in NUMERIC


def test_a_ledger_may_name_another_date() -> None:
    text = TRIP.replace("label:", "date: starts_on\nlabel:") + "  starts_on: {type: date, zh: 出发日期, en: Starts}\n"
    spec, found = kind(text)
    assert found == []
    assert spec.date == "starts_on"


@pytest.mark.parametrize("name", ["Trip", "1trip", "a-b", "出差", "a" * 31, "payment", "unit", "_x"])
def test_an_id_that_cannot_be_used_is_a_fault(name: str) -> None:
    _, found = kind(TRIP.replace("id: trip", f"id: {name}"))
    assert told(found) == [(1, "台账标识不可用")]
    assert found[0].expected is not None


@pytest.mark.parametrize("name", ["a", "trip_2", "a" * 30])
def test_an_id_of_lower_case_letters_digits_and_underscores_can_be_used(name: str) -> None:
    assert kind(TRIP.replace("id: trip", f"id: {name}"))[1] == []


@pytest.mark.parametrize(
    ("wrong", "right", "line", "because"),
    [
        ("type: whole", "type: integer", 5, "不认识“integer”"),
        ("type: whole, zh", "typ: whole, zh", 5, "不认识“typ”"),
        (", en: Persons", "", 5, "缺少“en”"),
        ("required: true", "required: yes", 5, "“required”的内容不对"),
        ("type: whole", "type: choice", 5, "须列出 choices"),
        ("type: choice", "type: text", 6, "须列出 choices"),
        ("budget.fund_source", "budget.project_code", 6, "没有可借用的选项"),
        ("budget.fund_source", "money.fund_source", 6, "没有可借用的选项"),
        ("  persons:", "  note:", 5, "“note”是固有列"),
        ("label: {zh: 出差台账, en: Trips}", "label: 出差台账", 3, "“label”的内容不对"),
        ('edition: "2023"\n', "", 1, "缺少“edition”"),
        ('edition: "2023"', "edition: [2023]", 2, "“edition”的内容不对"),
        ("label:", "date: held_on\nlabel:", 3, "没有“held_on”这一列"),
        ("fields:", "colums: 3\nfields:", 4, "不认识“colums”"),
    ],
)
def test_every_fault_of_a_kind_is_named_with_its_line(wrong: str, right: str, line: int, because: str) -> None:
    assert wrong in TRIP
    _, found = kind(TRIP.replace(wrong, right))
    assert any(because in sentence and row == line for row, sentence in told(found)), told(found)
    assert {finding.check for finding in found} == {"ledger-kind"}


def test_one_fault_of_a_kind_does_not_hide_another() -> None:
    text = TRIP.replace("type: whole", "type: integer").replace("type: choice", "type: choices").replace("id: trip", "id: TRIP")
    _, found = kind(text)
    assert {row for row, _ in told(found)} >= {1, 5, 6}


def test_a_kind_that_is_no_mapping_is_a_fault() -> None:
    assert kind("- a\n- b\n")[1]
