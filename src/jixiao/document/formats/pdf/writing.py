"""PDF files, set by the typesetter from the document as data: tagged, with bookmarks, and with what the paper carries attached."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from jixiao.document.carried import packed
from jixiao.document.formats.pdf.content import Content
from jixiao.document.formats.pdf.marking import stands
from jixiao.document.layout import Layout
from jixiao.document.layout import layout as shipped
from jixiao.document.model import Document, Heading, runs_in, text_of
from jixiao.document.tidy import tidied
from jixiao.document.typesetting import Refused, Standard, pdf, without_shape
from jixiao.files.writing import write_bytes

_MARKUP = (Path(__file__).parent / "paper.typ").read_text(encoding="utf-8")
CARRIED = "jixiao.json"
_UNUSUAL = re.compile(
    "[^\\s!-~\u00a0-\u00ff\u2010-\u2027\u2030-\u205e\u2100-\u27bf\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]"
)
"""Signs that a paper is written without if the typesetter breaks off over one of them."""


def write(document: Document, path: Path, layout: Layout | None = None) -> None:
    """Write a document as a PDF file.

    The same document and layout give the same bytes on machines with the same fonts. A sign that no font has is written as its
    number (〔U+20BB7〕), and a picture that is damaged as its words.
    """
    write_bytes(path, pages(document, layout or shipped()))


def pages(document: Document, layout: Layout, *, system: bool = True) -> bytes:
    """The bytes of the PDF file; without ``system`` only fonts that every machine has are used."""
    document = tidied(document)
    text = "".join(text_of(runs) for runs in runs_in(document))
    try:
        return _pages(document, layout, without_shape(text, system=system), system=system)
    except Refused:
        return _pages(document, layout, frozenset(_UNUSUAL.findall(text)), system=system)


def _pages(document: Document, layout: Layout, missing: frozenset[str], *, system: bool) -> bytes:
    content = Content(document, layout, missing, system=system)
    carried = packed(document, stands(document))
    data = {**content.data(), "carried": bool(carried)}
    beside = {**content.beside, CARRIED: carried.encode(), "content.json": json.dumps(data, ensure_ascii=False).encode()}
    return pdf(_MARKUP, beside, (*_standards(document),), system=system)


def _standards(document: Document) -> Iterator[Standard]:
    """What the file can keep to: an archive asks for the day on which it was made, reading aloud for headings that skip no level."""
    if document.properties.made_on is not None:
        yield "a-3a"
    levels = [0, *(block.level for block in document.blocks if isinstance(block, Heading))]
    if all(after <= before + 1 for before, after in pairwise(levels)):
        yield "ua-1"
