"""A paper opened by what it is: every format that jixiao writes it reads, and those in which others write as well.

A file's ending says what to expect, its content decides: many a ``.xls`` is a web page, and many a ``.wps`` a Word file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from jixiao import kinds
from jixiao.document import foreign, formats
from jixiao.document.model import Document
from jixiao.errors import Unreadable
from jixiao.files.contents import Content, content_of
from jixiao.wording import Text, same

_ALSO = {
    "htm": "html",
    "docm": "docx",
    "dotx": "docx",
    "dotm": "docx",
    "xlsm": "xlsx",
    "xltx": "xlsx",
    "xltm": "xlsx",
    "et": "xls",
    "ett": "xls",
    "xlt": "xls",
    "wps": "doc",
    "wpt": "doc",
    "dot": "doc",
    "rtf": "doc",
    "tsv": "csv",
    "ott": "odt",
    "ots": "ods",
}
"""Endings that stand for a format beside its own name."""

_OF_TEXT = {"txt": "txt", "csv": "csv", "xls": "csv", "doc": "txt", "html": "html"}
"""What a plain text is read as, by what its ending says; other formats are never plain text."""

_OLD = {"doc"}
"""What is known only to be told apart and refused."""


class Opened(NamedTuple):
    """A document, and on which page each of its blocks begins where the format knows pages.

    ``unreadable`` are the pages that show something but hold no text, such as scanned ones.
    """

    document: Document
    pages: Mapping[int, int]
    unreadable: tuple[int, ...] = ()


def is_paper(path: Path) -> bool:
    """Whether the ending names a format that jixiao writes papers in."""
    return _ending(path) in kinds.names(formats.__name__)


def readable() -> list[str]:
    """The endings of all formats that can be read."""
    return sorted({*_known(), *(ending for ending, kind in _ALSO.items() if kind in _known() or ending in {"wps", "et"})})


def open_paper(path: Path) -> Document:
    """The document in a file; ``Unreadable`` says why it cannot be had."""
    return open_pages(path).document


def open_pages(path: Path) -> Opened:
    """The document in a file with its pages; ``Unreadable`` says why it cannot be had."""
    if path.is_dir():
        raise Unreadable(Text("{path} 是文件夹，不是文件", "{path} is a folder, no file").fill(path=path))
    if not path.is_file():
        raise Unreadable(Text("没有这个文件：{path}", "There is no such file: {path}").fill(path=path))
    kind = _kind(path)
    if hasattr(kind, "read_with_pages"):
        paged = kind.read_with_pages(path)
        return Opened(paged.document, paged.page_of, getattr(paged, "unreadable", ()))
    return Opened(kind.read(path), {})


def _kind(path: Path) -> ModuleType:
    """The reader of a file, by its content and its ending."""
    ending = _ending(path)
    expected = _ALSO.get(ending, ending)
    content = content_of(path, expected)
    name: str | None = content if content in _known() else None
    if content == "text":
        name = _OF_TEXT.get(expected)
    elif content == "unknown" and expected in _known():
        name = expected
    if name is not None and (content in _known() or expected in {*_known(), *_OLD}):
        return kinds.load(formats.__name__ if name in kinds.names(formats.__name__) else foreign.__name__, name)
    raise _refusal(path, content, ending if expected in {*_known(), *_OLD} else "")


def _known() -> tuple[str, ...]:
    return (*kinds.names(formats.__name__), *kinds.names(foreign.__name__))


def _refusal(path: Path, content: Content, ending: str) -> Unreadable:
    """Why a file cannot be read, and what to do."""
    if content in _REFUSED:
        cause = _REFUSED[content]
    elif content == "text" and ending:
        cause = Text("它的扩展名是 .{ending}，内容却是文本", "its name ends in .{ending}, but its content is plain text").fill(
            ending=ending
        )
    elif content == "unknown" and ending:
        cause = Text("它的内容不是 .{ending} 文件，可能已损坏", "its content is no .{ending} file; it may be damaged").fill(
            ending=ending
        )
    else:
        known = same(", ".join(readable()))
        return Unreadable(
            Text("{path} 的格式不能读取；可读取：{known}", "{path} is of a format that cannot be read; known are: {known}").fill(
                path=path, known=known
            )
        )
    return Unreadable(
        Text("无法打开文件 {file}：{cause}。", "The file {file} cannot be opened: {cause}.").fill(file=path, cause=cause)
    )


_REFUSED: dict[Content, Text] = {
    "empty": Text("文件是空的", "it is empty"),
    "encrypted": Text("它已加密，请先取消密码", "it is encrypted; take the password off first"),
    "doc": Text(
        "它是旧版 Word 或 WPS 文字文件（.doc、.wps），请另存为 .docx",
        "it is an old Word or WPS Writer file (.doc, .wps); save it as .docx",
    ),
    "xlsb": Text("它是二进制工作簿（.xlsb），请另存为 .xlsx", "it is a binary workbook (.xlsb); save it as .xlsx"),
    "rtf": Text("它是 RTF 文件，请另存为 .docx", "it is an RTF file; save it as .docx"),
    "mht": Text("它是单个文件网页（.mht），请另存为 .docx 或 .html", "it is a web archive (.mht); save it as .docx or .html"),
    "xml": Text("它是 Office 2003 的 XML 文件，请另存为 .docx 或 .xlsx", "it is XML of Office 2003; save it as .docx or .xlsx"),
    "slides": Text("它是演示文稿，不是文字或表格", "it is a presentation, neither text nor tables"),
    "ofd": Text("它是 OFD 版式文件，请另存为 PDF 或取得原始文件", "it is an OFD file; save it as PDF, or get the original file"),
    "picture": Text(
        "它是图片，没有可读的文字；请先做文字识别（OCR），或取得原始文件",
        "it is a picture without text that can be read; recognise the text first (OCR), or get the original file",
    ),
    "packed": Text("它是压缩文件，请先解压", "it is an archive of files; unpack it first"),
}


def _ending(path: Path) -> str:
    return path.suffix.lower().removeprefix(".")
