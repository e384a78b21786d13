"""DuckDB, in this process: the default. Memory is bounded by a setting; what does not fit goes to a folder for scratch."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from jixiao.framework.columns import FUNCTIONS
from jixiao.portfolio.engine import Settings
from jixiao.portfolio.program import Table, Value
from jixiao.wording import Text

_TYPES = {"bigint": "BIGINT", "bool": "BOOLEAN", "text": "VARCHAR", "word": "VARCHAR", "amount": "DECIMAL(18, 4)", "date": "DATE"}
label = Text("DuckDB（内嵌）", "DuckDB (embedded)")


@contextmanager
def opened(settings: Settings) -> Iterator[DuckDB]:
    """A database in memory."""
    connection = duckdb.connect()
    try:
        connection.execute("SET enable_progress_bar = false")  # it would stand in the output of a command
        connection.execute("SET memory_limit = ?", [f"{settings.memory}MB"])
        if settings.threads:
            connection.execute("SET threads = ?", [settings.threads])
        if settings.scratch is not None:
            connection.execute("SET temp_directory = ?", [str(settings.scratch)])
        yield DuckDB(connection, min(settings.threads or os.cpu_count() or 1, settings.memory // _ENOUGH))
    finally:
        connection.close()


_ENOUGH = 600
"""The memory of a part of 20,000 units, in MB."""

_LEFT_OUT = "partial_aggregate_pushdown"
"""An optimizer that computes the rules of a mean once for each sum that is made of them: five times slower (DuckDB 2.0)."""


class DuckDB:
    """An opened database."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, at_once: int = 1) -> None:
        self._connection, self._at_once = connection, at_once
        if connection.execute("SELECT 1 FROM duckdb_optimizers() WHERE name = ?", [_LEFT_OUT]).fetchone():
            connection.execute("SET disabled_optimizers = ?", [_LEFT_OUT])
        for function in FUNCTIONS["duckdb"]:
            connection.execute(function)

    def sessions(self, most: int) -> list[DuckDB]:
        """As many as there are threads, if there is memory for so many parts; they share both."""
        return [self, *(DuckDB(self._connection.cursor()) for _ in range(min(self._at_once, most) - 1))]

    def load(self, table: Table) -> None:
        """Make a small table."""
        listed = ", ".join(f"UNNEST(?::{_TYPES[kind]}[]) AS {name}" for name, kind in table.columns.items())
        values = [list(column) for column in zip(*table.rows, strict=True)] or [[] for _ in table.columns]
        self._connection.execute(f"CREATE OR REPLACE TEMPORARY TABLE pf_loaded AS SELECT {listed}", values)
        self.make(table.name, f"SELECT {', '.join(self._typed(table))} FROM pf_loaded")

    def _typed(self, table: Table) -> Iterator[str]:
        """The columns, with words as numbers of a type of their own: they are joined, sorted and written faster than text."""
        for name, kind in table.columns.items():
            if kind != "word" or not table.rows:
                yield name
                continue
            known = f"SELECT DISTINCT {name} FROM pf_loaded WHERE {name} IS NOT NULL ORDER BY {name}"
            self._connection.execute(f"CREATE OR REPLACE TEMPORARY TYPE {table.name}_{name} AS ENUM ({known})")
            yield f"{name}::{table.name}_{name} AS {name}"

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
