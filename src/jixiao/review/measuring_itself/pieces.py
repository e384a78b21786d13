"""A paper in pieces that remember what they state: lines of sentences and tables of rows, each with a name.

A planted error changes one piece; the rest of the paper stays as it was. Places are counted as readers of the paper count them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from jixiao.document.model import Block, Cell, Column, Document, Heading, Paragraph, Row, Table, runs_of

TITLE, BODY = -1, 0
"""The levels of a line that is no heading."""

RIGHT, BELOW = "<", "^"
"""A place of a row that the cell to its left, or the one above, covers."""


class Part(NamedTuple):
    """A sentence: what it states, its wording, and what is filled in."""

    name: str
    wording: str
    slots: Mapping[str, str] = {}

    @property
    def text(self) -> str:
        """The sentence as it is read."""
        return self.wording.format_map(self.slots)

    def changed(self, **slots: str) -> Part:
        """The sentence with something else filled in."""
        return self._replace(slots={**self.slots, **slots})


class Line(NamedTuple):
    """A title, a heading (level 1 or 2, with its number as it is typed) or a paragraph of sentences."""

    name: str
    parts: tuple[Part, ...]
    level: int = BODY
    mark: str = ""

    @property
    def text(self) -> str:
        """The line as it is read."""
        return self.mark + "".join(part.text for part in self.parts)


class Form(NamedTuple):
    """A table. ``names`` says what each row of the body states, ``columns`` which column is which there."""

    name: str
    header: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    columns: Mapping[str, int]
    caption: str = ""
    note: str = ""

    def with_cell(self, row: int, column: str, text: str) -> Form:
        """The table with another text in one cell."""
        cells = list(self.rows[row])
        cells[self.columns[column]] = text
        return self._replace(rows=(*self.rows[:row], tuple(cells), *self.rows[row + 1 :]))

    def cell(self, row: int, column: str) -> str:
        """The text of a cell."""
        return self.rows[row][self.columns[column]]


Piece = Line | Form


class Spot(NamedTuple):
    """A place of a paper: a paragraph by its number, or a row of a table (None: anywhere in it)."""

    paragraph: int | None = None
    table: str | None = None
    row: int | None = None


@dataclass(frozen=True)
class Draft:
    """A paper before it is a document. ``facts`` are numbers that planting needs; ``framework`` the one that it is held against."""

    kind: str
    year: int
    pieces: tuple[Piece, ...]
    framework: str | None = None
    facts: Mapping[str, Decimal] = field(default_factory=dict)

    def with_piece(self, at: int, *pieces: Piece) -> Draft:
        """The paper with other pieces in the place of one; none takes it away."""
        return replace(self, pieces=(*self.pieces[:at], *pieces, *self.pieces[at + 1 :]))

    def with_part(self, at: int, number: int, part: Part) -> Draft:
        """The paper with another sentence in the place of one."""
        line = self.pieces[at]
        if not isinstance(line, Line):
            raise TypeError("Only lines have sentences")
        return self.with_piece(at, line._replace(parts=(*line.parts[:number], part, *line.parts[number + 1 :])))

    def parts(self, *names: str) -> Iterator[tuple[int, int, Part]]:
        """The sentences with one of these names, each with its place."""
        for at, line in self.lines():
            for number, part in enumerate(line.parts):
                if part.name in names:
                    yield at, number, part

    def lines(self, *names: str) -> Iterator[tuple[int, Line]]:
        """The lines with one of these names, or all."""
        for at, piece in enumerate(self.pieces):
            if isinstance(piece, Line) and (not names or piece.name in names):
                yield at, piece

    def forms(self) -> Iterator[tuple[int, Form]]:
        """The tables."""
        for at, piece in enumerate(self.pieces):
            if isinstance(piece, Form):
                yield at, piece

    def rows(self, *names: str) -> Iterator[tuple[int, int, Form]]:
        """The rows of tables with one of these names: the table's place, the row's number in the body, and the table."""
        for at, form in self.forms():
            for row, name in enumerate(form.names):
                if name in names:
                    yield at, row, form

    def spot(self, at: int, row: int | None = None) -> Spot:
        """The place of a piece as readers count it."""
        piece = self.pieces[at]
        if isinstance(piece, Line):
            return Spot(paragraph=sum(isinstance(each, Line) for each in self.pieces[: at + 1]))
        number = sum(isinstance(each, Form) for each in self.pieces[: at + 1])
        name = piece.caption or f"表{number}"
        return Spot(table=name, row=None if row is None else len(piece.header) + row + 1)

    @property
    def document(self) -> Document:
        """The paper."""
        return Document("", tuple(map(_block, self.pieces)))


def _block(piece: Piece) -> Block:
    if isinstance(piece, Form):
        return _table(piece)
    if piece.level > BODY:
        return Heading(piece.level, runs_of(piece.text), numbered=False)
    return Paragraph(runs_of(piece.text), "title" if piece.level == TITLE else "body")


def _table(form: Form) -> Table:
    return Table(
        tuple(Column() for _ in (form.header or form.rows)[0]),
        tuple(_row(form.header, at, is_header=True) for at in range(len(form.header))),
        tuple(_row(form.rows, at) for at in range(len(form.rows))),
        runs_of(form.caption),
        runs_of(form.note),
    )


def _row(rows: tuple[tuple[str, ...], ...], at: int, *, is_header: bool = False) -> Row:
    cells = []
    for column, text in enumerate(rows[at]):
        if text not in {RIGHT, BELOW}:
            beside, below = rows[at][column + 1 :], [row[column] for row in rows[at + 1 :]]
            across, down = 1 + _covered(beside, RIGHT), 1 + _covered(below, BELOW)
            cells.append(Cell(runs_of(text), across, down, kind="label" if is_header else "text"))
    return tuple(cells)


def _covered(texts: list[str] | tuple[str, ...], sign: str) -> int:
    return next((number for number, text in enumerate(texts) if text != sign), len(texts))
