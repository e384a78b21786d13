"""The tables of all dossiers as views with typed columns, for those who ask the database itself: ``dossier_payment``, ``ledger_reception``.

Rows stand as texts of cells in one table. A view gives each column of a table, or of all editions of a ledger kind, a name and a type: on
PostgreSQL dates are dates and numbers exact numerics; SQLite has no exact numbers, so that there amounts stay texts. A cell that is no such
value (不适用, 约1600) is null in its typed column and stands as it was written in the one beside it that ends in ``_text``.

Views are made anew whenever the database is migrated, by the role that owns it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from django.db import connection
from django.db.backends.utils import CursorWrapper

from jixiao.tables.schema import NUMERIC, Field, fixed_tables
from jixiao.web.dossiers.assembling import kind_of
from jixiao.web.models import Dossier, LedgerKind, Record, Unit

_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_PREFIXES = ("dossier_", "ledger_")


def project() -> list[str]:
    """Make all views anew; their names come back."""
    wanted = {f"dossier_{name}": spec.fields for name, spec in fixed_tables().items()}
    wanted |= {f"ledger_{name}": fields for name, fields in _ledgers().items()}
    with connection.cursor() as cursor:
        if not _may_make(cursor):
            return []
        for name in _standing(cursor):
            cursor.execute(f'DROP VIEW "{name}"')
        for name, fields in wanted.items():
            cursor.execute(_statement(name, fields.values()))
    return sorted(wanted)


def _may_make(cursor: CursorWrapper) -> bool:
    """Whether this role may make views; that which only serves may not."""
    if connection.vendor != "postgresql":
        return True
    cursor.execute("SELECT has_schema_privilege(current_schema(), 'CREATE')")
    return bool(cursor.fetchone()[0])


def _ledgers() -> dict[str, dict[str, Field]]:
    """The columns of every ledger kind that some dossier keeps, those of all its editions together."""
    found: dict[str, dict[str, Field]] = {}
    for name, data in LedgerKind.objects.order_by("name", "pk").values_list("name", "data"):
        spec = kind_of(name, data)
        if spec and _NAME.fullmatch(name):
            for column in spec.fields.values():
                found.setdefault(name, {}).setdefault(column.name, column)
    return found


def _standing(cursor: CursorWrapper) -> list[str]:
    views = [each.name for each in connection.introspection.get_table_list(cursor) if each.type == "v"]
    return [name for name in views if name.startswith(_PREFIXES) and _NAME.fullmatch(name)]


def _statement(name: str, fields: Iterable[Field]) -> str:
    """The view of one table. Every name in it is one of the schema's, made of small letters, digits and underscores."""
    table = name.split("_", 1)[1]
    known = [column for column in fields if _NAME.fullmatch(column.name)]
    taken = {column.name for column in known}
    columns = ", ".join(each for column in known for each in _columns(column, taken))
    kind = f'LEFT JOIN {_table(LedgerKind)} k ON k.dossier_id = d.id AND k.name = r."table"' if name.startswith("ledger_") else ""
    edition = f", {_text('k.data', 'edition')} AS edition" if kind else ""
    return (
        f'CREATE VIEW "{name}" AS SELECT u.code AS dossier_unit, d.fiscal_year, r.number AS row_number{edition}, {columns} '
        f"FROM {_table(Record)} r JOIN {_table(Dossier)} d ON d.id = r.dossier_id JOIN {_table(Unit)} u ON u.id = d.unit_id {kind} "
        f"WHERE r.\"table\" = '{table}'"
    )


def _table(model: type[Record | Dossier | Unit | LedgerKind]) -> str:
    return f'"{model._meta.db_table}"'  # noqa: SLF001 - the name by which Django makes it known


def _text(source: str, name: str) -> str:
    return f"CAST({source} AS jsonb) ->> '{name}'" if connection.vendor == "postgresql" else f"json_extract({source}, '$.{name}')"


def _columns(column: Field, taken: AbstractSet[str]) -> Iterator[str]:
    said = _text('r."values"', column.name)
    if connection.vendor != "postgresql" or column.type not in {*NUMERIC, "date"}:
        yield f'{said} AS "{column.name}"'
        return
    pattern, kind = _TYPED["date" if column.type == "date" else "number"]
    yield f"CASE WHEN {said} ~ '{pattern}' THEN ({said})::{kind} END AS \"{column.name}\""
    beside = f"{column.name}_text"
    yield f'{said} AS "{beside if beside not in taken else f"{column.name}_as_written"}"'


_TYPED: Mapping[str, tuple[str, str]] = {
    "date": (r"^\d{4}-\d{2}-\d{2}$", "date"),
    "number": (r"^-?\d+(\.\d+)?$", "numeric"),
}
