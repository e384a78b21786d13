"""Scoring rules on ints without generators: the same arms, printed once as a Python expression and compiled.

For one unit and for bulk in plain Python. It decides what ``rule.decide`` decides, by the same body of the rule.
"""

from __future__ import annotations

from functools import cache
from typing import ClassVar, Protocol, Self, cast

from jixiao.framework.columns import Column, printed_arms
from jixiao.framework.options import Options
from jixiao.framework.rule import Arm, Inputs, Rule, load


class Scorer(Protocol):
    """A compiled rule: inputs as in ``Inputs``; out come the arm's name and the score, None where there is none."""

    def __call__(
        self, points: int | None, actual: int | None = None, target: int | None = None, high: int | None = None, /
    ) -> tuple[str, int | None]:
        """The arm and the score."""
        ...


def compiled(rule: Rule, options: Options) -> Scorer:
    """The rule with these options as one function; compiled once, then kept."""
    return _compiled(rule.name, tuple(sorted(options.items())))


def source(rule: Rule, options: Options) -> str:
    """The Python expression that is compiled."""
    *whens, (_, last) = [(condition, _result(arm)) for condition, arm in printed_arms(rule, options, _Int)]
    return "".join(f"{result} if {condition} else " for condition, result in whens) + last


class _Int(Column):
    """A column spelt as Python on ints, where products and whole steps need no function."""

    __slots__ = ()
    spelling: ClassVar = {"OR": "or", "AND": "and", "=": "==", "<>": "!="}

    def _times(self, left: object, right: object) -> Self:
        return type(self)(f"({_held(left)} * {_held(right)})")

    def _floor(self, left: object, right: object) -> Self:
        return type(self)(f"({_held(left)} // {_held(right)})")

    def is_missing(self) -> Self:
        return type(self)(f"({self.text} is None)")


def _held(value: object) -> str:
    """The text of an expression, safe beside any operator."""
    column = _Int.of(value)
    return column.text if column.text.isidentifier() or column.text.isdecimal() else f"({column.text})"


def _result(arm: Arm) -> str:
    """The arm's name and its score. Half of d may lose a half where d is odd; a whole number over d never lies that near a tie."""
    if arm.x is None:
        return f"({arm.name!r}, None)"
    x, y, d = (_held(part) for part in (arm.x, arm.y, arm.d))
    half = str(int(d) // 2) if d.isdecimal() else f"({d} >> 1)"
    product = x if y == "1" else f"{x} * {y}"
    return f"({arm.name!r}, {x if y == d else f'({product} + {half}) // {d}'})"


@cache
def _compiled(name: str, options: tuple[tuple[str, object], ...]) -> Scorer:
    arguments = ", ".join(f"{field}=None" for field in Inputs._fields)
    text = f"lambda {arguments}: {source(load(name), dict(options))}"
    scope: dict[str, object] = {"__builtins__": {}}
    return cast("Scorer", eval(text, scope))  # noqa: S307 - printed above from a rule of the package: checked names, whole numbers
