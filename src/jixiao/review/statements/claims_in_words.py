"""What a paper claims in words: that all went well, that something fell short, and how much of it could be counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from jixiao.review.lexer import Token
from jixiao.review.paper import Paper, Passage, Sentence
from jixiao.review.statements.headings import Stretch, Words, stretches
from jixiao.review.statements.vocabulary import pattern

_NUMBERS = frozenset({"amount", "percent", "points", "score", "count", "number"})
_CLAUSE = re.compile(r"[，,。；;！!？?：:\n]")
_CHINESE_COUNT = re.compile(r"百分之[一二三四五六七八九十百]+|[二三四五六七八九十两]{1,4}(?:次|项|个|场|批|家|件|人)")
_UNSAID = frozenset({"problems", "measures", "goal", "duties"})
_PLACE_NUMBER = re.compile(r"[（(]?\d{1,2}(?:[）)、．]|\.(?!\d))")


class Claim(NamedTuple):
    """A sentence that claims something, and the words by which it does."""

    sentence: Sentence
    start: int
    end: int

    @property
    def words(self) -> str:
        """The words."""
        return self.sentence.passage.text[self.start : self.end]


def measured(passage: Passage, start: int = 0, end: int | None = None) -> bool:
    """Whether a text holds a number of something: an amount, a share, a count; no year, and no number of a list."""
    end = len(passage.text) if end is None else end
    return any(_is_number(passage, token) for token in passage.tokens if start <= token.start < end) or bool(
        _CHINESE_COUNT.search(passage.text, start, end)
    )


def _is_number(passage: Passage, token: Token) -> bool:
    if token.kind not in _NUMBERS:
        return False
    listed = _PLACE_NUMBER.match(passage.text, max(0, token.start - 1)) or _PLACE_NUMBER.match(passage.text, token.start)
    return not (token.kind == "number" and listed)


@lru_cache(maxsize=8)
def bare_conclusions(paper: Paper) -> tuple[Claim, ...]:
    """Conclusions whose paragraph gives no number and no evidence, and that do not sum up what the paragraphs after them show."""
    found: list[Claim] = []
    for stretch in stretches(paper):
        if stretch.roles & _UNSAID:
            continue
        shown = [measured(each.passage, each.start) for each in stretch.words]
        for at, words in enumerate(stretch.words):
            if words.passage.kind == "paragraph" and not shown[at] and not (sums_up(stretch, at) and any(shown)):
                found += _bare(words)
    return tuple(found)


def sums_up(stretch: Stretch, at: int) -> bool:
    """Whether a paragraph sums up its stretch: the first one, or any of the conclusions."""
    return at == 0 or "conclusion" in stretch.roles


def _bare(words: Words) -> Iterator[Claim]:
    """The first conclusion of a paragraph without numbers."""
    text = words.text
    if pattern("claims_in_words", "evidence").search(text) or text.rstrip().endswith(("：", ":")):
        return
    for sentence in words.passage.sentences:
        if sentence.start < words.start or pattern("deductions", "rules").search(sentence.text):
            continue
        for found in pattern("claims_in_words", "done").finditer(words.passage.text, sentence.start, sentence.end):
            begin = max(
                (cut.end() for cut in _CLAUSE.finditer(words.passage.text, sentence.start, found.start())), default=sentence.start
            )
            if not pattern("claims_in_words", "not-done").search(words.passage.text, begin, found.end()):
                yield Claim(sentence, found.start(), found.end())
                return


class Emptiness(NamedTuple):
    """A long text without any number, and the words in it that could stand in any report."""

    words: Words
    empty: tuple[str, ...]
    whole: bool
    """Whether the whole stretch is without numbers."""


_LONG, _MANY, _EACH = 120, 4, 40


@lru_cache(maxsize=8)
def empty_analyses(paper: Paper) -> tuple[Emptiness, ...]:
    """The long paragraphs of the analysis that hold no number and many empty words."""
    return tuple(found for stretch in stretches(paper) if "analysis" in stretch.roles for found in _empty(stretch))


def _empty(stretch: Stretch) -> Iterator[Emptiness]:
    numbers = [measured(each.passage, each.start) for each in stretch.words]
    for at, words in enumerate(stretch.words):
        text = words.text
        if words.passage.kind != "paragraph" or numbers[at] or len(text) < _LONG or text.rstrip().endswith(("：", ":")):
            continue
        said = tuple(found[0] for found in pattern("claims_in_words", "empty").finditer(text))
        if len(said) >= max(_MANY, len(text) // _EACH) and not (at == 0 and any(numbers)):
            yield Emptiness(words, tuple(dict.fromkeys(said)), not any(numbers))


@lru_cache(maxsize=8)
def shortfalls(paper: Paper) -> tuple[Claim, ...]:
    """The sentences that say that something was not finished or became less."""
    found = []
    for sentence in paper.sentences:
        text = sentence.passage.text
        short = pattern("claims_in_words", "short").search(text, sentence.start, sentence.end)
        if short is None or pattern("claims_in_words", "not-short").search(text, sentence.start, sentence.end):
            continue
        found.append(Claim(sentence, short.start(), short.end()))
    return tuple(found)
