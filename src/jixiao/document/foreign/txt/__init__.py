"""Texts as people save or copy them: paragraphs, headings that were typed, and tables drawn with strokes, tabs or spaces.

A text has no marks of its own, so what its lines look like decides. Lines that were broken by hand are joined; a paragraph that the
end of a page broke is joined if it ends no sentence and the next begins as no heading does. A form feed ends a page.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from jixiao.document.foreign.txt.flow import flowed
from jixiao.document.model import Document
from jixiao.document.tidy import tidied
from jixiao.files.reading import making_many_rows
from jixiao.files.texts import text_of_file


class Paged(NamedTuple):
    """A document with the page, counted from one, on which each block begins; none where the text has no form feed."""

    document: Document
    page_of: dict[int, int]


def read(path: Path) -> Document:
    """The document in a text file; ``Unreadable`` says in a sentence why it cannot be had."""
    return read_with_pages(path).document


def read_with_pages(path: Path) -> Paged:
    """The document in a text file, and the pages on which its blocks begin."""
    text = text_of_file(path)
    with making_many_rows():
        made = flowed(text)
        document = tidied(Document("", tuple(made.blocks)))
    return Paged(document, dict(enumerate(made.pages)) if "\f" in text.strip("\n\f ") else {})
