"""What a sheet does not show of a document (order, styles, runs, widths, kinds), as one line of JSON without any of its texts.

A workbook carries it on a hidden sheet, beside the trace and the charts. It knows texts by digests only: what somebody takes out of a
sheet before he hands it on is out of the file. What people see counts: a text that was edited is read as it now stands, and only its
style and place come from here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, NamedTuple, get_args

from jixiao.document.carried import packed, unpacked
from jixiao.document.derivations import Trace
from jixiao.document.formats.xlsx.anatomy import MOST_CELLS
from jixiao.document.formats.xlsx.book import Book
from jixiao.document.formats.xlsx.sheets import CARRIED_COLUMNS, CARRIED_SHEET, Plan
from jixiao.document.model import (
    Align,
    Block,
    Cell,
    CellKind,
    Chart,
    Column,
    Document,
    Heading,
    Media,
    Page,
    PageBreak,
    Paragraph,
    Picture,
    Row,
    Run,
    Runs,
    Style,
    Table,
    is_figure_id,
    text_of,
)
from jixiao.document.numbering import with_numbers

_EDITION = 1
_CHUNK = 16_000
"""Characters in a cell; Excel allows 32,767 units of UTF-16, and a character has at most two."""

_DIGITS = 16
_GONE = "\ufffe"
"""What no text of a file can be: no tidy text has it."""

_ALIGNS: tuple[Align, ...] = get_args(Align)
_CELL_KINDS: tuple[CellKind, ...] = get_args(CellKind)
_MEDIA: tuple[Media, ...] = get_args(Media)
_PAGES: tuple[Page, ...] = get_args(Page)
_STYLES: tuple[Style, ...] = get_args(Style)


class Bone(NamedTuple):
    """A block as it was written, and the number of its sheet; a page break stands on none (-1)."""

    block: Block
    sheet: int


class Skeleton(NamedTuple):
    """What was written: the first page, whether there was a day, the names of the sheets, and the blocks in order."""

    page: Page
    is_undated: bool
    sheets: tuple[str, ...]
    bones: tuple[Bone, ...]


class Held(NamedTuple):
    """What the hidden sheet holds; nothing where it is missing or damaged."""

    skeleton: Skeleton | None
    trace: Trace | None


def carried_rows(document: Document, plan: Plan) -> list[tuple[str, str]]:
    """The rows of the hidden sheet, its header first: what every format carries, and the skeleton, each cut into cells."""
    columns = [
        [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)] for text in (packed(document), _packed(document, plan))
    ]
    height = max(map(len, columns))
    first, second = ([*cells, *[""] * (height - len(cells))] for cells in columns)
    return [CARRIED_COLUMNS, *zip(first, second, strict=True)]


def held(book: Book) -> Held:
    """What a workbook carries."""
    rows = book.listed(CARRIED_SHEET, CARRIED_COLUMNS)
    carried = unpacked("".join(row[0] for row in rows))
    return Held(_unpacked("".join(row[1] for row in rows), book, carried.charts), carried.trace)


def _packed(document: Document, plan: Plan) -> str:
    content = {
        "edition": _EDITION,
        "page": document.page,
        "undated": document.properties.made_on is None,
        "sheets": [_digest(sheet.name) for sheet in plan.sheets],
        "blocks": [
            [plan.sheets.index(plan.homes[at]) if at in plan.homes else -1, *_block_data(block, sign)]
            for at, (sign, block) in enumerate(with_numbers(document.blocks))
        ],
    }
    return json.dumps(content, separators=(",", ":"))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_DIGITS]


def _block_data(block: Block, sign: str) -> list[object]:
    match block:
        case Heading():
            return ["heading", block.level, int(block.numbered), _runs_data(block.runs, sign)]
        case Paragraph():
            return ["paragraph", block.style, _runs_data(block.runs)]
        case Table():
            columns = [[column.share, column.align] for column in block.columns]
            parts = [_rows_data(block.header), _rows_data(block.body)]
            return ["table", columns, *parts, _runs_data(block.caption), _runs_data(block.note)]
        case Chart():
            return ["chart"]
        case Picture():
            return ["picture", _digest(block.alt), block.media, block.share]
        case PageBreak():
            return ["break", block.page]


def _runs_data(runs: Runs, sign: str = "") -> list[object]:
    """The digest of the text as a sheet shows it, the length of the sign before it, and each run without its text."""
    if not runs and not sign:
        return []
    lengths = [[len(run.text), run.figure, int(run.bold)] if run.figure or run.bold else len(run.text) for run in runs]
    return [_digest(sign + text_of(runs)), len(sign), *lengths]


def _rows_data(rows: tuple[Row, ...]) -> list[list[list[object]]]:
    return [[[cell.across, cell.down, cell.align, cell.kind, *_runs_data(cell.runs)] for cell in row] for row in rows]


def _unpacked(text: str, book: Book, charts: Iterable[Chart]) -> Skeleton | None:
    try:
        content = json.loads(text)
        if not isinstance(content, dict) or content.get("edition") != _EDITION:
            return None
        reader = _Reader(book, charts)
        bones = tuple(Bone(reader.block(kind, data), int(sheet)) for sheet, kind, *data in content["blocks"])
        names = {_digest(name): name for name in book.values}
        sheets = tuple(names.get(str(digest), "") for digest in content["sheets"])
        return Skeleton(_PAGES[_PAGES.index(content["page"])], bool(content["undated"]), sheets, bones)
    except (ValueError, KeyError, TypeError, IndexError, StopIteration, RecursionError):
        return None


class _Reader:
    """Gives blocks their texts, if they still stand in the workbook; a text that is gone is one that stands nowhere."""

    def __init__(self, book: Book, charts: Iterable[Chart]) -> None:
        shown = (text for values in book.values.values() for text in values.texts.values())
        alts = (picture.alt for pictures in book.pictures.values() for picture in pictures)
        self._texts = {_digest(text): text for text in (*shown, *alts)}
        self._charts = iter(charts)

    def block(self, kind: str, data: list[Any]) -> Block:
        """One block; anything that is none is one of the errors that mean damage."""
        if kind == "heading":
            level, numbered, runs = data
            return Heading(int(level), self._runs(runs), bool(numbered))
        if kind == "paragraph":
            style, runs = data
            return Paragraph(self._runs(runs), _STYLES[_STYLES.index(style)])
        if kind == "table":
            columns, header, body, caption, note = data
            known = tuple(Column(int(share), _ALIGNS[_ALIGNS.index(align)]) for share, align in columns)
            if len(known) * (len(header) + len(body)) > MOST_CELLS:
                raise ValueError("A sheet has fewer cells")
            first, rest = (self._rows(part, len(known)) for part in (header, body))
            return Table(known, first, rest, self._runs(caption), self._runs(note))
        if kind == "picture":
            alt, media, share = data
            return Picture(b"", self._texts.get(str(alt), _GONE), _MEDIA[_MEDIA.index(media)], int(share))
        if kind == "break":
            (page,) = data
            return PageBreak(None if page is None else _PAGES[_PAGES.index(page)])
        if kind == "chart":
            found = next(self._charts, None)
            if found is None:
                raise ValueError("The workbook carries fewer charts")
            return found
        raise ValueError(f"A block is none of {kind!r}")

    def _runs(self, data: list[Any]) -> Runs:
        if not data:
            return ()
        digest, at, *lengths = data
        text = self._texts.get(str(digest))
        if text is None:
            return (Run(_GONE),)
        found = []
        for each in lengths:
            length, figure, bold = each if isinstance(each, list) else (each, None, 0)
            found.append(Run(text[at : at + length], figure if figure and is_figure_id(figure) else None, bool(bold)))
            at += length
        return tuple(found)

    def _rows(self, data: list[list[list[Any]]], width: int) -> tuple[Row, ...]:
        if any(across > width or down > len(data) for row in data for across, down, *_ in row):
            raise ValueError("A cell reaches out of its table")
        return tuple(tuple(self._cell(*each) for each in row) for row in data)

    def _cell(self, across: int, down: int, align: Align | None, kind: CellKind, *runs: Any) -> Cell:  # noqa: ANN401 - from JSON
        aligned = None if align is None else _ALIGNS[_ALIGNS.index(align)]
        return Cell(self._runs([*runs]), int(across), int(down), aligned, _CELL_KINDS[_CELL_KINDS.index(kind)])
