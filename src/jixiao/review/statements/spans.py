"""Long sentences: from one full stop to the next, semicolons within; and what stands in brackets by itself.

A list of parts goes on over commas and semicolons, so that sentences as a paper cuts them are too short for it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from jixiao.findings import Place
from jixiao.review.lexer import Token
from jixiao.review.paper import Paper, Passage, is_open

_STOP = re.compile(r"[。！？!?\n]")
_BRACKETS = re.compile(r"[（(\[【]([^（(）)\[\]【】]*)[）)\]】]")
_HEADLINE, _FAR = 24, 400
_INSIDE = re.compile(r"[，,；;、。]")
_QUANTITIES = frozenset({"amount", "count", "score", "number", "percent", "points"})


class Span(NamedTuple):
    """A stretch of a passage.

    ``words`` is its text with the brackets in it blanked, so that positions stay, and ``tokens`` are its quantities outside of
    the brackets. ``before`` is the number that stands before a bracket, if the span is one.
    """

    passage: Passage
    start: int
    end: int
    words: str
    tokens: tuple[Token, ...]
    before: Token | None = None

    def text(self, start: int, end: int) -> str:
        """The words between two positions of the passage, brackets blank."""
        return self.words[max(start, self.start) - self.start : max(end, self.start) - self.start]

    def place(self, position: int | None = None) -> Place:
        """Where the span, or a position in it, stands."""
        return self.passage.place_at(self.start if position is None else position)

    @property
    def quote(self) -> str:
        """The span as it stands in the file."""
        return self.passage.quote(self.start, self.end).strip()


@lru_cache(maxsize=8)
def spans(paper: Paper) -> tuple[Span, ...]:
    """The long sentences of the running text and of long cells, each followed by its brackets."""
    return tuple(span for passage in paper.passages if passage.tokens for span in _of_passage(passage))


class _Cuts(NamedTuple):
    """The numbers of the paragraphs that seem to go on from the one before, or in the one behind."""

    starts: frozenset[int]
    ends: frozenset[int]


@lru_cache(maxsize=8)
def _cuts(paper: Paper) -> _Cuts:
    ends: list[int] = []
    for before, after in pairwise(paper.passages):
        goes_on = bool(ends) and ends[-1] == before.number - 1
        if after.kind == "paragraph" and (goes_on or _is_cut(before)) and is_open(before.text, after.text):
            ends.append(before.number)
    return _Cuts(frozenset(number + 1 for number in ends), frozenset(ends))


def _is_cut(before: Passage) -> bool:
    """Whether a text that ends without a stop is more than a headline."""
    text = before.text.rstrip()
    if before.kind != "paragraph":
        return before.kind == "heading" and text[-1:].isdigit()
    return len(text) > _HEADLINE or text[-1:].isdigit() or _INSIDE.search(text) is not None


def is_whole(paper: Paper, passage: Passage, start: int, end: int, *, is_list: bool = False) -> bool:
    """Whether a stretch of a paragraph can be read by itself: it neither begins nor ends where a line broke the paragraph.

    A list goes on up to the end of its sentence.
    """
    cuts = _cuts(paper)
    if passage.number in cuts.starts and start <= 1:
        return False
    if passage.number not in cuts.ends:
        return True
    if not is_list:
        return bool(passage.text[end : end + 2].strip())
    return len(passage.text) - end > _FAR or _STOP.search(passage.text, end) is not None


def begins_whole(paper: Paper, passage: Passage, position: int) -> bool:
    """Whether the sentence of a position begins where the file begins it, and not where a line broke the paragraph."""
    return passage.number not in _cuts(paper).starts or _STOP.search(passage.text, max(0, position - _FAR), position) is not None


def _of_passage(passage: Passage) -> Iterator[Span]:
    text = passage.text
    starts = [token.start for token in passage.tokens]
    for start, end in pairwise([0, *(found.end() for found in _STOP.finditer(text)), len(text)]):
        if start < end:
            inside = passage.tokens[bisect_left(starts, start) : bisect_left(starts, end)]
            yield from _with_brackets(passage, start, end, inside)


def _with_brackets(passage: Passage, start: int, end: int, inside: tuple[Token, ...]) -> Iterator[Span]:
    text = passage.text[start:end]
    brackets = list(_BRACKETS.finditer(text)) if inside else []
    words = _BRACKETS.sub(lambda found: " " * len(found[0]), text) if brackets else text
    quantities = [token for token in inside if token.kind in _QUANTITIES]
    starts = [token.start - start for token in quantities]
    outer: list[Token] = []
    at = 0
    bracketed = []
    for found in brackets:
        left, right = bisect_left(starts, found.start()), bisect_left(starts, found.end())
        outer += quantities[at:left]
        before = outer[-1] if outer and outer[-1].end == found.start() + start else None
        if left < right:
            bracketed.append((found, tuple(quantities[left:right]), before))
        at = right
    outer += quantities[at:]
    yield Span(passage, start, end, words, tuple(outer))
    for found, within, before in bracketed:
        yield Span(passage, found.start(1) + start, found.end(1) + start, found[1], within, before)
