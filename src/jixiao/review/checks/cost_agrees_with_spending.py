"""The stated total cost is what was spent.

## What it does

Compares the actual of a cost indicator that is about the whole (总成本, 项目成本, 资金总额) and counts in 元 or 万元 with the spending that was
stated beside it.

## Why it matters

Both are the same money (X03). Where they differ, one is the budget, or was rounded without saying so.

## Example

项目总成本 90 万元, 全年执行数 89.974 万元.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.exact import grouped, plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.stated import Line, spent
from jixiao.wording import Text

rules = ("X03",)
needs = ("stated_amount", "stated_score")

_UNITS = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_WHOLE = ("总成本", "项目成本", "资金总额")


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every total cost that is not what was spent."""
    for statement in claims.statements:
        found = spent(claims.dossier, statement)
        if found is None:
            continue
        for line in statement.lines.values():
            unit = _unit(line)
            if unit is None or line.actual is None or line.actual.value * unit == found.executed:
                continue
            assert line.indicator is not None
            yield Finding(
                "cost-agrees-with-spending",
                claims.place(line.row, "item_code"),
                Text("“{name}”的完成值与全年执行数不一致", "The actual of “{name}” is not what was spent").fill(name=line.name),
                "explain",
                rule="X03",
                stated=Text("{value}{unit}", "{value} {unit}").fill(
                    value=plain(line.actual.value), unit=line.indicator.text("measure_unit")
                ),
                expected=Text("{executed}元", "{executed} yuan").fill(executed=grouped(found.executed, 2)),
                advice=Text("按执行数改正，或说明口径不同", "Correct it by the spending, or say how they differ"),
            )


def _unit(line: Line) -> Decimal | None:
    """How many yuan the line's unit is; None if it is no total cost."""
    indicator = line.indicator
    if indicator is None or not any(word in line.name for word in _WHOLE):
        return None
    is_cost = indicator["class"] == "cost" or "成本" in indicator.text("subclass")
    return _UNITS.get(indicator.text("measure_unit")) if is_cost else None
