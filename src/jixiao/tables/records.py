"""A dossier out of a database, where each row is kept as the texts of its cells: the same reader as for a folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from jixiao.files.sheets import Cell, cell_text
from jixiao.files.yamls import Data, Yaml
from jixiao.findings import Finding
from jixiao.tables.cells import Misfit, Value, value_of
from jixiao.tables.derived import derive
from jixiao.tables.dossier import Dossier, Found, Row, Table
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


def renewed(dossier: Dossier, rows: Rows) -> Dossier | None:
    """The dossier with these rows added or in the place of those of their numbers; it shares everything else with the one it is made of.

    None where more may differ than these rows: others lean on them, or there is something to be said of their table's cells. Then the
    dossier has to be read anew. ``rows`` come in the order of their numbers, and a new one stands below all others.
    """
    known = [dossier.tables.get(name) for name in rows if name in dossier.schema]
    if not LEANT_ON.isdisjoint(rows) or not all(
        table and table.present and not dossier.outcome(table.file).findings for table in known
    ):
        return None
    beside = replace(dossier, tables={"unit": dossier.table("unit")}, outcomes={}, by_key={})
    fill(beside, rows)
    if any(outcome.findings for outcome in beside.outcomes.values()):
        return None
    tables = dossier.tables | {table.spec.name: _merged(table, beside.tables[table.spec.name].rows) for table in known if table}
    return replace(dossier, tables=tables, by_key=_without(dossier.by_key, rows))


LEANT_ON = frozenset({"unit", "budget", "budget_change"})
"""The tables from whose rows cells of others follow: the unit of a row that names none, the adjusted budget."""


def _without(by_key: Mapping[str, Found], rows: Rows) -> dict[str, Found]:
    """Which rows the references lead to, but for the tables that have other rows now; somebody else may be asking meanwhile."""
    return {name: found for name, found in dict(by_key).items() if name not in rows}


def _merged(table: Table, rows: Sequence[Row]) -> Table:
    newer = {row.number: row for row in rows}
    kept = [newer.pop(row.number, row) for row in table.rows]
    return replace(table, rows=[*kept, *newer.values()])


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
