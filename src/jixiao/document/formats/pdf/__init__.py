"""PDF files, set by a typesetter that comes with jixiao, and read with or without tags; no office program is needed."""

from __future__ import annotations

from jixiao.document.formats.pdf.reading import read, read_with_pages
from jixiao.document.formats.pdf.writing import write

__all__ = ["read", "read_with_pages", "write"]
