"""Excel files read: sheets as tables and lines, with the texts that people see, the merged cells, the figures and the entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from jixiao.document.figures import Quote
from jixiao.document.formats.xlsx import restoring
from jixiao.document.formats.xlsx.anatomy import position
from jixiao.document.formats.xlsx.book import UNDATED, Book, opened
from jixiao.document.formats.xlsx.entries import listed
from jixiao.document.formats.xlsx.regions import blocks_of, lines_of
from jixiao.document.formats.xlsx.sheets import (
    CARRIED_COLUMNS,
    CARRIED_SHEET,
    CHART_SHEET,
    CHOICE_SHEET,
    ENTRY_COLUMNS,
    ENTRY_SHEET,
    SOURCE_COLUMNS,
    SOURCE_SHEET,
    name_of_chart,
    name_of_sheet,
)
from jixiao.document.formats.xlsx.skeleton import Skeleton, held
from jixiao.document.model import Block, Chart, Document, Heading, PageBreak, Paragraph, Picture, Table, is_figure_id, text_of
from jixiao.document.numbering import with_numbers
from jixiao.document.tidy import tidied


def read(path: Path) -> Document:
    """The document in an Excel file; ``Unreadable`` says in a sentence why it cannot be opened.

    A workbook of ours has its blocks in the order in which they were written, as far as they still stand there; of another each sheet
    that people see is a table.
    """
    book = opened(path)
    ours = _mark(book) | _enter(book)
    skeleton, trace = held(book)
    if book.listed(CARRIED_SHEET, CARRIED_COLUMNS):
        ours.add(CARRIED_SHEET)
    if skeleton is None:
        blocks = [*_each_sheet(book, [name for name in book.values if name not in ours | book.hidden])]
        return tidied(Document(book.title, tuple(blocks), properties=book.properties, trace=trace))
    properties = book.properties
    if skeleton.is_undated and properties.made_on == UNDATED:
        properties = replace(properties, made_on=None)
    blocks = _restored(book, skeleton, ours)
    return tidied(Document(book.title, tuple(blocks), skeleton.page, properties, trace))


def _each_sheet(book: Book, names: Sequence[str]) -> Iterator[Block]:
    for name in names:
        yield PageBreak(book.said[name].page)
        yield from blocks_of(book.values[name], book.said[name])


def _mark(book: Book) -> set[str]:
    """Give the figures that the sheet of sources lists to the cells where they stand; the name of that sheet if there is one."""
    rows = book.listed(SOURCE_SHEET, SOURCE_COLUMNS)
    for figure, text, sheet, address, before, after in rows:
        place = position(address)
        if place and sheet in book.values and is_figure_id(figure):
            book.values[sheet].figures.setdefault(place, []).append(Quote(figure, text, before, after, address))
    return {SOURCE_SHEET} if rows else set()


def _enter(book: Book) -> set[str]:
    """Give the entries to the cells where they stand now; the names of the sheets that list them."""
    if not book.listed(ENTRY_SHEET, ENTRY_COLUMNS):
        return set()
    for each in listed(book):
        if each.place is not None:
            book.values[each.sheet].entries[each.place] = each.entry
    return {ENTRY_SHEET, CHOICE_SHEET}


class _Place(NamedTuple):
    """Where a block goes: behind the so-many-th block that was written (0), or after it as the so-many-th that was not."""

    number: int
    order: int


class _Written(NamedTuple):
    """A block as it was written, its number among all, and the sign before it if it is a heading."""

    number: int
    block: Block
    sign: str


def _restored(book: Book, skeleton: Skeleton, ours: set[str]) -> list[Block]:
    """The blocks in the order in which they were written; what was added stands behind what it follows, new sheets at the end."""
    written = [_Written(at, block, sign) for at, (sign, block) in enumerate(with_numbers(bone.block for bone in skeleton.bones))]
    found: dict[_Place, Block] = {_Place(each.number, 0): each.block for each in written if isinstance(each.block, PageBreak)}
    known = set(ours)
    for number, recorded in enumerate(skeleton.sheets):
        name = _name_now(book, name_of_sheet(number + 1), recorded)
        if name is not None:
            known.add(name)
        if name is not None and recorded != CHART_SHEET:
            here = [each for each, bone in zip(written, skeleton.bones, strict=True) if bone.sheet == number]
            found |= _sheet(book, name, here)
    charts = [each for each in written if isinstance(each.block, Chart)]
    for number, each in enumerate(charts, 1):
        chart = _chart(book, number, each.block)
        if chart is not None:
            found[_Place(each.number, 0)] = chart
    blocks = [found[place] for place in sorted(found)]
    return [*blocks, *_each_sheet(book, [name for name in book.values if name not in known])]


def _name_now(book: Book, name: str, recorded: str) -> str | None:
    """What a sheet is called now; None if it was deleted."""
    target = book.names.get(name)
    if target is not None and target.sheet in book.values:
        return target.sheet
    return recorded if recorded in book.values else None


def _sheet(book: Book, name: str, written: list[_Written]) -> dict[_Place, Block]:
    """The blocks of a sheet as they stand, each in the place of the one that was written."""
    values, said = book.values[name], book.said[name]
    found = _pictures([each for each in written if isinstance(each.block, Picture)], book.pictures.get(name, []))
    lines = [each for each in written if isinstance(each.block, (Heading, Paragraph))]
    table = next((each for each in written if isinstance(each.block, Table)), None)
    if table is None or not isinstance(table.block, Table):
        return found | _lines(lines, [*lines_of(values, "body")], lines[0].number - 1 if lines else -1)
    now = [*blocks_of(values, said)]
    at = next((at for at, block in enumerate(now) if isinstance(block, Table)), len(now))
    above = [each for each in lines if each.number < table.number]
    found |= _lines(above, now[:at], (above[0] if above else table).number - 1)
    found |= _lines(lines[len(above) :], now[at + 1 :], table.number)
    if at < len(now) and isinstance(block := now[at], Table):
        found[_Place(table.number, 0)] = restoring.table(table.block, block)
    return found


def _lines(written: list[_Written], now: list[Block], before: int) -> dict[_Place, Block]:
    """Lines as they stand; empty ones cannot be seen, so they are kept. ``before`` is the block behind which the first stand."""
    found: dict[_Place, Block] = {}
    seen = []
    for each in written:
        if each.sign + _text(each.block):
            seen.append(each)
        else:
            found[_Place(each.number, 0)] = each.block
    added = 0
    for old, new in restoring.pairs([each.sign + _text(each.block) for each in seen], [_text(block) for block in now]):
        if new is None:
            continue
        if old is None:
            added += 1
            found[_Place(before, added)] = now[new]
            continue
        before, sign = seen[old].number, seen[old].sign
        found[_Place(before, 0)] = restoring.line(seen[old].block, sign, now[new])
    return found


def _text(block: Block) -> str:
    return text_of(block.runs) if isinstance(block, (Heading, Paragraph)) else ""


def _pictures(written: list[_Written], now: list[Picture]) -> dict[_Place, Block]:
    then = [each.block for each in written if isinstance(each.block, Picture)]
    places = [_Place(each.number, 0) for each in written]
    return {place: block for place, block in zip(places, restoring.pictures(then, now), strict=True) if block is not None}


def _chart(book: Book, number: int, chart: Block) -> Chart | None:
    """A chart by its cells; as it was written if they have lost their name; None if they were deleted."""
    if not isinstance(chart, Chart):
        return None
    name = name_of_chart(number)
    target = book.names.get(name)
    if target is None or target.sheet not in book.values:
        return None if name in book.names else chart
    return restoring.chart(chart, book.values[target.sheet], target.cells)
