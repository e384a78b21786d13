"""What a figure is: a number of a paper, by the path that says what it means, with its derivation and the rows behind it.

A family of figures is one file of ``families/``. It has ``heads`` (the first words of its paths), ``find(source, path)`` which
returns the figure of a path or None, and ``ids(source)``, the paths that there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from jixiao.exact import SCALE_DIGITS, Quantity, half_up, plain, unscaled
from jixiao.framework.model import Framework
from jixiao.score.facts import View
from jixiao.score.scoring import ItemScore, PartScore, Score
from jixiao.tables.dossier import Dossier, Row, Scope
from jixiao.tables.measures import Measure
from jixiao.tables.measuring import Absent, Measured
from jixiao.wording import Text

FOLDER = "jixiao.score.families"
WAN = 10_000
SCALES = {"plain": None, "wan": 2, "percent": 2}
"""How a figure is shown, and to how many places unless told: as it is, in 万元, as a percentage."""

NONE = "—"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a paper: its text there, what it means, how it came about, and the rows behind it.

    A number that is missing has the text of its state, and ``is_missing``.
    """

    id: str
    label: Text
    text: str
    because: tuple[Text, ...] = ()
    rows: tuple[Row, ...] = ()
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """What figures are drawn from: a dossier, its score if there is one, the day up to which rows count, and which rows count.

    ``view`` are these rows: those of the scope, or those that were scored. It and what is worked out from the whole of it
    (``known``, by its name) are made once, since many figures are drawn from the same.
    """

    dossier: Dossier
    score: Score | None
    until: date | None = None
    scope: Scope | None = None
    view: View = field(init=False, compare=False, repr=False)
    known: dict[str, object] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        scored = self.score.scope if self.score else None
        object.__setattr__(self, "view", View(self.dossier, self.scope or scored or self.dossier.scope(), self.until))

    def part(self, code: str) -> PartScore | None:
        """The score of an indicator within its item, by the indicator's code in lower case."""
        parts = (part for each in self.score.leaves for part in each.parts) if self.score else ()
        return next((part for part in parts if part.part.code.lower() == code), None)


class Drawn(NamedTuple):
    """How a figure is drawn from the tables: what it means, its measure, and how it is shown."""

    label: Text
    measure: Measure
    scale: str = "plain"
    places: int | None = None


def drawn(source: Source, figure_id: str, how: Drawn) -> Figure:
    """The figure of a measure, with its formula and its numbers."""
    found = source.view.measure(how.measure)
    formula = Text("{measure}", "{measure}").fill(measure=str(how.measure))
    if isinstance(found, Absent):
        return Figure(figure_id, how.label, found.state.label.zh, (formula, found.because), is_missing=True)
    text = shown_number(found, how.scale, how.places)
    over, under = (plain(unscaled(number, SCALE_DIGITS)) for number in (found.numerator, found.denominator))
    if how.measure.under is None:
        numbers = Text("= {over} → {text}", "= {over} → {text}").fill(over=over, text=text)
    else:
        numbers = Text("= {over} ÷ {under} → {text}", "= {over} ÷ {under} → {text}").fill(over=over, under=under, text=text)
    return Figure(figure_id, how.label, text, (formula, numbers), found.rows)


def rows_of_leaf(leaf: ItemScore) -> Iterator[Row]:
    """The rows behind a scored item, those of its indicators included."""
    yield from leaf.fact.rows if leaf.fact else ()
    for part in leaf.parts:
        yield from part.part.fact.rows
        yield from (part.part.row,) if part.part.row else ()


def rows_of_score(made: Score) -> tuple[Row, ...]:
    """The rows behind a total."""
    return tuple(dict.fromkeys(row for leaf in made.leaves for row in rows_of_leaf(leaf)))


def shown_number(found: Measured, scale: str, places: int | None = None) -> str:
    """A number as papers show it: plain, in 万元, or as a percentage; half-up to its places, with its precision."""
    over, under = found.numerator, found.denominator
    if scale == "wan":
        under *= WAN
    elif scale == "percent":
        over *= 100
    digits = SCALES[scale] if places is None else places
    sign = -1 if over < 0 else 1
    if digits is None:
        digits = 0 if over % under == 0 else 2
    number = Quantity(unscaled(sign * half_up(abs(over), 10**digits, under), digits), found.precision).text(digits)
    return f"{number}%" if scale == "percent" else number


def shown_score(value: Decimal | None, framework: Framework) -> str:
    """A score with the framework's decimals; a dash where there is none."""
    return NONE if value is None else plain(value, framework.decimals)


def day_text(day: date) -> str:
    """A day as papers write it: 2023年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def path_of(name: str) -> str:
    """An id of a table or column as a part of a figure's path."""
    return name.replace("_", "-")
