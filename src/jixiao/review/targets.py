"""Whether what was stated reaches its target, and what it is worth if it does not; by the sign, or by the name or heading where no sign stands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jixiao.exact import Precision
from jixiao.review.indicator_words import operator_by_name
from jixiao.review.stated import Line, Statement, number, quotient
from jixiao.tables.dossier import Row


@dataclass(frozen=True, slots=True)
class Met:
    """A stated value against its target; ``is_by_name`` if the direction was taken from the name."""

    operator: str
    actual: Decimal
    target: Decimal
    high: Decimal | None
    is_by_name: bool

    @property
    def is_reached(self) -> bool:
        """Whether the target is reached."""
        if self.operator == "ge":
            return self.actual >= self.target
        if self.operator == "le":
            return self.actual <= self.target
        if self.operator == "between":
            return self.target <= self.actual <= (self.target if self.high is None else self.high)
        return self.actual == self.target

    @property
    def share(self) -> Fraction | None:
        """The part of the points for a target that is not reached: B ÷ A, or A ÷ B where less is better; None without a ratio."""
        less, more = sorted((self.actual, self.target))
        return quotient(less, more) if less >= 0 and more > 0 and self.operator != "between" else None

    @property
    def sign(self) -> str:
        """The sign of the operator, for sentences."""
        return {"ge": "≥", "le": "≤", "eq": "=", "between": "…"}.get(self.operator, "")


def met(statement: Statement, line: Line) -> Met | None:
    """How a line of the year stands to its target; None if it has no number, no target or no direction."""
    indicator, actual = line.indicator, line.actual
    if indicator is None or actual is None or not statement.is_final or actual.precision is Precision.ABOUT:
        return None
    target = number(indicator, "target")
    operator = indicator.text_id("operator") or None
    found = operator if operator is not None else operator_by_name(indicator.text("name")) or _by_heading(indicator)
    if target is None or found is None or found == "judged":
        return None
    return Met(found, actual.value, target, number(indicator, "target_high"), operator is None)


def _by_heading(indicator: Row) -> str | None:
    """The direction of an indicator by the heading that it stands under: more of a quantity of work is better."""
    return "ge" if "数量" in indicator.text("subclass") else None
