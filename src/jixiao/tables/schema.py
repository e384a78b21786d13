"""What the tables of a dossier are: one YAML file per table in ``schema/``, and the same form for a unit's own ledger kinds.

Adding a table or a column is adding data; no code lists them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from jixiao.files.described import Part
from jixiao.files.yamls import Yaml, read_yaml
from jixiao.findings import Finding, as_text
from jixiao.wording import Text, same

TYPES: dict[str, Text] = {
    "code": Text("代码", "a code"),
    "text": Text("文字", "a text"),
    "long_text": Text("叙述文字", "a narrative"),
    "whole": Text("整数，如 12、约1600、50余", "a whole number such as 12, 约1600, 50余"),
    "number": Text("数字，如 12.5、约1600、50余", "a number such as 12.5, 约1600, 50余"),
    "yuan": Text("金额（元，至多两位小数），如 12345.60", "an amount in yuan with at most two decimals, such as 12345.60"),
    "date": Text("日期，如 2023-06-30", "a date such as 2023-06-30"),
    "yes_no": Text("是 或 否", "是 (yes) or 否 (no)"),
    "choice": Text("所列选项之一", "one of the choices"),
    "measure": Text("取数公式或 entered", "a measure, or: entered"),
}
"""The types of a column and what is expected in a cell of each."""

NUMERIC = frozenset({"whole", "number", "yuan"})


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its id, label and type; ``refers`` names the table whose key its value must be.

    ``personal`` columns hold data of persons, ``internal`` ones (``secrecy``) what is not for publication; those ``at_year_end`` what
    nobody knows before the year is over.
    """

    name: str
    label: Text
    type: str
    required: bool = False
    unit: str = ""
    choices: Mapping[str, Text] | None = None
    refers: str | None = None
    personal: bool = False
    secrecy: str = "public"
    at_year_end: bool = False


@dataclass(frozen=True, slots=True)
class RowRule:
    """What must hold in every row: conditions in the measure language, perhaps only ``when`` others hold.

    ``check`` names the truth that is guarded, ``rule`` its id in the review rules. ``line`` is where it stands in its file.
    """

    check: str
    holds: str
    when: str
    severity: str
    rule: str | None
    because: Text
    line: int


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table: its columns, which of them are the key, which is the date, and the edition if it is a ledger kind.

    ``transfer`` is the column that names the other unit where money moves within a tree of units.
    """

    name: str
    label: Text
    key: tuple[str, ...]
    fields: Mapping[str, Field]
    date: str | None = None
    edition: str | None = None
    transfer: str | None = None
    rules: tuple[RowRule, ...] = ()

    @property
    def is_ledger(self) -> bool:
        """Whether a unit declared this table itself, as a kind of ledger."""
        return self.edition is not None

    def field_named(self, word: str) -> Field | None:
        """The column with that id or Chinese label."""
        return self.fields.get(word) or next((field for field in self.fields.values() if field.label.zh == word), None)


class Schema(dict[str, TableSpec]):
    """All tables of a dossier by id: the fixed ones and its ledger kinds."""

    def named(self, word: str) -> TableSpec | None:
        """The table with that id or Chinese label."""
        return self.get(word) or next((spec for spec in self.values() if spec.label.zh == word), None)


SECRECY = {"public": Text("公开", "Public"), "internal": Text("内部", "Internal")}
"""How far a row or a column may be seen: public unless it says internal. State secrets are refused, whatever they say."""

UNIT_CODE = Field("unit_code", Text("单位代码", "Unit code"), "code", required=True, refers="unit")

LEDGER_FIELDS = (
    Field("row_id", Text("行号", "Row id"), "code"),
    Field("office_code", Text("登记机构", "Office"), "code", refers="office"),
    Field("occurred_on", Text("发生日期", "Occurred on"), "date", required=True),
    Field("recorded_on", Text("登记日期", "Recorded on"), "date"),
    Field("aggregate", Text("是否汇总行", "Aggregate row"), "yes_no"),
    Field("note", Text("备注", "Note"), "text"),
    Field("secrecy", Text("密级", "Secrecy"), "choice", choices=SECRECY),
)
"""The envelope of every ledger row; the kind declares the rest."""

_LEDGER_ID = re.compile(r"[a-z][a-z0-9_]{0,29}")


@cache
def fixed_tables() -> Schema:
    """The tables that every dossier has. A fault in a shipped description is a programming error (``ValueError``)."""
    schema, findings = Schema(), list[Finding]()
    with as_file(files("jixiao.tables") / "schema") as folder:
        for path in sorted(folder.glob("*.yaml")):
            part = Part.top(read_yaml(path), path.name, "schema", findings)
            part.only("label", "key", "date", "transfer", "fields", "rows")
            schema[path.stem] = _table(part, path.stem, (UNIT_CODE,))
    for spec in list(schema.values()):
        schema[spec.name] = _borrow_choices(spec, schema, part)
    if findings:
        raise ValueError("\n".join(as_text(finding, "en") for finding in findings))
    return schema


def ledger_kind(source: Yaml, path: Path, findings: list[Finding]) -> TableSpec:
    """A ledger kind that a unit declares: its faults go to ``findings``, what can be used of it comes back."""
    part = Part.top(source, str(path), "ledger-kind", findings)
    part.only("id", "edition", "label", "date", "fields", "rows")
    name = part.text("id", path.stem)
    if not _LEDGER_ID.fullmatch(name) or name in fixed_tables():
        part.fault(
            Text("台账标识不可用", "The ledger id cannot be used"),
            "id",
            expected=Text(
                "小写字母开头，只含小写字母、数字和下划线，至多30个字符，且不与固有表同名",
                "a lower-case letter, then lower-case letters, digits and underscores, at most 30, and no fixed table's name",
            ),
        )
    spec = _table(part, name, (UNIT_CODE, *LEDGER_FIELDS), key=("row_id",))
    return replace(
        _borrow_choices(spec, fixed_tables(), part), edition=part.text("edition"), date=part.text("date", "occurred_on")
    )


def _table(part: Part, name: str, first: tuple[Field, ...], key: tuple[str, ...] | None = None) -> TableSpec:
    fields = {field.name: field for field in first}
    for field_name, described in part.named_parts("fields").items():
        if field_name in fields:
            described.fault(Text("“{name}”是固有列", "“{name}” is a column that every row has").fill(name=field_name))
        fields[field_name] = _field(described, field_name)
    keys = ("unit_code", *(part.words("key") if key is None else key))
    optional = {name for name, described in part.named_parts("fields").items() if described.raw("required") is False}
    fields.update({name: replace(fields[name], required=True) for name in keys if name in fields and name not in optional})
    date, transfer = part.text("date", "") or None, part.text("transfer", "") or None
    for role, column in (*(("key", each) for each in keys), ("date", date), ("transfer", transfer)):
        if column and column not in fields:
            part.fault(Text("没有“{name}”这一列", "There is no column “{name}”").fill(name=column), role)
    return TableSpec(
        name, part.label("label"), keys, fields, date, transfer=transfer, rules=tuple(map(_row_rule, part.parts("rows")))
    )


def _row_rule(part: Part) -> RowRule:
    part.only("check", "holds", "when", "severity", "rule", "because")
    return RowRule(
        part.text("check"),
        part.text("holds"),
        part.text("when", ""),
        part.choice("severity", ("error", "explain", "hint"), "error"),
        part.text("rule", "") or None,
        part.label("because"),
        part.source.line(part.path),
    )


def _field(part: Part, name: str) -> Field:
    part.only("type", "zh", "en", "required", "unit", "choices", "choices_of", "refers", "personal", "secrecy", "at_year_end")
    kind = part.choice("type", TYPES)
    choices = {choice: described.own_label() for choice, described in part.named_parts("choices").items()}
    if part.has("choices_of"):
        choices = {"": same(part.text("choices_of"))}
    if (kind == "choice") != bool(choices):
        part.fault(
            Text("选项列（choice）须列出 choices，其他列不得有", "A column of type choice lists its choices; no other does")
        )
    return Field(
        name,
        part.own_label(),
        kind or "text",
        required=part.flag("required"),
        unit=part.text("unit", ""),
        choices=choices or None,
        refers=part.text("refers", "") or None,
        personal=part.flag("personal"),
        secrecy=part.choice("secrecy", SECRECY, "public"),
        at_year_end=part.flag("at_year_end"),
    )


def _borrow_choices(spec: TableSpec, known: Schema, part: Part) -> TableSpec:
    """Fill in the choices that a column takes over from another table's column (``choices_of: table.column``)."""
    fields = dict(spec.fields)
    for name, field in spec.fields.items():
        if field.choices and "" in field.choices:
            table, _, column = field.choices[""].say("en").partition(".")
            lender = known[table].fields.get(column) if table in known else None
            if lender is None or not lender.choices:
                because = Text("没有可借用的选项：{of}", "There are no choices to take over: {of}").fill(of=field.choices[""])
                part.part("fields").part(name).fault(because, "choices_of")
            fields[name] = replace(field, choices=lender.choices if lender else None)
    return replace(spec, fields=fields)
