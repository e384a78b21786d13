"""What is watched: lines of money and indicators on a day, with all that the rules of monitoring look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Literal, NamedTuple

from jixiao.score.facts import View
from jixiao.score.progress import Standing, time_gone
from jixiao.tables.dossier import Row
from jixiao.tables.measuring import Absent, Measured
from jixiao.wording import Text, same

SpotKind = Literal["unit", "part", "project", "task", "fund_source", "indicator"]

SPOTS: dict[SpotKind, Text] = {
    "unit": Text("部门整体", "the unit"),
    "part": Text("支出类别", "part of the budget"),
    "project": Text("支出项目", "project"),
    "task": Text("工作任务", "task"),
    "fund_source": Text("资金来源", "fund source"),
    "indicator": Text("绩效指标", "indicator"),
}
"""What can be watched."""


class Explaining(NamedTuple):
    """By when deviations are to be explained: within so many working days after the next of these days (month, day) of the year."""

    days: tuple[tuple[int, int], ...]
    within: int


@dataclass(frozen=True, slots=True)
class Spot:
    """What a light belongs to: the unit, a part of its money, or an indicator, by its code; ``table`` and ``row`` say where it is read."""

    kind: SpotKind
    code: str
    name: Text
    of: str = ""
    """The project or task that an indicator belongs to; empty for the unit's own."""

    def say(self) -> Text:
        """The spot as a sentence names it."""
        if self.kind == "unit":
            return same(self.name)
        return Text("{kind}“{name}”", "{kind} “{name}”").fill(kind=SPOTS[self.kind], name=self.name)


@dataclass(frozen=True, slots=True)
class Line:
    """Money of one spot by the day: budget as it stood, spent, what the plan wanted, when money last moved.

    ``money`` are the lines of the budget that it is made of; ``months`` what was spent in each month that is over, from January on.
    """

    spot: Spot
    budget: Measured | Absent
    spent: Measured | Absent
    rate: Measured | Absent
    planned: Measured | Absent | None
    last_paid_on: date | None
    money: frozenset[object]
    months: tuple[Fraction, ...] | None = None
    project: Row | None = None

    @property
    def share(self) -> Fraction | None:
        """What was spent as a share of the budget; None where it is not known."""
        return None if isinstance(self.rate, Absent) else Fraction(self.rate.numerator, self.rate.denominator)


@dataclass(frozen=True, slots=True)
class Watched:
    """An indicator: where it stands, when its data were last entered, and what was said of its deviation.

    ``entered_on`` is None where nothing was entered yet; ``is_awaited`` whether entries are still to come;
    ``is_final`` whether the year is over. ``behind_since`` is the end of
    the first month of an unbroken run of months at whose ends it was behind; ``explain_by`` the day by which that is to be explained,
    None where nothing is behind, nobody asks, or the working days are not announced.
    """

    spot: Spot
    standing: Standing
    entered_on: date | None
    is_awaited: bool
    missed: Row | None
    behind_since: date | None
    explain_by: date | None
    deviation: Row | None
    office: str
    owner: str
    is_final: bool = False

    @property
    def is_behind(self) -> bool:
        """Whether it is behind what was due."""
        return self.standing.status == "behind"

    @property
    def lacking(self) -> tuple[Text, ...]:
        """What is still to be said of a deviation: its cause, and how likely the target is."""
        if not self.is_behind:
            return ()
        said = self.deviation
        if said is None or (said.day("period_end") or date.min) < (self.behind_since or date.min):
            return (CAUSE, LIKELIHOOD)
        has_cause = any(said[column] is True for column in CAUSES)
        return tuple(
            word for word, is_there in ((CAUSE, has_cause), (LIKELIHOOD, said["likelihood"] is not None)) if not is_there
        )


CAUSES = ("cause_funding", "cause_institution", "cause_staff", "cause_hardware", "cause_other")
CAUSE = Text("偏差原因", "its cause")
LIKELIHOOD = Text("完成目标可能性", "how likely the target is")


@dataclass(frozen=True)
class Watch:
    """The year on a day: its lines of money, the unit first, and its indicators."""

    view: View
    day: date
    lines: tuple[Line, ...]
    indicators: tuple[Watched, ...]

    @cached_property
    def time(self) -> Fraction:
        """The share of the year that is gone."""
        return time_gone(self.day)

    @property
    def is_final(self) -> bool:
        """Whether the year is over."""
        return self.day == self.view.dossier.year.ends_on

    def indicators_of(self, line: Line) -> list[Watched]:
        """The indicators of the unit itself, or of a project."""
        level = {"unit": "unit", "project": "project"}.get(line.spot.kind)
        found = [each for each in self.indicators if each.standing.row["level"] == level]
        return found if level == "unit" else [each for each in found if each.spot.of == line.spot.code]
