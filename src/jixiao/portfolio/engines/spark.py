"""Spark, in this process (``local[*]``) or on a cluster: for data that lives in one, or exceeds a machine. Needs Java 17.

The address is that of the master (``spark://host:7077``); a cluster has to see the lake under the same path. ANSI mode is on, so a
number that does not fit raises instead of wrapping.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql.types import BooleanType, DataType, LongType, StringType, StructField, StructType

from jixiao.errors import Misuse
from jixiao.framework.columns import FUNCTIONS
from jixiao.portfolio.engine import Settings
from jixiao.portfolio.program import Table, Value
from jixiao.wording import Text, same

label = Text("Spark，单机或集群", "Spark, on one machine or a cluster")
_TYPES: dict[str, DataType] = {"bigint": LongType(), "bool": BooleanType(), "text": StringType(), "word": StringType()}
_HUGE_METHODS = (
    "-XX:-DontCompileHugeMethods"  # a CASE of a whole framework is one long method, which Java would leave interpreted
)


@contextmanager
def opened(settings: Settings) -> Iterator[Spark]:
    """A session of its own."""
    with tempfile.TemporaryDirectory(dir=_made(settings.scratch), ignore_cleanup_errors=True) as scratch:
        session = _session(settings, scratch)
        try:
            for function in FUNCTIONS["spark"]:
                session.sql(function)
            yield Spark(session, Path(scratch))
        finally:
            session.stop()


def _made(scratch: Path | None) -> Path | None:
    if scratch is not None:
        scratch.mkdir(parents=True, exist_ok=True)
    return scratch


def _session(settings: Settings, scratch: str) -> SparkSession:
    threads = settings.threads or os.cpu_count() or 1
    said = {
        "spark.master": settings.address or f"local[{threads}]",
        "spark.app.name": "jixiao",
        "spark.driver.memory": f"{settings.memory}m",
        "spark.driver.extraJavaOptions": _HUGE_METHODS,
        "spark.executor.extraJavaOptions": _HUGE_METHODS,
        "spark.sql.ansi.enabled": "true",
        "spark.sql.shuffle.partitions": str(2 * threads),
        "spark.sql.session.timeZone": "UTC",
        "spark.local.dir": scratch,
        "spark.sql.warehouse.dir": f"{scratch}/warehouse",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder
    for name, value in said.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as refused:
        raise Misuse(_REFUSED.fill(why=same(str(refused).splitlines()[0]))) from refused
    session.sparkContext.setLogLevel("ERROR")
    return session


class Spark:
    """An open session."""

    def __init__(self, session: SparkSession, scratch: Path) -> None:
        self._session, self._scratch, self._made = session, scratch, 0

    def sessions(self, most: int) -> list[Spark]:  # noqa: ARG002 - Spark divides a part by itself
        """This one."""
        return [self]

    def load(self, table: Table) -> None:
        """A small table, as a view over rows that the driver has."""
        schema = StructType([StructField(name, _TYPES[kind]) for name, kind in table.columns.items()])
        self._session.createDataFrame([tuple(row) for row in table.rows], schema).createOrReplaceTempView(table.name)

    def read(self, name: str, files: Sequence[Path], columns: Iterable[str]) -> None:
        """A view over Parquet files."""
        self._session.read.parquet(*map(str, files)).select(*columns).createOrReplaceTempView(name)

    def view(self, name: str, select: str) -> None:
        """A view."""
        self._session.sql(select).createOrReplaceTempView(name)

    def make(self, name: str, select: str) -> None:
        """What was computed is kept as Parquet among the scratch and read from there."""
        self._made += 1
        place = self._scratch / f"{name}-{self._made}"
        self._session.sql(select).write.parquet(str(place))
        self._session.read.parquet(str(place)).createOrReplaceTempView(name)

    def rows(self, select: str) -> list[tuple[Value, ...]]:
        """All rows."""
        return [tuple(row) for row in self._session.sql(select).collect()]

    def write(self, select: str, file: Path) -> int:
        """One Parquet file."""
        self._made += 1
        place = self._scratch / f"write-{self._made}"
        self._session.sql(select).coalesce(1).write.option("compression", "zstd").parquet(str(place))
        (written,) = place.glob("*.parquet")
        shutil.move(written, file)
        return int(self._session.read.parquet(str(file)).count())


_REFUSED = Text(
    "Spark 启动不了：{why}。它需要 Java 17，或可到达的集群地址（--address spark://主机:7077）。",
    "Spark cannot start: {why}. It needs Java 17, or a cluster that can be reached (--address spark://host:7077).",
)
