"""A dossier from wherever it stands: a folder or a workbook."""

from __future__ import annotations

from pathlib import Path

from jixiao.errors import Unreadable
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import read_folder
from jixiao.tables.workbook import read_workbook
from jixiao.wording import Text


def read_dossier(path: Path) -> Dossier:
    """The dossier in a workbook, if ``path`` is a file, or in a folder. ``Unreadable`` if it is none, or nothing stands there."""
    if not path.exists():
        raise Unreadable(Text("没有这个文件夹或文件：{path}", "There is no such folder or file: {path}").fill(path=path))
    return read_workbook(path) if path.is_file() else read_folder(path)
