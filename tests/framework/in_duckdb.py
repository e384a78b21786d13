"""Rules on columns, in the engine at hand: the tests ask it what they ask the ints."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import duckdb

from jixiao.framework.columns import FUNCTIONS, Column, numbered
from jixiao.framework.options import Options
from jixiao.framework.rule import Inputs, Rule

Ask = tuple[Rule, Options, Inputs]


@cache
def connection() -> Any:
    """One database in memory that knows the functions."""
    opened = duckdb.connect()
    for statement in FUNCTIONS["duckdb"]:
        opened.execute(statement)
    return opened


def decided(asks: Sequence[Ask]) -> list[tuple[str, int | None]]:
    """What the columns decide on every ask, all in one query."""
    rules = {number: (rule, options) for number, (rule, options, _) in enumerate(asks)}
    columns = [list(column) for column in zip(*(inputs for *_, inputs in asks), strict=True)]
    said = numbered({Column: rules}, 1)
    wanted = f"{said.arms[Column]} AS arm_no, {said.score}"
    rows = over(("points", "actual", "target", "high", "rule_id"), [*columns, list(rules)], wanted)
    return [(said.names[arm], score) for arm, score in rows]


def over(names: Sequence[str], columns: Sequence[Sequence[int | None]], wanted: str) -> list[tuple[Any, ...]]:
    """One SELECT over columns of 64-bit whole numbers, in the order of their rows."""
    listed = ", ".join(f"unnest(?::BIGINT[]) AS {name}" for name in names)
    numbered = f"SELECT {listed}, unnest(range(len(?::BIGINT[]))) AS place"
    rows: list[tuple[Any, ...]] = (
        connection().execute(f"SELECT {wanted} FROM ({numbered}) ORDER BY place", [*columns, columns[0]]).fetchall()
    )
    return rows
