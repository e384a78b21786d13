"""Values parted by commas, semicolons or tabs, as spreadsheets save them: the lines above, and one table."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from jixiao.document.model import Block, Cell, CellKind, Column, Document, Paragraph, Table, runs_of, shown_number
from jixiao.document.tidy import tidied
from jixiao.errors import Unreadable
from jixiao.files.reading import making_many_rows
from jixiao.files.texts import text_of_file
from jixiao.wording import Text

MOST_CELLS = 500_000
WIDEST_ROW = 512
LONGEST_CELL = 200_000
"""Cells of the table, filled up to the same width; cells of one row; signs of one cell."""

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE = 50
_SAID = "sep="


def read(path: Path) -> Document:
    """The table in a file of values; ``Unreadable`` says in a sentence why it cannot be had."""
    text = text_of_file(path)
    rows = _rows(path, text)
    with making_many_rows():
        return tidied(Document("", tuple(_blocks(path, rows))))


def _rows(path: Path, text: str) -> list[list[str]]:
    """The rows in which something stands."""
    first = text.partition("\n")[0]
    if first.lower().startswith(_SAID) and len(first) == len(_SAID) + 1:
        delimiter, text = first[-1], text.partition("\n")[2]
    else:
        delimiter = _delimiter(text)
    rows: list[list[str]] = []
    width = 0
    try:
        for row in _parsed(text, delimiter):
            cells = [cell.strip() for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            width = max(width, len(cells))
            if width > WIDEST_ROW or (len(rows) + 1) * width > MOST_CELLS:
                raise _fault(path, _TOO_LARGE.fill(cells=MOST_CELLS, columns=WIDEST_ROW))
            if cells:
                rows.append(cells)
    except csv.Error as error:
        raise _fault(path, _BROKEN.fill(why=error)) from error
    if not rows:
        raise _fault(path, _EMPTY)
    return rows


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _delimiter(text: str) -> str:
    """The sign that parts the first lines into the same number of cells more often than the others do."""
    best, most = ",", 0
    for delimiter in _DELIMITERS:
        try:
            widths = Counter(len(row) for row in islice(_parsed(text[: LONGEST_CELL * 2], delimiter), _SAMPLE) if len(row) > 1)
        except csv.Error:
            continue
        usual, count = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
        if count > most or (count == most and most and usual > 1 and delimiter == "\t"):
            best, most = delimiter, count
    return best


def _blocks(path: Path, rows: list[list[str]]) -> list[Block]:
    """The lines of one cell above the table, and the table."""
    start, is_table = 0, any(len(row) > 1 for row in rows)
    while start < len(rows) - 1 and sum(map(bool, rows[start])) == 1 and is_table:
        start += 1
    above: list[Block] = [Paragraph(runs_of("".join(row)), "plain") for row in rows[:start]]
    rest = rows[start:]
    width = max(map(len, rest))
    if width * len(rest) > MOST_CELLS:
        raise _fault(path, _TOO_LARGE.fill(cells=MOST_CELLS, columns=WIDEST_ROW))
    body = tuple(tuple(map(_cell, (*row, *[""] * (width - len(row))))) for row in rest)
    return [*above, Table(tuple(Column() for _ in range(width)), (), body)]


def _cell(text: str) -> Cell:
    kind: CellKind = "number" if shown_number(text) else "text"
    return Cell(runs_of(text), kind=kind)


def _fault(path: Path, cause: Text) -> Unreadable:
    return Unreadable(
        Text("无法打开文件 {file}：{cause}。", "The file {file} cannot be opened: {cause}.").fill(file=path, cause=cause)
    )


_EMPTY = Text("其中没有内容", "nothing stands in it")
_BROKEN = Text("它不是可用的 CSV（{why}）", "it is no usable CSV ({why})")
_TOO_LARGE = Text("表格超过 {cells} 格或 {columns} 列", "its table has more than {cells} places or {columns} columns")
