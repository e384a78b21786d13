"""Years that a report names beside its own: carried over from last year's text, or in its rules and the documents that it goes by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from jixiao.review.lexer import Token
from jixiao.review.paper import Paper, Passage, Sentence
from jixiao.review.statements.vocabulary import pattern

ReferenceKind = Literal["heading", "sentence", "this_year", "rule", "notice", "course"]

_OLDEST = 12
_DECEMBER, _LAST = 12, 31
_RANGE = re.compile(r"[至到\-—–~～－]")
_THIS_YEAR = re.compile(r"本年|今年|当年")
_RULE = re.compile(
    r"以(?P<year>20\d\d)年(?:度)?[^。；，]{0,25}为(?:评价|考核|统计|考评)(?:内容|对象|范围|依据)"
    r"|(?:评价|考核|考评)(?:内容|对象|范围)(?:为|是|：)(?P<year2>20\d\d)年"
)
_NOTICE = re.compile(
    r"(?:根据|按照|依据|对照)[^。；《]{0,20}《[^》]{0,20}(?P<year>20\d\d)年(?:度)?[^》]{0,25}(?:自评|绩效评价)[^》]{0,12}(?:通知|方案|函)》"
)
_UNTIL = re.compile(r"截[至止]到?$")
_BEFORE = 4


class Reference(NamedTuple):
    """A year that is not the report's, and how it is named."""

    kind: ReferenceKind
    year: int
    passage: Passage
    start: int
    end: int


def foreign_years(paper: Paper) -> Iterator[Reference]:
    """The years that look as if they had been carried over; nothing where the title names no year."""
    year = paper.title_year
    if year is None:
        return
    for passage in paper.passages:
        if "年" not in passage.text:
            continue
        yield from _named_rules(passage, year)
        if passage.kind == "heading":
            yield from _headings(passage, year)
        elif passage.kind != "cell":
            yield from _sentences(passage, year)


def foreign_courses(paper: Paper) -> Iterator[Reference]:
    """Months and days of another year where a sentence tells how the report's year went."""
    year = paper.title_year
    if year is None:
        return
    for sentence in paper.sentences:
        others = [token for token in sentence.tokens if token.month is not None and token.year not in {None, year}]
        if not others or _names(sentence, year) or pattern("references", "other").search(sentence.text):
            continue
        if not pattern("references", "course").search(sentence.text):
            continue
        for token in others:
            if _is_course(sentence, token, year):
                yield Reference("course", token.year or 0, sentence.passage, token.start, token.end)
                break


def _is_course(sentence: Sentence, token: Token, year: int) -> bool:
    text = sentence.passage.text
    if _in_range(text, token) or token.year is None or not year - _OLDEST <= token.year <= year + 1:
        return False
    if (token.month, token.day, token.year) == (_DECEMBER, _LAST, year - 1):
        return False
    if token.year > year:
        return _THIS_YEAR.search(sentence.text) is not None
    until = _UNTIL.search(text, max(0, token.start - _BEFORE), token.start) is not None
    return until or "监控" in sentence.text


def _in_range(text: str, token: Token) -> bool:
    return bool(
        _RANGE.match(text, token.end)
        or (token.start and _RANGE.match(text, token.start - 1) and text[token.start - 2] not in "截止")
    )


def _names(sentence: Sentence, year: int) -> bool:
    return any(token.year == year for token in sentence.tokens)


def _years(passage: Passage) -> list[Token]:
    return [token for token in passage.tokens if token.kind == "period" and token.year is not None and token.month is None]


def _is_old(token: Token, year: int) -> bool:
    return token.year is not None and year - _OLDEST <= token.year < year


def _headings(passage: Passage, year: int) -> Iterator[Reference]:
    named = _years(passage)
    if any(token.year == year for token in named) or pattern("references", "other").search(passage.text):
        return
    for token in named:
        if _is_old(token, year) and not _in_range(passage.text, token) and pattern("references", "heading").search(passage.text):
            yield Reference("heading", token.year or 0, passage, token.start, token.end)
            return


def _sentences(passage: Passage, year: int) -> Iterator[Reference]:
    sentences = passage.sentences
    around = {0: False, len(sentences) - 1: False}
    for at, (before, after) in enumerate(pairwise(sentences)):
        around[at] = around.get(at, False) or _names(after, year)
        around[at + 1] = _names(before, year)
    for at, sentence in enumerate(sentences):
        old = [token for token in sentence.tokens if token.kind == "period" and token.month is None and _is_old(token, year)]
        if not old or _names(sentence, year) or pattern("references", "other").search(sentence.text):
            continue
        token = next((each for each in old if not _in_range(passage.text, each)), None)
        if token is None or len({each.year for each in old}) > 1:
            continue
        rest = passage.text[token.end : sentence.end]
        if _THIS_YEAR.search(sentence.text) and re.match(r"(?:年?度)?(?:部门|单位|项目)?(?:年初)?(?:预算|绩效目标)", rest):
            yield Reference("this_year", token.year or 0, passage, token.start, token.end)
        elif not around[at] and pattern("references", "own").search(rest):
            yield Reference("sentence", token.year or 0, passage, token.start, token.end)


def _named_rules(passage: Passage, year: int) -> Iterator[Reference]:
    for found in _RULE.finditer(passage.text):
        named = int(found["year"] or found["year2"])
        if named < year and "基" not in found[0]:
            yield Reference("rule", named, passage, found.start(), found.end())
    for found in _NOTICE.finditer(passage.text):
        if int(found["year"]) < year:
            yield Reference("notice", int(found["year"]), passage, found.start(), found.end())
