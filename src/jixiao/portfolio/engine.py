"""An engine: what runs the statements of a program over columns. A kind of engine is one file of ``engines/``.

A kind has a ``label`` and ``opened(settings)``, a context manager that gives an ``Engine``. The statements are the same text on every
engine; what differs stays in its file: how tables and Parquet are named, and the three functions of ``framework.columns``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from jixiao import kinds
from jixiao.errors import Misuse
from jixiao.portfolio.program import Table, Value
from jixiao.wording import Text

FOLDER = "jixiao.portfolio.engines"


class Settings(NamedTuple):
    """What an engine may use: memory in MB, threads (0: all), where PostgreSQL or Spark is, and a folder for what does not fit."""

    memory: int = 1500
    threads: int = 0
    address: str = ""
    scratch: Path | None = None


class Engine(Protocol):
    """An opened engine. Names of tables and SELECTs come from programs, never from users."""

    def sessions(self, most: int) -> Sequence[Engine]:
        """Sessions that may work at the same time, this one and at most so many; tables are made in each of them."""

    def load(self, table: Table) -> None:
        """Make a small table."""

    def read(self, name: str, files: Sequence[Path], columns: Iterable[str]) -> None:
        """Make these columns of Parquet files (all of one shape) known under a name."""

    def view(self, name: str, select: str) -> None:
        """Make what a SELECT gives known under a name, without keeping it."""

    def make(self, name: str, select: str) -> None:
        """Make what a SELECT gives and keep it under a name until it is made again."""

    def rows(self, select: str) -> list[tuple[Value, ...]]:
        """What a SELECT gives."""

    def write(self, select: str, file: Path) -> int:
        """Write what a SELECT gives as one Parquet file; how many rows they are."""


def names() -> tuple[str, ...]:
    """The names of all kinds of engines."""
    return kinds.names(FOLDER)


def opened(name: str, settings: Settings) -> AbstractContextManager[Engine]:
    """An engine of that kind, closed on leaving; ``Misuse`` if its packages or its server are not there."""
    try:
        kind = kinds.load(FOLDER, name)
    except ImportError as absent:
        raise Misuse(_NOT_THERE.fill(engine=name, package=absent.name or name)) from absent
    return cast("AbstractContextManager[Engine]", kind.opened(settings))


_NOT_THERE = Text(
    "引擎 {engine} 需要的 {package} 没有安装：pip install 'jixiao[{engine}]'",
    "The engine {engine} needs {package}, which is not installed: pip install 'jixiao[{engine}]'",
)
