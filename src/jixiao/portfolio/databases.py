"""Dossiers out of the application's database into a lake: read as columns (ADBC, Arrow), a dossier at a time, measured in parallel.

Django takes no part in it. The database is read in one transaction, so that what is collected was true at one moment; a dossier that
holds faults is set aside with its reason, as one that comes from a folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from adbc_driver_manager import Error
from adbc_driver_manager.dbapi import Connection
from adbc_driver_postgresql import dbapi as postgres
from adbc_driver_sqlite import dbapi as sqlite

from jixiao.errors import Misuse
from jixiao.portfolio.collecting import Collected, Gathered, SetAside, Tell, gather_read, gathered_into
from jixiao.portfolio.database_address import SCHEMES, Source
from jixiao.tables.dossier import Dossier
from jixiao.tables.records import complete, described, schema_with
from jixiao.wording import Text, same
from jixiao.workers import Lost, in_order

DOSSIERS = """SELECT d.id, u.code, d.fiscal_year, CAST(d.manifest AS TEXT), CAST(d.registers AS TEXT)
FROM web_dossier d JOIN web_unit u ON u.id = d.unit_id ORDER BY d.id"""
KINDS = "SELECT dossier_id, name, CAST(data AS TEXT) FROM web_ledgerkind ORDER BY dossier_id, name"
RECORDS = """SELECT dossier_id, "table", number, CAST("values" AS TEXT) FROM web_record ORDER BY dossier_id, "table", number"""


class Kept(NamedTuple):
    """A dossier as the database keeps it: texts of JSON, still to be read."""

    number: int
    unit_code: str
    fiscal_year: int
    manifest: str
    registers: str
    kinds: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, int, str], ...]
    folder: Path

    @property
    def name(self) -> Path:
        """How it is called."""
        return Path(f"{self.unit_code}-{self.fiscal_year}")


def collect_database(
    source: Source,
    out: Path,
    framework: str | None = None,
    jobs: int = 0,
    only: Collection[int] | None = None,
    tell: Tell = lambda _: None,
) -> Collected:
    """Collect the dossiers of a database (those of these numbers, unless all) into a new lake at ``out``."""
    with connected(source.address) as connection:
        return gathered_into(out, _gathered(dossiers(connection, source.data, only), framework, jobs, tell))


def _gathered(kept: Iterator[Kept], framework: str | None, jobs: int, tell: Tell) -> Iterator[Gathered | SetAside]:
    take = partial(gather_kept, framework=framework)
    if jobs == 1:
        for each in kept:
            tell(each.name)
            yield take(each)
        return
    for each, found in in_order(take, kept, jobs or os.cpu_count() or 1):
        tell(each.name)
        yield SetAside(each.name, found.because) if isinstance(found, Lost) else found


def gather_kept(kept: Kept, framework: str | None = None) -> Gathered | SetAside:
    """What one dossier gives to the lake, or why it gives nothing."""
    return gather_read(kept.name, lambda: read_kept(kept), framework)


def read_kept(kept: Kept) -> Dossier:
    """The dossier, read as the application reads it."""
    schema = schema_with((name, _object(data)) for name, data in kept.kinds)
    rows: dict[str, list[tuple[int, Mapping[str, str]]]] = {}
    for table, number, values in kept.rows:
        rows.setdefault(table, []).append((number, _object(values)))
    return complete(described(_object(kept.manifest), schema, kept.folder), rows, json.loads(kept.registers))


def _object(text: str) -> dict[str, Any]:
    found = json.loads(text)
    return found if isinstance(found, dict) else {}


# ---- the database


@contextmanager
def connected(address: str) -> Iterator[Connection]:
    """A connection in a transaction that sees one state of the database; ``Misuse`` if it cannot be opened, or is no database of ours."""
    try:
        if urlsplit(address).scheme in SCHEMES:
            connection = postgres.connect(address)
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        else:
            connection = sqlite.connect(f"file:{address}?mode=ro")
    except Error as refused:
        raise Misuse(_REFUSED.fill(address=_shown(address), why=same(str(refused).strip()))) from refused
    try:
        yield connection
    except Error as refused:
        raise Misuse(_REFUSED.fill(address=_shown(address), why=same(str(refused).strip()))) from refused
    finally:
        connection.close()


def dossiers(connection: Connection, data: Path, only: Collection[int] | None = None) -> Iterator[Kept]:
    """The dossiers in the order of their numbers; no more than a few of them are in memory at a time."""
    kinds: dict[int, list[tuple[str, str]]] = {}
    for number, name, text in rows(connection, KINDS):
        kinds.setdefault(number, []).append((name, text))
    waiting: dict[int, Kept] = {}
    for number, unit, year, manifest, registers in rows(connection, DOSSIERS):
        if only is None or number in only:
            folder = data / "dossiers" / str(number)
            waiting[number] = Kept(number, unit, year, manifest, registers, tuple(kinds.get(number, ())), (), folder)
    for number, group in groupby(rows(connection, RECORDS), key=lambda row: int(row[0])):
        if number in waiting:
            yield waiting.pop(number)._replace(rows=tuple((row[1], row[2], row[3]) for row in group))
    yield from waiting.values()


def rows(connection: Connection, statement: str) -> Iterator[tuple[Any, ...]]:
    """The rows that a statement gives, a batch at a time."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        for batch in cursor.fetch_record_batch():
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _shown(address: str) -> str:
    """An address without what opens it."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if parts.scheme else address


_REFUSED = Text("无法从数据库 {address} 读取卷宗：{why}", "The dossiers cannot be read from the database {address}: {why}")
