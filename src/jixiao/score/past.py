"""What the indicators of earlier years had as targets and reached, so that this year's can be held against them.

An indicator is the same over the years by its library code, or by its own code where it has none; one that has neither in common is the
same if code and name are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jixiao.exact import SCALE, SCALE_DIGITS, Missing, decimal_ratio, unscaled
from jixiao.score.facts import Fact, View, part_of
from jixiao.tables.dossier import Dossier, Row

YEARS_OF_A_MEAN = 3
"""The years whose mean a target is held against (历史3年均值)."""

SHOWN_PLACES = 2
"""The decimals to which a ratio is shown that is finer than them."""


class Reached(NamedTuple):
    """What an indicator reached in a year: its row, the fact of the year's end, and the number as papers show it."""

    year: int
    dossier: Dossier
    row: Row
    fact: Fact

    @property
    def state(self) -> Missing | None:
        """Why there is no number, if there is none."""
        return self.fact.state

    @property
    def value(self) -> Decimal | None:
        """The number; a ratio that is finer than two decimals is rounded half-up to them."""
        return shown_value(self.fact)

    @property
    def exact(self) -> Fraction | None:
        """The number as it is."""
        return None if self.fact.numerator is None else Fraction(self.fact.numerator, self.fact.denominator)


def reached(dossier: Dossier, row: Row) -> Reached:
    """What an indicator reached by the end of its dossier's year."""
    project = row.text_id("owner_code") if row["level"] == "project" else None
    scope = dossier.scope(row.text_id("unit_code") or None, project or None)
    return Reached(dossier.fiscal_year, dossier, row, part_of(View(dossier, scope), row).fact)


def shown_value(fact: Fact) -> Decimal | None:
    """The number of a fact as papers show it; None where there is none."""
    if fact.numerator is None:
        return None
    if fact.denominator == SCALE:
        return unscaled(fact.numerator, SCALE_DIGITS)
    return decimal_ratio(fact.numerator, fact.denominator, SHOWN_PLACES)


def stable_code(row: Row) -> str:
    """The code that an indicator keeps over the years."""
    return row.text("library_code") or row.text("indicator_code")


def is_counted_alike(one: Row, other: Row) -> bool:
    """Whether two years of an indicator are counted in one unit, as far as both say it: yuan and 万元 have no mean."""
    units = {row.text("measure_unit") for row in (one, other)} - {""}
    return len(units) <= 1


class Past:
    """The indicators of several dossiers by their stable codes, each with what it reached."""

    def __init__(self, dossiers: Iterable[Dossier] = ()) -> None:
        self.dossiers = tuple(sorted(dossiers, key=lambda each: each.fiscal_year))
        self._rows: dict[tuple[str, str], list[tuple[Dossier, Row]]] = {}
        self._known: dict[int, Reached] = {}
        for dossier in self.dossiers:
            for row in dossier.table("indicator"):
                for name in dict.fromkeys((f"#{stable_code(row)}", f"{row.text('indicator_code')} {row.text('name')}")):
                    self._rows.setdefault((row.text_id("unit_code"), name), []).append((dossier, row))

    def __bool__(self) -> bool:
        return bool(self.dossiers)

    def of(self, row: Row, before: int) -> list[Reached]:
        """What the same indicator reached in the years before, earliest first; a year in which it was counted in another unit is none."""
        unit = row.text_id("unit_code")
        found = self._rows.get((unit, f"#{stable_code(row)}"))
        found = found or self._rows.get((unit, f"{row.text('indicator_code')} {row.text('name')}"), [])
        return [self._reached(*each) for each in found if each[0].fiscal_year < before and is_counted_alike(each[1], row)]

    def values(self, row: Row, year: int) -> dict[int, Fraction]:
        """What is known of the years before, by year: from their dossiers, else from the column of last year's actual."""
        found, said = dict[int, Fraction](), dict[int, Fraction]()
        for earlier in self.of(row, year):
            if earlier.exact is not None:
                found[earlier.year] = earlier.exact
            said |= dict(_last_year_of(earlier.row, earlier.year))
        return dict(sorted({**said, **dict(_last_year_of(row, year)), **found}.items()))

    def mean(self, row: Row, year: int) -> Fraction | None:
        """The mean of the three years before; None unless all three are known."""
        values = self.values(row, year)
        years = range(year - YEARS_OF_A_MEAN, year)
        return mean_of([values[each] for each in years]) if all(each in values for each in years) else None

    def _reached(self, dossier: Dossier, row: Row) -> Reached:
        if id(row) not in self._known:
            self._known[id(row)] = reached(dossier, row)
        return self._known[id(row)]


def mean_of(values: list[Fraction]) -> Fraction:
    """The exact mean of several numbers."""
    return sum(values, Fraction(0)) * Fraction(1, len(values))


def _last_year_of(row: Row, year: int) -> Iterator[tuple[int, Fraction]]:
    stated = row.quantity("last_year_actual")
    if stated is not None:
        yield year - 1, Fraction(stated.value)
