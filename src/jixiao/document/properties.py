"""What an office file says about itself, the same in Word and in Excel files."""

from __future__ import annotations

from datetime import date

from jixiao.document.model import Properties
from jixiao.files.package import Package

_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"


def read_properties(package: Package) -> tuple[str, Properties]:
    """The title of a file and its other properties; empty where it says nothing."""
    part = package.related("", "core-properties")
    if part is None:
        return "", Properties()
    core = package.tree(part)
    title, author, subject, keywords, created = (
        core.findtext(name) or ""
        for name in (f"{_DUBLIN}title", f"{_DUBLIN}creator", f"{_DUBLIN}subject", f"{_CORE}keywords", f"{_TERMS}created")
    )
    try:
        made_on = date.fromisoformat(created[:10])
    except ValueError:
        made_on = None
    return title, Properties(author, subject, keywords, made_on)
