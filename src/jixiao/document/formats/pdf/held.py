"""What a PDF holds of a document: ``held(read(path)) == held(document)`` for each document that was written to the path.

A page shows words, the order in which they stand, headings, tables with their merged cells, which way it lies, and by an attachment the
charts and where the figures are. It does not show, so none of this is held:

- bold type, alignment, widths of columns, where a page was broken without being turned, paragraphs and headings without text;
- a line's end that was typed, and spaces beside Chinese: both look like the end of a line, or like the gap before a number;
- what a paragraph is, apart from titles: others are known only by the way they are set, and a caption is one above its table;
- tables and headers of tables without text, rows and columns of a table in which no cell begins, and the kind of a cell beyond what
  its text says;
- pictures: they are seen, not read; and signs for which no font is there, which are written as their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from jixiao.document.formats.pdf.signs import flat
from jixiao.document.formats.pdf.tables import Box, built
from jixiao.document.model import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Page,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Runs,
    Table,
    text_of,
)
from jixiao.document.tidy import tidied


def held(document: Document) -> Document:
    """The document as far as a PDF holds it."""
    return _held_with(tidied(document), _table)


def stood(document: Document) -> tuple[Document, list[list[Stood]]]:
    """What a PDF holds with only the first cell of each table, and for each table the cells with figures, with their places."""
    cells: list[list[Stood]] = []

    def marked(table: Table) -> Table:
        cells.append(_stood(table))
        return _ONE_CELL

    return _held_with(replace(tidied(document), trace=None), marked), cells


class Stood(NamedTuple):
    """The runs of a cell that states figures, and the row and column where it is read."""

    row: int
    column: int
    runs: Runs


_ONE_CELL = Table((Column(),), body=((Cell((Run("-"),)),),))


def _held_with(document: Document, table: Callable[[Table], Table]) -> Document:
    """A tidy document as far as a PDF holds it; tables are held as told."""
    page = document.page
    first: Page | None = None
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, PageBreak):
            page = block.page or page
            continue
        found = list(_held(block, table))
        if not found:
            continue
        if first is None:
            first = lying = page
        if page != lying:
            blocks.append(PageBreak(page))
            lying = page
        blocks += found
    return tidied(replace(document, page=first or "portrait", blocks=tuple(blocks)))


def with_runs(document: Document, change: Callable[[Runs], Runs]) -> Document:
    """The document with all its runs but those of charts changed, in reading order."""
    return replace(document, blocks=tuple(_with_runs(block, change) for block in document.blocks))


def spread(text: str, marked: Runs) -> Runs:
    """A text with the figures of runs that show the same signs; spaces may differ."""
    owners = [(number, run.figure) for number, run in enumerate(marked) for sign in run.text if not sign.isspace()]
    parts: list[tuple[int, str | None, str]] = []
    at = 0
    for sign in text:
        number, figure = owners[min(at, len(owners) - 1)] if owners else (0, None)
        if sign.isspace():
            before, after = (owners[max(0, at - 1)], (number, figure)) if owners else ((0, None), (0, None))
            number, figure = after if before == after else (-1, None)
        else:
            at += 1
        parts.append((number if figure else -1, figure, sign))
    return tuple(
        Run("".join(sign for *_, sign in group), figure) for (_, figure), group in groupby(parts, key=lambda part: part[:2])
    )


def _held(block: Block, table: Callable[[Table], Table]) -> Iterator[Block]:
    if isinstance(block, Paragraph):
        runs = _flat(block.runs)
        if runs:
            yield Paragraph(runs, "title" if block.style == "title" else "body")
    elif isinstance(block, Heading):
        runs = _flat(block.runs)
        if runs or block.numbered:
            yield Heading(block.level, runs, block.numbered)
    elif isinstance(block, Table):
        yield from (Paragraph(runs) for runs in (_flat(block.caption), _flat(block.note)) if runs)
        if any(_says(placed.cell) for placed in block.placed()):
            yield table(block)
    elif not isinstance(block, Picture):
        yield block


def _says(cell: Cell) -> bool:
    """Whether anything but spaces stands in a cell."""
    return any(run.text and not run.text.isspace() for run in cell.runs)


def _flat(runs: Runs) -> Runs:
    text = text_of(runs)
    if len(runs) == 1 and not runs[0].bold and text.split(None, 1) == [text]:
        return runs
    return spread(flat(text), runs)


def _without_empty_header(table: Table) -> Table:
    is_empty = table.body and not any(_says(each) for row in table.header for each in row)
    return replace(table, header=()) if is_empty and table.header else table


def _stood(table: Table) -> list[Stood]:
    """The cells with figures, where rows and columns in which no cell begins fall away."""
    placed = _without_empty_header(table).placed()
    rows = {row: at for at, row in enumerate(sorted({each.row for each in placed}))}
    columns = {column: at for at, column in enumerate(sorted({each.column for each in placed}))}
    return [
        Stood(rows[row], columns[column], _flat(cell.runs))
        for row, column, cell in placed
        if any(run.figure is not None for run in cell.runs)
    ]


def _table(table: Table) -> Table:
    table = _without_empty_header(table)
    texts: dict[tuple[int, int], Runs] = {}
    boxes: list[Box] = []
    for row, column, cell in table.placed():
        runs = _flat(cell.runs)
        texts[row, column] = runs
        boxes.append(Box(row, column, cell.down, cell.across, text_of(runs), 1))
    kept = iter([texts[box.row, box.column] for box in sorted(boxes, key=lambda box: (box.row, box.column))])
    made = built(boxes, len(table.header)).table
    return _with_cells(made, lambda _: next(kept))


def _with_cells(table: Table, change: Callable[[Runs], Runs]) -> Table:
    header, body = (
        tuple(tuple(replace(cell, runs=change(cell.runs)) for cell in row) for row in part) for part in (table.header, table.body)
    )
    return replace(table, header=header, body=body)


def _with_runs(block: Block, change: Callable[[Runs], Runs]) -> Block:
    if isinstance(block, (Heading, Paragraph)):
        return replace(block, runs=change(block.runs))
    if isinstance(block, Table):
        return _with_cells(replace(block, caption=change(block.caption), note=change(block.note)), change)
    return block
