"""Rows of a table out of a file that was handed in: payments from the finance system, a ledger that was kept elsewhere.

Somebody has looked through it and said how it is read (``reading``), or nobody has: then only words that name a column are taken for one.
"""

# ruff: noqa: N999 - a file is named as its work is asked for
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, cast

from jixiao.errors import Misuse
from jixiao.web.dossiers import importing
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.offered import Choice, Offered, wanted
from jixiao.web.dossiers.pasting import MOST_IN_BACKGROUND, grid_of_file, written
from jixiao.web.dossiers.writing import Drop, Put
from jixiao.web.jobs.job import At, Made
from jixiao.wording import Text

order = 30
words = Text("从文件导入一张表的行", "take rows of a table from a file")
permission = "see"
of_dossier = True


class Incoming(NamedTuple):
    """The rows of a file as they are to be written, each with the row that was offered, and how many there are."""

    wanted: Sequence[Put | Drop]
    those: Sequence[Offered]
    rows: int
    left_out: int


def run(at: At) -> Made:
    """Read the file (``table``; ``reading`` and ``changes``, or ``columns``: a header's word to a column); nothing is written yet."""
    found = _incoming(at)
    at.tell(found.rows, max(found.rows, 1))
    number = len(found.wanted)
    said = _TAKEN.fill(rows=found.rows, written=number, same=found.rows - number)
    said = _LEFT_OUT.fill(said=said, n=found.left_out) if found.left_out else said
    return Made(said, data={"rows": found.rows, "written": number, "left_out": found.left_out})


def settle(at: At, made: Made) -> None:
    """Write what is new or differs: all of it or none, once, permitted as if it were typed in."""
    if made.data["written"]:
        found = _incoming(at)
        written(at.dossier, found.wanted, [each.line for each in found.those], at.writer)


def _incoming(at: At) -> Incoming:
    tables, name, said = assembled(at.dossier), str(at.arguments.get("table", "")), at.arguments
    spec = tables.schema.get(name)
    if spec is None:
        raise Misuse(Text("没有这张表：{table}", "There is no such table: {table}").fill(table=name))
    grid = grid_of_file(at.folder / Path(str(said.get("incoming", ""))).name, spec, MOST_IN_BACKGROUND)
    if "reading" in said:
        reading = importing.of_data(cast("dict[str, object]", said["reading"]))
    else:
        reading = importing.unattended(spec, grid, cast("dict[str, str]", said.get("columns") or {}))
    offered = importing.offered(at.dossier, tables, spec, grid, reading)
    puts, those = wanted(name, offered, Choice(changes=bool(said.get("changes", True))))
    return Incoming(puts, those, len(offered), len(grid.left_out))


_TAKEN = Text(
    "读到{rows}行，写入{written}行，{same}行没有变化", "{rows} rows were read, {written} written, {same} were there already"
)
_LEFT_OUT = Text("{said}；另有{n}行合计、签字等没有写入", "{said}; {n} lines of sums or signatures were left out")
