"""A dossier from one form into the other: folder to workbook, workbook to folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from jixiao.errors import Misuse
from jixiao.files.writing import copy_folder, write_bytes
from jixiao.findings import Outcome, has_errors
from jixiao.tables.folder import write_folder
from jixiao.tables.reading import read_dossier
from jixiao.tables.workbook import write_workbook
from jixiao.wording import Text

WORKBOOK = ".xlsx"
BESIDE = ("evidence", "frameworks", "snapshots", "monitoring.yaml")
"""What stands beside the tables, in a folder as well as with a workbook: folders, and files with their ending."""

_OTHER_ENDINGS = frozenset({".xls", ".xlsm", ".xlsb", ".et", ".ods", ".csv", ".zip", ".pdf", ".docx"})


class Converted(NamedTuple):
    """What was noticed while reading, and what was written; nothing is, if a cell could not be read and would be lost."""

    outcomes: Sequence[Outcome]
    written: Sequence[Path]


def convert(source: Path, target: Path, *, force: bool = False) -> Converted:
    """Write a dossier in the form that the target's ending says: a workbook (.xlsx), or a folder.

    Evidence and own frameworks are taken along. What stands at the target is kept (``Misuse``), unless it is forced.
    """
    if target.suffix.lower() in _OTHER_ENDINGS:
        raise Misuse(
            Text(
                "卷宗可转换为工作簿（.xlsx）或文件夹，不能写成 {ending}",
                "A dossier becomes a workbook (.xlsx) or a folder; it cannot be written as {ending}",
            ).fill(ending=target.suffix)
        )
    dossier = read_dossier(source)
    is_workbook = target.suffix.lower() == WORKBOOK
    folder = target.parent if is_workbook else target
    beside = [name for name in BESIDE if (dossier.path / name).exists() and folder.resolve() != dossier.path.resolve()]
    taken = [path for path in (target, *(folder / name for name in beside)) if path.exists() and not _is_empty(path)]
    if taken and not force:
        raise Misuse(
            Text(
                "{path} 已存在；换一个目标，或加 --force 覆盖",
                "{path} exists; choose another target, or overwrite it with --force",
            ).fill(path=taken[0])
        )
    outcomes = list(dossier.outcomes.values())
    if has_errors(outcomes):
        return Converted(outcomes, ())
    if is_workbook:
        write_workbook(dossier, target)
    else:
        write_folder(dossier, target)
    for name in beside:
        if (dossier.path / name).is_dir():
            copy_folder(dossier.path / name, folder / name)
        else:
            write_bytes(folder / name, (dossier.path / name).read_bytes())
    return Converted(outcomes, [target, *(folder / name for name in beside)])


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())
