"""The XML of OpenDocument files: its names, the text of a paragraph as people see it, and cells that stand for many."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jixiao.document.tidy import clean
from jixiao.errors import Unreadable
from jixiao.files.package import Element, Package
from jixiao.wording import Text as Sentence

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, TABLE, OFFICE, DRAW, STYLE = (f"{{{_SPACE}{name}:1.0}}" for name in ("text", "table", "office", "drawing", "style"))
LARGEST_CONTENT = 32_000_000
_LEFT_OUT = {
    *(f"{OFFICE}annotation", f"{OFFICE}annotation-end", f"{TEXT}tracked-changes", f"{TEXT}note", f"{DRAW}frame"),
    *(f"{DRAW}custom-shape", f"{TEXT}bookmark", f"{TEXT}ruby-text"),
}
_SIGNS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}
_MOST_SPACES = 1000
_MOST_DIGITS = 9


def content(path: Path, kind: str, refusal: Sentence) -> Element:
    """What a file of a kind (``text``, ``spreadsheet``) holds, and its styles beside it."""
    with Package(path) as package:
        if "content.xml" not in package:
            raise package.fault(refusal)
        if package.size("content.xml") > LARGEST_CONTENT:
            raise package.fault(Sentence("解压后过大", "it is too large when unpacked"))
        if b"encryption-data" in (package.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in package else b""):
            raise package.fault(Sentence("它已加密，请先取消密码", "it is encrypted; take the password off first"))
        body = package.tree("content.xml").find(f"{OFFICE}body/{OFFICE}{kind}")
        if body is None:
            raise package.fault(refusal)
        return body


def fault(path: Path, cause: Sentence) -> Unreadable:
    """What is wrong with a file, as an error."""
    return Unreadable(
        Sentence("无法打开文件 {file}：{cause}。", "The file {file} cannot be opened: {cause}.").fill(file=path, cause=cause)
    )


def number(element: Element, name: str, default: int = 1) -> int:
    """A whole number in an attribute; the default if it is none."""
    text = element.get(name) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else default


def text_of(paragraph: Element) -> str:
    """The text of a paragraph: without comments, notes and boxes; runs of spaces are written as a count."""
    return clean("".join(_texts(paragraph)))


def _texts(element: Element) -> Iterator[str]:
    yield " ".join((element.text or "").split("\n"))
    for child in element:
        if child.tag == f"{TEXT}s":
            yield " " * min(number(child, f"{TEXT}c"), _MOST_SPACES)
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _LEFT_OUT:
            yield from _texts(child)
        yield " ".join((child.tail or "").split("\n"))
