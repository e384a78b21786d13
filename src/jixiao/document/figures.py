"""Where figures stand: the words around each one, so that it is found again when a program has dropped its mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from jixiao.document.model import Block, Cell, Chart, Document, Heading, Paragraph, Row, Run, Runs, Table, text_of

_AROUND = 12
CAPTION, NOTE = "caption", "note"


class Quote(NamedTuple):
    """A figure with its text, the words before and after it, and its place: block, or block, row and column."""

    figure: str
    text: str
    before: str
    after: str
    place: str


def quotes(document: Document) -> list[Quote]:
    """Every figure of a document's text in reading order."""
    return [quote for place, runs in _places(document) for quote in quotes_in(runs, place)]


def quotes_in(runs: Runs, place: str) -> list[Quote]:
    """Every figure of a paragraph or cell."""
    if all(run.figure is None for run in runs):
        return []
    text, end, found = text_of(runs), 0, []
    for run in runs:
        start, end = end, end + len(run.text)
        if run.figure is not None:
            before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
            found.append(Quote(run.figure, run.text, before, after, place))
    return found


def marked(runs: Runs, known: Iterable[Quote]) -> Runs:
    """The runs with those figures marked whose words stand there once."""
    text = text_of(runs)
    found = [(_start(quote, text), quote) for quote in known if quote.text]
    return _split(runs, [(start, quote) for start, quote in found if start is not None])


def with_figures(document: Document, known: Iterable[Quote]) -> Document:
    """The document with the figures that lost their marks found again by the words around them.

    A figure is found at its old place if the words still stand there, otherwise where they stand exactly once, or once in
    the same row and column of some table. One that is stated at several places is looked for while fewer of them are marked than were.
    """
    known = list(known)
    marks = Counter(run.figure for _, runs in _places(document) for run in runs if run.figure)
    stated = Counter(quote.figure for quote in known)
    texts = {place: text_of(runs) for place, runs in _places(document)}
    lost: dict[str, list[tuple[int, Quote]]] = {}
    for quote in known:
        if marks[quote.figure] >= stated[quote.figure] or not quote.text:
            continue
        found = {place: start for place, text in texts.items() if (start := _start(quote, text)) is not None}
        place = _place_now(quote, found)
        if place:
            lost.setdefault(place, []).append((found[place], quote))
    if not lost:
        return document
    return replace(document, blocks=tuple(_marked(number, block, lost) for number, block in enumerate(document.blocks)))


def _place_now(quote: Quote, found: Mapping[str, int]) -> str | None:
    """The place among those where the words of a figure stand that is the figure's; None if none or several may be."""
    if quote.place in found:
        return quote.place
    cell = quote.place.partition("/")[2]
    alike = [place for place in found if cell and place.partition("/")[2] == cell]
    return next((places[0] for places in ([*found], alike) if len(places) == 1), None)


def _places(document: Document) -> Iterator[tuple[str, Runs]]:
    """The text of a document by its places. The numbers of charts are drawn, and carried beside the text."""
    for number, block in enumerate(document.blocks):
        if isinstance(block, (Heading, Paragraph)):
            yield f"{number}", block.runs
        elif isinstance(block, Table):
            yield f"{number}/{CAPTION}", block.caption
            yield f"{number}/{NOTE}", block.note
            for row, column, cell in block.placed():
                yield f"{number}/{row}/{column}", cell.runs
        elif isinstance(block, Chart):
            yield f"{number}/{CAPTION}", block.title


def _start(quote: Quote, text: str) -> int | None:
    """Where the quoted figure begins in a text; None if the words stand there not at all or twice."""
    whole = quote.before + quote.text + quote.after
    if len(quote.before) < _AROUND and not text.startswith(whole):
        return None
    if len(quote.after) < _AROUND and not text.endswith(whole):
        return None
    first = text.find(whole)
    if first < 0 or text.find(whole, first + 1) >= 0:
        return None
    return first + len(quote.before)


def _marked(number: int, block: Block, lost: dict[str, list[tuple[int, Quote]]]) -> Block:
    if isinstance(block, (Heading, Paragraph)):
        return replace(block, runs=_split(block.runs, lost.get(f"{number}", [])))
    if isinstance(block, Chart):
        return replace(block, title=_split(block.title, lost.get(f"{number}/{CAPTION}", [])))
    if not isinstance(block, Table):
        return block
    rows: list[list[Cell]] = [[] for _ in (*block.header, *block.body)]
    for row, column, cell in block.placed():
        rows[row].append(replace(cell, runs=_split(cell.runs, lost.get(f"{number}/{row}/{column}", []))))
    done: tuple[Row, ...] = tuple(tuple(row) for row in rows)
    return replace(
        block,
        header=done[: len(block.header)],
        body=done[len(block.header) :],
        caption=_split(block.caption, lost.get(f"{number}/{CAPTION}", [])),
        note=_split(block.note, lost.get(f"{number}/{NOTE}", [])),
    )


def _split(runs: Runs, found: list[tuple[int, Quote]]) -> Runs:
    """The runs with the stretches at these starts marked as figures."""
    marks = {start + offset: quote for start, quote in found for offset in range(len(quote.text))}
    if not marks:
        return runs
    signs: list[tuple[Quote | int, Run, str]] = []
    for number, run in enumerate(runs):
        for sign in run.text:
            quote = None if run.figure else marks.get(len(signs))
            signs.append((quote or number, run if quote is None else replace(run, figure=quote.figure), sign))
    parts = [list(part) for _, part in groupby(signs, key=lambda each: each[0])]
    return tuple(replace(part[0][1], text="".join(sign for _, _, sign in part)) for part in parts)
