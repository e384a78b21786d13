"""Very many rows out of a file that somebody has looked through: read as they decided, and written all at once or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from jixiao.errors import Misuse
from jixiao.web.dossiers import importing
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.importing import of_data
from jixiao.web.dossiers.offered import Choice, wanted
from jixiao.web.dossiers.pasting import grid_of_file
from jixiao.web.dossiers.writing import Drop, Put, write
from jixiao.web.jobs.job import At, Made
from jixiao.wording import Text

order = 31
words = Text("导入核对过的大量行", "take over very many rows that were looked through")
permission = "see"
of_dossier = True


def run(at: At) -> Made:
    """Read the file (``table``, ``reading``, ``changes``); nothing is written yet."""
    puts = _wanted(at)
    at.tell(len(puts), max(len(puts), 1))
    return Made(_DONE.fill(n=len(puts)), data={"written": len(puts)})


def settle(at: At, made: Made) -> None:
    """Write them, once; permitted as if they were typed in."""
    if made.data["written"]:
        write(at.dossier, _wanted(at), at.writer, action="import")


def _wanted(at: At) -> Sequence[Put | Drop]:
    tables, name = assembled(at.dossier), str(at.arguments.get("table", ""))
    spec = tables.schema.get(name)
    if spec is None:
        raise Misuse(Text("没有这张表：{table}", "There is no such table: {table}").fill(table=name))
    reading = of_data(cast("dict[str, object]", at.arguments.get("reading") or {}))
    grid = grid_of_file(at.folder / Path(str(at.arguments.get("incoming", ""))).name, spec)
    offered = importing.offered(at.dossier, tables, spec, grid, reading)
    return wanted(name, offered, Choice(changes=bool(at.arguments.get("changes"))))[0]


_DONE = Text("已写入{n}行", "{n} rows were written")
