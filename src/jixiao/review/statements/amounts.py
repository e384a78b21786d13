"""What the numbers of a paper are numbers of: the words before each, its unit and its time, so that two places can be compared.

Two numbers are of one quantity if their words, without fillers and by one name where several are usual (年度支出预算, 财政拨款预算), are the
same and so are unit and time. Changes, goals and numbers of an earlier year are other quantities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from jixiao.exact import Precision
from jixiao.findings import Place
from jixiao.review.lexer import Token
from jixiao.review.paper import Paper, Passage
from jixiao.review.precision import Range, range_of
from jixiao.review.stated import inverse
from jixiao.review.statements.division import class_of, value_of
from jixiao.review.statements.ratios import lead_of, ratios
from jixiao.review.statements.scores import Progress, progresses
from jixiao.review.statements.spans import Span, begins_whole, is_whole, spans
from jixiao.review.statements.sums import divisions
from jixiao.review.statements.vocabulary import any_of, pattern, vocabulary

BUDGET, SPENT = "预算", "支出"
_KNOWN = frozenset({BUDGET, SPENT})
_CUT = re.compile(r"[，,；;。：:（()）、“”\"《》!！?？]")
_YEARS = re.compile(r"((?:19|20)\d\d)年")
_LONGEST, _SHORTEST, _FAR = 30, 4, 300
_HUNDRED = 100
_ENDS = (
    (BUDGET, re.compile(r"(?<=.)(?:支出)?预算(?:安排)?数?$")),
    (SPENT, re.compile(r"(?<=.)(?:支出|执行|决算|支付)+数?$")),
)
_NO_QUANTITY = frozenset({"年", "倍", "岁", "天", "日", "个月", "届"})


class Said(NamedTuple):
    """A number and what it is of.

    ``name`` is what the words before it name, in one wording, ``time`` a year and a part of it. ``is_scoped`` says that the words name
    the whole unit, or more than a usual word, so that another place that says the same means the same.
    """

    passage: Passage
    token: Token
    name: str
    time: str
    is_scoped: bool

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.passage.place_at(self.token.start)

    @property
    def quote(self) -> str:
        """The clause up to the number as it stands in the file."""
        text = self.passage.text
        cuts = [found.end() for found in _CUT.finditer(text, max(0, self.token.start - _LONGEST), self.token.start)]
        return self.passage.quote(cuts[-1] if cuts else max(0, self.token.start - _LONGEST), self.token.end)

    @property
    def key(self) -> tuple[str, str, str]:
        """What has to be the same for two numbers to be of one quantity."""
        unit = "人" if self.token.unit in {"人", "人次"} else class_of(self.token)
        return self.name, unit, self.time


_COUNTS_OF_LISTS = frozenset(("个", "项", "方面", "类", "种", "条"))
_LIST_END = re.compile(r"(?:、[^、，。；]{1,20}|等)$")
"""A list just before a count: what is counted is the list, not its last name."""


@lru_cache(maxsize=8)
def said(paper: Paper) -> tuple[Said, ...]:
    """The numbers of the running text whose words say what they are of; a part carries the name of its whole."""
    found = [each for span in spans(paper) if span.passage.kind == "paragraph" for each in _of(span, paper)]
    found = _with_scopes(found)
    known = {(each.passage.number, each.token.start): each for each in found}
    wholes = {
        (each.passage.number, part.start): known.get((each.passage.number, each.whole.start))
        for each in divisions(paper)
        for part in each.parts
    }
    for number, each in enumerate(found):
        place = (each.passage.number, each.token.start)
        if place in wholes:
            found[number] = _as_part(each, wholes[place])
    return tuple(found)


def _with_scopes(found: list[Said]) -> list[Said]:
    """The numbers, where a budget or a spending without a word that says whose has the number of the unit's."""
    units = {(each.name, value_of(each.token)) for each in found if each.is_scoped and each.name in _KNOWN}
    return [
        each._replace(is_scoped=True) if not each.is_scoped and (each.name, value_of(each.token)) in units else each
        for each in found
    ]


def _as_part(each: Said, whole: Said | None) -> Said:
    """A part by the name of its whole: 基本支出 of a budget is the budget for it, and all of it where the whole is the unit's."""
    if whole is not None and whole.is_scoped and whole.name in _KNOWN and each.name not in _KNOWN:
        said_so = each.name.endswith((BUDGET, "预算数"))
        return each._replace(name=each.name if said_so else named(each.name + whole.name)[0], is_scoped=True)
    if each.name in _known_names() and (whole is None or whole.name not in _known_names() or whole.name in _KNOWN):
        return each
    name = whole.name if whole is not None else ""
    return each._replace(name=f"{name}/{each.name}", is_scoped=bool(name) and each.is_scoped)


def _of(span: Span, paper: Paper) -> Iterator[Said]:
    is_about_unit = False
    for number, token in enumerate(span.tokens):
        if token.kind not in {"amount", "count"} or token.precision is not Precision.EXACT or token.unit in _NO_QUANTITY:
            continue
        lead = lead_of(span, number)
        if not is_whole(paper, span.passage, token.start, token.end):
            continue
        if token.unit in _COUNTS_OF_LISTS and _LIST_END.search(lead):
            continue
        clause = _CUT.split(lead)[-1]
        time = _time(span, token, paper)
        if time is None or pattern("numbers", "changed").search(clause) or pattern("numbers", "planned").search(clause):
            continue
        name, is_scoped = named(clause)
        if not name and number and not lead.strip("、，, 共") and class_of(span.tokens[number - 1]) != class_of(token):
            name, is_scoped = named(_CUT.split(lead_of(span, number - 1))[-1])
        if name in _known_names():
            is_about_unit = is_scoped = is_scoped or (is_about_unit and name in _KNOWN)
        if name in _known_names() or len(name) >= _SHORTEST:
            yield Said(span.passage, token, name, time, is_scoped)


@lru_cache(maxsize=4096)
def named(words: str) -> tuple[str, bool]:
    """What words before a number, or a label, name in one wording, and whether they say whose it is."""
    bare = _YEARS.sub("", words)
    bare = re.sub(r"[\s\d.%/／]+", "", _fillers().sub("", bare))
    scoped = pattern("numbers", "scopes").search(words) is not None
    for name, shape in _quantities():
        if shape.fullmatch(bare):
            return name, scoped
    for word, shape in _ENDS:
        bare = shape.sub(word, bare)
    return bare, len(bare) >= _SHORTEST


@cache
def _fillers() -> re.Pattern[str]:
    return re.compile(any_of(vocabulary("numbers")["fillers"]))


@cache
def _quantities() -> tuple[tuple[str, re.Pattern[str]], ...]:
    lines = (line.partition("=") for line in vocabulary("numbers")["quantities"])
    return tuple((name, re.compile(shape)) for name, _, shape in lines)


@cache
def _known_names() -> frozenset[str]:
    return frozenset(name for name, _ in _quantities())


def _time(span: Span, token: Token, paper: Paper) -> str | None:
    """The year, and the part of it, that a number is of; None for an earlier time."""
    words = span.text(token.start - _FAR, token.start)
    clause = re.split(r"[；;]", words)[-1]
    if pattern("numbers", "earlier").search(_CUT.split(clause)[-1]) or pattern("numbers", "earlier").search(clause[:_LONGEST]):
        return None
    years = _YEARS.findall(words)
    year = years[-1] if years else str(paper.year or "")
    heading = span.passage.section[-1] if span.passage.section else ""
    part = pattern("numbers", "part-of-year").search(words) or pattern("numbers", "part-of-year").search(heading)
    return year + (f"/{part[0]}" if part else "")


# ---- the budget and the spending of the unit


class Spending(NamedTuple):
    """The one budget and the one spending that a paper names for the whole unit and year."""

    budget: Token
    spent: Token

    @property
    def rate(self) -> Range:
        """The share that was spent, in percent: all that the rounded amounts leave open."""
        over, under = (range_of(value_of(each), each.step) for each in (self.spent, self.budget))
        return Range(over.low * inverse(under.high) * _HUNDRED, over.high * inverse(under.low) * _HUNDRED)


@lru_cache(maxsize=8)
def spending(paper: Paper) -> Spending | None:
    """The budget and the spending of the unit; None unless each is named with one number only."""
    found: dict[str, dict[Decimal, Token]] = {BUDGET: {}, SPENT: {}}
    for each in said(paper):
        if each.name in found and each.is_scoped and "/" not in each.time and each.token.kind == "amount":
            found[each.name].setdefault(value_of(each.token), each.token)
    budgets, spents = found[BUDGET], found[SPENT]
    if len(budgets) != 1 or len(spents) != 1:
        return None
    budget, spent = next(iter(budgets.values())), next(iter(spents.values()))
    return Spending(budget, spent) if value_of(budget) > 0 and value_of(spent) * 2 >= value_of(budget) else None


@lru_cache(maxsize=8)
def lone_rates(paper: Paper) -> tuple[Progress, ...]:
    """The spending rates of the unit and the year that no sentence works out by itself."""
    told = {(each.span.passage.number, each.stated.start) for each in ratios(paper)}
    return tuple(
        each
        for each in progresses(paper)
        if each.stage == "year"
        and (each.passage.number, each.token.start) not in told
        and _is_of_unit(each)
        and begins_whole(paper, each.passage, each.token.start)
    )


def _is_of_unit(each: Progress) -> bool:
    """Whether the words before a rate say that it is the unit's."""
    text = each.passage.text
    words = text[max(0, each.token.start - _LONGEST) : each.token.start]
    clause = _CUT.split(words)[-1]
    return re.search(r"部门|整体|年度|全年|总|预算", clause) is not None and not re.search(r"上年|去年|季|月", clause)
