"""The spending rate as it was stated: beside its score, beside the amounts, or as it follows from the amounts; in percent."""

from __future__ import annotations

from fractions import Fraction

from jixiao.review.check import Claims
from jixiao.review.stated import Line, Statement, spent

PERCENT = 100


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


def has_reason(claims: Claims, statement: Statement) -> bool:
    """Whether the spending is explained: beside its score, beside its amounts, or as a reason for points lost."""
    line, found = spending_line(statement), spent(claims.dossier, statement)
    if line is not None and (line.row["reason"] or reasons_for(claims, line)):
        return True
    return found is not None and bool(found.row["reason"])


def reasons_for(claims: Claims, line: Line) -> bool:
    """Whether a reason for points lost, or a deviation, is written down for what a line is about."""
    dossier = claims.dossier
    if any(row["item_code"] == line.code and row["reason"] for row in dossier.table("deduction_reason")):
        return True
    return any(row["indicator_code"] == line.code and row["explanation"] for row in dossier.table("deviation"))
