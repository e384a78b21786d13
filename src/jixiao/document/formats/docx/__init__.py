"""Word files (.docx), written and read as XML, without an office program."""

from __future__ import annotations

from jixiao.document.formats.docx.reading import read
from jixiao.document.formats.docx.writing import write

__all__ = ["read", "write"]
