"""The figures of a paper of ours, marked again where the words stand that the file says are around them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from jixiao.document.figures import CAPTION, NOTE, Quote, marked, quotes, quotes_in, with_figures
from jixiao.document.formats.pdf.held import held, spread, stood, with_runs
from jixiao.document.model import Document, Heading, Paragraph, Runs, Table, text_of

_MOST_MOVED = 200
"""Figures that are looked for elsewhere than at their own place."""


def stands(document: Document) -> list[Quote]:
    """Every figure of a document with the words around it, as they are read from a PDF."""
    plain, cells = stood(document)
    tables = [number for number, block in enumerate(plain.blocks) if isinstance(block, Table)]
    found = quotes(plain)
    for number, them in zip(tables, cells, strict=True):
        found += [quote for each in them for quote in quotes_in(each.runs, f"{number}/{each.row}/{each.column}")]
    return sorted(found, key=_block)


def _block(quote: Quote) -> int:
    return int(quote.place.partition("/")[0])


def with_marks(document: Document, known: Iterable[Quote]) -> Document:
    """The document with its figures marked."""
    at: dict[str, list[Quote]] = defaultdict(list)
    for quote in known:
        at[quote.place].append(quote)
    if not at:
        return document
    plain = held(document)
    found = _marked(plain, at)
    there = {quote.figure for quote in quotes(found)}
    lost = [quote for some in at.values() for quote in some if quote.figure not in there]
    found = with_figures(found, lost[:_MOST_MOVED])
    waiting = iter(_texts(found))
    return with_runs(document, lambda runs: spread(text_of(runs), next(waiting)) if text_of(runs).strip() else runs)


def _marked(document: Document, at: dict[str, list[Quote]]) -> Document:
    """The figures that still stand at their own place."""
    places = iter(_places(document))

    def change(runs: Runs) -> Runs:
        return marked(runs, at.get(next(places), ()))

    return with_runs(document, change)


def _places(document: Document) -> Iterable[str]:
    """The place of each stretch of runs, as quotes name it."""
    for number, block in enumerate(document.blocks):
        if isinstance(block, (Heading, Paragraph)):
            yield f"{number}"
        elif isinstance(block, Table):
            yield from (f"{number}/{CAPTION}", f"{number}/{NOTE}")
            yield from (f"{number}/{row}/{column}" for row, column, _ in block.placed())


def _texts(document: Document) -> list[Runs]:
    """The runs that say anything, in reading order, but for those of charts."""
    found: list[Runs] = []

    def keep(runs: Runs) -> Runs:
        if text_of(runs).strip():
            found.append(runs)
        return runs

    with_runs(document, keep)
    return found
