"""Changes from last year in a table are what this year and last year come to.

## What it does

Finds tables with a column of last year and one of the change since (增减额) or of its rate (增减率). The change is this year less last
year (N03), the rate is the change ÷ last year (A14), both as exactly as the numbers are written. Where it is not clear which column is
this year, the one that most rows agree with is; where most rows agree with none, nothing is said. A fall may be written without its sign.

## Why it matters

The change is typed once and stays when a number is corrected.

## Example

公务接待费 1.26, last year 1.52, change 0.26, rate −20.63 %: the rate is −17.11 %.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jixiao.exact import decimal_of, half_width, plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER, Grid, Passage
from jixiao.review.precision import Range, can_be_rounding_of, half_step, places_of, range_of, said
from jixiao.review.stated import inverse, quotient
from jixiao.wording import Text, same

rules = ("N03", "A14")
needs = (PAPER,)

_LAST = re.compile(r"(?:上年|去年|上一年)(?!.*(?:增|减|比|变动))")
_RATE = re.compile(r"(?:增减|增长|变动|升降|同比|增幅|降幅|增加).*(?:率|幅度|比例|%|百分比)|^(?:增幅|降幅|同比增长)$")
_CHANGE = re.compile(r"(?:增减|变动|增加|升降)(?:额|数|金额|值|情况|变化)?$|增减变化$|差额$")
_NOW = re.compile(r"本年|当年|今年|本期|决算|实际|完成|^20\d\d年?(?!初)")
_NOT_NOW = re.compile(r"上年|去年|预算|计划|年初|增|减|率|明细")
_BRACKETS = re.compile(r"[（(](?!%)[^（()）]*[）)]")
_PERCENT, _DEEPEST = 100, 4


class _Year(NamedTuple):
    """The columns of a table that speaks of two years; ``change`` and ``rate`` may be missing."""

    now: int
    last: int
    change: int | None
    rate: int | None


class _Told(NamedTuple):
    """A cell that does not follow, with what it should be and whether it is a rate."""

    cell: Passage
    due: Fraction
    arithmetic: str
    is_rate: bool


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every change that does not follow; None if no table speaks of two years."""
    if claims.paper is None:
        return None
    found = [(grid, years) for each in claims.paper.grids for grid, years in [_read(each)] if years]
    return (_finding(told) for grid, years in found for told in _wrong(grid, years)) if found else None


def _read(grid: Grid) -> tuple[Grid, list[_Year]]:
    """A table with its header, which may be any of its first rows where the file does not say which."""
    for header in [grid.header] if grid.header else range(1, min(_DEEPEST, len(grid.rows)) + 1):
        known = grid._replace(header=header)
        if years := _years(known):
            return known, years
    return grid, []


def _years(grid: Grid) -> list[_Year]:
    """The ways in which the columns of a table can be two years and the change between them, the likeliest first."""
    heads = [_head(grid, column) for column in range(len(grid.rows[0]))] if grid.header else []
    last = [at for at, head in enumerate(heads) if _LAST.search(head)]
    rate = [at for at, head in enumerate(heads) if _RATE.search(head)]
    change = [at for at, head in enumerate(heads) if at not in rate and _CHANGE.search(head)]
    now = [
        at
        for at, head in enumerate(heads)
        if at not in {*last, *rate, *change} and _NOW.search(head) and not _NOT_NOW.search(head)
    ]
    if len(last) != 1 or len(rate) > 1 or len(change) > 1 or not (rate or change):
        return []
    return [_Year(each, last[0], change[0] if change else None, rate[0] if rate else None) for each in now]


def _head(grid: Grid, column: int) -> str:
    texts = dict.fromkeys(row[column].text.strip() for row in grid.rows[: grid.header] if column < len(row))
    return _BRACKETS.sub("", re.sub(r"\s", "", list(texts)[-1])) if texts else ""


def _wrong(grid: Grid, years: list[_Year]) -> list[_Told]:
    """The cells that do not follow, by the reading that most rows agree with."""
    read = []
    for each in years:
        found = [told for row in grid.rows[grid.header :] for told in [_row(row, each)] if told is not None]
        held = sum(told == "held" for told in found)
        read.append((held, [told for told in found if isinstance(told, _Told)]))
    held, wrong = max(read, key=lambda pair: pair[0])
    is_sure = len(years) == 1 or held > 0
    return wrong if is_sure and len(wrong) <= max(held, 1) else []


def _row(row: tuple[Passage, ...], years: _Year) -> _Told | str | None:
    """What does not follow in a row; ``held`` if all does, None if there is nothing to compare."""
    now, last = (_number(row, column) for column in (years.now, years.last))
    change, rate = _number(row, years.change), _number(row, years.rate)
    if now is None or last is None or (change is None and rate is None):
        return None
    if change is not None and years.change is not None:
        due = now - last
        if not _is_change(change, now, last):
            others = (_number(row, at) for at in range(len(row)) if at not in {years.now, years.last, years.change, years.rate})
            if any(_is_change(change, now, each) for each in others if each is not None):
                return None
            return _Told(row[years.change], Fraction(due), f"{plain(now)} − {plain(last)} = {plain(due)}", is_rate=False)
    if rate is not None and years.rate is not None and last > 0:
        exact = quotient(now - last, last) * _PERCENT
        rates = _rates(now, last)
        if not (
            can_be_rounding_of(rate, rates) or can_be_rounding_of(abs(rate), Range(*sorted((abs(rates.low), abs(rates.high)))))
        ):
            arithmetic = f"({plain(now)} − {plain(last)}) ÷ {plain(last)} = {said(exact)}%"
            return _Told(row[years.rate], exact, arithmetic, is_rate=True)
    return "held"


def _is_change(change: Decimal, now: Decimal, last: Decimal) -> bool:
    """Whether a number is the change between two others as exactly as they are written, with its sign or without."""
    off = min(abs(change - (now - last)), abs(abs(change) - abs(now - last)))
    return off <= sum(half_step(places_of(each)) for each in (now, last, change) if places_of(each))


def _rates(now: Decimal, last: Decimal) -> Range:
    """All that the rate can be, as the amounts are written; counts are exact."""
    upper, lower = (range_of(each, Decimal(1).scaleb(-places_of(each)) if places_of(each) else None) for each in (now, last))
    if lower.low <= 0:
        exact = quotient(now - last, last) * _PERCENT
        return Range(exact, exact)
    return Range((upper.low * inverse(lower.high) - 1) * _PERCENT, (upper.high * inverse(lower.low) - 1) * _PERCENT)


def _number(row: tuple[Passage, ...], column: int | None) -> Decimal | None:
    if column is None or column >= len(row):
        return None
    text = half_width(row[column].text).strip().replace("－", "-").replace("−", "-").removesuffix("%")
    return decimal_of(text)


def _finding(told: _Told) -> Finding:
    return Finding(
        "changes-follow-from-both-years",
        told.cell.place,
        Text("{arithmetic}", "{arithmetic}").fill(arithmetic=told.arithmetic),
        rule="A14" if told.is_rate else "N03",
        quote=told.cell.quote(0, len(told.cell.text)),
        stated=same(told.cell.text.strip()),
        expected=same(f"{said(told.due)}%" if told.is_rate else said(told.due)),
        advice=Text("按本年数和上年数重算，或改正其中一年的数", "Work it out from both years, or correct one of them"),
    )
