"""How a figure came about, as a page shows it: its arithmetic, and the rows behind it with their evidence."""

from __future__ import annotations

from typing import NamedTuple

from jixiao.score.explanation import evidence_of
from jixiao.score.figure import Figure
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.dossier import Row
from jixiao.tables.schema import Field
from jixiao.wording import Text

FIRST = 50
"""Rows of a table that are shown before all are asked for."""


class Line(NamedTuple):
    """A row behind a figure: its number in the table, its cells, and the files that prove it."""

    number: int
    cells: list[str]
    evidence: list[str]


class Behind(NamedTuple):
    """The rows of one table that a figure was drawn from; ``more`` are those not shown."""

    table: str
    label: Text
    columns: list[Text]
    lines: list[Line]
    in_all: int
    more: int


def behind(tables: Tables, figure: Figure, most: int | None = FIRST) -> list[Behind]:
    """The rows behind a figure, table by table. Data of persons and long texts are left out."""
    by_table: dict[str, list[Row]] = {}
    for row in figure.rows:
        by_table.setdefault(row.spec.name, []).append(row)
    return [_of_table(tables, name, rows, most) for name, rows in by_table.items()]


def _of_table(tables: Tables, name: str, rows: list[Row], most: int | None) -> Behind:
    spec = rows[0].spec
    columns = [
        column for column in spec.fields.values() if _is_shown(column) and any(row[column.name] is not None for row in rows)
    ]
    lines = [
        Line(row.number, [row.text(column.name) for column in columns], [each.text("file") for each in evidence_of(tables, row)])
        for row in rows[:most]
    ]
    return Behind(name, spec.label, [column.label for column in columns], lines, len(rows), len(rows) - len(lines))


def _is_shown(column: Field) -> bool:
    return column.name != "unit_code" and column.type != "long_text" and not column.personal
