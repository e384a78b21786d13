"""What a file is by its content, whatever its name says: the first bytes, and the names of the parts of a container."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from jixiao.files.compound import SIGNATURE, Compound
from jixiao.files.reading import read_bounded

Content = Literal[
    "docx", "xlsx", "pdf", "html", "xls", "odt", "ods", "text",
    "xlsb", "doc", "encrypted", "rtf", "mht", "xml", "slides", "ofd", "picture", "packed", "empty", "unknown",
]  # fmt: skip
"""Those up to ``text`` can be read, those after it cannot."""

LARGEST_FILE = 64_000_000

_HEAD, _TAIL = 4096, 2_100_000
_STARTS: tuple[tuple[bytes, Content], ...] = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x09\x08", "xls"),
    (b"\x09\x04", "xls"),
    (b"\x09\x02", "xls"),
    (b"\x09\x00\x04\x00", "xls"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"Rar!", "packed"),
    (b"7z\xbc\xaf", "packed"),
    (b"\x1f\x8b", "packed"),
)
_STREAMS: tuple[tuple[str, Content], ...] = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "slides"),
)
_PARTS: tuple[tuple[bytes, Content], ...] = (
    (b"xl/workbook.bin", "xlsb"),
    (b"word/", "docx"),
    (b"xl/", "xlsx"),
    (b"ppt/", "slides"),
    (b"OFD.xml", "ofd"),
)
_OPEN_DOCUMENT: tuple[tuple[bytes, Content], ...] = (
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"application/vnd.oasis.opendocument.presentation", "slides"),
)
_PAGE = re.compile(
    rb"\s*(?:<!--.{0,1000}?-->\s*)?(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!doctype\s+html|<html|<head|<body|<table|<meta)",
    re.IGNORECASE | re.DOTALL,
)
_OFFICE_XML = re.compile(rb"\s*<\?xml.{0,400}?<\?mso-application", re.DOTALL)
_WEB_ARCHIVE = re.compile(rb"\s*MIME-Version:.{0,400}?multipart/related", re.IGNORECASE | re.DOTALL)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_PDF_WITHIN = 1024


def content_of(path: Path, expected: str = "") -> Content:
    """What a file is; of two that it can be the one that its name says. ``Unreadable`` if it is too large or cannot be read."""
    raw = read_bounded(path, LARGEST_FILE)
    if not raw:
        return "empty"
    if raw.startswith(SIGNATURE):
        return _old_office(raw, expected)
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(raw)
    head = raw[:_HEAD]
    known = next((content for start, content in _STARTS if head.startswith(start)), None)
    if known is not None:
        return known
    return "pdf" if b"%PDF-" in head[:_PDF_WITHIN] else _written(head)


def _old_office(raw: bytes, expected: str) -> Content:
    """What a compound file is, by its streams; where its directory is damaged, by names anywhere in it."""
    try:
        names = Compound(raw).names
    except ValueError:
        names = []
    found = [content for name, content in _STREAMS if name in names]
    found = found or [content for name, content in _STREAMS if name.encode("utf-16-le") + b"\0\0" in raw]
    if "encrypted" in found:
        return "encrypted"
    return next((content for content in found if content == expected), found[0] if found else "unknown")


def _packed(raw: bytes) -> Content:
    head, tail = raw[:_HEAD], raw[-_TAIL:]
    if b"mimetype" in head[:60]:
        return next((content for name, content in _OPEN_DOCUMENT if name in head), "packed")
    listed = tail[max(0, tail.find(b"PK\x01\x02")) :]
    return next((content for name, content in _PARTS if name in listed), "packed")


def _written(head: bytes) -> Content:
    """What a text is."""
    if head.startswith(_MARKS[1:]):
        bare = head[2:].replace(b"\0", b"")
    else:
        bare = head.removeprefix(_MARKS[0])
        if b"\0" in head:
            return "unknown"
    if _PAGE.match(bare):
        return "html"
    if _OFFICE_XML.match(bare):
        return "xml"
    return "mht" if _WEB_ARCHIVE.match(bare) else "text"
