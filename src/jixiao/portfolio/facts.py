"""Facts as rows: the table ``fact`` of the lake, which every engine scores.

A row of ``fact`` is one number of a unit for one item of a framework, or for one of the indicators (then with ``part_no``, its place
in the order in which points are divided, its operator, weight and target). Numbers are whole ten-thousandths; a missing number is a
state. What is too large to be compared exactly in 64 bits is refused here, with a sentence, before any engine sees it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final, NamedTuple

from jixiao.exact import SCALE, SCALE_DIGITS, Missing, Precision, plain, scaled, unscaled
from jixiao.framework.model import Framework
from jixiao.score.facts import Fact, Part
from jixiao.wording import Text

LARGEST: Final = 10**17
"""The largest number of a fact, in ten-thousandths: 10 trillion of its unit (十万亿)."""

LARGEST_PRODUCT: Final = 10**30
"""The largest product of a target and a denominator that all engines still compare exactly."""


class FactRow(NamedTuple):
    """One row of ``fact``."""

    unit_code: str
    fiscal_year: int
    framework: str
    item_code: str
    indicator_code: str | None
    part_no: int | None
    operator: str | None
    weight: int | None
    running: int | None
    whole: int | None
    numerator: int | None
    denominator: int
    target: int | None
    target_high: int | None
    state: str | None
    precision: str


FACT: Mapping[str, str] = {
    name: {int: "bigint", str: "text"}[kind]
    for name, kind in zip(
        FactRow._fields, (str, int, str, str, str, int, str, int, int, int, int, int, int, int, str, str), strict=True
    )
}
"""The columns of ``fact`` with their types."""


def fact_rows(unit_code: str, fiscal_year: int, framework: Framework, facts: Mapping[str, Fact]) -> Iterator[FactRow | Text]:
    """The facts of a unit as rows, one at least for every item that is scored.

    In place of a row that no engine can compare exactly there is the sentence that says why.
    """
    for item in framework.leaves:
        fact = facts.get(item.code) or Fact(item.code, state=Missing.NOT_REPORTED)
        row = _of_fact(unit_code, fiscal_year, framework, item.code, fact)
        if item.selection is None or fact.state is not None:
            yield _checked(row)
        elif not fact.parts:
            yield row._replace(state=Missing.NOT_APPLICABLE.value)
        else:
            yield from map(_checked, _of_parts(row, fact.parts))


def _of_fact(unit_code: str, fiscal_year: int, framework: Framework, item_code: str, fact: Fact) -> FactRow:
    return FactRow(
        unit_code=unit_code,
        fiscal_year=fiscal_year,
        framework=framework.id,
        item_code=item_code,
        indicator_code=None,
        part_no=None,
        operator=None,
        weight=None,
        running=None,
        whole=None,
        numerator=fact.numerator,
        denominator=fact.denominator,
        target=None,
        target_high=None,
        state=fact.state.value if fact.state else None,
        precision=fact.precision.value,
    )


def _of_parts(row: FactRow, parts: Sequence[Part]) -> Iterator[FactRow | Text]:
    """The indicators of an item; what does not apply, or weighs less than nothing, weighs nothing."""
    weights = [Decimal(0) if part.fact.state is Missing.NOT_APPLICABLE else max(part.weight, Decimal(0)) for part in parts]
    whole, running = scaled(sum(weights, Decimal(0))), Decimal(0)
    for number, (part, weight) in enumerate(zip(parts, weights, strict=True)):
        running += weight
        heavy = scaled(weight)
        if heavy is None or whole is None:
            yield _FINE.fill(indicator=part.code, weight=plain(part.weight))
            continue
        yield row._replace(
            indicator_code=part.code,
            part_no=number,
            operator=part.operator,
            weight=heavy,
            running=scaled(running),
            whole=whole,
            numerator=part.fact.numerator,
            denominator=part.fact.denominator,
            target=part.target,
            target_high=part.high,
            state=part.fact.state.value if part.fact.state else None,
            precision=part.fact.precision.value,
        )


_IN_PERCENT = 100
"""A judgement is a share in percent: its denominator is held against that."""


def _checked(row: FactRow | Text) -> FactRow | Text:
    if isinstance(row, Text):
        return row
    numbers = {"numerator": row.numerator, "denominator": row.denominator, "target": row.target, "target_high": row.target_high}
    for name, number in numbers.items():
        if number is not None and abs(number) > LARGEST:
            return _LARGE.fill(item=row.item_code, indicator=row.indicator_code or "", name=name, number=number, largest=LARGEST)
    if row.denominator <= 0:
        return _BELOW.fill(item=row.item_code, indicator=row.indicator_code or "", number=row.denominator)
    if row.operator == "judged" and row.denominator * _IN_PERCENT > LARGEST:
        return _LARGE.fill(
            item=row.item_code, indicator=row.indicator_code or "", name="denominator", number=row.denominator, largest=LARGEST
        )
    if row.denominator != SCALE and max(abs(row.target or 0), abs(row.target_high or 0)) * row.denominator > LARGEST_PRODUCT:
        return _PRODUCT.fill(item=row.item_code, indicator=row.indicator_code or "")
    return row


def facts_of_rows(rows: Iterable[FactRow]) -> dict[str, Fact]:
    """The facts that the rows of a unit stand for, so that the plain scorer can say how its scores came about.

    The inverse of ``fact_rows``, but for what rows do not hold: names, units, reasons and where a number was drawn from. Rows of an
    item stand together, in the order of ``part_no``.
    """
    return {code: _fact_of(code, list(group)) for code, group in groupby(rows, key=lambda row: row.item_code)}


def _fact_of(code: str, rows: Sequence[FactRow]) -> Fact:
    if rows[0].part_no is None:
        return _number_of(code, rows[0])
    return Fact(code, parts=tuple(_part_of(row) for row in rows))


def _number_of(code: str, row: FactRow) -> Fact:
    state = Missing(row.state) if row.state else None
    return Fact(code, row.numerator, row.denominator, state, precision=Precision(row.precision))


def _part_of(row: FactRow) -> Part:
    code = row.indicator_code or ""
    weight = unscaled(row.weight or 0, SCALE_DIGITS)
    return Part(code, code, row.operator or "", weight, row.target, row.target_high, "", _number_of(code, row))


_FINE = Text(
    "指标 {indicator} 的权重 {weight} 小数位过多，最多四位",
    "The weight {weight} of the indicator {indicator} has too many decimals; four at most",
)
_LARGE = Text(
    "{item} {indicator} 的 {name} 为万分之 {number}，超过可以精确比较的上限 {largest}",
    "{name} of {item} {indicator} is {number} ten-thousandths, above {largest}, the largest that is compared exactly",
)
_BELOW = Text(
    "{item} {indicator} 的分母为万分之 {number}，应大于零",
    "The denominator of {item} {indicator} is {number} ten-thousandths; it should be above zero",
)
_PRODUCT = Text(
    "{item} {indicator} 的目标值与分母都过大，无法精确比较",
    "The target and the denominator of {item} {indicator} are too large to be compared exactly",
)
