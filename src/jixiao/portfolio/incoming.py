"""What was handed in: the dossiers that stand somewhere, and what keeps one of them from being worked with unattended."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from jixiao.errors import Misuse
from jixiao.exact import Quantity, plain
from jixiao.findings import Place, as_text
from jixiao.report.record import FILE as PAPERS
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import MANIFEST
from jixiao.wording import Text, joined, of_words, same, settled

STATE = ".jixiao-batch"
"""The folder in which a run over many dossiers keeps what it is doing; it marks a place for papers."""

_WORKBOOK = ".xlsx"
_SHOWN = 3


def dossiers_in(sources: Sequence[Path]) -> list[Path]:
    """The dossiers that stand at these places: folders with ``dossier.yaml`` and workbooks, also those below a folder, by their names.

    Papers that jixiao made are passed over: their workbooks are no dossiers.
    """
    found: list[Path] = []
    for path in sources:
        if not path.exists():
            raise Misuse(Text("没有这个文件夹或文件：{path}", "There is no such folder or file: {path}").fill(path=path))
        found += [path] if path.is_file() or (path / MANIFEST).exists() else sorted(_below(path))
    if not found:
        raise Misuse(_NOTHING.fill(paths=joined((same(source) for source in sources), "、", ", ")))
    return list(dict.fromkeys(found))


_NOTHING = Text(
    "{paths} 中没有卷宗（含 dossier.yaml 的文件夹或 .xlsx 工作簿）",
    "There is no dossier (a folder with dossier.yaml, or an .xlsx workbook) in {paths}",
)


def _below(folder: Path) -> Iterator[Path]:
    for path, folders, files in os.walk(folder):
        if MANIFEST in files:
            folders.clear()
            yield Path(path)
            continue
        if STATE in folders:
            folders.clear()
        elif PAPERS not in files:
            yield from (Path(path) / name for name in files if name.endswith(_WORKBOOK) and not name.startswith(("~$", ".")))
        folders[:] = sorted(each for each in folders if not each.startswith("."))


def faults(dossier: Dossier) -> Text | None:
    """The errors in a dossier's cells, the first few in full with their places; nobody looks on who would see them otherwise."""
    found = [each for outcome in dossier.outcomes.values() for each in outcome.findings if each.severity == "error"]
    if not found:
        return None
    said = joined((of_words(as_text(each, "zh"), as_text(each, "en")) for each in found[:_SHOWN]), "\n", "\n")
    return Text("共 {count} 处错误：\n{said}", "{count} errors:\n{said}").fill(count=len(found), said=said)


def over(path: Path, because: Text) -> Text:
    """Why nothing came of a dossier over which a process broke off, with the file in it that is most likely to blame."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    odd = [file for file in files if not file.is_dir() and not file.is_file()]
    if odd:
        return settled(_ODD.fill(why=because, file=odd[0]))
    largest = max((file for file in files if file.is_file()), key=lambda file: file.stat().st_size, default=None)
    if largest is None:
        return because
    return settled(_LARGEST.fill(why=because, file=largest, size=-(-largest.stat().st_size // _KB)))


_KB = 1_000
_ODD = Text("{why}。{file} 不是普通文件", "{why}. {file} is no ordinary file")
_LARGEST = Text("{why}。其中最大的文件是 {file}，{size} KB", "{why}. The largest file in it is {file}, {size} kB")


def largest_number(dossier: Dossier) -> Text | None:
    """The largest number in a dossier's tables, and where it stands."""
    found = max(_numbers(dossier), key=lambda each: abs(each[0]), default=None)
    if found is None:
        return None
    number, place = found
    where = of_words(place.say("zh"), place.say("en"))
    return _NUMBER.fill(number=plain(number), place=where)


def _numbers(dossier: Dossier) -> Iterator[tuple[Decimal, Place]]:
    for table in list(dossier.tables.values()):
        for row in table.rows:
            for column, value in row.given.items():
                if isinstance(value, Quantity):
                    yield value.value, table.place(row, table.spec.fields[column])


_NUMBER = Text("卷宗中最大的数是 {number}，在 {place}", "the largest number in the dossier is {number}, at {place}")
