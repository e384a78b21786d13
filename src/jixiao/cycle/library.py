"""An indicator library grown from a unit's own dossiers: each indicator by the code that it keeps, with what it reached year by year.

    library = grown([read_dossier(Path("office-2021")), read_dossier(Path("office-2022")), read_dossier(Path("office-2023"))])
    for entry in library:
        print(entry.code, entry.name, entry.mean)

An indicator is the same over the years by its library code, or by its own code where it has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from jixiao.errors import Misuse
from jixiao.exact import Missing, Quantity, decimal_ratio
from jixiao.score.past import SHOWN_PLACES, YEARS_OF_A_MEAN, is_counted_alike, mean_of, reached, stable_code
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.schema import fixed_tables
from jixiao.wording import Text, joined, same

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class InYear:
    """An indicator in one year: its row, its target, and what it reached, or why there is no number."""

    year: int
    row: Row
    target: Quantity | None
    value: Decimal | None
    exact: Fraction | None
    state: Missing | None

    @property
    def is_reached(self) -> bool | None:
        """Whether the target was reached; None where that cannot be said."""
        if self.exact is None or self.target is None:
            return None
        goal, operator = Fraction(self.target.value), self.row["operator"]
        high = self.row.quantity("target_high")
        if operator == "between":
            return goal <= self.exact <= (Fraction(high.value) if high else goal)
        compared = {"ge": self.exact >= goal, "le": self.exact <= goal, "eq": self.exact == goal}
        return compared.get(self.row.text_id("operator"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator of the library; what it is called and how it is counted is told by its latest year."""

    code: str
    years: tuple[InYear, ...]

    @property
    def row(self) -> Row:
        """The indicator as it stands in its latest year."""
        return self.years[-1].row

    @property
    def unit_code(self) -> str:
        """The unit that it belongs to."""
        return self.row.text_id("unit_code")

    @property
    def name(self) -> str:
        """Its latest name."""
        return self.row.text("name")

    @property
    def names(self) -> tuple[str, ...]:
        """All names that it had, the latest first."""
        return tuple(dict.fromkeys(each.row.text("name") for each in reversed(self.years)))

    @property
    def alike(self) -> tuple[InYear, ...]:
        """The years in which it was counted in the unit of the latest one."""
        return tuple(each for each in self.years if is_counted_alike(each.row, self.row))

    @property
    def known(self) -> list[Fraction]:
        """What it reached in the last three years of the library in which that is known, in the unit of the latest year."""
        return [each.exact for each in self.alike if each.exact is not None][-YEARS_OF_A_MEAN:]

    @property
    def mean(self) -> Decimal | None:
        """The mean of the last three years in which a number is known (of fewer if there are fewer), to two decimals."""
        if not self.known:
            return None
        mean = mean_of(self.known)
        return decimal_ratio(mean.numerator, mean.denominator, SHOWN_PLACES)

    @property
    def usual_target(self) -> Quantity | None:
        """The target that it had most often; of several the latest."""
        return _usual([each.target for each in self.years if each.target is not None])

    @property
    def usual_proof(self) -> str | None:
        """The kind of evidence that it had most often; of several the latest."""
        return _usual([text for each in self.years if (text := each.row.text("evidence_kind"))])

    @property
    def times_reached(self) -> tuple[int, int]:
        """In how many years the target was reached, and of how many that can be said."""
        said = [each.is_reached for each in self.years if each.is_reached is not None]
        return sum(said), len(said)


def _usual(values: Sequence[_T]) -> _T | None:
    counted = Counter(values)
    most = max(counted.values(), default=0)
    return next((value for value in reversed(values) if counted[value] == most), None)


def grown(dossiers: Iterable[Dossier]) -> list[Entry]:
    """The library of several dossiers of one unit, in the order of unit, class, subclass and code; ``Misuse`` if a year stands twice."""
    ordered = sorted(dossiers, key=lambda each: each.fiscal_year)
    _refuse_twins(ordered)
    found: dict[tuple[str, str], list[InYear]] = {}
    for dossier in ordered:
        for row in dossier.table("indicator"):
            made = reached(dossier, row)
            year = InYear(dossier.fiscal_year, row, row.quantity("target"), made.value, made.exact, made.state)
            found.setdefault((row.text_id("unit_code"), stable_code(row)), []).append(year)
    return sorted((Entry(code, tuple(years)) for (_, code), years in found.items()), key=_in_order)


def _in_order(entry: Entry) -> tuple[str, int, int, str, str]:
    levels, classes = (list(fixed_tables()["indicator"].fields[name].choices or {}) for name in ("level", "class"))
    level, kind = entry.row.text_id("level"), entry.row.text_id("class")
    return (
        entry.unit_code,
        levels.index(level) if level in levels else len(levels),
        classes.index(kind) if kind in classes else len(classes),
        entry.row.text("subclass"),
        entry.code,
    )


def _refuse_twins(dossiers: Sequence[Dossier]) -> None:
    years = Counter((each.unit_code, each.fiscal_year) for each in dossiers)
    twice = [str(year) for (_, year), number in years.items() if number > 1]
    units = dict.fromkeys(each.unit_code for each in dossiers)
    if twice:
        raise Misuse(_TWICE.fill(years=joined(map(same, twice), "、", ", ")))
    if len(units) > 1:
        raise Misuse(_SEVERAL.fill(units=joined(map(same, units), "、", ", ")))


_TWICE = Text("同一年度给了两个卷宗：{years}；每个年度只留一个", "Two dossiers are of one year: {years}; name one for each year")
_SEVERAL = Text(
    "这些卷宗属于不同的单位：{units}；指标库由一个单位历年的卷宗形成",
    "These dossiers are of several units: {units}; a library grows from the dossiers of one unit",
)
