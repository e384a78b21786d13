"""Tables and their rows: listed by filters, written one by one or many at once, never over what somebody else has written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

from django.db.models import Count
from ninja import Query, Schema
from pydantic import Field

from jixiao.findings import finding_json
from jixiao.tables.schema import Field as Column
from jixiao.tables.schema import TableSpec
from jixiao.web.api.operation import OF_DOSSIER, Answer, Call, Operation
from jixiao.web.api.problems import Problem, missing
from jixiao.web.api.shapes import Cells, Data, Finding, Listed, Number, Sentence, Slice, Word, listed
from jixiao.web.api.versions import IfMatch, tag, wanted_version
from jixiao.web.dossiers.assembling import schema_of
from jixiao.web.dossiers.evidence import write_with_proofs
from jixiao.web.dossiers.writing import Conflict, Drop, Put, Written, write
from jixiao.web.models import Record
from jixiao.web.people.permissions import permission_for
from jixiao.wording import Text

order = 30
words = Text("表和行", "Tables and rows")


class ColumnShape(Schema):
    """A column: its type, whether it has to be filled, its unit and its choices (code to label)."""

    name: str
    label: str
    type: str
    required: bool
    unit: str
    choices: dict[str, str] | None
    refers: str | None


class TableShape(Schema):
    """A table: its columns, which of them name a row, how many rows it has, and whether you may write it now."""

    name: str
    label: str
    is_ledger: bool
    key: list[str]
    columns: list[ColumnShape]
    rows: int
    may_write: bool


class RowShape(Schema):
    """A row: its number in the table (never given twice), its version, and its cells as texts that read back exactly."""

    table: str
    number: int
    version: int
    key: str
    office: str
    occurred_on: date | None
    changed_at: datetime
    cells: dict[str, str]


class Rows(Slice):
    """Which rows: of an office, dated from and to, changed since, of a key; ``where`` is ``column:value`` and may stand several times."""

    office: Word | None = None
    since: date | None = None
    until: date | None = None
    changed_since: datetime | None = None
    key: Word | None = None
    where: Annotated[list[Word], Field(max_length=5)] = Field(default_factory=list)


class New(Schema):
    """A new row."""

    cells: Cells
    reason: Sentence = ""


class Changed(Schema):
    """A row as it is to be, or with ``PATCH`` the cells that change (null empties one). ``version`` can stand in ``If-Match`` instead."""

    cells: dict[Word, Annotated[str, Field(max_length=100_000)] | None]
    version: Number | None = None
    reason: Sentence = ""


class Act(Schema):
    """One of many writes: a new row, a change (``number``, ``version``, all cells) or a removal (``number``, ``version``)."""

    do: Literal["add", "change", "remove"]
    table: Word
    number: Number | None = None
    version: Number | None = None
    cells: Cells = Field(default_factory=dict)


class Many(Schema):
    """Many writes: all of them happen, or none."""

    acts: Annotated[list[Act], Field(max_length=5_000)]
    reason: Sentence = ""


class WrittenRow(Schema):
    """The row as it stands now, and what the rules of its table remark on it."""

    row: RowShape
    remarks: list[Finding]


class WrittenMany(Schema):
    """The rows as they stand now in the order of what was sent, how many were taken out, and what the rules remark."""

    version: int
    rows: list[RowShape]
    removed: int
    remarks: list[Finding]


def list_tables(call: Call) -> dict[str, Any]:
    """The tables of a dossier: the fixed ones and its ledgers, with their columns."""
    counted = Record.objects.filter(dossier=call.about).order_by().values_list("table").annotate(Count("pk"))
    numbers = dict(counted)
    return {"items": [_table(call, spec, numbers.get(spec.name, 0)) for spec in schema_of(call.about).values()]}


def list_rows(call: Call, table: str, wanted: Query[Rows]) -> dict[str, Any]:
    """The rows of a table in their order."""
    spec = _spec(call, table)
    found = Record.objects.filter(dossier=call.about, table=table).order_by("number")
    exact = {"office_code": wanted.office, "occurred_on__gte": wanted.since, "occurred_on__lte": wanted.until}
    exact |= {"changed_at__gte": wanted.changed_since, "key": wanted.key}
    for each in wanted.where:
        column, _, value = each.partition(":")
        if column not in spec.fields:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, _NO_COLUMN.fill(table=spec.label, column=column[:80]))
        exact[f"values__{column}"] = value
    found = found.filter(**{name: value for name, value in exact.items() if value is not None})
    return listed(call, found, wanted, _shown)


def get_row(call: Call, table: str, number: int) -> Answer:
    """A row, with its version in ``ETag``."""
    record = _record(call, table, number)
    return Answer(_shown(record), headers={"ETag": tag(record.version)})


def add_row(call: Call, table: str, given: New) -> Answer:
    """A new row. ``Location`` says where it stands."""
    _spec(call, table)
    done = write(call.about, [Put(table, None, given.cells)], call.writer(given.reason))
    record = done.records[0]
    headers = {"ETag": tag(record.version), "Location": f"{call.request.path}/{record.number}"}
    return Answer(_written(call, done), HTTPStatus.CREATED, headers)


def replace_row(call: Call, table: str, number: int, given: Changed, if_match: IfMatch = None) -> Answer:
    """All cells of a row; those that are left out become empty."""
    _record(call, table, number)
    cells = {name: text for name, text in given.cells.items() if text is not None}
    return _changed(call, Put(table, number, cells, wanted_version(if_match, given.version)), given.reason)


def change_row(call: Call, table: str, number: int, given: Changed, if_match: IfMatch = None) -> Answer:
    """Some cells of a row; the others stay."""
    version = wanted_version(if_match, given.version)
    record = _record(call, table, number)
    cells = {name: text for name, text in {**record.values, **given.cells}.items() if text is not None}
    if version is not None and version != record.version:
        raise Conflict(cells, record)
    return _changed(call, Put(table, number, cells, record.version), given.reason)


def remove_row(call: Call, table: str, number: int, if_match: IfMatch = None) -> Answer:
    """Take a row out; the history keeps it."""
    _record(call, table, number)
    write(call.about, [Drop(table, number, wanted_version(if_match, None))], call.writer())
    return Answer(None, HTTPStatus.NO_CONTENT)


def write_rows(call: Call, given: Many) -> dict[str, Any]:
    """Many rows of any tables at once: all of them or none."""
    done = write_with_proofs(call.about, [_act(each) for each in given.acts], call.writer(given.reason))
    rows = [_shown(each) for each in done.records]
    return {"version": call.about.version, "rows": rows, "removed": done.dropped, "remarks": _remarks(call, done)}


def _act(each: Act) -> Put | Drop:
    if each.do == "add":
        return Put(each.table, None, each.cells)
    if each.number is None:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, _NO_NUMBER)
    version = wanted_version(None, each.version)
    return Drop(each.table, each.number, version) if each.do == "remove" else Put(each.table, each.number, each.cells, version)


def _changed(call: Call, put: Put, reason: str) -> Answer:
    done = write_with_proofs(call.about, [put], call.writer(reason))
    return Answer(_written(call, done), headers={"ETag": tag(done.records[0].version)})


def _written(call: Call, done: Written) -> Data:
    return {"row": _shown(done.records[0]), "remarks": _remarks(call, done)}


def _remarks(call: Call, done: Written) -> Sequence[object]:
    return [finding_json(each, call.language) for each in done.remarks]


def _spec(call: Call, table: str) -> TableSpec:
    spec = schema_of(call.about).get(table)
    if spec is None:
        raise missing()
    return spec


def _record(call: Call, table: str, number: int) -> Record:
    record = Record.objects.filter(dossier=call.about, table=table, number=number).first()
    if record is None:
        raise missing()
    return record


def _shown(record: Record) -> Data:
    return {
        "table": record.table,
        "number": record.number,
        "version": record.version,
        "key": record.key,
        "office": record.office_code,
        "occurred_on": record.occurred_on,
        "changed_at": record.changed_at,
        "cells": record.values,
    }


def _table(call: Call, spec: TableSpec, rows: int) -> Data:
    return {
        "name": spec.name,
        "label": call.say(spec.label),
        "is_ledger": spec.is_ledger,
        "key": list(spec.key),
        "columns": [_column(call, each) for each in spec.fields.values()],
        "rows": rows,
        "may_write": call.may(permission_for(spec.name, is_ledger=spec.is_ledger)),
    }


def _column(call: Call, column: Column) -> Data:
    choices = {code: call.say(label) for code, label in column.choices.items()} if column.choices is not None else None
    said = {"name": column.name, "label": call.say(column.label), "type": column.type, "required": column.required}
    return {**said, "unit": column.unit, "choices": choices, "refers": column.refers}


class Tables(Schema):
    """All tables."""

    items: list[TableShape]


_NO_COLUMN = Text("表“{table}”没有列“{column}”", "The table “{table}” has no column “{column}”")
_NO_NUMBER = Text("改动和删除要写明行号 number", "A change or a removal has to say the number of its row")
_ROWS = f"{OF_DOSSIER}/tables/{{table}}/rows"
_ROW = f"{_ROWS}/{{int:number}}"

operations = (
    Operation("GET", f"{OF_DOSSIER}/tables", list_tables, "see", Text("各表和列", "Tables and columns"), Tables),
    Operation("GET", _ROWS, list_rows, "see", Text("一张表的行", "Rows of a table"), Listed[RowShape]),
    Operation("POST", _ROWS, add_row, "see", Text("新增一行", "Add a row"), WrittenRow, HTTPStatus.CREATED),
    Operation("GET", _ROW, get_row, "see", Text("一行", "A row"), RowShape),
    Operation("PUT", _ROW, replace_row, "see", Text("改写一行", "Replace a row"), WrittenRow),
    Operation("PATCH", _ROW, change_row, "see", Text("改动一行", "Change a row"), WrittenRow),
    Operation("DELETE", _ROW, remove_row, "see", Text("删除一行", "Remove a row"), None, HTTPStatus.NO_CONTENT),
    Operation("POST", f"{OF_DOSSIER}/rows", write_rows, "see", Text("成批写入", "Write many rows"), WrittenMany),
)
