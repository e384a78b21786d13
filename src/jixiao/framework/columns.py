"""Scoring rules on columns: the arms of a rule printed as SQL that DuckDB, PostgreSQL and Spark read unchanged.

A rule's body runs once on ``Column`` objects instead of ints. What comes out is ``CASE WHEN … THEN … END`` over the fixed columns
``points``, ``actual``, ``target``, ``high`` and ``rule_id`` (64-bit whole numbers); in the world of ``Product``, over the numbers that
a ratio and its target are made of. Only three functions differ between engines, and
their texts stand in ``FUNCTIONS``: ``pf_round`` (x·y/d half-up), ``pf_times`` (a product too large for 64 bits), ``pf_floor`` (whole
steps). Nothing is quoted, because nothing of a user ever enters: names are checked, values are whole numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import ClassVar, Final, Literal, NamedTuple, Self

from jixiao.framework.options import Options
from jixiao.framework.rule import MISSING, Arm, Inputs, Rule

Engine = Literal["duckdb", "postgres", "spark"]

COLUMNS: Final = (*Inputs._fields, "rule_id")
"""The only column names of a rule; beside them only those of ``Product`` and ``arm_no`` are ever printed."""

_OR, _AND, _COMPARE, _ADD, _ATOM = 1, 2, 4, 6, 9
_ARM_NAME = re.compile(r"[a-z][a-z0-9_]*")


class Column:
    """A value of every row, as the text of an expression; ``rank`` is how tightly its outermost operator binds."""

    __slots__ = ("rank", "text")
    __hash__ = None  # type: ignore[assignment]  # == builds a comparison, so a column is no key
    spelling: ClassVar[Mapping[str, str]] = {}

    def __init__(self, text: str, rank: int = _ATOM) -> None:
        self.text = text
        self.rank = rank

    @classmethod
    def named(cls, name: str) -> Self:
        """A column of the table of facts; any other name is refused."""
        if name not in COLUMNS:
            raise ValueError(f"no column of facts: {name!r}")
        return cls(name)

    @classmethod
    def of(cls, value: object) -> Column:
        """A column, or a whole number as one. Nothing else enters a rule."""
        if isinstance(value, Column):
            return value
        if type(value) is not int:
            raise TypeError(f"only whole numbers enter a rule, not {value!r}")
        return cls(str(value), _ATOM if value >= 0 else _ADD)

    def __bool__(self) -> bool:
        raise TypeError("a rule never branches on a value: yield an arm, join conditions with | and &")

    def _joined(self, sign: str, left: object, right: object, rank: int) -> Self:
        first, second = self.of(left), self.of(right)
        loosest = rank + 1 if rank == _COMPARE else rank  # comparisons never chain
        one = first.text if first.rank >= loosest else f"({first.text})"
        two = second.text if second.rank > rank else f"({second.text})"
        return type(self)(f"{one} {self.spelling.get(sign, sign)} {two}", rank)

    def _times(self, left: object, right: object) -> Self:
        return type(self)(f"pf_times({self.of(left).text}, {self.of(right).text})")

    def _floor(self, left: object, right: object) -> Self:
        return type(self)(f"pf_floor({self.of(left).text}, {self.of(right).text})")

    def is_missing(self) -> Self:
        """Whether the row lacks this value."""
        return type(self)(f"{self.text} IS NULL", _COMPARE)

    def __add__(self, other: object) -> Self:
        return self._joined("+", self, other, _ADD)

    def __radd__(self, other: object) -> Self:
        return self._joined("+", other, self, _ADD)

    def __sub__(self, other: object) -> Self:
        return self._joined("-", self, other, _ADD)

    def __rsub__(self, other: object) -> Self:
        return self._joined("-", other, self, _ADD)

    def __mul__(self, other: object) -> Self:
        return self._times(self, other)

    def __rmul__(self, other: object) -> Self:
        return self._times(other, self)

    def __floordiv__(self, other: object) -> Self:
        return self._floor(self, other)

    def __rfloordiv__(self, other: object) -> Self:
        return self._floor(other, self)

    def __and__(self, other: object) -> Self:
        return self._joined("AND", self, other, _AND)

    def __or__(self, other: object) -> Self:
        return self._joined("OR", self, other, _OR)

    def __lt__(self, other: object) -> Self:
        return self._joined("<", self, other, _COMPARE)

    def __le__(self, other: object) -> Self:
        return self._joined("<=", self, other, _COMPARE)

    def __gt__(self, other: object) -> Self:
        return self._joined(">", self, other, _COMPARE)

    def __ge__(self, other: object) -> Self:
        return self._joined(">=", self, other, _COMPARE)

    def __eq__(self, other: object) -> Self:  # type: ignore[override]  # a comparison of every row
        return self._joined("=", self, other, _COMPARE)

    def __ne__(self, other: object) -> Self:  # type: ignore[override]  # a comparison of every row
        return self._joined("<>", self, other, _COMPARE)


class Product(Column):
    """A value in a world where a ratio is held against its target as a product: numerator × 10000 against target × denominator.

    The products are written out where they are used, because few rows need them and they take more than 64 bits.
    """

    __slots__ = ()
    products: ClassVar[Mapping[str, str]] = {
        "actual": "pf_times(numerator, 10000)",
        "target": "pf_times(goal, denominator)",
        "high": "pf_times(goal_high, denominator)",
    }

    @classmethod
    def named(cls, name: str) -> Self:
        """The product that stands for a column of facts."""
        return cls(cls.products.get(name, super().named(name).text))


def printed_arms(rule: Rule, options: Options, world: type[Column]) -> Iterator[tuple[str, Arm]]:
    """The arms of a rule in a world of columns, each with the text of its condition, up to the one that always holds.

    The first is the guard that all kinds share: a missing input gives no score. Arms that an option rules out are left out.
    """
    columns = [world.named(name) for name in rule.inputs]
    guard = reduce(lambda one, two: one | two, [column.is_missing() for column in columns])
    yield guard.text, Arm(MISSING, holds=True, x=None)
    for arm in rule.arms(*columns, **options):
        if not _ARM_NAME.fullmatch(arm.name):
            raise ValueError(f"no name for an arm: {arm.name!r}")
        holds: object = arm.holds
        if holds is True:
            yield "", arm
            return
        if holds is not False:
            yield world.of(holds).text, arm
    raise TypeError(f"the last arm of {rule.name} has to be OTHERWISE")


def score_sql(rule: Rule, options: Options, world: type[Column] = Column) -> str:
    """The score of one rule as a SQL expression; NULL where there is none."""
    return _case((condition, _paid(arm)) for condition, arm in printed_arms(rule, options, world))


Rules = Mapping[int, tuple[Rule, Options]]
"""Rules with their options, by number."""


def score_case(rules: Rules, world: type[Column] = Column) -> str:
    """The scores of a whole framework as one SQL expression over ``rule_id``; a row of no rule has no score.

    Rules of one kind with the same options are one branch, because engines walk a CASE line by line.
    """
    return _merged(rules, {key: score_sql(rule, options, world) for key, (rule, options) in rules.items()})


class Numbered(NamedTuple):
    """The arms of rules by number: what decides is found once, and what it pays follows from its number.

    ``arms`` are SQL expressions over ``rule_id``, one for each world, that give the number of the deciding arm (0 for a row of no
    rule); ``score`` is one over ``arm_no``, that number. Arms that pay the same have neighbouring numbers.
    """

    names: Mapping[int, str]
    arms: Mapping[type[Column], str]
    score: str


class _Numbered(NamedTuple):
    """An arm of some rules in a world; ``place`` is its place in its branch."""

    world: type[Column]
    keys: tuple[int, ...]
    place: int
    condition: str
    name: str
    pay: str


def numbered(worlds: Mapping[type[Column], Rules], first: int) -> Numbered:
    """The arms of rules in their worlds, with numbers from ``first`` on."""
    arms = [arm for world, rules in worlds.items() for arm in _arms_of(world, rules)]
    pays = sorted({arm.pay for arm in arms}, key=lambda pay: ([*_PLAIN, pay].index(pay), pay))
    arms.sort(key=lambda arm: (pays.index(arm.pay), arm.name, arm.keys, arm.place))
    numbers = {arm: number for number, arm in enumerate(arms, first)}
    last = {arm.pay: f"arm_no <= {number}" for arm, number in numbers.items()}
    return Numbered(
        {number: arm.name for arm, number in numbers.items()},
        {world: _deciding([arm for arm in arms if arm.world is world], numbers) for world in worlds},
        _case([*((last[pay], pay) for pay in pays), ("", "NULL")]),
    )


_PLAIN = ("NULL", "points", "0")
"""What most arms pay; nothing first, because it also stands for the number 0."""


def _arms_of(world: type[Column], rules: Rules) -> Iterator[_Numbered]:
    """The arms of rules; rules that decide alike are one branch."""
    branches: dict[tuple[tuple[str, str, str], ...], list[int]] = {}
    for key, (rule, options) in rules.items():
        branch = tuple((condition, arm.name, _paid(arm)) for condition, arm in printed_arms(rule, options, world))
        branches.setdefault(branch, []).append(key)
    for branch, keys in branches.items():
        for place, (condition, name, pay) in enumerate(branch):
            yield _Numbered(world, tuple(keys), place, condition, name, pay)


def _deciding(arms: Sequence[_Numbered], numbers: Mapping[_Numbered, int]) -> str:
    branches: dict[tuple[int, ...], list[_Numbered]] = {}
    for arm in sorted(arms, key=lambda each: (each.keys, each.place)):
        branches.setdefault(arm.keys, []).append(arm)
    whens = [
        (_of_rules(keys), _case((each.condition, str(numbers[each])) for each in branch)) for keys, branch in branches.items()
    ]
    return _case([*whens, ("", "0")])


def _of_rules(keys: Iterable[int]) -> str:
    return f"rule_id IN ({', '.join(Column.of(key).text for key in keys)})"


def _merged(rules: Rules, texts: Mapping[int, str]) -> str:
    branches: dict[str, list[int]] = {}
    for key in rules:
        branches.setdefault(texts[key], []).append(key)
    whens = [(_of_rules(keys), text) for text, keys in branches.items()]
    return _case([*whens, ("", "NULL")])


def _paid(arm: Arm) -> str:
    if arm.x is None:
        return "NULL"
    x, y, d = (Column.of(part).text for part in (arm.x, arm.y, arm.d))
    return x if y == d and (x in COLUMNS or x.isdecimal()) else f"pf_round({x}, {y}, {d})"


def _case(branches: Iterable[tuple[str, str]]) -> str:
    *whens, (_, last) = branches
    return f"CASE {' '.join(f'WHEN {condition} THEN {value}' for condition, value in whens)} ELSE {last} END" if whens else last


FUNCTIONS: Mapping[Engine, tuple[str, ...]] = {
    "duckdb": (
        (
            "CREATE OR REPLACE TEMPORARY MACRO pf_round(x, y, d) AS CASE WHEN x >= 0 AND y >= 0 AND x::DOUBLE * y < 4e18"
            " AND d BETWEEN 1 AND 1152921504606846975 THEN ((2 * (x * y) + d) // (2 * d))::BIGINT"
            " ELSE ((2::HUGEINT * x * y + d) // (2::HUGEINT * d))::BIGINT END"
        ),
        "CREATE OR REPLACE TEMPORARY MACRO pf_times(a, b) AS a::HUGEINT * b",
        "CREATE OR REPLACE TEMPORARY MACRO pf_floor(n, d) AS n // NULLIF(d, 0)",
    ),
    "postgres": (
        (
            "CREATE OR REPLACE FUNCTION pf_round(x numeric, y numeric, d numeric) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE"
            " AS $$ SELECT div(2 * x * y + d, 2 * d)::bigint $$"
        ),
        (
            "CREATE OR REPLACE FUNCTION pf_times(a numeric, b numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE"
            " AS $$ SELECT a * b $$"
        ),
        (
            "CREATE OR REPLACE FUNCTION pf_floor(n numeric, d numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE"
            " AS $$ SELECT div(n, d) $$"
        ),
    ),
    "spark": (
        (
            "CREATE OR REPLACE TEMPORARY FUNCTION pf_round(x DECIMAL(38, 0), y DECIMAL(38, 0), d DECIMAL(38, 0)) RETURNS BIGINT RETURN"
            " CASE WHEN x BETWEEN 0 AND 1099511627775 AND y BETWEEN 0 AND 1048575 AND d BETWEEN 1 AND 1152921504606846975"
            " THEN (2 * CAST(x AS BIGINT) * CAST(y AS BIGINT) + CAST(d AS BIGINT)) DIV NULLIF(2 * CAST(d AS BIGINT), 0)"
            " ELSE CAST((CAST(2 AS DECIMAL(38, 0)) * x * y + d) DIV NULLIF(CAST(2 AS DECIMAL(38, 0)) * d, 0) AS BIGINT) END"
        ),
        "CREATE OR REPLACE TEMPORARY FUNCTION pf_times(a DECIMAL(38, 0), b DECIMAL(38, 0)) RETURNS DECIMAL(38, 0) RETURN a * b",
        "CREATE OR REPLACE TEMPORARY FUNCTION pf_floor(n DECIMAL(38, 0), d DECIMAL(38, 0)) RETURNS BIGINT RETURN n DIV NULLIF(d, 0)",
    ),
}
"""What an engine is told before it reads the SQL above. x and n are not negative and d is positive: engines truncate, Python floors.

A zero d never reaches a score, because an arm before it holds; but Spark computes what two arms share before it looks at their
conditions, so there a zero gives NULL and not an error.
In DuckDB and Spark ordinary sizes stay in 64 bits, which is several times faster; anything larger takes the wide path, exactly. (The
double only tells DuckDB which of the two it is: 2·x·y + d stays below 2⁶³ with a margin far above its error.)
"""
