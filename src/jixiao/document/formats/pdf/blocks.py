"""Paragraphs and tables of a PDF as the blocks of a Document, each with its page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from jixiao.document.drawing import words
from jixiao.document.formats.pdf.flow import Drawing, Piece, heading_level, is_centred, is_unit, level_of_number, style_of
from jixiao.document.formats.pdf.pages import Sheet
from jixiao.document.formats.pdf.signs import flat
from jixiao.document.formats.pdf.tables import Ruled
from jixiao.document.model import DEEPEST_HEADING, Block, Chart, Page, PageBreak, Paragraph, Run, Runs, Style, text_of
from jixiao.document.numbering import Counter
from jixiao.document.tidy import tidy_heading

_CAPTION = re.compile(r"(?:附?表|附件)\s*[\d一二三四五六七八九十]{1,3}(?:[-—.]\d{1,3})?(?:\s|[:：]|[^\d、.])")
_LONGEST_CAPTION = 60
_TITLE = 1.6
_TITLE = 1.6


Item = Piece | Ruled | Drawing


class Blocks(NamedTuple):
    """The blocks of a document, and the page on which each begins; rows of tables by block and row."""

    blocks: tuple[Block, ...]
    page: Page
    page_of: dict[int, int]
    row_page_of: dict[tuple[int, int], int]


def blocks_of(items: Sequence[Item], sheets: Sequence[Sheet], charts: Sequence[Chart] = ()) -> Blocks:
    """The blocks that paragraphs, tables and drawings make; ``charts`` are those that the file carries the numbers of."""
    maker = _Maker(sheets, charts)
    for number, item in enumerate(items):
        if isinstance(item, Ruled):
            maker.table(item)
        elif isinstance(item, Drawing):
            maker.drawing(item)
        else:
            maker.piece(item, [*items[number + 1 : number + 3]])
    return Blocks(tuple(maker.blocks), maker.first_page, maker.page_of, maker.row_page_of)


class _Maker:
    """Makes blocks one by one; what stands above a table waits for it."""

    def __init__(self, sheets: Sequence[Sheet], charts: Sequence[Chart]) -> None:
        self.charts = list(charts)
        self.turned: dict[int, Page] = {
            sheet.number: "landscape" if sheet.width > sheet.height else "portrait" for sheet in sheets
        }
        self.counter = Counter()
        self.blocks: list[Block] = []
        self.page_of: dict[int, int] = {}
        self.row_page_of: dict[tuple[int, int], int] = {}
        self.style: Style | None = None
        self.first_page: Page = "portrait"
        self.page: Page | None = None
        self.caption: Runs = ()
        self.unit: Runs = ()
        self.above = 0

    def table(self, item: Ruled) -> None:
        """A table with what stood above it."""
        self._put(replace(item.table, caption=self.caption, note=self.unit), self.above or item.row_pages[0], item.row_pages[-1])
        self.row_page_of |= {(len(self.blocks) - 1, row): page for row, page in enumerate(item.row_pages)}
        self.caption, self.unit, self.above, self.style = (), (), 0, None

    def drawing(self, item: Drawing) -> None:
        """A chart of which the file carries the numbers; other drawings are left out, and their captions are paragraphs."""
        chart = self.charts[0] if self.charts else None
        if chart is None or item.alt != words(chart):
            return
        del self.charts[0]
        last = self.blocks[-1] if self.blocks else None
        if chart.title and isinstance(last, Paragraph) and flat(text_of(last.runs)) == flat(text_of(chart.title)):
            page = self.page_of.pop(len(self.blocks) - 1)
            self.blocks.pop()
        else:
            page = item.page
        self._put(chart, page, item.page)

    def piece(self, item: Piece, after: Sequence[Item]) -> None:
        """A paragraph, a heading, or what belongs to the table after it."""
        runs: Runs = (Run(item.text),)
        if self._stands_above(item, after):
            self.above = self.above or item.page
            if is_unit(item):
                self.unit = runs
            else:
                self.caption = runs
            return
        level = _level(item)
        last = item.lines[-1].page
        if level is not None:
            self.style = None
            self._put(tidy_heading(level, runs, self.counter), item.page, last)
            return
        self.style = "title" if item.role == "Title" else style_of(item, self.style)
        if item.role == "Text" and self.style == "title":  # a file of ours marks its titles
            self.style = "plain"
        if self.style == "title":
            self.counter.restart()
        self._put(Paragraph(runs, self.style), item.page, last)

    def _stands_above(self, item: Piece, after: Sequence[Item]) -> bool:
        """Whether a paragraph is the caption of a table, or says in what it counts."""
        if not after or item.role == "Title" or _is_heading(item) or item.lines[-1].page > item.page:
            return False
        following = after[0]
        if isinstance(following, Piece):
            is_before_unit = len(after) > 1 and isinstance(after[1], Ruled) and is_unit(following) and not is_unit(item)
            return is_before_unit and self._is_caption(item)
        if not isinstance(following, Ruled):
            return False
        return (is_unit(item) and not self.unit) or (not self.unit and not self.caption and self._is_caption(item))

    def _is_caption(self, item: Piece) -> bool:
        if item.role == "Caption":
            return True
        if len(item.text) > _LONGEST_CAPTION or self.style in {"title", "subtitle"}:
            return False
        is_small = item.lines[0].size < _TITLE * item.frame.body
        return is_small and (bool(_CAPTION.match(item.text)) or (is_centred(item) and heading_level(item) is None))

    def _put(self, block: Block, page: int, last: int) -> None:
        turned = self.turned.get(page, "portrait")
        if self.page is None:
            self.first_page = turned
        elif turned != self.page:
            self.blocks.append(PageBreak(turned))
            self.page_of[len(self.blocks) - 1] = page
        self.page = self.turned.get(last, turned)
        self.page_of[len(self.blocks)] = page
        self.blocks.append(block)


def _is_heading(item: Piece) -> bool:
    """Whether the marks of the file name a heading and its level."""
    return item.role.startswith("H") and item.role[1:].isdigit()


def _level(item: Piece) -> int | None:
    """The level of a heading, by the marks of the file or by its number."""
    if _is_heading(item):
        if is_centred(item) and style_of(item, None) == "title":
            return None
        return level_of_number(item.text) or min(int(item.role[1:]), DEEPEST_HEADING)
    return None if item.role else heading_level(item)
