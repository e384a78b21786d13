"""A dossier from wherever it stands: a folder or a workbook."""

from __future__ import annotations

from pathlib import Path

from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import read_folder
from jixiao.tables.workbook import read_workbook


def read_dossier(path: Path) -> Dossier:
    """The dossier in a workbook, if ``path`` is a file, or in a folder. ``Unreadable`` if it is none."""
    return read_workbook(path) if path.is_file() else read_folder(path)
