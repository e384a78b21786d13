"""A unit's own ledger kinds as data: in a YAML file each, or all of them as rows of one sheet of a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from jixiao.files.yamls import Data, Yaml, YamlPath
from jixiao.findings import Finding
from jixiao.tables.cells import Value
from jixiao.tables.dossier import Dossier, Row, Table
from jixiao.tables.row_rules import unreadable_rules
from jixiao.tables.schema import LEDGER_FIELDS, SECRECY, UNIT_CODE, Field, RowRule, TableSpec, ledger_kind
from jixiao.wording import Text

SHEET = "台账种类"

_TYPES = {
    "code": Text("代码", "code"),
    "text": Text("文字", "text"),
    "long_text": Text("叙述文字", "narrative"),
    "whole": Text("整数", "whole number"),
    "number": Text("数字", "number"),
    "yuan": Text("金额", "amount"),
    "date": Text("日期", "date"),
    "yes_no": Text("是否", "yes or no"),
    "choice": Text("选项", "choice"),
    "measure": Text("取数公式", "measure"),
}
"""A word for each type of a column; the schema's own texts are sentences."""
_PARTS = {
    "ledger": Text("台账", "Ledger"),
    "field": Text("列", "Column"),
    "choice": Text("选项", "Choice"),
    "rule": Text("行规则", "Row rule"),
}
_SEVERITIES = {"error": Text("错误", "Error"), "explain": Text("需说明", "Explain"), "hint": Text("提示", "Hint")}


def _fields() -> Iterator[Field]:
    yield Field("kind", Text("台账标识", "Ledger id"), "code", required=True)
    yield Field("part", Text("类别", "Part"), "choice", required=True, choices=_PARTS)
    yield Field("column", Text("所属列", "Of column"), "code")
    yield Field("id", Text("标识", "Id"), "code")
    yield Field("zh", Text("中文名称", "Chinese"), "text", required=True)
    yield Field("en", Text("英文名称", "English"), "text", required=True)
    yield Field("type", Text("类型", "Type"), "choice", choices=_TYPES)
    yield Field("unit", Text("单位", "Unit"), "text")
    yield Field("required", Text("必填", "Required"), "yes_no")
    yield Field("personal", Text("个人信息", "Personal"), "yes_no")
    yield Field("secrecy", Text("密级", "Secrecy"), "choice", choices=SECRECY)
    yield Field("refers", Text("引用表", "Refers to"), "code")
    yield Field("edition", Text("版本", "Edition"), "code")
    yield Field("date", Text("日期列", "Date column"), "code")
    yield Field("holds", Text("条件", "Holds"), "text")
    yield Field("when", Text("前提", "When"), "text")
    yield Field("severity", Text("级别", "Severity"), "choice", choices=_SEVERITIES)
    yield Field("rule", Text("审核规则", "Review rule"), "code")


SPEC = TableSpec("ledger_kinds", Text("台账种类", "Ledger kinds"), ("kind",), {field.name: field for field in _fields()})
"""The sheet of ledger kinds: one row for a kind, and one for each of its columns, their choices, and its row rules."""


def kind_data(spec: TableSpec) -> dict[str, Data]:
    """A ledger kind as its YAML file describes it; what says nothing is left out."""
    own = [field for field in spec.fields.values() if field not in _ENVELOPE and field.name not in _ENVELOPE_NAMES]
    data: dict[str, Data] = {"id": spec.name, "edition": spec.edition or "", "label": _label(spec.label)}
    if spec.date != "occurred_on":
        data["date"] = spec.date
    data["fields"] = {field.name: _field_data(field) for field in own}
    if spec.rules:
        data["rows"] = [_rule_data(rule) for rule in spec.rules]
    return data


_ENVELOPE = (UNIT_CODE, *LEDGER_FIELDS)
_ENVELOPE_NAMES = frozenset(field.name for field in _ENVELOPE)


def _label(text: Text) -> dict[str, Data]:
    return {"zh": text.zh, "en": text.en}


def _field_data(field: Field) -> dict[str, Data]:
    data: dict[str, Data] = {"type": field.type, **_label(field.label)}
    said: dict[str, Data] = {"unit": field.unit, "required": field.required, "personal": field.personal, "refers": field.refers}
    data.update({name: value for name, value in said.items() if value})
    if field.secrecy != "public":
        data["secrecy"] = field.secrecy
    if field.choices:
        data["choices"] = {choice: _label(label) for choice, label in field.choices.items()}
    return data


def _rule_data(rule: RowRule) -> dict[str, Data]:
    data: dict[str, Data] = {"check": rule.check, "holds": rule.holds}
    said = {"when": rule.when, "severity": rule.severity if rule.severity != "error" else "", "rule": rule.rule}
    data.update({name: value for name, value in said.items() if value})
    return {**data, "because": _label(rule.because)}


# ---- as rows


def kind_rows(spec: TableSpec) -> Iterator[dict[str, Value]]:
    """A ledger kind as the rows of a sheet."""
    yield {"part": "ledger", **_said(spec.label), "edition": spec.edition, "date": spec.date}
    for field in spec.fields.values():
        if field.name in _ENVELOPE_NAMES:
            continue
        row: dict[str, Value] = {"part": "field", "id": field.name, **_said(field.label), "type": field.type}
        row |= {"unit": field.unit, "required": field.required, "personal": field.personal or None, "refers": field.refers}
        row |= {"secrecy": field.secrecy if field.secrecy != "public" else None}
        yield row
        for choice, label in (field.choices or {}).items():
            yield {"part": "choice", "column": field.name, "id": choice, **_said(label)}
    for rule in spec.rules:
        row = {"part": "rule", "id": rule.check, **_said(rule.because), "holds": rule.holds, "when": rule.when}
        yield row | {"severity": rule.severity, "rule": rule.rule}


def _said(label: Text) -> dict[str, Value]:
    return {"zh": label.zh, "en": label.en}


def declare(dossier: Dossier, table: Table) -> None:
    """Add the ledger kinds that a sheet describes to the dossier's schema; faults stand at the sheet's rows."""
    kinds: dict[str, list[Row]] = {}
    for row in table:
        kinds.setdefault(row.text("kind"), []).append(row)
    made = list[TableSpec]()
    for name, rows in kinds.items():
        findings = list[Finding]()
        spec = ledger_kind(_described(name, rows), Path(table.file), findings)
        _note(dossier, table, findings)
        if not findings:
            dossier.schema[spec.name] = spec
            made.append(spec)
    for spec in made:  # conditions may speak of other kinds, so all of them are known first
        if spec.rules:
            _note(dossier, table, unreadable_rules(spec, dossier.schema, table.file))


def _note(dossier: Dossier, table: Table, findings: Iterable[Finding]) -> None:
    """Note what is wrong with a description, at the sheet that it stands on."""
    dossier.outcome(table.file).note(
        replace(finding, place=replace(finding.place, file=table.file, sheet=table.sheet)) for finding in findings
    )


def _described(name: str, rows: list[Row]) -> Yaml:
    """The rows of a kind as its YAML file would give them, each part with the number of its row."""
    data: dict[str, Data] = {"id": name}
    fields: dict[str, Data] = {}
    rules: list[Data] = []
    lines: dict[YamlPath, int] = {(): rows[0].number}
    for row in rows:
        part, own = row.text_id("part"), row.text("id")
        label: dict[str, Data] = {key: row.text(key) for key in ("zh", "en") if row.text(key)}
        path: YamlPath = ()
        if part == "ledger":
            data |= {"label": label, **{key: row.text(key) for key in ("edition", "date") if row.text(key)}}
        elif part == "field":
            path = ("fields", own)
            fields[own] = _field_of(row, label)
        elif part == "choice":
            path = ("fields", row.text("column"), "choices", own)
            field = fields.setdefault(row.text("column"), {})
            choices = field.setdefault("choices", {}) if isinstance(field, dict) else {}
            if isinstance(choices, dict):
                choices[own] = label
        elif part == "rule":
            path = ("rows", len(rules))
            said = {key: row.text_id(key) for key in ("holds", "when", "severity", "rule") if row.text_id(key)}
            rules.append({"check": own, **said, "because": label})
        lines[path] = row.number
    return Yaml(data | {"fields": fields} | ({"rows": rules} if rules else {}), lines)


def _field_of(row: Row, label: dict[str, Data]) -> dict[str, Data]:
    data: dict[str, Data] = {"type": row.text_id("type"), **label}
    data |= {key: True for key in ("required", "personal") if row[key] is True}
    if row.text_id("secrecy"):
        data["secrecy"] = row.text_id("secrecy")
    return data | {key: row.text(key) for key in ("unit", "refers") if row.text(key)}
