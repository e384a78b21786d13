"""Web pages read: ours come back as they were, those of others as far as their markup tells."""

from __future__ import annotations

from pathlib import Path

from jixiao.document.formats.html.foreign import Flow
from jixiao.document.formats.html.head import carried, properties, title
from jixiao.document.formats.html.own import is_own, own
from jixiao.document.formats.html.source import Source
from jixiao.document.model import Document
from jixiao.document.tidy import tidied
from jixiao.files.reading import making_many_rows


def read(path: Path) -> Document:
    """The document in a web page; ``Unreadable`` says in a sentence why it cannot be opened. Nothing is fetched."""
    with making_many_rows():
        source = Source(path)
        return tidied(own(source) if is_own(source.root) else _foreign(source))


def _foreign(source: Source) -> Document:
    root = source.root
    blocks = tuple(Flow(source).blocks(root))
    return Document(title(root), blocks, properties=properties(root), trace=carried(root).trace)
