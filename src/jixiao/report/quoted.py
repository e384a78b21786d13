"""Digits of a paper that are no figures, and where each was taken from: they are as true as whoever typed them.

A number of the score is a run with the id of its figure. All other digits are names (codes, article numbers), days and texts that
stand in the dossier as they were typed; numbers of rows (序号) and of attachments are counting and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from jixiao.document.model import Document, Paragraph, Runs, Table, runs_in, text_of
from jixiao.score.bindings import bindings
from jixiao.score.figure import day_text
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.schema import NUMERIC

NUMBERING = "序号"
"""The heading of a column that counts rows."""

_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
_AROUND = 8
_LONG = 10
"""So many signs of a cell in a row are taken from it, though it has more (the beginning of a digest)."""


class QuotedDigits(NamedTuple):
    """Digits that are no figure: what stands around them, and the cell that they were taken from; no cell if none has them."""

    digits: str
    around: str
    table: str = ""
    row: str = ""
    column: str = ""

    @property
    def has_source(self) -> bool:
        """Whether a cell of the dossier says the same."""
        return bool(self.table)


class _Piece(NamedTuple):
    """A stretch of a cell that has digits, without bound numbers."""

    text: str
    table: str
    row: str
    column: str


def quoted_digits(document: Document, dossier: Dossier) -> list[QuotedDigits]:
    """Every stretch of digits of a document that no figure states, in reading order."""
    pieces = list(_pieces(dossier))
    counted = _counted(document)
    found: list[QuotedDigits] = []
    for runs in runs_in(document):
        if id(runs) not in counted:
            found += _quoted(runs, pieces)
    return found


def _counted(document: Document) -> set[int]:
    """The runs that only count: of rows, and of attachments."""
    found = {id(block.runs) for block in document.blocks if isinstance(block, Paragraph) and block.style == "attachment"}
    for table in document.tables:
        found |= {id(runs) for runs in _numbers_of(table)}
    return found


def _numbers_of(table: Table) -> Iterator[Runs]:
    column: int | None = None
    for placed in table.placed():
        text = text_of(placed.cell.runs)
        if text == NUMBERING:
            column = placed.column
        elif placed.column == column and text.isdecimal():
            yield placed.cell.runs


def _pieces(dossier: Dossier) -> Iterator[_Piece]:
    """The stretches of every cell of words, codes or days that have digits; each text once."""
    seen: set[str] = set()
    for table in dossier.tables.values():
        for row in table:
            if row.key not in seen and "/" in row.key:
                seen.add(row.key)
                yield _Piece(row.key, table.spec.name, row.key, row.spec.key[-1])
            for column, field in row.spec.fields.items():
                if field.type in NUMERIC or row[column] is None:
                    continue
                for text in _texts(row, column):
                    if text not in seen and _DIGITS.search(text):
                        seen.add(text)
                        yield _Piece(text, table.spec.name, row.key, column)


def _texts(row: Row, column: str) -> Iterator[str]:
    value = row[column]
    if isinstance(value, date):
        yield day_text(value)
    text, end = row.text(column), 0
    for found in bindings(text):
        yield text[end : found.start].strip()
        end = found.end
    yield text[end:].strip()


def _quoted(runs: Runs, pieces: Iterable[_Piece]) -> Iterator[QuotedDigits]:
    text = "".join("\0" * len(run.text) if run.figure else run.text for run in runs)
    matches = list(_DIGITS.finditer(text))
    if not matches:
        return
    known = [(start, end, piece) for piece in pieces for start, end in _places(text, piece.text)]
    for match in matches:
        around = text_of(runs)[max(0, match.start() - _AROUND) : match.end() + _AROUND]
        source = next((piece for start, end, piece in known if start <= match.start() and match.end() <= end), None)
        if source is None:
            yield QuotedDigits(match[0], around)
        else:
            yield QuotedDigits(match[0], around, source.table, source.row, source.column)


def _places(text: str, piece: str) -> Iterator[tuple[int, int]]:
    """Where a piece stands in a text; one of bare digits only if it is all there is."""
    whole = text.strip()
    if (len(whole) >= _LONG and whole in piece) or whole == piece:
        yield 0, len(text)
    elif not piece.isdecimal():
        start = text.find(piece)
        while start >= 0:
            yield start, start + len(piece)
            start = text.find(piece, start + 1)
