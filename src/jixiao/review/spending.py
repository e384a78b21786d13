"""The spending rate as it was stated: beside its score, beside the amounts, or as it follows from the amounts; in percent."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from jixiao.review.check import Claims
from jixiao.review.indicator_words import words
from jixiao.review.precision import Range
from jixiao.review.stated import Line, Statement, spent

PERCENT = 100
_SENTENCE_END = re.compile(r"[。；！？\n]")


def spending_line(statement: Statement) -> Line | None:
    """The line that is about the spending rate, if there is one."""
    return next((line for line in statement.lines.values() if line.is_spending), None)


def rate_of(claims: Claims, statement: Statement) -> Fraction | None:
    """The spending rate that a statement speaks of, as exactly as it is known: from the amounts, else as it was written."""
    found = spent(claims.dossier, statement)
    if found is not None:
        return None if found.rate is None else found.rate * PERCENT
    line = spending_line(statement)
    if line is not None and line.actual is not None:
        return Fraction(line.actual.value)
    return None


def rates_of(claims: Claims, statement: Statement) -> Range | None:
    """All that the spending rate can be, in percent, as the amounts are written; from the written rate where no amounts stand."""
    found = spent(claims.dossier, statement)
    rates = found.rates if found is not None else None
    if rates is not None:
        return Range(rates.low * PERCENT, rates.high * PERCENT)
    rate = rate_of(claims, statement)
    return None if rate is None else Range(rate, rate)


def has_reason(claims: Claims, statement: Statement) -> bool:
    """Whether the spending is explained: beside its score, beside its amounts, or as a reason for points lost."""
    line, found = spending_line(statement), spent(claims.dossier, statement)
    if line is not None and (line.row["reason"] or reasons_for(claims, line)):
        return True
    return (found is not None and bool(found.row["reason"])) or is_explained(claims, "spending")


def is_explained(claims: Claims, what: str) -> bool:
    """Whether the running text of a paper says why: a sentence that names the matter, and a reason."""
    return _is_explained(claims.running_text, what)


@lru_cache(maxsize=16)
def _is_explained(text: str, what: str) -> bool:
    explained = words().explained[what]
    return any(
        any(word in sentence for word in explained) and any(word in sentence for word in words().because)
        for sentence in _SENTENCE_END.split(text)
    )


def reasons_for(claims: Claims, line: Line) -> bool:
    """Whether a reason for points lost, or a deviation, is written down for what a line is about."""
    dossier = claims.dossier
    if any(row["item_code"] == line.code and row["reason"] for row in dossier.table("deduction_reason")):
        return True
    return any(row["indicator_code"] == line.code and row["explanation"] for row in dossier.table("deviation"))
