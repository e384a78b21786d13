"""A PDF file opened within bounds, and its pages as glyphs and rules; the only module that speaks to pdfium.

A library of C code is not asked twice at the same time: whoever reads a second file in another thread waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ctypes import c_byte, c_ulong, cast, create_string_buffer
from pathlib import Path
from threading import Lock
from time import monotonic
from types import TracebackType
from typing import Any, Self

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError

from jixiao.document.formats.pdf.measuring import is_measured
from jixiao.errors import Unreadable
from jixiao.files.reading import read_bounded
from jixiao.wording import Text

LARGEST_FILE = 64_000_000
LARGEST_ATTACHMENT = 16_000_000
"""Bytes."""

MOST_PAGES = 2_000
MOST_GLYPHS = 1_000_000
MOST_OBJECTS = 1_000_000
"""Of the whole file. A report of 300 pages has some 200,000 glyphs, and 40,000 lines and pieces of text."""

MOST_SECONDS = 60
"""A file that is made to be slow is given up; ordinary ones are read at some hundred pages in a second."""

_HEAD = 1_024
_CHUNK = 1_000_000
_ALONE = Lock()
_WIDE = 2
"""Bytes of a code unit of UTF-16."""

Handle = Any
"""Something of pdfium's own; its bindings have no types."""


class Pdf:
    """An opened PDF. Use it in a ``with`` block; whatever is broken in it is ``Unreadable`` with a sentence."""

    def __init__(self, path: Path) -> None:
        self.path = path
        raw = read_bounded(path, LARGEST_FILE)
        if b"%PDF-" not in raw[:_HEAD]:
            raise self.fault(Text("它不是 PDF 文件", "it is no PDF file"))
        if not is_measured(raw, MOST_GLYPHS):
            raise self.fault(TOO_LARGE)
        self.glyphs_left = MOST_GLYPHS
        self.objects_left = MOST_OBJECTS
        self._until = monotonic() + MOST_SECONDS
        _ALONE.acquire()
        try:
            self._document = self._open(raw)
        except BaseException:
            _ALONE.release()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self._document.close()
        finally:
            _ALONE.release()

    def __len__(self) -> int:
        return len(self._document)

    @property
    def is_tagged(self) -> bool:
        """Whether the file says that its structure is marked."""
        return bool(pdfium.FPDFCatalog_IsTagged(self._document))

    def fault(self, why: Text) -> Unreadable:
        """Why the file cannot be read, as an error."""
        return Unreadable(Text("无法读取 {file}：{why}。", "{file} cannot be read: {why}.").fill(file=self.path, why=why))

    def spend(self, glyphs: int = 0, objects: int = 0) -> None:
        """Count what a page holds against the bounds of the file."""
        self.glyphs_left -= glyphs
        self.objects_left -= objects
        if self.glyphs_left < 0 or self.objects_left < 0 or monotonic() > self._until:
            raise self.fault(TOO_LARGE)

    def pages(self) -> Iterator[tuple[Handle, Handle]]:
        """Each page with its text; both are closed when the next one is asked for. A damaged page is a pair of None."""
        for number in range(len(self)):
            self.spend()
            try:
                page = self._document[number]
            except PdfiumError:
                yield None, None
                continue
            try:
                text = page.get_textpage()
                try:
                    yield page, text
                finally:
                    text.close()
            finally:
                page.close()

    def said(self, key: str) -> str:
        """What the file says about itself: Title, Author, Subject, Keywords, CreationDate."""
        return wide_text(pdfium.FPDF_GetMetaText, self._document, key.encode())

    def attachment(self, name: str) -> str:
        """The text of an attachment; empty if there is none of that name."""
        for number in range(min(pdfium.FPDFDoc_GetAttachmentCount(self._document), _HEAD)):
            found = pdfium.FPDFDoc_GetAttachment(self._document, number)
            if found and wide_text(pdfium.FPDFAttachment_GetName, found) == name:
                return _content(found)
        return ""

    def _open(self, raw: bytes) -> PdfDocument:
        try:
            document = PdfDocument(raw)
        except PdfiumError as error:
            if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
                raise self.fault(_IS_ENCRYPTED) from error
            raise self.fault(_IS_DAMAGED) from error
        pages = len(document)
        if not 0 < pages <= MOST_PAGES:
            document.close()
            raise self.fault(_IS_DAMAGED if pages < 1 else TOO_LARGE)
        return document


def wide_text(function: Callable[..., int], *given: object) -> str:
    """A text that pdfium gives as UTF-16 with an end mark, after having been asked for its length."""
    length = function(*given, None, 0)
    if not _WIDE < length <= _CHUNK:
        return ""
    buffer = create_string_buffer(length + _WIDE)
    kind = function.argtypes[len(given)]  # type: ignore[attr-defined]
    function(*given, cast(buffer, kind), length)
    return buffer.raw[: length - _WIDE].decode("utf-16-le", "replace").rstrip("\0")


def _content(attachment: Handle) -> str:
    length = c_ulong()
    if not pdfium.FPDFAttachment_GetFile(attachment, None, 0, length) or not 0 < length.value <= LARGEST_ATTACHMENT:
        return ""
    buffer = (c_byte * length.value)()
    if not pdfium.FPDFAttachment_GetFile(attachment, buffer, length.value, length):
        return ""
    return bytes(buffer).decode("utf-8", "replace")


TOO_LARGE = Text(
    "它展开后超出可安全读取的范围（最多 {pages} 页、{glyphs} 个字符）",
    "unpacked it exceeds what is safe to read (at most {pages} pages and {glyphs} characters)",
).fill(pages=MOST_PAGES, glyphs=MOST_GLYPHS)
_IS_ENCRYPTED = Text("它有密码保护，请先取消密码", "it is protected by a password; remove the password first")
_IS_DAMAGED = Text("文件已损坏或不完整，请重新取得", "the file is damaged or incomplete; get it again")
