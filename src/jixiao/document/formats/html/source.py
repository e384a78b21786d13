"""An HTML file opened within bounds: its bytes as text in whichever encoding they are, and that text as a tree."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from lxml import etree, html

from jixiao.errors import Unreadable
from jixiao.files.reading import read_bounded
from jixiao.wording import Text

LARGEST_FILE = 64_000_000
MOST_ELEMENTS = 250_000
DEEPEST = 120
MOST_PLACES = 200_000
"""Bytes; elements; elements inside each other; rows times columns of one table. Our longest papers have some 0.5 MB, 10,000 and 12."""

Element = Any
"""An element of an HTML tree; lxml has no types of its own."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
_HEAD = 8192
_TAG = re.compile(
    r"<(?:!doctype\s+html|/?(?:html|head|body|meta|title|p|div|span|table|tr|td|h[1-6]|br|ul|ol|li|article|section)\b)",
    re.IGNORECASE,
)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "cp936": "gb18030"}
_OTHERS = (
    (
        b"PK\x03\x04",
        Text("它是压缩文件（如 .docx、.xlsx），不是网页", "it is a zip archive (as .docx and .xlsx are), no web page"),
    ),
    (b"\xd0\xcf\x11\xe0", Text("它是旧版 Office 文件，不是网页", "it is an old Office file, no web page")),
    (b"%PDF", Text("它是 PDF 文件，不是网页", "it is a PDF file, no web page")),
)
_EMPTY = Text("文件是空的", "it is empty")
_NO_TEXT = Text("它的内容不是文字：既不是 UTF-8，也不是 GB 18030", "its content is no text, neither in UTF-8 nor in GB 18030")
_NO_PAGE = Text("其中没有网页的标记", "there is no markup of a web page in it")
_TOO_DEEP = Text("标记嵌套超过 {limit} 层", "its elements stand in each other more than {limit} deep")
_TOO_MANY = Text("标记超过 {limit} 个", "it has more than {limit} elements")
_TOO_WIDE = Text("其中一个表格超过 {limit} 格", "a table in it has more than {limit} places")


class Source:
    """A file and its tree; ``fault`` says what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.root = self._tree(self._text(read_bounded(path, LARGEST_FILE)))

    def fault(self, cause: Text) -> Unreadable:
        """What is wrong with the file, as an error."""
        return Unreadable(
            Text("无法打开文件 {file}：{cause}。", "The file {file} cannot be opened: {cause}.").fill(file=self.path, cause=cause)
        )

    def too_wide(self) -> Unreadable:
        """A table is larger than any paper's."""
        return self.fault(_TOO_WIDE.fill(limit=MOST_PLACES))

    def _text(self, raw: bytes) -> str:
        if not raw.strip():
            raise self.fault(_EMPTY)
        for start, cause in _OTHERS:
            if raw.startswith(start):
                raise self.fault(cause)
        text = self._decoded(raw)
        if "\x00" in text:
            raise self.fault(_NO_TEXT)
        if not _TAG.search(text):
            raise self.fault(_NO_PAGE)
        return text

    def _decoded(self, raw: bytes) -> str:
        """The text by its byte order mark, by what it declares, or by what fits; an odd byte in a declared encoding does no harm."""
        for mark, encoding in _MARKS:
            if raw.startswith(mark):
                return raw.decode(encoding, "replace").removeprefix("\ufeff")
        declared = _encoding(raw)
        for encoding in dict.fromkeys((declared or "utf-8", "utf-8", "gb18030")):
            with suppress(UnicodeDecodeError):
                return raw.decode(encoding)
        if declared is None:
            raise self.fault(_NO_TEXT)
        return raw.decode(declared, "replace")

    def _tree(self, text: str) -> Element:
        parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
        try:
            root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
            raise self.fault(_NO_PAGE) from error
        self._measure(root)
        return root

    def _measure(self, root: Element) -> None:
        """Refuse trees that no paper has, before anything follows their branches."""
        level, count = [root], 0
        for _ in range(DEEPEST):
            count += len(level)
            if count > MOST_ELEMENTS:
                raise self.fault(_TOO_MANY.fill(limit=MOST_ELEMENTS))
            level = [child for each in level for child in each]
        if level:
            raise self.fault(_TOO_DEEP.fill(limit=DEEPEST))


def _encoding(raw: bytes) -> str | None:
    """The encoding that a page declares, if Python knows it as one of text."""
    found = _DECLARED.search(raw[:_HEAD])
    if found is None:
        return None
    name = found[1].decode("ascii").lower()
    try:
        name = codecs.lookup(_CHINESE.get(name, name)).name
        "".encode(name)
    except LookupError:
        return None
    return _CHINESE.get(name, name)
