"""Cells, rows and files put into a dossier together: tried on a scratch copy first, then written whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from jixiao.errors import Misuse
from jixiao.files.writing import make_folder, write_all
from jixiao.findings import as_text
from jixiao.tables.cells import Value
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.reading import read_dossier
from jixiao.tables.updating import CellUpdate, NewRow, Refused, new_errors, reread, unexpected, updated
from jixiao.wording import Text


@dataclass(slots=True)
class Entries:
    """What is to be written: cells of rows that stand there, new rows, and files of evidence by their paths."""

    cells: list[CellUpdate] = field(default_factory=list)
    rows: list[NewRow] = field(default_factory=list)
    files: dict[Path, bytes] = field(default_factory=dict)

    def set(self, row: Row, /, **values: Value) -> None:
        """Cells of a row; those that hold this already are left alone."""
        name = row.spec.name
        self.cells += [CellUpdate(name, row.number, column, value) for column, value in values.items() if row[column] != value]

    def add(self, table: str, /, **values: Value) -> None:
        """A new row; what is None is left empty."""
        self.rows.append(NewRow(table, {column: value for column, value in values.items() if value is not None}))


def record(dossier: Dossier, entries: Entries) -> Dossier:
    """Write the entries; the dossier comes back as it then stands.

    ``Misuse`` if a cell cannot be written, if the dossier would have errors that it had not, or would read otherwise than it should;
    ``Unwritable`` if a file cannot be written. In each case the dossier is as it was.
    """
    if not (entries.cells or entries.rows or entries.files):
        return dossier
    done = updated(dossier, entries.cells, entries.rows)
    _refuse(dossier, done.refused)
    after = reread(dossier, done.contents)
    faults = list(new_errors(dossier, after))
    if faults:
        zh, en = ("\n".join(as_text(each, language) for each in faults) for language in ("zh", "en"))
        raise Misuse(_FAULTS.fill(zh=zh, en=en))
    _refuse(dossier, unexpected(dossier, after, entries.cells, list(zip(done.numbers, entries.rows, strict=True))))
    for path in entries.files:
        make_folder(path.parent)
    write_all({**entries.files, **done.contents})
    return read_dossier(dossier.path / dossier.workbook if dossier.workbook else dossier.path)


def _refuse(dossier: Dossier, refused: Iterable[Refused]) -> None:
    for each in refused:
        label = dossier.schema[each.table].label
        raise Misuse(_REFUSED.fill(table=label, row=each.row, because=each.because))


_REFUSED = Text("没有写入：表“{table}”第{row}行：{because}", "Nothing was written: table “{table}” row {row}: {because}")
_FAULTS = Text("没有写入，这样改会产生错误：\n{zh}", "Nothing was written, because it would bring errors:\n{en}")


def next_code(dossier: Dossier, table: str, prefix: str, taken: Iterable[str] = ()) -> str:
    """The next free code of a table, numbered on in the manner of the last one: after WT-03 comes WT-04; ``prefix`` where there is none.

    ``taken`` are codes that are given already but not written yet.
    """
    column = dossier.schema[table].key[-1]
    known = [row.text(column) for row in dossier.table(table)] + list(taken)
    found = [match for code in known if (match := _NUMBERED.fullmatch(code))]
    head, digits = (found[-1]["head"], found[-1]["digits"]) if found else (prefix, "00")
    most = max((int(match["digits"]) for match in found if match["head"] == head), default=0)
    return f"{head}{most + 1:0{len(digits)}d}"


_NUMBERED = re.compile(r"(?P<head>.*?)(?P<digits>\d+)")
