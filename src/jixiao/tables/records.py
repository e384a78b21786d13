"""A dossier out of a database, where each row is kept as the texts of its cells: the same reader as for a folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from jixiao.files.sheets import Cell, cell_text
from jixiao.files.yamls import Data, Yaml
from jixiao.findings import Finding
from jixiao.tables.cells import Misfit, Value, value_of
from jixiao.tables.derived import derive
from jixiao.tables.dossier import Dossier, Table
from jixiao.tables.folder import MANIFEST
from jixiao.tables.manifest import manifest
from jixiao.tables.rows import Header, read_rows
from jixiao.tables.schema import Field, Schema, TableSpec, fixed_tables, ledger_kind


class Line(NamedTuple):
    """A row as the reader of rows takes it."""

    number: int
    cells: Sequence[Cell]


Rows = Mapping[str, Iterable[tuple[int, Mapping[str, str]]]]
"""Rows by table: the number of each, and its cells by column."""


def schema_with(kinds: Iterable[tuple[str, Mapping[str, Data]]]) -> Schema:
    """The fixed tables and these ledger kinds, each by its name; one that cannot be read is left out."""
    schema = Schema(fixed_tables())
    for name, data in kinds:
        spec = kind_of(name, data)
        if spec is not None:
            schema[spec.name] = spec
    return schema


def kind_of(name: str, data: Mapping[str, Data]) -> TableSpec | None:
    """A ledger kind as it is kept; None if this version cannot read it."""
    findings: list[Finding] = []
    spec = ledger_kind(Yaml({**data}, {}), Path(f"{name}.yaml"), findings)
    return None if findings else spec


def described(said: Mapping[str, Data], schema: Schema, folder: Path) -> Dossier:
    """The dossier without rows."""
    dossier = manifest(Yaml({**said}, {}), MANIFEST, folder)
    dossier.schema = schema
    return dossier


def complete(dossier: Dossier, rows: Rows, registers: Iterable[str]) -> Dossier:
    """The same dossier with all its rows; ``registers`` are the tables that were handed in though they have none."""
    fill(dossier, rows)
    for name in registers:
        if name in dossier.schema and name not in dossier.tables:
            dossier.tables[name] = Table(dossier.schema[name], f"{name}.csv")
    for name in set(dossier.awaited) & dossier.tables.keys():
        dossier.tables[name].present = bool(dossier.tables[name].rows)
    derive(dossier)
    return dossier


def fill(dossier: Dossier, rows: Rows) -> None:
    """Read rows of cells into the tables of a dossier; the table of units first, since the others lean on it."""
    for name in sorted(rows, key=lambda name: (name != "unit", name)):
        spec = dossier.schema.get(name)
        if spec is None:
            continue
        table = dossier.tables[name] = Table(spec, f"{name}.csv")
        columns = list(spec.fields.values())
        lines = (Line(number, [values.get(column.name, "") for column in columns]) for number, values in rows[name])
        read_rows(dossier, table, Header(columns, frozenset()), lines, _taken)


def _taken(column: Field, cell: Cell) -> Value | Misfit:
    return value_of(column, cell_text(cell))
