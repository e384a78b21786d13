"""The rows of the database as lines of JSON, one file a table: read the same by every database that Django knows.

The first line names the columns; each further line is a row. A table that has gained columns since then takes them empty, so that an
older backup is read by a newer program.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

LEFT_OUT = frozenset({"auth", "contenttypes", "sessions", "axes", "admin"})
"""Applications whose tables say nothing of the office: Django's own lists, who is signed in, who mistyped a password."""
PASSING = frozenset({"web.round"})
"""What holds for the running site alone: who does what at this moment."""
_MANY = 500


def kept() -> list[type[models.Model]]:
    """The models whose rows belong to a backup, in a fixed order."""
    every = apps.get_models(include_auto_created=True)
    listed = {each._meta.label_lower: each for each in every if each._meta.app_label not in LEFT_OUT}  # noqa: SLF001 - Django's documented face of a model
    return [listed[label] for label in sorted(listed) if label not in PASSING]


def columns_of(model: type[models.Model]) -> Sequence[models.Field[Any, Any]]:
    """The columns of a model's table."""
    return model._meta.local_concrete_fields  # noqa: SLF001 - see above


def write_rows(model: type[models.Model], path: Path) -> int:
    """Write all rows of a table; how many there are."""
    names = [column.attname for column in columns_of(model)]
    count = 0
    with path.open("w", encoding="utf-8") as stream:
        stream.write(_line(names))
        for row in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=2000):  # noqa: SLF001 - all rows, unfiltered
            stream.write(_line([_plain(value) for value in row]))
            count += 1
    return count


def read_rows(model: type[models.Model], stream: IO[bytes]) -> int:
    """Add the rows that were written of a table, exactly as they were; how many there were."""
    head = stream.readline()
    columns = {column.attname: column for column in columns_of(model)}
    names = list(json.loads(head)) if head else []
    count = 0
    for lines in _batches(stream):
        _insert(model, [_made(model, columns, names, json.loads(line)) for line in lines])
        count += len(lines)
    return count


def settle() -> None:
    """Let the numbers that the database gives go on after the highest that was read."""
    for statement in connection.ops.sequence_reset_sql(no_style(), kept()):
        with connection.cursor() as cursor:
            cursor.execute(statement)


def _made(
    model: type[models.Model], columns: dict[str, models.Field[Any, Any]], names: Sequence[str], row: Sequence[object]
) -> models.Model:
    given = {name: value for name, value in zip(names, row, strict=True) if name in columns}
    return model(**{name: _read(columns[name], value) for name, value in given.items()})


def _read(column: models.Field[Any, Any], value: object) -> object:
    return value if value is None or isinstance(column, models.JSONField) else column.to_python(value)


def _insert(model: type[models.Model], made: list[models.Model]) -> None:
    """Insert rows as they are: times that Django would set anew stay what they were."""
    columns = list(columns_of(model))
    size = max(connection.ops.bulk_batch_size([column.name for column in columns], made), 1)
    for start in range(0, len(made), size):
        batch = made[start : start + size]
        model._base_manager._insert(batch, fields=columns, using=connection.alias, raw=True)  # type: ignore[attr-defined]  # noqa: SLF001 - bulk_create would set its own times


def _batches(stream: IO[bytes]) -> Iterator[list[bytes]]:
    lines: list[bytes] = []
    for line in stream:
        lines.append(line)
        if len(lines) == _MANY:
            yield lines
            lines = []
    if lines:
        yield lines


def _plain(value: object) -> object:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
