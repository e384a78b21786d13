"""Which rows lean on a row: a duty that has tasks, an indicator that has values."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.dossier import Row
from jixiao.wording import Text, joined


def row_numbered(tables: Tables, table: str, number: int) -> Row | None:
    """The row of a table with that number."""
    if table not in tables.schema:
        return None
    return next((row for row in tables.table(table) if row.number == number), None)


def leaning(tables: Tables, row: Row) -> Iterator[tuple[str, Row]]:
    """The rows that name this one, each with its table."""
    key, own = row.spec.key[-1], row.spec.name
    for name, spec in tables.schema.items():
        columns = [column for column, field in spec.fields.items() if field.refers == own and column != "unit_code"]
        for each in tables.table(name):
            if any(each[column] == row[key] for column in columns) or _belongs(each, row):
                yield name, each


def _belongs(each: Row, row: Row) -> bool:
    """Whether an indicator belongs to a task or a project: it names its owner by level and code."""
    is_owner = each.spec.name == "indicator" and each["level"] == row.spec.name
    return is_owner and each["owner_code"] == row[row.spec.key[-1]]


def why_it_stays(tables: Tables, row: Row) -> Text | None:
    """Why a row cannot be taken out; None if nothing leans on it."""
    counted: dict[str, int] = {}
    for name, _ in leaning(tables, row):
        counted[name] = counted.get(name, 0) + 1
    if not counted:
        return None
    parts = [_PART.fill(n=n, table=tables.schema[name].label) for name, n in counted.items()]
    return _LEANING.fill(parts=joined(parts, "、", ", "))


_PART = Text("{table}{n}行", "{n} in {table}")
_LEANING = Text("没有删除：还有别的行用到它（{parts}）", "It was not taken out: other rows name it ({parts})")
