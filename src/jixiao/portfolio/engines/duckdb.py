"""DuckDB, in this process: the default. Memory is bounded by a setting; what does not fit goes to a folder for scratch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from jixiao.files.parquet import table_of
from jixiao.framework.columns import FUNCTIONS
from jixiao.portfolio.engine import Settings
from jixiao.portfolio.program import Table, Value
from jixiao.wording import Text

label = Text("DuckDB（内嵌）", "DuckDB (embedded)")


@contextmanager
def opened(settings: Settings) -> Iterator[DuckDB]:
    """A database in memory."""
    connection = duckdb.connect()
    try:
        connection.execute("SET memory_limit = ?", [f"{settings.memory}MB"])
        if settings.threads:
            connection.execute("SET threads = ?", [settings.threads])
        if settings.scratch is not None:
            connection.execute("SET temp_directory = ?", [str(settings.scratch)])
        for function in FUNCTIONS["duckdb"]:
            connection.execute(function)
        yield DuckDB(connection)
    finally:
        connection.close()


class DuckDB:
    """An opened database."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def load(self, table: Table) -> None:
        """Make a small table."""
        self._connection.register("pf_loaded", table_of(table.columns, table.rows))
        self.make(table.name, "SELECT * FROM pf_loaded")
        self._connection.unregister("pf_loaded")

    def read(self, name: str, files: Sequence[Path], columns: Iterable[str]) -> None:
        """A view over Parquet files."""
        listed = ", ".join(_quoted(str(file)) for file in files)
        self._connection.execute(
            f"CREATE OR REPLACE TEMPORARY VIEW {name} AS SELECT {', '.join(columns)} FROM read_parquet([{listed}])"
        )

    def view(self, name: str, select: str) -> None:
        """A temporary view."""
        self._connection.execute(f"CREATE OR REPLACE TEMPORARY VIEW {name} AS {select}")

    def make(self, name: str, select: str) -> None:
        """A temporary table."""
        self._connection.execute(f"CREATE OR REPLACE TEMPORARY TABLE {name} AS {select}")

    def rows(self, select: str) -> list[tuple[Value, ...]]:
        """All rows."""
        found: list[tuple[Value, ...]] = self._connection.execute(select).fetchall()
        return found

    def write(self, select: str, file: Path) -> int:
        """One Parquet file."""
        written = self._connection.execute(
            f"COPY ({select}) TO {_quoted(str(file))} (FORMAT parquet, COMPRESSION zstd)"
        ).fetchone()
        return int(written[0]) if written else 0


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
