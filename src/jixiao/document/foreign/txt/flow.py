"""Lines as paragraphs, headings and tables: where a paragraph ends and what each of them is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from jixiao.document.foreign.txt.grids import Grid, parted
from jixiao.document.foreign.txt.lines import (
    Line,
    Setting,
    begins_anew,
    columns,
    ends_sentence,
    gap,
    level_of,
    lines_of,
    setting_of,
    without_marks,
)
from jixiao.document.model import Block, Paragraph, Table, runs_of, text_of
from jixiao.document.numbering import Counter
from jixiao.document.tidy import tidy_heading

_TITLE = re.compile(r".*(?:报告|总结|方案|说明|通知|意见|办法|评价|[表书])(?:\s?[（(].{1,12}[）)])?")
_LONGEST_TITLE, _TITLE_LINES = 60, 3
_CAPTION = re.compile(r"(?:附?表\s?[\d一二三四五六七八九十].*|.*(?:表|情况))")
_TABLE_CAPTION = re.compile(r"附?表\s?\d")
_LONGEST_CAPTION = 50
_UNIT = re.compile(r"[（(]?\s*(?:金额|计量|计算|货币)?单位\s*[:：].{1,12}")
_PUNCTUATION = re.compile("[，。；、：,;:]")
_SHORTEST_TEXT = 30
_LABEL = re.compile(r"[^\s，。；,;]{1,14}[:：]")
_WIDE_ENOUGH = 40
_FEWEST_SPACED, _MOST = 6, 5
_OPEN, _CLOSING = tuple("，、（(“《"), tuple("，。；、：）)”》％%,;")


class Piece(NamedTuple):
    """A paragraph as text, the page on which it begins, and whether it may go on from the one before: no indent, an empty line between."""

    text: str
    page: int
    may_go_on: bool


class Flowed(NamedTuple):
    """The blocks of a text and the page on which each begins."""

    blocks: list[Block]
    pages: list[int]


def flowed(text: str) -> Flowed:
    """The blocks of a text, in order."""
    lines = lines_of(text)
    items = parted(lines)
    setting = setting_of([line for item in items if isinstance(item, list) for line in item])
    setting = setting._replace(
        is_spaced=_is_spaced([each for item in items if isinstance(item, list) for each in _stretches(item)])
    )
    pieces: list[Piece | Grid] = []
    for item in items:
        if isinstance(item, Grid):
            pieces.append(item)
        else:
            pieces += _mended([*_paragraphs(item, setting)])
    made = Flowed([], [])
    writer = _Writer(made)
    start = _title(writer, pieces)
    for piece in pieces[start:]:
        writer.add(piece)
    return made


def _paragraphs(lines: Sequence[Line], setting: Setting) -> Iterator[Piece]:
    """Lines joined where they are broken by hand."""
    for stretch in _stretches(lines):
        yield from _stretch(stretch, setting)


def _stretches(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines between which no line is empty."""
    stretch: list[Line] = []
    for line in [*lines, Line("", 0)]:
        if line.text and (not stretch or stretch[-1].page == line.page):
            stretch.append(line)
            continue
        yield stretch
        stretch = [line] if line.text else []


def _is_spaced(stretches: Sequence[list[Line]]) -> bool:
    """Whether an empty line stands between the paragraphs of a text, so that lines without one are broken: nearly all end as those do."""
    told = [each for each in stretches if each]
    whole = sum(ends_sentence(each[-1].inner) or level_of(each[0].inner) > 0 for each in told)
    broken = [each for each in told if len(each) > 1]
    ends = sum(ends_sentence(line.inner) for each in broken for line in each[:-1])
    inner = sum(len(each) - 1 for each in broken)
    return len(told) >= _FEWEST_SPACED and whole * _MOST >= len(told) * (_MOST - 1) and ends * _MOST <= inner


def _stretch(lines: list[Line], setting: Setting) -> Iterator[Piece]:
    """The paragraphs of lines between which no line is empty."""
    if setting.width is None:
        setting = _of_stretch(lines, setting)
    is_indented = bool(lines) and setting.is_indented(lines[0])
    parts: list[str] = []
    for at, line in enumerate(lines):
        if at and not _goes_on(lines[at - 1], line, setting):
            yield _piece(parts, lines[at - len(parts)], may_go_on=at == len(parts) and not is_indented)
            parts = []
        parts.append(line.inner)
    if parts:
        yield _piece(parts, lines[len(lines) - len(parts)], may_go_on=len(lines) == len(parts) and not is_indented)


def _piece(parts: list[str], first: Line, *, may_go_on: bool) -> Piece:
    text = parts[0] + "".join(gap(before, after) + after for before, after in pairwise(parts))
    return Piece(text, first.page, may_go_on)


def _of_stretch(lines: list[Line], setting: Setting) -> Setting:
    """How a few lines are set, in a text whose other lines tell nothing."""
    widths = [columns(line.text) - setting.left for line in lines]
    width = max(widths, default=0)
    is_even = len(lines) > 2 and all(each >= width - 6 for each in widths[:-1]) and not ends_sentence(lines[0].inner)  # noqa: PLR2004 - two lines tell nothing
    return setting._replace(width=width) if is_even and width >= _WIDE_ENOUGH else setting


def _goes_on(before: Line, line: Line, setting: Setting) -> bool:
    """Whether a paragraph goes on from one line to the next."""
    is_inside = before.inner.endswith(_OPEN) or line.inner.startswith(_CLOSING)
    if (setting.is_spaced or is_inside) and not ends_sentence(before.inner) and not begins_anew(line.inner):
        return True
    if begins_anew(line.inner) or setting.is_indented(line) or before.inner.startswith("#"):
        return False
    return setting.is_full(before) and (setting.indents or not ends_sentence(before.inner))


def _mended(pieces: list[Piece]) -> list[Piece]:
    """Paragraphs that the end of a page broke, whole again: one that ends no sentence, and one that begins none."""
    whole: list[Piece] = []
    parts: list[str] = []
    for piece in pieces:
        if whole and _is_broken(parts[-1], whole[-1]) and piece.may_go_on and not _stands_alone(piece.text):
            parts.append(gap(parts[-1], piece.text) + piece.text)
            continue
        if whole:
            whole[-1] = whole[-1]._replace(text="".join(parts))
        whole.append(piece)
        parts = [piece.text]
    if whole:
        whole[-1] = whole[-1]._replace(text="".join(parts))
    return whole


def _is_broken(end: str, piece: Piece) -> bool:
    is_text = len(piece.text) >= _SHORTEST_TEXT and _PUNCTUATION.search(piece.text) is not None
    return is_text and not ends_sentence(end) and not level_of(piece.text)


def _stands_alone(text: str) -> bool:
    return begins_anew(text) or (_LABEL.match(text) is not None and len(text) < _SHORTEST_TEXT)


def _title(writer: _Writer, pieces: list[Piece | Grid]) -> int:
    """Write the title of a text if its first lines are one; how many pieces that took."""
    lines: list[str] = []
    for piece in pieces[:_TITLE_LINES]:
        if isinstance(piece, Grid):
            return 0
        text = without_marks(piece.text)
        is_bare = not _PUNCTUATION.search(text) and not (level_of(piece.text) and not piece.text.startswith("#"))
        if not is_bare or _TABLE_CAPTION.match(text) or len("".join(lines) + text) > _LONGEST_TITLE or len(pieces) == 1:
            return 0
        lines.append(text)
        if _TITLE.fullmatch(text) or (piece.text.startswith("#") and level_of(piece.text) == 1):
            whole = lines[0] + "".join(gap(before, after) + after for before, after in pairwise(lines))
            writer.write(Paragraph(runs_of(whole), "title"), piece.page)
            return len(lines)
    return 0


class _Writer:
    """Writes blocks, counting headings; what stands right before a table as its caption or unit goes to it."""

    def __init__(self, made: Flowed) -> None:
        self.made = made
        self.counter = Counter()

    def add(self, piece: Piece | Grid) -> None:
        """One more paragraph, heading or table."""
        if isinstance(piece, Grid):
            self.write(self._table(piece.table()), piece.page)
            return
        level = level_of(piece.text)
        if level:
            self.write(tidy_heading(level, runs_of(without_marks(piece.text)), self.counter), piece.page)
        else:
            self.write(Paragraph(runs_of(piece.text), "body"), piece.page)

    def write(self, block: Block, page: int) -> None:
        """One more block."""
        self.made.blocks.append(block)
        self.made.pages.append(page)

    def _table(self, table: Table) -> Table:
        if note := self._taken(_UNIT, _LONGEST_CAPTION):
            table = replace(table, note=runs_of(note))
        if caption := self._taken(_CAPTION, _LONGEST_CAPTION):
            table = replace(table, caption=runs_of(caption))
        return table

    def _taken(self, pattern: re.Pattern[str], longest: int) -> str:
        """The text of the last block, taken away, if it is an ordinary paragraph of that form."""
        last = self.made.blocks[-1] if self.made.blocks else None
        if not isinstance(last, Paragraph) or last.style != "body":
            return ""
        text = text_of(last.runs)
        if len(text) > longest or not pattern.fullmatch(text):
            return ""
        self.made.blocks.pop()
        self.made.pages.pop()
        return text
