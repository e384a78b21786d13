"""Lines as paragraphs: where one ends and the next begins, and what the way it is set says about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from jixiao.document.formats.pdf.lines import Line, paragraph_of
from jixiao.document.formats.pdf.pages import Sheet
from jixiao.document.formats.pdf.ruled_tables import Grid
from jixiao.document.model import Style

_CHINESE = "一二三四五六七八九十百〇零"
NUMBERS = (
    re.compile(rf"[{_CHINESE}]{{1,5}}、"),
    re.compile(rf"[（(][{_CHINESE}]{{1,5}}[）)]"),
    re.compile(r"\d{1,2}(?:[.．](?!\d)|、)"),
    re.compile(r"[（(]\d{1,2}[）)]"),
)
"""How headings of level 1 to 4 begin."""

_LONGEST_HEADING = 60
_NO_HEADING_ENDS = "。；;，,：:！？"
_ATTACHMENT = re.compile(rf"附\s*(?:件|表|录)\s*[\d{_CHINESE}]{{0,3}}\s*[:：]?")
_UNIT = re.compile(r"[（(]?\s*(?:金额|计量|计算|货币)?单位\s*[:：].{1,12}")
_INDENT = 1.5
_OTHER_SIZE = 0.12
_WIDE_GAP = 1.35
_SLACK = 1.0
_LEAST_BEYOND, _MOST_BEYOND = 1.4, 2.7
_MOST_OF, _FEW_LINES = 0.8, 4
_SMALL, _LARGE = 0.86, 1.12
_RIGHT_HALF = 0.4
_MARGIN_AT_RIGHT = 6.0


class Drawing(NamedTuple):
    """A picture or chart that the marks of a file name: what it says instead of itself, and its page."""

    alt: str
    page: int


class Frame(NamedTuple):
    """Where the text of pages of one width stands, the size that most of it has, and the usual pitch of its lines."""

    left: float
    right: float
    body: float
    pitch: float

    @property
    def width(self) -> float:
        """The width of the text."""
        return self.right - self.left


class Inside(NamedTuple):
    """The lines of a table on one page, and where the table reaches."""

    page: int
    left: float
    right: float
    lines: list[Line]


class Piece(NamedTuple):
    """A paragraph: its lines, the frame of the page on which it begins, and what the marks of the file say that it is, if anything."""

    lines: list[Line]
    frame: Frame
    role: str = ""

    @property
    def text(self) -> str:
        """Its text."""
        return paragraph_of(self.lines)

    @property
    def page(self) -> int:
        """The page on which it begins."""
        return self.lines[0].page


def frames(pages: Sequence[tuple[Sheet, list[Line]]], tables: Iterable[Inside]) -> dict[int, Frame]:
    """The frame of each page, by its number."""
    tables = list(tables)
    body = _body_size([line for _, lines in pages for line in lines], tables)
    pitches = [
        (after.base - line.base) / line.size
        for _, lines in pages
        for line, after in pairwise(lines)
        if abs(after.size - line.size) < _OTHER_SIZE * line.size and after.base - line.base < 3 * line.size
    ]
    pitch = median(pitches) if pitches else 1.8
    by_width: dict[int, list[tuple[Sheet, list[Line]]]] = {}
    for sheet, lines in pages:
        by_width.setdefault(round(sheet.width), []).append((sheet, lines))
    found: dict[int, Frame] = {}
    for alike in by_width.values():
        lines = [line for _, some in alike for line in some]
        width = alike[0][0].width
        left = min((line.left for line in lines), default=0.0)
        right = max((line.right - line.size * (line.text[-1] in "，。、；：") for line in lines), default=width)
        numbers = {sheet.number for sheet, _ in alike}
        ruled = [table for table in tables if table.page in numbers]
        if ruled and sum(line.right - line.left > _MOST_OF * (right - left) for line in lines) < _FEW_LINES:
            left, right = min(left, *(table.left for table in ruled)), max(right, *(table.right for table in ruled))
        elif right < width - left - 4 * body:
            right = width - left
        if lines and _are_all_first(lines, left, right, (width, body)):
            left -= 2 * body
        frame = Frame(left, right, body, pitch)
        found |= {sheet.number: frame for sheet, _ in alike}
    return found


def pieces(items: Iterable[Line | Grid], known: dict[int, Frame]) -> list[Piece | Grid]:
    """Lines joined into paragraphs; tables stay between them."""
    found: list[Piece | Grid] = []
    for item in items:
        last = found[-1] if found else None
        if isinstance(item, Grid):
            found.append(item)
        elif isinstance(last, Piece) and not _begins(last.lines, item, known[item.page]):
            last.lines.append(item)
        else:
            found.append(Piece([item], known[item.page]))
    return found


def heading_level(piece: Piece) -> int | None:
    """The level of a heading that is known by its number; None for other text."""
    text = piece.text
    if len(piece.lines) > 2 or len(text) > _LONGEST_HEADING or text[-1] in _NO_HEADING_ENDS or is_centred(piece):  # noqa: PLR2004 - a heading has at most two lines
        return None
    return level_of_number(text)


def level_of_number(text: str) -> int | None:
    """The level that the number at the beginning of a text tells."""
    return next((level for level, number in enumerate(NUMBERS, 1) if number.match(text)), None)


def style_of(piece: Piece, before: Style | None) -> Style:
    """How a paragraph is set, which says what it is; ``before`` is the style of the paragraph right before it."""
    frame, size = piece.frame, piece.lines[0].size
    if _ATTACHMENT.fullmatch(piece.text):
        return "attachment"
    if is_centred(piece):
        if size > _LARGE * frame.body:
            return "title"
        return "subtitle" if before in {"title", "subtitle"} else "plain"
    if size < _SMALL * frame.body:
        return "note"
    if is_at_right(piece):
        return "signature"
    return "body" if piece.lines[0].left - frame.left >= _INDENT * size else "plain"


def is_centred(piece: Piece) -> bool:
    """Whether each line stands in the middle, and not just as an indented line does."""
    frame = piece.frame
    for line in piece.lines:
        left, right = line.left - frame.left, frame.right - line.right
        is_indented = _INDENT * line.size < left < (4 - _INDENT) * line.size and line.size < _LARGE * frame.body
        if abs(left - right) > line.size or (is_indented and right > line.size) or (left < line.size and len(piece.lines) == 1):
            return False
    return True


def is_at_right(piece: Piece) -> bool:
    """Whether a line stands at the right side."""
    frame, line = piece.frame, piece.lines[0]
    return (
        len(piece.lines) == 1
        and line.left - frame.left > _RIGHT_HALF * frame.width
        and frame.right - line.right < _MARGIN_AT_RIGHT * line.size
    )


def is_unit(piece: Piece) -> bool:
    """Whether a line says in what a table counts (单位：万元)."""
    return bool(_UNIT.fullmatch(piece.text)) or is_at_right(piece)


def _begins(lines: list[Line], line: Line, frame: Frame) -> bool:
    """Whether a line begins a paragraph, after the lines of another."""
    before = lines[-1]
    if abs(line.size - before.size) > _OTHER_SIZE * before.size:
        return True
    if line.page == before.page and line.base - before.base > _WIDE_GAP * max(frame.pitch, 1.0) * line.size:
        return True
    if line.left - frame.left >= _INDENT * line.size and line.size <= _LARGE * frame.body:
        is_block = before.left - frame.left >= _INDENT * line.size and abs(before.left - line.left) < line.size / 2
        if not is_block or len(lines) == 1:
            return True
    taken = before.right - before.left if line.size > _LARGE * frame.body else before.right - frame.left
    return taken + line.first + _SLACK * line.size < frame.width


def _are_all_first(lines: list[Line], left: float, right: float, page: tuple[float, float]) -> bool:
    """Whether every line begins a paragraph: none stands where the margin must be, and few are full."""
    width, body = page
    beyond = (left - (width - right)) / body
    full = sum(right - line.right < body for line in lines)
    return _LEAST_BEYOND < beyond < _MOST_BEYOND and 2 * full <= len(lines)


def _body_size(lines: list[Line], tables: Iterable[Inside]) -> float:
    """The size that most of the running text has; where there is hardly any, that of the tables."""
    sizes, inside = _sizes(lines), _sizes([line for table in tables for line in table.lines])
    if sum(sizes.values()) * 4 < sum(inside.values()):
        sizes = inside
    return sizes.most_common(1)[0][0] if sizes else 12.0


def _sizes(lines: list[Line]) -> Counter[float]:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes
