"""The lake: many units' tables as Parquet, in parts of whole units.

    LAKE/lake.yaml              what it is, and which program wrote it
    LAKE/unit/0000.parquet      the units of a part
    LAKE/fact/0000.parquet      their facts
    LAKE/stated_score/…         what units and reviewers say of the scores
    LAKE/narrative/…            what units write, for the search for copies
    LAKE/dossier/payment/…      the dossiers' own tables, each cell as text
    LAKE/source/…               where the dossiers stood
    LAKE/set_aside/…            what could not be taken in, and why

The files of a part have the same name in every table, and all rows of a unit stand in one part: a part can be scored by itself, in
bounded memory, and again without the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from jixiao.errors import Misuse
from jixiao.wording import Text

UNIT: Mapping[str, str] = {
    "unit_code": "text",
    "fiscal_year": "bigint",
    "parent_code": "text",
    "name": "text",
    "kind": "text",
    "budget_level": "text",
    "region_code": "text",
    "peer_group": "text",
    "budget_yuan": "amount",
    "submitted_on": "date",
    "due_on": "date",
}
"""The columns of ``unit`` in the lake."""

STATED_SCORE: Mapping[str, str] = {
    "unit_code": "text",
    "fiscal_year": "bigint",
    "framework": "text",
    "stage": "text",
    "item_code": "text",
    "score": "amount",
    "reason": "text",
}
"""The columns of ``stated_score`` in the lake: what units and reviewers say."""

NARRATIVE: Mapping[str, str] = {"unit_code": "text", "fiscal_year": "bigint", "place": "text", "text": "text"}
"""The columns of ``narrative``: what units write, and in which cell of their tables."""

ITEM_SCORE = ("unit_code", "fiscal_year", "framework", "item_code", "points", "score", "lost", "in_play", "state", "arm")
UNIT_SCORE = ("unit_code", "fiscal_year", "framework", "total", "out_of", "in_play", "grade")
"""The columns that scoring writes."""

SUFFIX = ".parquet"
MANIFEST = "lake.yaml"


class Lake(NamedTuple):
    """A folder of tables in parts."""

    path: Path

    def file(self, table: str, part: str) -> Path:
        """Where a part of a table stands."""
        return self.path / table / f"{part}{SUFFIX}"

    def parts(self, table: str) -> list[str]:
        """The parts of a table, in order."""
        return sorted(file.name.removesuffix(SUFFIX) for file in (self.path / table).glob(f"[!.]*{SUFFIX}"))

    def files(self, table: str) -> list[Path]:
        """The files of a table, in order."""
        return [self.file(table, part) for part in self.parts(table)]


def lake_at(path: Path, *needed: str) -> Lake:
    """The lake in a folder; ``Misuse`` if a table that is needed has no part."""
    lake = Lake(path)
    for table in needed:
        if not lake.parts(table):
            raise Misuse(_NO_TABLE.fill(path=path, table=table))
    return lake


def digest(file: Path) -> str:
    """What a file is known by: SHA-256 of its bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


_NO_TABLE = Text(
    "{path} 中没有 {table} 表的 Parquet 文件（应为 {table}/*.parquet）。可先用 jixiao portfolio collect 汇集，或用 portfolio generate 生成。",
    "{path} has no Parquet files of the table {table} ({table}/*.parquet). Collect dossiers with jixiao portfolio collect first, or make "
    "a lake with portfolio generate.",
)
