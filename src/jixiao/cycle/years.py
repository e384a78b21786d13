"""Several years of one unit side by side: the trend of score, items, money and indicators, row by row through the years.

Rows of different years are the same by a code that holds from year to year, else by their name; each row is taken once, and what fits
several is left alone. A year in which a row does not stand has no value there, and none is made up.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar

from jixiao.cycle.repeats import Repeats, Side, repeats
from jixiao.cycle.what_if import KEYS as ITEM_KEYS
from jixiao.errors import Misuse
from jixiao.monitor.snapshots import Money, Result, Snapshot, snapshot
from jixiao.monitor.watching import monitor
from jixiao.score.scoring import ItemScore, Score
from jixiao.score.unit_score import score_unit
from jixiao.tables.dossier import Dossier
from jixiao.wording import Text

T = TypeVar("T")
Keys = Sequence[Callable[[T], Hashable | None]]


@dataclass(frozen=True, slots=True)
class Through(Generic[T]):
    """One row through the years, the earliest first; None in a year that does not have it."""

    cells: tuple[T | None, ...]

    @property
    def last(self) -> T:
        """The row in the latest year that has it."""
        return next(cell for cell in reversed(self.cells) if cell is not None)


@dataclass(frozen=True, slots=True)
class Years:
    """The years of a unit, the earliest first, and what stands in several of them unchanged."""

    dossiers: tuple[Dossier, ...]
    scores: tuple[Score | None, ...]
    no_score: tuple[Text | None, ...]
    """Why a year has no score."""
    items: tuple[Through[ItemScore], ...]
    money: tuple[Through[Money], ...]
    results: tuple[Through[Result], ...]
    repeats: Repeats

    @property
    def numbers(self) -> tuple[int, ...]:
        """The years."""
        return tuple(each.fiscal_year for each in self.dossiers)

    @property
    def is_one_framework(self) -> bool:
        """Whether all years that have a score were scored by one framework, so that their totals can be compared."""
        return len({each.framework.id for each in self.scores if each}) <= 1


def years(dossiers: Sequence[Dossier], framework_id: str | None = None) -> Years:
    """Dossiers of one unit in the order of their years. ``Misuse`` if they are of several units, or two are of one year.

    Each is scored by the first framework that it names, unless one is given for all.
    """
    ordered = _of_one_unit(sorted(dossiers, key=lambda each: each.fiscal_year))
    scored = [_score(each, framework_id) for each in ordered]
    ends = [_at_the_end(each) for each in ordered]
    return Years(
        tuple(ordered),
        tuple(made for made, _ in scored),
        tuple(why for _, why in scored),
        through([made.leaves if made else () for made, _ in scored], _ITEMS),
        through([end.money for end in ends], _MONEY),
        through([end.results for end in ends], _RESULTS),
        repeats([Side(each, end, made) for each, end, (made, _) in zip(ordered, ends, scored, strict=True)]),
    )


def _of_one_unit(ordered: list[Dossier]) -> list[Dossier]:
    if len(ordered) < 2:  # noqa: PLR2004 - nothing to compare
        raise Misuse(Text("逐年对照至少需要两个年度的卷宗", "To compare years takes the dossiers of two years at least"))
    numbers = [each.fiscal_year for each in ordered]
    twice = sorted({year for year in numbers if numbers.count(year) > 1})
    if twice:
        raise Misuse(Text("有两份{year}年度的卷宗", "There are two dossiers of {year}").fill(year=twice[0]))
    last = ordered[-1]
    for each in ordered:
        if each.unit_code != last.unit_code and each.unit_name != last.unit_name:
            raise Misuse(
                Text("不是同一单位的卷宗：{one}，{other}", "The dossiers are of different units: {one}, {other}").fill(
                    one=each.unit_name, other=last.unit_name
                )
            )
    return ordered


def _score(dossier: Dossier, framework_id: str | None) -> tuple[Score | None, Text | None]:
    """The score of a year; or why there is none, where no framework was asked for."""
    try:
        return score_unit(dossier, framework_id), None
    except Misuse as misuse:
        if framework_id is not None:
            raise
        return None, misuse.text


def _at_the_end(dossier: Dossier) -> Snapshot:
    return snapshot(monitor(dossier, date(dossier.fiscal_year, 12, 31)))


# ---- rows through the years


def through(years_rows: Sequence[Sequence[T]], keys: Keys[T]) -> tuple[Through[T], ...]:
    """The rows of several years, each with its like in the others, in the order of the latest year; then what only earlier ones had."""
    count = len(years_rows)
    found: list[list[T | None]] = []
    for year in reversed(range(count)):
        left = list(years_rows[year])
        for key in keys:
            named = _once(left, key)
            waiting = [row for row in found if row[year] is None]
            standing = _once([_latest(row) for row in waiting], key)
            for row in waiting:
                name = key(_latest(row))
                if name in named and name in standing:
                    row[year] = named[name]
            taken = {id(row[year]) for row in found}
            left = [each for each in left if id(each) not in taken]
        found += [[each if number == year else None for number in range(count)] for each in left]
    return tuple(Through(tuple(row)) for row in found)


def _once(rows: Sequence[T], key: Callable[[T], Hashable | None]) -> dict[Hashable, T]:
    """The rows that a key names alone."""
    named: dict[Hashable, list[T]] = {}
    for each in rows:
        named.setdefault(key(each), []).append(each)
    return {name: those[0] for name, those in named.items() if name is not None and len(those) == 1}


def _latest(row: Sequence[T | None]) -> T:
    return next(cell for cell in reversed(row) if cell is not None)


_ITEMS: Keys[ItemScore] = [lambda each, key=key: key(each.item) for key in ITEM_KEYS.values()]  # type: ignore[misc]
_MONEY: Keys[Money] = [
    lambda each: (each.kind, each.code, each.name.zh),
    lambda each: (each.kind, each.name.zh),
    lambda each: each.kind if each.kind == "unit" else None,
]
_RESULTS: Keys[Result] = [
    lambda each: each.library_code or None,
    lambda each: (each.code, each.name.zh),
    lambda each: (each.name.zh, each.unit),
    lambda each: each.code,
]
"""By what rows are the same, the surest first. A project's code alone says nothing: codes are given anew every year."""


# ---- numbers


def change(values: Sequence[Fraction | Decimal | None]) -> Fraction | None:
    """From the last year but one to the last: how much more; None where either has no number."""
    one, two = values[-2:]
    return None if one is None or two is None else Fraction(two) - Fraction(one)
