"""Web pages (.html): one file each that needs nothing from outside and no script, in which every figure leads to its origin."""

from __future__ import annotations

from jixiao.document.formats.html.reading import read
from jixiao.document.formats.html.writing import write

__all__ = ["read", "write"]
