"""The stated total cost is what was spent, and controls that held leave no overspending.

## What it does

Compares the actual of a cost indicator that is about the whole (总成本, 项目成本, 资金总额) and counts in 元 or 万元 with the spending that was
stated beside it (X03), as finely as the spending is written; a cost in whole 万元 is asked about where spending has decimals. A budget
or cost that was “controlled” with full marks does not stand beside a spending rate above 100 % (X02).

## Why it matters

Both are the same money (X03). Where they differ, one is the budget, or was rounded without saying so.

## Example

项目总成本 90 万元, 全年执行数 89.974 万元.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from jixiao.exact import grouped, plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.precision import HALF, half_step, places_of, said
from jixiao.review.stated import Line, Spent, spent
from jixiao.wording import Text

rules = ("X02", "X03")
needs = ("stated_amount", "stated_score")

_UNITS = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_WHOLE = ("总成本", "项目成本", "资金总额")
_CONTROLLED = ("预算控制率", "成本控制率", "支出控制率", "总成本控制", "预算控制在", "资金控制率")
_FULL = Fraction(1)


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every total cost that is not what was spent."""
    for statement in claims.statements:
        found = spent(claims.dossier, statement)
        if found is None:
            continue
        for line in statement.lines.values():
            if found.rate is not None and found.rate > _FULL and _is_controlled(line):
                yield _overspent(claims, line, found.rate)
            unit = _unit(line)
            if unit is None or line.actual is None or _is_same(line.actual.value, unit, found):
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


def _is_controlled(line: Line) -> bool:
    is_full = line.score is not None and line.score == line.points
    return is_full and any(word in line.name for word in _CONTROLLED)


def _overspent(claims: Claims, line: Line, rate: Fraction) -> Finding:
    return Finding(
        "cost-agrees-with-spending",
        claims.place(line.row, "score"),
        Text("执行率{rate}%，超过预算，“{name}”却得满分", "{rate}% of the budget was spent, yet “{name}” has full marks").fill(
            rate=said(rate * 100), name=line.name
        ),
        rule="X02",
        stated=Text("得分{score}", "score {score}").fill(score=line.row.text("score")),
        expected=Text("不到满分", "less than full marks"),
        advice=Text("核对预算数和控制率，改正得分", "Compare the budget and the control rate, and correct the score"),
    )


def _is_same(actual: Decimal, unit: Decimal, found: Spent) -> bool:
    """Whether a cost is what was spent, as finely as both are written; one without decimals is not taken for a rounded one."""
    off, places = abs(Fraction(actual * unit) - Fraction(found.executed)), places_of(actual)
    return off <= HALF * Fraction(found.step or 0) or (places > 0 and off <= half_step(places) * Fraction(unit))


def _unit(line: Line) -> Decimal | None:
    """How many yuan the line's unit is; None if it is no total cost."""
    indicator = line.indicator
    if indicator is None or not any(word in line.name for word in _WHOLE):
        return None
    is_cost = indicator["class"] == "cost" or "成本" in indicator.text("subclass")
    return _UNITS.get(indicator.text("measure_unit")) if is_cost else None
