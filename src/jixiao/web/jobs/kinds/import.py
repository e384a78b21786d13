"""Rows of a table out of a file that was handed in: payments from the finance system, a ledger that was kept elsewhere."""

# ruff: noqa: N999 - a file is named as its work is asked for
from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple, cast

from jixiao.errors import Misuse
from jixiao.files.delimited import read_csv
from jixiao.files.sheets import Cell, cell_text, read_sheets
from jixiao.tables.cells import Misfit, Value, value_of
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.dossier import Table
from jixiao.tables.rows import Line, read_header, read_rows
from jixiao.tables.schema import Field, TableSpec
from jixiao.tables.sheet_cells import take
from jixiao.tables.workbook import HEADER_WITHIN, match
from jixiao.web.dossiers.adopting import differences
from jixiao.web.dossiers.assembling import described
from jixiao.web.dossiers.writing import Drop, Faulty, Put, write
from jixiao.web.jobs.job import At, Made
from jixiao.wording import Text

order = 30
words = Text("从文件导入一张表的行", "take rows of a table from a file")
permission = "see"
of_dossier = True


class Incoming(NamedTuple):
    """The rows of a file as they are to be written."""

    wanted: Sequence[Put | Drop]
    rows: int


def run(at: At) -> Made:
    """Read the file, ``table`` by ``columns`` (a header's word to a column; a header that names a column needs none); nothing is written yet."""
    found = _wanted(at)
    at.tell(found.rows, max(found.rows, 1))
    same = found.rows - len(found.wanted)
    said = _TAKEN.fill(rows=found.rows, written=len(found.wanted), same=same)
    return Made(said, data={"rows": found.rows, "written": len(found.wanted)})


def settle(at: At, made: Made) -> None:
    """Write what is new or differs: all of it or none, once, permitted as if it were typed in."""
    if made.data["written"]:
        write(at.dossier, _wanted(at).wanted, at.writer, action="import")


def _wanted(at: At) -> Incoming:
    tables = described(at.dossier)
    name = str(at.arguments.get("table", ""))
    if name not in tables.schema:
        raise Misuse(Text("没有这张表：{table}", "There is no such table: {table}").fill(table=name))
    path = at.folder / Path(str(at.arguments.get("incoming", ""))).name
    _read(tables, name, path, cast("Mapping[str, str]", at.arguments.get("columns") or {}))
    faults = [each for outcome in tables.outcomes.values() for each in outcome.findings if each.severity == "error"]
    if faults:
        raise Faulty(faults)
    wanted = [each for each in differences(at.dossier, tables, removes=False) if each.table == name]
    return Incoming(wanted, len(tables.table(name).rows))


def _read(tables: Tables, name: str, path: Path, columns: Mapping[str, str]) -> None:
    """The rows below the first line that names columns of the table."""
    spec = tables.schema[name]

    def named(_: TableSpec, word: str) -> Field | None:
        return spec.fields.get(columns[word]) if word in columns else match(spec, word)

    is_text = path.suffix.lower() == ".csv"
    lines = _lines(path, is_text=is_text)
    counts = [
        sum(named(spec, cell_text(cell).strip()) is not None for cell in line.cells) for line in islice(lines, HEADER_WITHIN)
    ]
    best = max(counts, default=0)
    if not best:
        raise Misuse(_NO_HEADER.fill(table=spec.label))
    at = counts.index(best)
    table = tables.tables[name] = Table(spec, path.name)
    header = read_header(tables, table, lines[at], named)
    read_rows(tables, table, header, lines[at + 1 :], _text if is_text else take)


def _lines(path: Path, *, is_text: bool) -> Sequence[Line]:
    if is_text:
        return list(read_csv(path))
    return next((sheet.lines for sheet in read_sheets(path) if sheet.lines and not sheet.is_hidden), [])


def _text(column: Field, cell: Cell) -> Value | Misfit:
    return value_of(column, cell_text(cell))


_NO_HEADER = Text(
    "文件开头没有表“{table}”的表头；请在第一行写列名，或说明各列对应什么",
    "The file does not begin with a header of “{table}”. Name the columns in its first row, or say which column is which",
)
_TAKEN = Text(
    "读到{rows}行，写入{written}行，{same}行没有变化", "{rows} rows were read, {written} written, {same} were there already"
)
