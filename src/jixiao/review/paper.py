"""A paper as the review reads it: passages of normal text, each with its place and the headings above it, and its tables.

Paper
├── passages: every paragraph, heading, caption, note and cell, with its numbers; a paragraph that a page broke is one passage
└── grids: every table as rows of passages, a merged cell at every place that it covers
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, pairwise
from typing import Literal, NamedTuple

from jixiao.document.model import Document, Heading, PageBreak, Paragraph, Runs, Style, Table, text_of
from jixiao.document.numbering import with_numbers
from jixiao.findings import Place
from jixiao.review.lexer import Token, tokens
from jixiao.review.normal import Normal, normal

PAPER = "paper"
"""What a check says that it needs if it reads a paper's own words."""

PassageKind = Literal["title", "heading", "paragraph", "caption", "note", "cell"]
_FLOWING = frozenset({"body", "plain"})
_SENTENCE_END = re.compile(r"[。！？；!?;\n]")
_TYPED_HEADING = re.compile(
    r"(?:第[一二三四五六七八九十]{1,3}(?:部分|章|篇)(?![之的])|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|#{1,6} ?)"
)
_ATTACHMENT = re.compile(r"附(?:件|表)(?:\d{1,2}|[一二三四五六七八九十])?(?:[：:][^。；]{0,40})?")
_NUMBERED = re.compile(r"#* *(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])")
_LONGEST_HEADING = 40
_ENDED = re.compile(r"[。！？；：…!?;:][”’\"』」）)》]*$")
_NEW = re.compile(
    r"[一二三四五六七八九十]{1,3}(?:[、.．是要]|，)|[（(【]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)】]|\d{1,2}(?:[、．]|\.(?!\d))"
    r"|第[一二三四五六七八九十\d]{1,3}[章节条款，、,]|[①-⑳●•·■□◆▪➢\-—*#]|附[件表]|[表图]\d|注[:：]|备注|说明[:：]|单位[:：]"
)
_SHORTEST_BROKEN, _SHORTEST_OPEN, _MOST_PARTS = 40, 10, 6
_JOINT = "\u2060"
_HEAD, _LONGEST_TITLE, _TITLE_WEIGHT = 6, 60, 100
_TITLE = re.compile(r"报告|自评|评价|监控|申报|目标|决算")


@dataclass(frozen=True, eq=False)
class Passage:
    """One stretch of text that stands by itself. ``section`` are the headings above it, the outermost first.

    ``breaks`` are the positions where a paragraph goes on that a page or a line had broken, each with the place of that part.
    """

    number: int
    kind: PassageKind
    normal: Normal
    place: Place
    section: tuple[str, ...] = ()
    level: int = 0
    breaks: tuple[tuple[int, Place], ...] = ()

    @cached_property
    def text(self) -> str:
        """The normal text."""
        return self.normal.text

    def place_at(self, position: int) -> Place:
        """The place of the part in which a position of the text lies."""
        return next((place for start, place in reversed(self.breaks) if position >= start), self.place)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The numbers of the text."""
        return tuple(tokens(self.text))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the text, each with its numbers."""
        edges = [0, *(found.end() for found in _SENTENCE_END.finditer(self.text)), len(self.text)]
        starts = [token.start for token in self.tokens]
        found = []
        for start, end in pairwise(edges):
            if start < end and self.text[start:end].strip():
                inside = self.tokens[bisect_right(starts, start - 1) : bisect_right(starts, end - 1)]
                found.append(Sentence(self, start, end, inside))
        return tuple(found)

    def quote(self, start: int, end: int) -> str:
        """What stands in the file between two positions of the normal text."""
        return self.normal.quote(start, end)


class Sentence(NamedTuple):
    """A sentence of a passage; positions are those of the passage's text."""

    passage: Passage
    start: int
    end: int
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        """The sentence."""
        return self.passage.text[self.start : self.end]

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.passage.place_at(self.start)

    @property
    def quote(self) -> str:
        """The sentence as it stands in the file."""
        return self.passage.quote(self.start, self.end)


class Grid(NamedTuple):
    """A table: its name, how many rows are header, and a passage for every place."""

    name: str
    header: int
    rows: tuple[tuple[Passage, ...], ...]
    section: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Paper:
    """A paper that was read. ``year`` is the fiscal year that it speaks of, where it says so."""

    file: str
    document: Document
    passages: tuple[Passage, ...]
    grids: tuple[Grid, ...]

    @cached_property
    def texts(self) -> tuple[Passage, ...]:
        """The running text: headings and paragraphs, without tables."""
        return tuple(each for each in self.passages if each.kind != "cell")

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the running text."""
        return tuple(sentence for passage in self.texts for sentence in passage.sentences)

    @cached_property
    def year(self) -> int | None:
        """The year in the title (2023年度…), else the one that is named most often as a fiscal year."""
        named: dict[int, int] = {}
        for passage in self.passages:
            weight = _TITLE_WEIGHT if _is_title(passage) else 1
            for token in passage.tokens:
                if token.kind == "period" and token.year is not None and token.month is None:
                    named[token.year] = named.get(token.year, 0) + weight * (3 if token.text.endswith("度") else 1)
        return max(named, key=lambda year: (named[year], -year), default=None)

    @cached_property
    def title_year(self) -> int | None:
        """The year in the title; None where the title names none, or more than one."""
        named = {
            token.year
            for passage in self.passages[:_HEAD]
            if _is_title(passage)
            for token in passage.tokens
            if token.kind == "period" and token.year is not None and token.month is None
        }
        return named.pop() if len(named) == 1 else None

    def under(self, *words: str) -> Iterator[Passage]:
        """The passages that stand under a heading with one of these words."""
        return (each for each in self.texts if any(word in heading for heading in each.section for word in words))


def _is_title(passage: Passage) -> bool:
    """Whether a passage is the title: said so, or a short line at the head that names a report or a form."""
    if passage.kind == "title":
        return True
    text = passage.text
    if passage.number >= _HEAD or passage.section or len(text) > _LONGEST_TITLE or _SENTENCE_END.search(text):
        return False
    if _NUMBERED.match(text):
        return False
    found = _TITLE.search(text)
    return passage.number == 0 or (found is not None and (passage.kind != "cell" or text.rstrip().endswith("表")))


def paper_of(document: Document, file: str, pages: Mapping[int, int] | None = None) -> Paper:
    """The paper that a document is; ``pages`` says on which page each block begins, where that is known."""
    return _Reading(file, pages or {}).paper(document)


class _Reading:
    """Goes through a document once, with the headings that are open."""

    def __init__(self, file: str, pages: Mapping[int, int]) -> None:
        self.file = file
        self.pages = pages
        self.passages: list[Passage] = []
        self.grids: list[Grid] = []
        self.open: list[tuple[int, str]] = []
        self.paragraphs = 0
        self.broken: list[tuple[str, Place]] = []

    def paper(self, document: Document) -> Paper:
        for at, (number, block) in enumerate(with_numbers(document.blocks)):
            page = self.pages.get(at)
            if not isinstance(block, Paragraph | PageBreak):
                self.broken = []
            if isinstance(block, Heading):
                self.paragraphs += 1
                text = number + text_of(block.runs)
                self._heading(text, typed_level(text) or block.level, page)
            elif isinstance(block, Paragraph):
                self.paragraphs += 1
                self._paragraph(text_of(block.runs), block.style, page)
            elif isinstance(block, Table):
                self._table(block, page)
        return Paper(self.file, document, tuple(self.passages), tuple(self.grids))

    def _heading(self, text: str, level: int, page: int | None) -> None:
        self.open = [each for each in self.open if each[0] < level]
        self._passage("heading", text, Place(self.file, page=page, paragraph=self.paragraphs), level)
        self.open.append((level, normal(text).text))

    def _paragraph(self, text: str, style: Style, page: int | None) -> None:
        place = Place(self.file, page=page, paragraph=self.paragraphs)
        typed = typed_level(text)
        before, self.broken = self.broken, []
        if style in {"title", "attachment"} or _ATTACHMENT.fullmatch(normal(text).text.strip()):
            self.open = []
        if style == "title":
            self._passage("title", text, place)
        elif typed:
            self._heading(text, typed, page)
        elif style not in _FLOWING:
            if text.strip():
                self._passage("note" if style == "note" else "paragraph", text, place)
        elif text.strip():
            goes_on = bool(before) and len(before) < _MOST_PARTS and is_broken(self.passages[-1].text, text)
            self.broken = [*before, (text, place)] if goes_on else [(text, place)]
            if goes_on:
                self.passages[-1] = _whole(self.passages[-1], self.broken)
            else:
                self._passage("paragraph", text, place)

    def _name(self, caption: str) -> str:
        """The name of a table: its caption, with a number where others have the same."""
        taken = sum(grid.name.partition("（第")[0] == caption for grid in self.grids)
        return f"{caption}（第{taken + 1}张）" if taken else caption

    def _table(self, table: Table, page: int | None) -> None:
        name = self._name(text_of(table.caption) or f"表{len(self.grids) + 1}")
        for kind, runs in (("caption", table.caption), ("note", table.note)):
            self._words(kind, runs, Place(self.file, table=name, page=page))
        height, width = len(table.header) + len(table.body), len(table.columns)
        grid: list[list[Passage | None]] = [[None] * width for _ in range(height)]
        for row, column, cell in table.placed():
            place = Place(self.file, table=name, row=row + 1, column=letters(column), page=page)
            passage = self._passage("cell", text_of(cell.runs), place)
            for below in range(row, row + cell.down):
                for across in range(column, column + cell.across):
                    grid[below][across] = passage
        rows = tuple(tuple(passage for passage in line if passage is not None) for line in grid)
        self.grids.append(Grid(name, len(table.header), rows, self._section()))

    def _words(self, kind: str, runs: Runs, place: Place) -> None:
        if text_of(runs).strip():
            self._passage("caption" if kind == "caption" else "note", text_of(runs), place)

    def _passage(self, kind: PassageKind, text: str, place: Place, level: int = 0) -> Passage:
        passage = Passage(len(self.passages), kind, normal(text), place, self._section(), level)
        self.passages.append(passage)
        return passage

    def _section(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.open)


def is_broken(before: str, after: str) -> bool:
    """Whether a paragraph stops in the middle of a sentence and the next one goes on with it."""
    before, after = before.rstrip(), normal(after).text.lstrip()
    if not is_open(before, after):
        return False
    return len(before) >= (_SHORTEST_OPEN if before.endswith(("，", ",", "、")) else _SHORTEST_BROKEN)


def is_open(before: str, after: str) -> bool:
    """Whether a text ends without a sign that ends sentences, and what follows it begins nothing new."""
    return _ENDED.search(before.rstrip()) is None and _NEW.match(after.lstrip()) is None


def _whole(passage: Passage, parts: list[tuple[str, Place]]) -> Passage:
    """A passage made of the parts of one paragraph."""
    texts = [text for text, _ in parts]
    joints = [_JOINT if _is_cut_number(*each) else "\n" for each in pairwise(texts)]
    whole = normal("".join(chain.from_iterable(zip(texts, [*joints, ""], strict=True))))
    starts = [0]
    for text, _ in parts:
        starts.append(starts[-1] + len(text) + 1)
    breaks = tuple((bisect_left(whole.origin, start), place) for start, (_, place) in zip(starts[1:-1], parts[1:], strict=True))
    return replace(passage, normal=whole, breaks=breaks)


def _is_cut_number(before: str, after: str) -> bool:
    """Whether a line was broken within a number."""
    return before[-1:].isdigit() and after[:1].isdigit()


def typed_level(text: str) -> int:
    """The level of a heading that was typed as an ordinary paragraph: 1 for 一、, 2 for （一）; 0 for what is none."""
    clean = normal(text).text.strip()
    found = _TYPED_HEADING.match(clean)
    if found is None or len(clean) > _LONGEST_HEADING or _SENTENCE_END.search(clean.rstrip("。；;")):
        return 0
    mark = clean.lstrip("# ")
    if _TYPED_HEADING.match(mark) is None:
        return min(4, found[0].count("#")) or 1
    return 1 if mark[0] not in "（(" else 2


def letters(column: int) -> str:
    """A column as office programs name it: A, B, … AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
