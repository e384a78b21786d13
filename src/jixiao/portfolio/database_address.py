"""Which words name a database of the application: an address of a server, the embedded file, or the folder in which it stands."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

SCHEMES = frozenset({"postgresql", "postgres"})
FILE = "jixiao.sqlite3"
"""The embedded database in the folder of the data."""

_MAGIC = b"SQLite format 3\x00"


class Source(NamedTuple):
    """Where the dossiers stand: the address of a PostgreSQL server or the path of an embedded database, and the folder of the data."""

    address: str
    data: Path


def source_of(word: str, data: Path | None = None) -> Source | None:
    """The database that somebody names: an address, the file, or the folder of the data with the file in it; None if it is none."""
    if urlsplit(word).scheme in SCHEMES:
        return Source(word, data or Path(os.environ.get("JIXIAO_DATA") or "jixiao-data"))
    path = Path(word)
    file = path / FILE if path.is_dir() else path
    if not file.is_file():
        return None
    with file.open("rb") as stream:
        is_database = stream.read(len(_MAGIC)) == _MAGIC
    return Source(str(file), data or file.parent) if is_database else None
