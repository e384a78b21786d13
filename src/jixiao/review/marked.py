"""Where files bear the marking of a state secret, searched in a process of its own that is held to time and memory.

What cannot be searched says why: pictures, scanned pages, formats without a reader, files that take too long. Nobody may take such a file
for one that bears no marking; a person has to look at it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import unescape
from pathlib import Path
from typing import NamedTuple

from jixiao.document.formats.pdf.lines import lines_of
from jixiao.document.formats.pdf.opening import Pdf
from jixiao.document.formats.pdf.pages import sheet_of
from jixiao.document.opening import open_paper
from jixiao.errors import Unreadable
from jixiao.files.contents import Content, content_of
from jixiao.files.package import Package
from jixiao.files.sheets import read_sheets
from jixiao.findings import Place
from jixiao.review.paper import paper_of
from jixiao.tables.secrecy import is_marking, marking_in
from jixiao.wording import Text, joined, of_words, same, settled
from jixiao.workers import Bounds, Lost, in_order

BOUNDS = Bounds(seconds=60, megabytes=1_500)
"""What one file may take; the readers have bounds of their own below these."""

_PARTS = re.compile(r"(?:word|xl)/.*\.xml|.*/(?:Content|Annotation|Template|Page)[^/]*\.xml|Doc_[^/]*/.*\.xml", re.IGNORECASE)
"""The parts of a packed file that hold words: body, headers, footers, notes, comments, text boxes, shared strings, pages."""
_ENDS = re.compile(rb"</(?:\w+:)?(?:p|si|t[cdr]|c|oddHeader|oddFooter|firstHeader|firstFooter|TextObject)>")
_TAGS = re.compile(r"<[^>]*>")
_APART = re.compile(r"(?<=[绝机秘])[ \u3000\u2002-\u200b\xa0]+(?=密)")
_HEADER_CODES = re.compile(r"&(?:[LCR]|\"[^\"]*\"|\d+)")
_WHERE = (
    ("header", Text("页眉", "a header")),
    ("footer", Text("页脚", "a footer")),
    ("comment", Text("批注", "a comment")),
    ("drawing", Text("图形中的文字", "the words of a drawing")),
    ("note", Text("脚注", "a note")),
)
_MOST_NAMED = 10
_READ: frozenset[Content] = frozenset({"pdf", "docx", "xlsx", "xls", "odt", "ods", "html", "text"})
_PACKED: frozenset[Content] = frozenset({"docx", "xlsx", "ofd"})


class Looked(NamedTuple):
    """What came of looking at a file: the marking that it bears and where, and why it could not be searched as a whole (None: it was)."""

    marking: str = ""
    where: Text = same("")
    unsearched: Text | None = None


def looked_at(paths: Sequence[Path]) -> list[Looked]:
    """What came of each file. Nothing is raised, whatever the files are."""
    return [Looked(unsearched=came.because) if isinstance(came, Lost) else came for _, came in in_order(look, paths, 1, BOUNDS)]


def look(path: Path) -> Looked:
    """What came of one file, in this process."""
    try:
        content = content_of(path, path.suffix.lower().removeprefix("."))
        if content not in _READ | _PACKED:
            return Looked(unsearched=_PICTURE if content == "picture" else _NO_READER)
        found = _SEARCHES.get(content, _in_words)(path) if content in _READ else Looked(unsearched=_NO_WORDS)
        return _in_parts(path, found) if content in _PACKED and not found.marking else found
    except Unreadable as error:
        return Looked(unsearched=_told(path, error))


def marking_of(text: str) -> str:
    """The marking that a line of text is, or holds; empty where there is none. The signs of a level may stand apart."""
    if "密" not in text:
        return ""
    bare = _APART.sub("", text).strip()
    return bare[:40] if is_marking(bare) else marking_in(bare) or ""


def _in_pages(path: Path) -> Looked:
    """Searched in all lines of all pages, those at their edges among them, which the reader of papers leaves out."""
    scanned, has_words = [], False
    with Pdf(path) as pdf:
        for number, (page, text) in enumerate(pdf.pages(), 1):
            sheet = sheet_of(pdf, number, page, text)
            if sheet.is_picture:
                scanned.append(same(str(number)))
            for line in lines_of(sheet.glyphs, number):
                has_words = True
                if marking := marking_of(line.text):
                    return Looked(marking, _said(Place("", page=number)))
    if scanned:
        return Looked(unsearched=settled(_SCANNED.fill(pages=joined(scanned[:_MOST_NAMED], "、", ", "))))
    return Looked() if has_words else Looked(unsearched=_NO_WORDS)


def _in_cells(path: Path) -> Looked:
    """Searched in the cells of all sheets, hidden ones among them."""
    try:
        for sheet in read_sheets(path):
            for line in sheet.lines:
                for cell in line.cells:
                    if isinstance(cell, str) and (marking := marking_of(cell)):
                        return Looked(marking, _said(Place("", sheet=sheet.name, row=line.number)))
    except Unreadable as error:
        return Looked(unsearched=_told(path, error))
    return Looked()


def _in_words(path: Path) -> Looked:
    """Searched in the words that the reader of its format gives, with their places."""
    try:
        paper = paper_of(open_paper(path), path.name)
    except Unreadable as error:
        return Looked(unsearched=_told(path, error))
    for passage in paper.passages:
        if marking := next(filter(None, map(marking_of, passage.normal.original.splitlines())), ""):
            return Looked(marking, _said(passage.place))
    return Looked() if paper.passages else Looked(unsearched=_NO_WORDS)


_SEARCHES: Mapping[Content, Callable[[Path], Looked]] = {"pdf": _in_pages, "xlsx": _in_cells}


def _told(path: Path, error: Unreadable) -> Text:
    """What a reader says, with the file's name in place of where it stands here."""
    return settled(error.text, lambda words: words.replace(str(path), path.name))


def _said(place: Place) -> Text:
    return of_words(place.within("zh"), place.within("en"))


def _in_parts(path: Path, found: Looked) -> Looked:
    """Searched in all parts of a packed file; what the reader did not show is in them as well, and what it could not read."""
    has_words = False
    with Package(path) as package:
        for name in package.names:
            if _PARTS.fullmatch(name):
                for line in _lines(package.read(name)):
                    has_words = True
                    if marking := marking_of(line):
                        where = next((said for word, said in _WHERE if word in name.lower()), Text("正文", "the text"))
                        return Looked(marking, where)
    return Looked() if has_words else Looked(unsearched=found.unsearched or _NO_WORDS)


def _lines(raw: bytes) -> Iterator[str]:
    """The words of a part, a line for a paragraph or a cell."""
    text = _TAGS.sub("", _ENDS.sub(b"\n", raw).decode("utf-8", "replace"))
    return (line for line in _HEADER_CODES.sub("\n", unescape(text)).splitlines() if line.strip())


_PICTURE = Text("是图片，没有可检索的文字", "it is a picture, without words that can be searched")
_NO_READER = Text("这种格式不能检索", "this format cannot be searched")
_NO_WORDS = Text("里面没有可检索的文字", "it holds no words that can be searched")
_SCANNED = Text("第{pages}页是扫描图像，没有可检索的文字", "pages {pages} are scanned, without words that can be searched")
