"""The normal form of a Document: two Documents that a reader cannot tell apart have the same one.

Writing and reading back gives it: ``read(write(document)) == tidied(document)``. Characters that no file can hold are gone, runs
that differ in nothing are one, headings whose typed number is the expected one count as numbered, columns share a thousand parts.
"""

from __future__ import annotations

import re
from collections import Counter as Tally
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from jixiao.document.derivations import Derivation, SourceRow, Trace
from jixiao.document.model import (
    Align,
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    Page,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Runs,
    Series,
    Table,
)
from jixiao.document.numbering import Counter
from jixiao.wording import settled

SHARES = 1000
"""The sum of a tidy table's column shares."""

_LINE_ENDS = re.compile("\r\n|[\r\v\f]")
_NOT_TEXT = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text without what XML cannot hold; every kind of line end is one newline."""
    return text if text.isprintable() else _NOT_TEXT.sub("", _LINE_ENDS.sub("\n", text))


def tidied(document: Document) -> Document:
    """The normal form of a document; the last ones are remembered, since a paper is written in several formats one after the other."""
    for known in (*_LAST,):
        if document is known.given or document is known.tidy:
            return known.tidy
    made = _tidied(document)
    _LAST.append(_Tidied(document, made))
    return made


class _Tidied(NamedTuple):
    """A document, and its normal form."""

    given: Document
    tidy: Document


_LAST: deque[_Tidied] = deque(maxlen=2)


def _tidied(document: Document) -> Document:
    page, blocks = _turned(document)
    counter = Counter()
    return replace(
        document,
        title=one_line(document.title),
        page=page,
        blocks=tuple(_block(block, counter) for block in blocks),
        properties=replace(
            document.properties,
            author=one_line(document.properties.author),
            subject=one_line(document.properties.subject),
            keywords=one_line(document.properties.keywords),
        ),
        trace=None if document.trace is None else _trace(document.trace),
    )


def without_entries(document: Document) -> Document:
    """The document as formats hold it in which nothing is filled in."""
    return replace(document, blocks=tuple(_without_entries(block) for block in document.blocks))


def one_line(text: str) -> str:
    """A text for a property: without line ends, and without space around it."""
    return " ".join(clean(text).split())


def joined(runs: Iterable[Run]) -> Runs:
    """Clean runs: empty ones left out, neighbours that differ in nothing joined; figures stay by themselves."""
    found: list[Run] = []
    for run in runs:
        text = clean(run.text)
        if not text:
            continue
        if found and run.figure is None and found[-1].figure is None and found[-1].bold == run.bold:
            found[-1] = Run(found[-1].text + text, None, run.bold)
        else:
            found.append(run if text is run.text else Run(text, run.figure, run.bold))
    return tuple(found)


def tidy_heading(level: int, runs: Runs, counter: Counter) -> Heading:
    """A heading read as it stands: the number that is expected at its place is not part of its text."""
    expected = counter.expected(level)
    first = runs[0] if runs else None
    numbered = first is not None and first.figure is None and first.text.startswith(expected)
    if numbered and first is not None:
        runs = joined((replace(first, text=first.text.removeprefix(expected)), *runs[1:]))
    counter.pass_heading(level, numbered=numbered)
    return Heading(level, runs, numbered)


def tidy_shares(shares: Iterable[int]) -> list[int]:
    """Widths in proportion, as parts of a thousand: largest remainders first, and none is nothing."""
    shares = list(shares)
    total = sum(shares)
    parts = [share * SHARES // total for share in shares]
    by_loss = sorted(range(len(shares)), key=lambda number: (-(shares[number] * SHARES % total), number))
    for number in by_loss[: SHARES - sum(parts)]:
        parts[number] += 1
    for number in (number for number, part in enumerate(parts) if part < 1):
        parts[parts.index(max(parts))] -= 1
        parts[number] = 1
    return parts


def tidy_table(table: Table) -> Table:
    """A table with each column's usual alignment in the column and only the unusual in cells; header cells are labels."""
    height = len(table.header)
    seen: dict[int, list[Align]] = {}
    for placed in table.placed():
        if placed.row >= height:
            seen.setdefault(placed.column, []).append(table.align_of(placed))
    usual: list[Align] = [_usual(seen.get(number, [])) for number in range(len(table.columns))]
    rows: list[list[Cell]] = [[] for _ in range(height + len(table.body))]
    for placed in table.placed():
        in_header = placed.row < height
        default = "center" if in_header else usual[placed.column]
        align = table.align_of(placed)
        rows[placed.row].append(
            _with(placed.cell, joined(placed.cell.runs), None if align == default else align, in_header=in_header)
        )
    shares = tidy_shares(column.share for column in table.columns)
    return Table(
        tuple(Column(share, align) for share, align in zip(shares, usual, strict=True)),
        tuple(tuple(row) for row in rows[:height]),
        tuple(tuple(row) for row in rows[height:]),
        joined(table.caption),
        joined(table.note),
    )


def _with(cell: Cell, runs: Runs, align: Align | None, *, in_header: bool) -> Cell:
    """The cell with these runs and this alignment; one that has them already is not made again."""
    kind = "label" if in_header else cell.kind
    if runs == cell.runs and align == cell.align and kind == cell.kind:
        return cell
    return Cell(runs, cell.across, cell.down, align, kind, cell.entry)


def _without_entries(block: Block) -> Block:
    if not isinstance(block, Table):
        return block
    header, body = (
        tuple(tuple(cell if cell.entry is None else replace(cell, entry=None) for cell in row) for row in part)
        for part in (block.header, block.body)
    )
    return replace(block, header=header, body=body)


def _trace(trace: Trace) -> Trace:
    return Trace(
        tuple((clean(name), clean(value)) for name, value in trace.made_of),
        tuple(SourceRow(clean(row.table), clean(row.key), clean(row.digest)) for row in trace.rows),
        tuple(
            Derivation(
                each.figure,
                settled(each.label, clean),
                clean(each.text),
                tuple(settled(line, clean) for line in each.because),
                each.rows,
            )
            for each in trace.derivations
        ),
        trace.texts,
    )


def _chart(chart: Chart) -> Chart:
    series = tuple(Series(one_line(each.name), tuple(joined(value) for value in each.values)) for each in chart.series)
    categories = tuple(one_line(each) for each in chart.categories)
    return Chart(chart.kind, joined(chart.title), categories, series, one_line(chart.unit))


def _usual(aligns: list[Align]) -> Align:
    return Tally(aligns).most_common(1)[0][0] if aligns else "center"


def _block(block: Block, counter: Counter) -> Block:
    if isinstance(block, (Table, Chart, Picture)):
        return _drawn(block)
    if isinstance(block, Paragraph):
        if block.style == "title":
            counter.restart()
        return replace(block, runs=joined(block.runs))
    if isinstance(block, Heading):
        runs = joined(block.runs)
        if block.numbered:
            counter.pass_heading(block.level, numbered=True)
            return replace(block, runs=runs)
        return tidy_heading(block.level, runs, counter)
    return block


def _drawn(block: Table | Chart | Picture) -> Block:
    if isinstance(block, Table):
        return tidy_table(block)
    return _chart(block) if isinstance(block, Chart) else replace(block, alt=one_line(block.alt))


def _turned(document: Document) -> tuple[Page, list[Block]]:
    """The first page and the blocks, where page breaks in a row are one and none stands at either end."""
    first = page = document.page
    blocks: list[Block] = []
    pending: PageBreak | None = None
    for block in document.blocks:
        if isinstance(block, PageBreak):
            pending = PageBreak(block.page or (pending.page if pending else None))
            continue
        if pending is not None:
            turned = pending.page or page
            if blocks:
                blocks.append(PageBreak(None if turned == page else turned))
            else:
                first = turned
            page, pending = turned, None
        blocks.append(block)
    return first, blocks
