"""Amounts for each of so many, and what they come to: 生均850元，学生1742名，共148.07万元; a table's 标准, 数量 and 金额."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

from jixiao.exact import Precision, decimal_of
from jixiao.findings import Place
from jixiao.review.lexer import YUAN, Token
from jixiao.review.paper import Grid, Paper, Passage, Sentence
from jixiao.review.precision import HALF, half_step, places_of
from jixiao.review.statements.vocabulary import any_of, pattern, vocabulary

_AVERAGE = re.compile(r"均[^，,。；;\d]{0,8}$")
_NEAR, _AFTER = 16, 10
_UNIT = re.compile(rf"[（(]\s*({'|'.join(sorted(YUAN, key=len, reverse=True))})[^（）()]{{0,8}}[）)]")
_NOTE = re.compile(rf"单位[：:]\s*({'|'.join(sorted(YUAN, key=len, reverse=True))})")
_PLAIN = re.compile(r"[\d,]+(?:\.\d+)?")


class Allotment(NamedTuple):
    """An amount for each, how many there are (times the spans that it is for), and the amount that is told for all, in yuan.

    ``slack`` is how far the product may be off, as its numbers are written.
    """

    passage: Passage
    start: int
    end: int
    each: Decimal
    many: Decimal
    told: Decimal
    unit: str
    slack: Fraction

    @property
    def product(self) -> Decimal:
        """What the amounts for each come to."""
        return self.each * self.many

    @property
    def holds(self) -> bool:
        """Whether that is the amount that is told."""
        return abs(Fraction(self.product) - Fraction(self.told)) <= self.slack

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.passage.place_at(self.start)

    @property
    def quote(self) -> str:
        """It as it stands in the file."""
        return self.passage.quote(self.start, self.end)


@cache
def _units(name: str) -> Mapping[str, frozenset[str]]:
    pairs = (line.partition("=") for line in vocabulary("allotments")[name])
    return {word: frozenset(units.split("|")) for word, _, units in pairs}


@cache
def _before() -> re.Pattern[str]:
    each, spans = any_of(_units("each")), any_of((*_units("spans"), "年"))
    return re.compile(
        rf"(?:(?P<average>{each})均|每(?P<each>{each})(?:每(?:个)?(?P<span>{spans}))?)(?P<what>[^，,。；;：:\d]{{0,10}})$"
    )


@cache
def _behind() -> re.Pattern[str]:
    each, spans = any_of(_units("each")), any_of((*_units("spans"), "年"))
    return re.compile(rf"[/／每](?P<each>{each})(?:[·./／每](?P<span>{spans}))?")


@lru_cache(maxsize=8)
def allotments(paper: Paper) -> tuple[Allotment, ...]:
    """Every allotment of the running text whose three numbers are clear, and those of the tables."""
    told = (found for sentence in paper.sentences if "元" in sentence.text for found in _in(sentence))
    return (*told, *(found for grid in paper.grids for found in _in_table(grid)))


def _in(sentence: Sentence) -> Iterator[Allotment]:
    tokens = [token for token in sentence.tokens if token.precision is Precision.EXACT and token.value is not None]
    amounts = [token for token in tokens if token.kind == "amount"]
    found = [(token, *_of(sentence, token)) for token in amounts]
    standards = [each for each in found if each[1]]
    others = [token for token, units, *_ in found if not units]
    is_clear = len(standards) == 1 and len(others) == 1 and len(sentence.tokens) == len(tokens)
    if not is_clear or pattern("allotments", "no-product").search(_lead(sentence, others[0])):
        return
    token, units, spans, is_average = standards[0]
    counts = [each for each in tokens if each.kind == "count" and each.unit in units]
    times = [each for each in tokens if _is_span(sentence, each, spans)] if spans else []
    if len(counts) != 1 or (spans and len(times) != 1) or len(tokens) != len(amounts) + len(counts) + len(times):
        return
    yield _allotment(sentence, (token, counts[0], others[0]), times[0].value if times else Decimal(1), is_average=is_average)


def _is_span(sentence: Sentence, token: Token, spans: frozenset[str]) -> bool:
    """Whether a number counts spans of time: 12个月, 2个学期."""
    return token.kind == "count" and (token.unit in spans or sentence.passage.text.startswith(tuple(spans), token.end))


def _allotment(sentence: Sentence, numbers: tuple[Token, Token, Token], times: Decimal | None, *, is_average: bool) -> Allotment:
    each, count, told = numbers
    assert each.value is not None
    assert count.value is not None
    assert told.value is not None
    many = count.value * (times or Decimal(1))
    slack = Fraction(told.step) * HALF + (Fraction(each.step) * HALF * Fraction(many) if is_average else 0)
    slack += Fraction(count.step) * HALF * Fraction(each.value) if count.step > 1 else 0
    start, end = min(token.start for token in numbers), max(token.end for token in numbers)
    return Allotment(sentence.passage, start, end, each.value, many, told.value, told.unit, slack)


def _lead(sentence: Sentence, token: Token) -> str:
    text = sentence.passage.text[max(sentence.start, token.start - _NEAR) : token.start]
    return re.split(r"[，,；;：:、]", text)[-1]


def _of(sentence: Sentence, token: Token) -> tuple[frozenset[str], frozenset[str], bool]:
    """What an amount is for each of: the units that count them, those of its span, and whether it is an average."""
    text = sentence.passage.text
    behind = _behind().match(text, token.end, min(token.end + _AFTER, sentence.end))
    lead = text[max(sentence.start, token.start - _NEAR) : token.start]
    found = behind or _before().search(lead)
    if found is None or pattern("allotments", "no-allotment").search(lead):
        return frozenset(), frozenset(), False
    groups = found.groupdict()
    name, span = groups["each"] or groups.get("average") or "", groups["span"] or ""
    return _units("each")[name], _units("spans").get(span, frozenset()), _AVERAGE.search(lead) is not None


def _in_table(grid: Grid) -> Iterator[Allotment]:
    """The rows of a table with a column of amounts for each, one of quantities, and one of what they come to."""
    if not grid.rows or grid.header > 1:
        return
    header = grid.rows[0]
    columns = [
        [at for at, cell in enumerate(header) if _is_named(cell.text, name)] for name in ("standard", "quantity", "product")
    ]
    if any(len(found) != 1 for found in columns) or len({found[0] for found in columns}) < len(columns):
        return
    standard, quantity, product = (found[0] for found in columns)
    units = [_unit(header[at].text) for at in (standard, product)]
    if None in units:
        return
    for row in grid.rows[1:]:
        cells = [row[at] for at in (standard, quantity, product)]
        values = [_value(cell) for cell in cells]
        if None not in values and len({cell.number for cell in cells}) == len(cells):
            each, count, told = (value for value in values if value is not None)
            per, unit = YUAN[units[0] or "元"], YUAN[units[1] or "元"]
            slack = half_step(places_of(told)) * Fraction(unit)
            yield Allotment(cells[2], 0, len(cells[2].text), each * per, count, told * unit, units[1] or "元", slack)


def _is_named(text: str, name: str) -> bool:
    return len(text) <= _NEAR and pattern("allotments", name).search(text) is not None


def _unit(text: str) -> str | None:
    found = _UNIT.search(text) or _NOTE.search(text)
    return found[1] if found else None


def _value(cell: Passage) -> Decimal | None:
    text = cell.text.strip()
    return decimal_of(text.replace(",", "")) if _PLAIN.fullmatch(text) else None
