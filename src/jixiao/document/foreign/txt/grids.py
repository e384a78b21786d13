"""Tables in a text: rows between upright strokes, rows parted by tabs, and columns that runs of spaces keep apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from jixiao.document.foreign.txt.lines import Line, columns
from jixiao.document.model import Cell, CellKind, Column, Table, runs_of, shown_number

MOST_COLUMNS = 200
LONGEST_ROW = 10_000
MOST_PLACES = 200_000
"""Cells and signs of one row of a table; its rows times its columns. What is more stays text."""

_RULE = re.compile(r"[\s|:+=\-─━═┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬│┃║]*[-=─━═][\s|:+=\-─━═┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬│┃║]*")
_STROKES = re.compile(r"(?<!\\)[|│┃║｜]")
_GAP = re.compile(r"(?<=\S)(?: {2,}|\u3000+| +\u3000+)(?=\S)")
_FEWEST_SPACED = 3
_FEWEST_COLUMNS = 3
_SENTENCE = re.compile("[。；]")


class Grid(NamedTuple):
    """A table: the texts of its rows, how many of them are header, and the page on which it begins."""

    rows: tuple[tuple[str, ...], ...]
    header: int
    page: int

    def table(self) -> Table:
        """The table as a block, its rows filled up to the same width."""
        width = max(map(len, self.rows))
        rows = [tuple(_cell(text) for text in (*row, *[""] * (width - len(row)))) for row in self.rows]
        return Table(tuple(Column(1, "left") for _ in range(width)), tuple(rows[: self.header]), tuple(rows[self.header :]))


def parted(lines: Sequence[Line]) -> list[Grid | list[Line]]:
    """The lines in order, those of tables as tables."""
    found: list[Grid | list[Line]] = []
    for kind, group in groupby(lines, key=lambda line: _kind(line.text)):
        some = list(group)
        grid = _READERS[kind](some) if kind in _READERS and len(some) < MOST_PLACES else None
        if grid is not None and len(grid.rows) * max(map(len, grid.rows)) <= MOST_PLACES:
            found.append(grid)
        elif found and isinstance(found[-1], list):
            found[-1] += some
        else:
            found.append(some)
    return found


def _kind(text: str) -> str:
    """What keeps the cells of a line apart."""
    inner = text.strip()
    if not inner:
        return ""
    if len(inner) > LONGEST_ROW:
        return "text"
    if len(_STROKES.findall(inner)) > 1 or (_RULE.fullmatch(inner) and inner[0] in "|+┌├└╔╠╚:-" and inner[-1] in "|+┐┤┘╗╣╝:-"):
        return "strokes"
    if "\t" in inner:
        return "tabs"
    return "spaces" if _GAP.search(inner) and not _SENTENCE.search(inner) else "text"


def _by_strokes(lines: list[Line]) -> Grid | None:
    is_rule = [_RULE.fullmatch(line.inner) is not None for line in lines]
    rows = [_between_strokes(line.inner) for line, rule in zip(lines, is_rule, strict=True) if not rule]
    if not rows or max(map(len, rows)) > MOST_COLUMNS or (len(rows) == 1 and not any(is_rule)):
        return None
    first_rule = is_rule.index(True) if True in is_rule else 0
    header = first_rule if 0 < first_rule < len(rows) else 0
    if is_rule[0] and True in is_rule[1:]:
        second = is_rule.index(True, 1) - 1
        is_one = is_rule.count(True) == 3  # noqa: PLR2004 - above and below the header, and at the end
        header = second if is_one and 0 < second < len(rows) else 0
    return Grid(tuple(rows), header, lines[0].page)


def _between_strokes(inner: str) -> tuple[str, ...]:
    cells = _STROKES.split(inner)
    if not cells[0].strip():
        cells = cells[1:]
    if cells and not cells[-1].strip():
        cells = cells[:-1]
    return tuple(cell.strip().replace("\\|", "|") for cell in cells) or ("",)


def _by_tabs(lines: list[Line]) -> Grid | None:
    rows = [tuple(cell.strip() for cell in line.text.strip(" ").split("\t")) for line in lines]
    if len(rows) < 2 or max(map(len, rows)) > MOST_COLUMNS:  # noqa: PLR2004 - one line is no table
        return None
    return Grid(tuple(rows), 0, lines[0].page)


def _by_spaces(lines: list[Line]) -> Grid | None:
    """A table only if its columns are clear: a strip of space runs down through all rows between each two of them."""
    parts = [len(_GAP.findall(line.text)) + 1 for line in lines]
    if len(lines) < _FEWEST_SPACED or max(parts) > MOST_COLUMNS or sum(parts) > MOST_PLACES:
        return None
    pieces = [_pieces(line.text) for line in lines]
    strips = _merged([(start, end) for row in pieces for start, end, _ in row])
    if not _FEWEST_COLUMNS <= len(strips) <= MOST_COLUMNS:
        return None
    starts = {start: at for at, (start, _) in enumerate(strips)}
    rows = []
    for row in pieces:
        cells = [""] * len(strips)
        for start, _, text in row:
            at = max(number for begin, number in starts.items() if begin <= start)
            if cells[at]:
                return None
            cells[at] = text
        rows.append(tuple(cells))
    filled = sum(bool(cell) for row in rows for cell in row)
    return Grid(tuple(rows), 0, lines[0].page) if filled * 3 >= len(rows) * len(strips) * 2 else None


def _pieces(text: str) -> list[tuple[int, int, str]]:
    """The parts of a line between runs of spaces, each with the columns where it begins and ends."""
    edges = [0, *(edge for found in _GAP.finditer(text) for edge in found.span()), len(text)]
    found = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        part = text[start:end]
        begins = columns(text[:start]) + columns(part) - columns(part.lstrip())
        found.append((begins, begins + columns(part.strip()), part.strip()))
    return found


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The strips that spans cover together; two that are less than two columns apart are one."""
    strips: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if strips and start < strips[-1][1] + 2:
            strips[-1] = (strips[-1][0], max(strips[-1][1], end))
        else:
            strips.append((start, end))
    return strips


def _cell(text: str) -> Cell:
    kind: CellKind = "number" if shown_number(text) else "text"
    return Cell(runs_of(text), kind=kind)


_READERS = {"strokes": _by_strokes, "tabs": _by_tabs, "spaces": _by_spaces}
