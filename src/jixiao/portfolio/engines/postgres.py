"""PostgreSQL, on its server: tables are brought in and out as Arrow (ADBC), the statements run in a session's temporary tables.

The address is a connection string (``postgresql://…``). Nothing stays in the database but the three functions of the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
from adbc_driver_manager import OperationalError, ProgrammingError
from adbc_driver_postgresql import dbapi
from pyarrow import dataset, parquet

from jixiao.errors import Misuse
from jixiao.files.parquet import table_of
from jixiao.framework.columns import FUNCTIONS
from jixiao.portfolio.engine import Settings
from jixiao.portfolio.program import ONCE, Table, Value
from jixiao.wording import Text, same

label = Text("PostgreSQL 服务器", "a PostgreSQL server")
_BATCH = 100_000
_POINTS = pa.decimal128(12, 6)


@contextmanager
def opened(settings: Settings) -> Iterator[Postgres]:
    """A session on the server at the address."""
    if not settings.address:
        raise Misuse(_NO_ADDRESS)
    try:
        connection = dbapi.connect(settings.address, autocommit=True)
    except (OperationalError, ProgrammingError) as refused:
        raise Misuse(_REFUSED.fill(why=same(str(refused).strip()))) from refused
    try:
        engine = Postgres(connection)
        for function in FUNCTIONS["postgres"]:
            engine.execute(function)
        engine.execute(f"SET work_mem = '{max(settings.memory // 8, 4)}MB'")
        yield engine
    finally:
        connection.close()


class Postgres:
    """An open session."""

    def __init__(self, connection: dbapi.Connection) -> None:
        self._connection = connection

    def execute(self, statement: str) -> None:
        """Run a statement that gives no rows."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement)

    def sessions(self, most: int) -> list[Postgres]:  # noqa: ARG002 - the server is shared by others
        """This one."""
        return [self]

    def load(self, table: Table) -> None:
        """Make a small table."""
        self._bring(table.name, table_of(table.columns, table.rows).to_reader())

    def read(self, name: str, files: Sequence[Path], columns: Iterable[str]) -> None:
        """Bring Parquet files in, as a temporary table."""
        source = dataset.dataset([str(file) for file in files], format="parquet")
        self._bring(name, source.scanner(columns=list(columns), batch_size=_BATCH).to_reader())

    def _bring(self, name: str, reader: pa.RecordBatchReader) -> None:
        self._forget(name)
        with self._connection.cursor() as cursor:
            cursor.adbc_ingest(name, reader, mode="create", temporary=True)
        self.execute(f"ANALYZE {name}")

    def _forget(self, name: str) -> None:
        kinds = self.rows(
            f"SELECT CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END FROM pg_class"
            f" WHERE relnamespace = pg_my_temp_schema() AND relname = '{name}'"
        )
        for (kind,) in kinds:
            self.execute(f"DROP {kind} pg_temp.{name} CASCADE")

    def view(self, name: str, select: str) -> None:
        """A temporary view."""
        self._forget(name)
        self.execute(f"CREATE TEMPORARY VIEW {name} AS {select}")

    def make(self, name: str, select: str) -> None:
        """A temporary table, with its statistics; without MATERIALIZED the planner grows the rules to millions of terms."""
        self._forget(name)
        self.execute(f"CREATE TEMPORARY TABLE {name} AS {select.replace(ONCE, 'MATERIALIZED')}")
        self.execute(f"ANALYZE {name}")

    def rows(self, select: str) -> list[tuple[Value, ...]]:
        """All rows."""
        with self._connection.cursor() as cursor:
            cursor.execute(select)
            found: list[tuple[Value, ...]] = cursor.fetchall()
        return found

    def write(self, select: str, file: Path) -> int:
        """One Parquet file. The server's exact numbers come as text and become decimals again."""
        count = 0
        with self._connection.cursor() as cursor:
            cursor.execute(select)
            reader = cursor.fetch_record_batch()
            schema = pa.schema([(field.name, _type(field)) for field in reader.schema])
            with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
                for batch in reader:
                    arrays = [_plain(column).cast(field.type) for column, field in zip(batch.columns, schema, strict=True)]
                    writer.write_batch(pa.record_batch(arrays, schema=schema))
                    count += batch.num_rows
        return count


def _type(field: pa.Field) -> pa.DataType:
    return _POINTS if isinstance(field.type, pa.OpaqueType) else field.type


def _plain(column: pa.Array) -> pa.Array:
    return column.storage if isinstance(column.type, pa.OpaqueType) else column


_NO_ADDRESS = Text(
    "PostgreSQL 引擎需要服务器地址：--address postgresql://用户@主机/库",
    "The PostgreSQL engine needs the server's address: --address postgresql://user@host/database",
)
_REFUSED = Text("PostgreSQL 连接不上：{why}", "PostgreSQL cannot be reached: {why}")
