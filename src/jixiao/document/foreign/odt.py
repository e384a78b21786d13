"""OpenDocument texts: headings, paragraphs and tables, notes where they are referred to, and the text of boxes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jixiao.document.foreign._opendocument import DRAW, TABLE, TEXT, content, fault, number, text_of
from jixiao.document.model import (
    DEEPEST_HEADING,
    Block,
    Cell,
    CellKind,
    Column,
    Document,
    Paragraph,
    Row,
    Table,
    runs_of,
    shown_number,
)
from jixiao.document.numbering import Counter
from jixiao.document.tidy import tidied, tidy_heading
from jixiao.files.package import Element
from jixiao.files.reading import making_many_rows
from jixiao.wording import Text

MOST_PARAGRAPHS = 100_000
MOST_PLACES = 200_000
MOST_COLUMNS = 1000
DEEPEST = 20
"""Paragraphs; rows times columns of one table; columns; boxes and tables inside each other."""

_ROWS = {f"{TABLE}table-header-rows", f"{TABLE}table-rows", f"{TABLE}table-row-group"}
_CELL, _COVERED = f"{TABLE}table-cell", f"{TABLE}covered-table-cell"
_LEFT_OUT = {f"{TEXT}tracked-changes", f"{TEXT}table-of-content", f"{TEXT}sequence-decls"}


def read(path: Path) -> Document:
    """The document in an OpenDocument text; ``Unreadable`` says in a sentence why it cannot be opened."""
    body = content(path, "text", Text("它不是 OpenDocument 文档", "it is no OpenDocument text"))
    if sum(1 for _ in body.iter(f"{TEXT}p", f"{TEXT}h")) > MOST_PARAGRAPHS:
        raise fault(path, Text("它超过 {limit} 段", "it has more than {limit} paragraphs").fill(limit=MOST_PARAGRAPHS))
    with making_many_rows():
        return tidied(Document("", tuple(_Reader(path).blocks(body))))


class _Reader:
    """Reads blocks in order, counting headings."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counter = Counter()

    def blocks(self, place: Element, depth: int = 0) -> Iterator[Block]:
        """The blocks in the body, a section, a list or a box."""
        for element in place if depth <= DEEPEST else ():
            if element.tag in {f"{TEXT}p", f"{TEXT}h"}:
                yield from self._paragraph(element, depth)
            elif element.tag == f"{TABLE}table":
                if (table := self._table(element, depth)) is not None:
                    yield table
            elif element.tag not in _LEFT_OUT:
                yield from self.blocks(element, depth + 1)

    def _paragraph(self, element: Element, depth: int) -> Iterator[Block]:
        text = text_of(element)
        level = number(element, f"{TEXT}outline-level", 0) if element.tag == f"{TEXT}h" else 0
        if 1 <= level <= DEEPEST_HEADING:
            yield tidy_heading(level, runs_of(text), self.counter)
        elif text:
            is_title = element.get(f"{TEXT}style-name") == "Title"
            if is_title:
                self.counter.restart()
            yield Paragraph(runs_of(text), "title" if is_title else "body")
        for box in _boxes(element):
            yield from self.blocks(box, depth + 1)
        for note in element.iter(f"{TEXT}note-body"):
            if words := "\n".join(text_of(each) for each in note.iter(f"{TEXT}p")):
                yield Paragraph(runs_of(words), "note")

    def _table(self, element: Element, depth: int) -> Table | None:
        """A table; None if it has no cells. Cells that reach out of it are cut, and rows filled up to the same width."""
        rows = [[cell for cell in row if cell.tag in {_CELL, _COVERED}] for row in _rows(element)]
        width = min(MOST_COLUMNS, max((len(row) for row in rows), default=0))
        if not width:
            return None
        if width * len(rows) > MOST_PLACES:
            raise fault(
                self.path,
                Text("其中一个表格超过 {limit} 格", "a table in it has more than {limit} places").fill(limit=MOST_PLACES),
            )
        taken: set[tuple[int, int]] = set()
        made: list[Row] = []
        for at, row in enumerate(rows):
            cells = []
            for column in range(width):
                if (at, column) in taken:
                    continue
                cell = row[column] if column < len(row) and row[column].tag == _CELL else None
                across, down = self._reach(cell, taken, (at, column), (len(rows), width))
                taken |= {(at + y, column + x) for y in range(down) for x in range(across)}
                cells.append(self._cell(cell, across, down, depth))
            made.append(tuple(cells))
        return Table(tuple(Column() for _ in range(width)), (), tuple(made))

    def _reach(
        self, cell: Element | None, taken: set[tuple[int, int]], place: tuple[int, int], size: tuple[int, int]
    ) -> tuple[int, int]:
        """How many columns and rows a cell covers that are free."""
        if cell is None:
            return 1, 1
        row, column = place
        across = min(number(cell, f"{TABLE}number-columns-spanned"), size[1] - column)
        across = next((x for x in range(1, across) if (row, column + x) in taken), max(1, across))
        return across, max(1, min(number(cell, f"{TABLE}number-rows-spanned"), size[0] - row))

    def _cell(self, element: Element | None, across: int, down: int, depth: int) -> Cell:
        lines = [] if element is None else [*self._lines(element, depth + 1)]
        text = "\n".join(lines)
        kind: CellKind = "number" if shown_number(text) else "text"
        return Cell(runs_of(text), across, down, kind=kind)

    def _lines(self, element: Element, depth: int) -> Iterator[str]:
        for child in element if depth <= DEEPEST else ():
            if child.tag in {f"{TEXT}p", f"{TEXT}h"}:
                yield text_of(child)
            elif child.tag == f"{TABLE}table":
                yield from (" ".join(line for cell in row for line in self._lines(cell, depth + 1)) for row in _rows(child))
            else:
                yield from self._lines(child, depth + 1)


def _rows(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == f"{TABLE}table-row":
            yield child
        elif child.tag in _ROWS:
            yield from _rows(child)


def _boxes(element: Element) -> Iterator[Element]:
    """The text boxes that are anchored in a paragraph."""
    for child in element:
        if child.tag == f"{DRAW}text-box" or (child.tag == f"{DRAW}custom-shape" and len(child)):
            yield child
        elif child.tag != f"{TEXT}note":
            yield from _boxes(child)
