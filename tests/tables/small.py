"""A small schema of two tables, and dossiers over it, for the tests of measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from jixiao.files.yamls import parse_yaml
from jixiao.findings import Finding
from jixiao.tables.cells import Misfit, value_of
from jixiao.tables.dossier import Dossier, Row, Table
from jixiao.tables.schema import Schema, TableSpec, fixed_tables, ledger_kind

TRIP = """
id: trip
edition: "1"
label: {zh: 出差台账, en: Trips}
fields:
  kind:
    type: choice
    zh: 类别
    en: Kind
    choices:
      home: {zh: 境内, en: Home}
      abroad: {zh: 境外（含港澳）, en: Abroad}
  place: {type: text, zh: 地点, en: Place}
  persons: {type: whole, zh: 人次, en: Persons, unit: 人次}
  guests: {type: number, zh: 随行, en: Guests}
  cost_yuan: {type: yuan, zh: 费用, en: Cost}
  days: {type: whole, zh: 天数, en: Days}
  ready: {type: yes_no, zh: 是否完成, en: Ready}
  starts_on: {type: date, zh: 出发日期, en: Starts}
  ends_on: {type: date, zh: 返回日期, en: Ends}
  report: {type: text, zh: 报告（篇名、日期）, en: Report}
"""


def trip() -> TableSpec:
    found: list[Finding] = []
    spec = ledger_kind(parse_yaml(TRIP, "trip.yaml"), Path("trip.yaml"), found)
    assert found == []
    return spec


SCHEMA = Schema({"trip": trip()} | {name: fixed_tables()[name] for name in ("office", "stocktake", "unit")})


def dossier(tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Dossier:
    """A dossier of these rows, each cell as text; tables that are not named were not handed in."""
    made = Dossier(Path(), "U1", 2023, (), SCHEMA)
    for name, rows in tables.items():
        table = made.tables[name] = Table(SCHEMA[name], f"{name}.csv")
        table.rows = [row(SCHEMA[name], number, cells) for number, cells in enumerate(rows, 2)]
    return made


def row(spec: TableSpec, number: int, cells: Mapping[str, str]) -> Row:
    made = Row(spec, number, {"unit_code": "U1", **({"row_id": f"R{number}"} if spec.is_ledger else {})})
    for column, text in cells.items():
        value = value_of(spec.fields[column], text)
        assert not isinstance(value, Misfit), text
        made.values[column] = value
    return made
