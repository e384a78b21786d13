"""The sentences and table rows of a document, one by one: what a reader takes as one statement, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from jixiao.document.model import Chart, Document, Heading, Paragraph, Run, Runs, Table, text_of

_DIGEST = 10
_BETWEEN = "｜"


class Statement(NamedTuple):
    """A paragraph, a heading, a row of a table or a series of a chart.

    ``number`` counts paragraphs and headings, or the rows of its table, from one;
    numbers of headings follow from their places and are left out. ``table`` is the caption, or 表 and the table's number.
    """

    runs: Runs
    number: int
    table: str | None = None

    @property
    def text(self) -> str:
        """What stands there."""
        return text_of(self.runs)

    @property
    def frame(self) -> str:
        """The text with every figure replaced by its id: what does not change when only numbers do."""
        return "".join(f"{{{run.figure}}}" if run.figure else run.text for run in self.runs)

    @property
    def digest(self) -> str:
        """A digest of the frame."""
        return sha256(self.frame.encode()).hexdigest()[:_DIGEST]


def statements(document: Document) -> Iterator[Statement]:
    """Every statement in reading order; empty ones are left out."""
    paragraphs = tables = 0
    for block in document.blocks:
        if isinstance(block, (Heading, Paragraph)):
            paragraphs += 1
            yield from _said(Statement(block.runs, paragraphs))
        elif isinstance(block, Table):
            tables += 1
            yield from _rows(block, text_of(block.caption) or f"表{tables}")
        elif isinstance(block, Chart):
            name = text_of(block.title)
            for at, each in enumerate(block.series, 1):
                yield from _said(Statement(_joined([(Run(each.name),), *each.values]), at, name))


def _rows(table: Table, name: str) -> Iterator[Statement]:
    for runs in (table.caption, table.note):
        yield from _said(Statement(runs, 0, name))
    rows: dict[int, list[Runs]] = {}
    for placed in table.placed():
        rows.setdefault(placed.row, []).append(placed.cell.runs)
    for row, cells in rows.items():
        yield from _said(Statement(_joined(cells), row + 1, name))


def _joined(parts: list[Runs]) -> Runs:
    runs: list[Run] = []
    for part in parts:
        runs += [*([Run(_BETWEEN)] if runs else []), *part]
    return tuple(runs)


def _said(statement: Statement) -> Iterator[Statement]:
    if statement.text.strip(_BETWEEN + " \n"):
        yield statement
