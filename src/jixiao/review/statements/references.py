"""Years that a report names beside its own: carried over from last year's text, or in its rules and the documents that it goes by."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import islice, pairwise
from typing import Literal, NamedTuple

from jixiao.review.lexer import Token
from jixiao.review.paper import Paper, Passage, Sentence
from jixiao.review.statements.dates import Day, days
from jixiao.review.statements.vocabulary import pattern

ReferenceKind = Literal["heading", "sentence", "this_year", "rule", "notice", "course", "ahead"]

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
_PAIR, _LONGEST_DATE, _AROUND, _MOST = 2, 24, 8, 60
_BETWEEN = re.compile(r"(?:起)?(?:[至到]|[-—–~～－]{1,2})")


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
            yield from _headings(paper, passage, year)
        elif passage.kind != "cell":
            yield from _sentences(paper, passage, year)


def foreign_courses(paper: Paper) -> Iterator[Reference]:
    """Months and days of another year where a sentence tells how the report's year went."""
    year = paper.title_year
    if year is None:
        return
    for sentence in paper.sentences:
        others = [token for token in sentence.tokens if _is_part_of_year(token) and token.year not in {None, year}]
        if not others or _names(sentence, year) or pattern("references", "other").search(sentence.text):
            continue
        if not pattern("references", "course").search(sentence.text):
            continue
        for token in others:
            if _is_course(sentence, token, year):
                yield Reference("course", token.year or 0, sentence.passage, token.start, token.end)
                break


def _is_part_of_year(token: Token) -> bool:
    """Whether a time is a day, a month, a quarter or a half of a year."""
    return token.month is not None or (token.kind == "period" and token.unit.endswith(("季度", "半年")))


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


def _headings(paper: Paper, passage: Passage, year: int) -> Iterator[Reference]:
    named = _years(passage)
    if passage.section in _own_sections(paper):
        return
    if any(token.year == year for token in named) or pattern("references", "other").search(passage.text):
        return
    for token in named:
        if _is_old(token, year) and not _in_range(passage.text, token) and pattern("references", "heading").search(passage.text):
            yield Reference("heading", token.year or 0, passage, token.start, token.end)
            return


@lru_cache(maxsize=8)
def _own_sections(paper: Paper) -> frozenset[tuple[str, ...]]:
    """The headings under which one names the report's year: those beside it go through the years."""
    return frozenset(
        each.section
        for each in paper.texts
        if each.kind == "heading" and any(token.year == paper.title_year for token in _years(each))
    )


def _sentences(paper: Paper, passage: Passage, year: int) -> Iterator[Reference]:
    sentences = passage.sentences
    around = {0: False, len(sentences) - 1: False}
    for at, (before, after) in enumerate(pairwise(sentences)):
        around[at] = around.get(at, False) or _names(after, year)
        around[at + 1] = _names(before, year)
    for at, sentence in enumerate(sentences):
        if _names(sentence, year) or pattern("references", "other").search(sentence.text):
            continue
        token = _of_last_year(sentence, year)
        if token is not None and (_is_told_again if around[at] else _is_not_told_otherwise)(paper, sentence):
            yield Reference("sentence", token.year or 0, passage, token.start, token.end)
            continue
        old = [token for token in sentence.tokens if token.kind == "period" and token.month is None and _is_old(token, year)]
        if not old or pattern("references", "so-far").search(sentence.text):
            continue
        token = next((each for each in old if not _in_range(passage.text, each)), None)
        if token is None or len({each.year for each in old}) > 1:
            continue
        rest = passage.text[token.end : sentence.end]
        if _THIS_YEAR.search(sentence.text) and re.match(r"(?:年?度)?(?:部门|单位|项目)?(?:年初)?(?:预算|绩效目标)", rest):
            yield Reference("this_year", token.year or 0, passage, token.start, token.end)
        elif not around[at] and pattern("references", "own").search(rest):
            yield Reference("sentence", token.year or 0, passage, token.start, token.end)


def _of_last_year(sentence: Sentence, year: int) -> Token | None:
    """The year before the report's, where a sentence gives a budget, what was spent of it, and the share."""
    if not _is_account(sentence):
        return None
    named = [token for token in sentence.tokens if token.year is not None]
    if len(named) != 1 or named[0].year != year - 1:
        return None
    is_whole = named[0].month is None or (named[0].month, named[0].day) == (_DECEMBER, _LAST)
    return named[0] if is_whole and not _in_range(sentence.passage.text, named[0]) else None


def _is_account(sentence: Sentence) -> bool:
    kinds = [token.kind for token in sentence.tokens]
    return (
        kinds.count("amount") >= _PAIR and "percent" in kinds and pattern("references", "money").search(sentence.text) is not None
    )


def _is_not_told_otherwise(paper: Paper, sentence: Sentence) -> bool:
    """Whether no other sentence gives a budget and its spending in other amounts: then this one may well be of the year before."""
    own = _amounts(sentence)
    return all(_amounts(each) & own for each in _others(paper, sentence))


def _is_told_again(paper: Paper, sentence: Sentence) -> bool:
    """Whether another sentence gives the same amounts for the report's year."""
    own = _amounts(sentence)
    return any(_names(each, paper.title_year or 0) and len(_amounts(each) & own) >= _PAIR for each in _others(paper, sentence))


def _others(paper: Paper, sentence: Sentence) -> Iterator[Sentence]:
    return (each for each in _accounts(paper) if each.passage is not sentence.passage or each.start != sentence.start)


@lru_cache(maxsize=8)
def _accounts(paper: Paper) -> tuple[Sentence, ...]:
    return tuple(islice((each for each in paper.sentences if _is_account(each)), _MOST))


def _amounts(sentence: Sentence) -> set[Decimal | None]:
    return {token.value for token in sentence.tokens if token.kind == "amount"}


# ---- days after the report


def days_ahead(paper: Paper) -> Iterator[Reference]:
    """Days that come after the report can have been written, where its sentence tells of nothing to come."""
    year = paper.title_year
    if year is None:
        return
    found = [
        Reference("ahead", day.year, passage, day.start, day.end)
        for passage in paper.texts
        if "年" in passage.text and not _is_date(passage)
        for day in _told_days(passage, year)
        if day.year is not None
    ]
    written = {day.year for passage in paper.texts if _is_date(passage) for day in days(passage)}
    told = Counter(each_year for each_year, _ in {(each.year, each.passage.number) for each in found})
    for each in found:
        if each.year not in written and (told[each.year] == 1 or each.year > year + _PAIR):
            yield each


def _told_days(passage: Passage, year: int) -> Iterator[Day]:
    """The days of a passage after the year that follows the report's, in sentences of what was done; of two joined days the first."""
    previous: Day | None = None
    starts = [each.start for each in passage.sentences]
    for day in days(passage):
        is_last = previous is not None and _BETWEEN.fullmatch(passage.text, previous.end, day.start)
        previous = day
        if day.year is None or day.year <= year + 1 or is_last:
            continue
        at = max(0, bisect_right(starts, day.start) - 1)
        if not pattern("references", "ahead").search(passage.sentences[at].text):
            yield day


def _is_date(passage: Passage) -> bool:
    """Whether a passage is a day and little more: where a report says when it was written."""
    if len(passage.text) > _LONGEST_DATE:
        return False
    return any(len(passage.text) - len(day.written) <= _AROUND for day in days(passage))


def _named_rules(passage: Passage, year: int) -> Iterator[Reference]:
    for found in _RULE.finditer(passage.text):
        named = int(found["year"] or found["year2"])
        if named < year and "基" not in found[0]:
            yield Reference("rule", named, passage, found.start(), found.end())
    for found in _NOTICE.finditer(passage.text):
        if int(found["year"]) < year:
            yield Reference("notice", int(found["year"]), passage, found.start(), found.end())
