"""What a dossier's workbook looks like: its sheets, and for each column the format, the prompt, the drop-down and the check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from jixiao.exact import Precision, Quantity
from jixiao.files.sheet_writing import FIRST_DAY, MOST_DIGITS, BookPlan, Check, ColumnPlan, SheetPlan, Written
from jixiao.tables import ledger_kinds
from jixiao.tables.cells import NO, YES, Value, text_of_value
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.manifest import KEYS, manifest_data
from jixiao.tables.schema import NUMERIC, TYPES, Field, TableSpec
from jixiao.tables.sheet_names import MANIFEST_SHEET, ordered, sheet_names
from jixiao.wording import Text

PARTS = {"dossier": Text("卷宗信息", "Dossier"), "table": Text("表", "Table"), "ledger": Text("台账", "Ledger")}
STATES = {"given": Text("已提供", "Given"), "absent": Text("未提供", "Not given")}

_MANIFEST_FIELDS = (
    Field("part", Text("类别", "Part"), "choice", required=True, choices=PARTS),
    Field("label", Text("项目", "Item"), "text"),
    Field("id", Text("标识", "Id"), "code", required=True),
    Field("content", Text("内容", "Content"), "long_text"),
    Field("state", Text("是否提供", "Given"), "choice", choices=STATES),
    Field("remark", Text("说明", "Remark"), "long_text"),
)
MANIFEST_SPEC = TableSpec("dossier", Text("卷宗", "Dossier"), ("id",), {field.name: field for field in _MANIFEST_FIELDS})
"""The first sheet: what the dossier says of itself, and which tables were handed in."""

_REMARKS = {
    "unit_code": "与“单位”表中的单位代码一致",
    "frameworks": "一行一个；计分时默认用第一个",
    "schema_version": "由程序填写，请勿改动",
}
_ABSENT_REMARK = "没有这张表；无事项的空表与没有提供的表不同"
_EMPTY_REMARK = "填入行后即为已提供；确无事项请选“已提供”"

_WIDTHS = {
    "code": 16,
    "text": 24,
    "long_text": 48,
    "whole": 12,
    "number": 12,
    "yuan": 18,
    "date": 13,
    "yes_no": 10,
    "measure": 40,
}
_FORMATS = {"yuan": "#,##0.00", "date": "yyyy-mm-dd", "whole": "0", "number": "General"}
_WIDEST = 60


def book_plan(dossier: Dossier, *, with_empty_sheets: bool = False) -> BookPlan:
    """The workbook of a dossier; with empty sheets for the tables that it lacks, if it is to be filled in."""
    names = sheet_names(dossier.schema)
    shown = [
        name for name in ordered(dossier.schema) if with_empty_sheets or dossier.table(name).present or name in dossier.awaited
    ]
    lists = _Lists({name: names[name] for name in shown}, dossier)
    kinds = [spec for spec in dossier.schema.values() if spec.is_ledger]
    sheets = [_sheet(MANIFEST_SPEC, MANIFEST_SHEET, _manifest_rows(dossier, names, shown), lists)]
    if kinds:
        rows = [{"kind": spec.name, **row} for spec in kinds for row in ledger_kinds.kind_rows(spec)]
        sheets.append(_sheet(ledger_kinds.SPEC, ledger_kinds.SHEET, rows, lists))
    sheets += [_sheet(dossier.schema[name], names[name], _values(dossier.table(name)), lists) for name in shown]
    title = f"{dossier.unit_name} {dossier.fiscal_year}"
    return BookPlan(title, sheets, lists.fixed, lists.of_columns)


def table_plan(dossier: Dossier, name: str, rows: Iterable[Row]) -> BookPlan:
    """The workbook of some rows of one table, with the sheets of the tables that it refers to; not read back as a dossier."""
    spec, names = dossier.schema[name], sheet_names(dossier.schema)
    referred = dict.fromkeys(column.refers for column in spec.fields.values() if column.refers and column.refers != name)
    others = [each for each in referred if each in names and dossier.table(each).rows]
    lists = _Lists({each: names[each] for each in (name, *others)}, dossier)
    sheets = [_sheet(spec, names[name], _values(rows), lists)]
    sheets += [_sheet(dossier.schema[each], names[each], _values(dossier.table(each)), lists) for each in others]
    return BookPlan(f"{dossier.unit_name} {dossier.fiscal_year} {spec.label.zh}", sheets, lists.fixed, lists.of_columns)


class _Lists:
    """The lists that drop-downs offer: choices, each list once, and the keys of the tables that have a sheet."""

    def __init__(self, sheets: Mapping[str, str], dossier: Dossier) -> None:
        self.fixed: dict[str, tuple[str, ...]] = {}
        self.of_columns: dict[str, tuple[str, int]] = {}
        self.sheets = sheets
        self.dossier = dossier

    def of_choices(self, words: tuple[str, ...]) -> str:
        """The name of the list of these words."""
        for name, known in self.fixed.items():
            if known == words:
                return name
        name = f"选项_{len(self.fixed) + 1}"
        self.fixed[name] = words
        return name

    def of_keys(self, table: str) -> str | None:
        """The name of the list of a table's keys, if it has a sheet."""
        if table not in self.sheets:
            return None
        spec = self.dossier.schema[table]
        name = f"编号_{table}"
        self.of_columns[name] = (self.sheets[table], list(spec.fields).index(spec.key[-1]))
        return name


def _sheet(spec: TableSpec, name: str, rows: Iterable[Mapping[str, Value]], lists: _Lists) -> SheetPlan:
    columns = list(spec.fields.values())
    cells = [[written(column, row.get(column.name)) for column in columns] for row in rows]
    return SheetPlan(name, [_column(spec, column, lists) for column in columns], cells)


def _values(rows: Iterable[Row]) -> Iterator[Mapping[str, Value]]:
    return (row.given for row in rows)


def written(column: Field, value: Value) -> Written:
    """What stands in the cell: a number or a date where a sheet can hold it exactly, else its text."""
    if isinstance(value, Quantity):
        digits = value.value.normalize().as_tuple()
        is_exact = value.precision is Precision.EXACT and column.type in NUMERIC
        places = len(digits.digits) + max(0, int(digits.exponent))
        if is_exact and places <= MOST_DIGITS and int(digits.exponent) >= -MOST_DIGITS:
            return value.value
    if isinstance(value, date) and value >= FIRST_DAY:
        return value
    return text_of_value(column, value) or None


# ---- columns


def _column(spec: TableSpec, column: Field, lists: _Lists) -> ColumnPlan:
    expected = _expected(column)
    choices = [label.zh for label in (column.choices or {}).values()]
    comment = [f"类型：{expected}", f"标识：{column.name}", "必填" if column.required else "可不填"]
    if column.refers and column.refers in lists.dossier.schema:
        comment.append(f"须是“{lists.dossier.schema[column.refers].label.zh}”表中已有的编号")
    if column.name == spec.key[-1] and spec.name in lists.dossier.schema:
        comment.append("每行不能重复" if len(spec.key) <= 2 else "与其他编号列合起来，每行不能重复")  # noqa: PLR2004 - unit and one more
    if choices:
        comment.append("选项：" + "、".join(choices))
    if column.personal:
        comment.append("含个人信息，请注意保护")
    return ColumnPlan(
        column.label.zh,
        min(_WIDEST, max(_WIDTHS.get(column.type, 16), 2 * len(column.label.zh) + 4)),
        _FORMATS.get(column.type, "@"),
        wraps=column.type in {"long_text", "text"},
        comment="\n".join(comment),
        prompt=f"{expected}。{'必填。' if column.required else ''}",
        check=_check(column, expected, lists),
        is_required=column.required,
    )


def _expected(column: Field) -> str:
    unit = f"，单位：{column.unit}" if column.unit else ""
    return TYPES[column.type].zh + unit


def _check(column: Field, expected: str, lists: _Lists) -> Check:
    if column.choices:
        words = tuple(label.zh for label in column.choices.values())
        return Check("list", lists.of_choices(words), is_strict=True, error="不是所列选项，请从下拉列表中选择。")
    if column.type == "yes_no":
        return Check("list", lists.of_choices((YES.zh, NO.zh)), is_strict=True, error="这里只能填是或否。")
    if column.refers and (name := lists.of_keys(column.refers)):
        table = lists.dossier.schema[column.refers].label.zh
        return Check("list", name, error=f"“{table}”表中还没有这个编号。确定要填吗？")
    missing = "尚无数据时可填：未到期、未填报、不适用。确定要填吗？"
    if column.type == "date":
        return Check("date", error=f"这不是日期，应如 2023-06-30。{missing}")
    if column.type in NUMERIC:
        return Check("whole" if column.type == "whole" else "number", error=f"应为{expected}。{missing}")
    return Check()


# ---- the first sheet


def _manifest_rows(dossier: Dossier, names: Mapping[str, str], shown: Sequence[str]) -> Iterator[Mapping[str, Value]]:
    data = manifest_data(dossier)
    for key, label in KEYS.items():
        value = data.get(key)
        if isinstance(value, dict):
            value = ", ".join(f"{name}={each}" for name, each in value.items())
        for content in value if isinstance(value, list) else [value]:
            text = None if content is None else str(content)
            yield {"part": "dossier", "label": label.zh, "id": key, "content": text, "remark": _REMARKS.get(key)}
    for name in ordered(dossier.schema):
        table = dossier.table(name)
        remark = None if table.present else _EMPTY_REMARK if name in shown else _ABSENT_REMARK
        yield {
            "part": "ledger" if table.spec.is_ledger else "table",
            "label": names[name],
            "id": name,
            "state": "given" if table.present else "absent",
            "remark": remark,
        }
