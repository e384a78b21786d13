"""PDF files read: ours come back as far as a PDF holds them, those of others as far as their marks and their setting tell."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from jixiao.document.carried import unpacked
from jixiao.document.formats.pdf import setting, tagged
from jixiao.document.formats.pdf.blocks import blocks_of
from jixiao.document.formats.pdf.marking import with_marks
from jixiao.document.formats.pdf.opening import Pdf
from jixiao.document.formats.pdf.pages import Sheet, sheet_of
from jixiao.document.formats.pdf.structure import Tree
from jixiao.document.model import Document, Properties
from jixiao.document.tidy import one_line, tidied
from jixiao.wording import Text, same

CARRIED = "jixiao.json"
"""The attachment of our own files."""

_EXACT = "Typst"
"""The typesetter that marks every heading as one; our own files name it."""

_DATE = "D:"


class Paged(NamedTuple):
    """A document with the page, counted from one, on which each block begins, and each row of a table by block and row.

    ``unreadable`` are the pages that show something but hold no text.
    """

    document: Document
    page_of: dict[int, int]
    row_page_of: dict[tuple[int, int], int]
    unreadable: tuple[int, ...] = ()


def read(path: Path) -> Document:
    """The document in a PDF file; ``Unreadable`` says in a sentence why it cannot be had."""
    return read_with_pages(path).document


def read_with_pages(path: Path) -> Paged:
    """The document in a PDF file, and the pages on which its parts stand."""
    with Pdf(path) as pdf:
        sheets: list[Sheet] = []
        tree = Tree()
        for number, (page, text) in enumerate(pdf.pages(), 1):
            sheets.append(sheet_of(pdf, number, page, text))
            tree.add(number, page)
        unreadable = tuple(sheet.number for sheet in sheets if sheet.is_picture)
        if len(unreadable) == len(sheets) or not any(sheet.glyphs for sheet in sheets):
            raise pdf.fault(_SCANNED.fill(pages=same(ranges(unreadable))) if unreadable else _EMPTY)
        title, properties = one_line(pdf.said("Title")), _properties(pdf)
        is_exact = pdf.said("Creator").startswith(_EXACT)
        beside = unpacked(pdf.attachment(CARRIED))
    marked = tagged.items_of(tree, sheets, is_exact=is_exact)
    made = blocks_of(setting.items_of(sheets) if marked is None else marked, sheets, beside.charts)
    document = with_marks(tidied(Document(title, made.blocks, made.page, properties, beside.trace)), beside.quotes)
    return Paged(document, made.page_of, made.row_page_of, unreadable)


def ranges(numbers: tuple[int, ...]) -> str:
    """Numbers in order, neighbours drawn together: 1—3、5."""
    parts = []
    for _, group in groupby(enumerate(numbers), key=lambda each: each[1] - each[0]):
        found = [number for _, number in group]
        parts.append(f"{found[0]}—{found[-1]}" if len(found) > 1 else f"{found[0]}")
    return ", ".join(parts)


def _properties(pdf: Pdf) -> Properties:
    author, subject, keywords, created = (one_line(pdf.said(key)) for key in ("Author", "Subject", "Keywords", "CreationDate"))
    digits = created.removeprefix(_DATE)[:8]
    try:
        made_on = date.fromisoformat(digits) if len(digits) == 8 else None  # noqa: PLR2004 - year, month and day
    except ValueError:
        made_on = None
    return Properties(author, subject, keywords, made_on)


_SCANNED = Text(
    "第{pages}页是扫描图像，没有可读的文字；请先做文字识别（OCR），或取得原始文件",
    "pages {pages} are scanned pictures without text that can be read; recognise the text first (OCR), or get the original file",
)
_EMPTY = Text("其中没有文字", "it holds no text")
