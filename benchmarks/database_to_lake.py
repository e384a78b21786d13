"""How fast a million rows of the application's table of records reach a Parquet file: by ADBC as the lake takes them, and by Django.

Both read the same table of the same database, in turn, several times; the embedded SQLite and a PostgreSQL server that is made in a
temporary folder. Prints seconds and the ratio (aim: 4). Needs jixiao[portfolio,postgres,web,server].
"""

# ruff: noqa: PLC0415 - what is Django's is imported once it is set up
from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from adbc_driver_manager.dbapi import Connection
from pyarrow import parquet

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.portfolio.servers import postgres

from jixiao.files.parquet import write_rows
from jixiao.portfolio.databases import RECORDS, connected

ROWS, DOSSIERS, ROUNDS = int(os.environ.get("ROWS", "1000000")), 200, int(os.environ.get("ROUNDS", "3"))
COLUMNS = {"dossier_id": "bigint", "table": "text", "number": "bigint", "values": "text"}
CELLS = {
    "unit_code": "440100-ZJB",
    "office_code": "JDC",
    "occurred_on": "2023-05-17",
    "guest_level": "省部级",
    "batches": "1",
    "persons": "4",
    "note": "按规定标准接待",
}


FILL = """WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %s)
INSERT INTO web_record (dossier_id, "table", number, "key", office_code, occurred_on, "values", version, changed_at)
SELECT %s + i / %s, 'reception', 2 + i %% %s, 'R-' || i, 'JDC', {day}, {values}, 1, CURRENT_TIMESTAMP FROM n"""


def set_up(folder: Path, address: str) -> None:
    """Django on the database, with its tables and the rows."""
    os.environ |= {"JIXIAO_DATA": str(folder), "JIXIAO_KEY": "a benchmark", "JIXIAO_DATABASE": address}
    os.environ["DJANGO_SETTINGS_MODULE"] = "jixiao.web.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.db import connection

    from jixiao.web.models import Dossier, Unit

    unit = Unit.objects.create(code="440100-ZJB", name="unit")
    each = ROWS // DOSSIERS
    made = [Dossier.objects.create(unit=unit, fiscal_year=1900 + number) for number in range(DOSSIERS)]
    of_json = "CAST(%s AS jsonb)" if connection.vendor == "postgresql" else "%s"
    before, after = json.dumps(CELLS, ensure_ascii=False)[:-1] + ', "row_id": "RC-2023-', '"}'
    day = "DATE '2023-05-17'" if connection.vendor == "postgresql" else "'2023-05-17'"
    values = of_json.replace("%s", "%s || i || %s")
    with connection.cursor() as cursor:
        cursor.execute(FILL.format(values=values, day=day), [ROWS - 1, made[0].pk, each, each, before, after])


def by_adbc(path: Path, source: str) -> None:
    """As the lake takes them: a batch of columns at a time."""
    with connected(source) as connection:
        columns_to_file(connection, path)


def columns_to_file(connection: Connection, path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(RECORDS)
        reader = cursor.fetch_record_batch()
        with parquet.ParquetWriter(path, reader.schema, compression="zstd") as writer:
            for batch in reader:
                writer.write_batch(batch)


def by_django(path: Path, _: str) -> None:
    """As Django iterates over them."""
    from jixiao.web.models import Record

    found = Record.objects.order_by("dossier_id", "table", "number").values_list("dossier_id", "table", "number", "values")
    write_rows(path, COLUMNS, texts(found.iterator(chunk_size=2_000)))


def texts(rows: Iterable[Sequence[object]]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield *row[:3], json.dumps(row[3], ensure_ascii=False)


def seconds(do: Callable[[Path, str], None], path: Path, source: str) -> float:
    begun = time.perf_counter()
    do(path, source)
    taken = time.perf_counter() - begun
    assert parquet.ParquetFile(path).metadata.num_rows == ROWS
    return taken


def measure(name: str, folder: Path, source: str) -> None:
    taken: dict[str, list[float]] = {"adbc": [], "django": []}
    for _ in range(ROUNDS):
        for way, do in (("adbc", by_adbc), ("django", by_django)):
            taken[way].append(seconds(do, folder / f"{way}.parquet", source))
    fast, slow = (statistics.median(taken[way]) for way in ("adbc", "django"))
    print(f"{name}: {ROWS} rows, ADBC {fast:.2f} s, Django {slow:.2f} s, ratio {slow / fast:.1f} (aim 4)")


@contextmanager
def source_of(name: str, folder: Path) -> Iterator[tuple[str, str]]:
    """The database's address for Django, and for ADBC."""
    if name == "sqlite":
        yield "", str(folder / "jixiao.sqlite3")
        return
    with postgres(folder) as address:
        yield address, address


def main() -> None:
    """One database in a process, since Django is set up once."""
    if len(sys.argv) > 1:
        with tempfile.TemporaryDirectory() as scratch, source_of(sys.argv[1], Path(scratch)) as (address, source):
            set_up(Path(scratch), address)
            with tempfile.TemporaryDirectory() as out:
                measure(sys.argv[1], Path(out), source)
        return
    for name in ("sqlite", "postgres"):
        subprocess.run([sys.executable, __file__, name], check=True)


if __name__ == "__main__":
    main()
