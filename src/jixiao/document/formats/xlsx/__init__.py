"""Excel files (.xlsx): every table on a sheet of its own, the way official forms are filled in and printed."""

from __future__ import annotations

from jixiao.document.formats.xlsx.reading import read
from jixiao.document.formats.xlsx.writing import write

__all__ = ["read", "write"]
