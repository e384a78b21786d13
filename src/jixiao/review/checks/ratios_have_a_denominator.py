"""Ratios have a numerator and a denominator.

## What it does

An actual with a numerator has a denominator above zero, and the other way round. An indicator in % that is drawn from registers is
one total divided by another, not a plain count.

## Why it matters

A share of nothing is no number; a count that is shown as % is one by accident only (T01).

## Example

`actual.csv`: 分子 48, 分母 empty.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.tables.dossier import Row
from jixiao.tables.measure_text import parse_measure
from jixiao.tables.measures import ENTERED, Aggregate, Measure
from jixiao.wording import Text, same

rules = ("T01",)
needs = ("indicator",)

_SIDES = {"numerator": "denominator", "denominator": "numerator"}


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every ratio of which a half is missing."""
    for row in claims.dossier.table("actual"):
        yield from _halves(claims, row)
    for row in claims.dossier.table("indicator"):
        text = row.text("measure")
        if row["measure_unit"] == "%" and text and text != ENTERED:
            measure = parse_measure(text, claims.dossier.schema)
            if isinstance(measure, Measure) and measure.under is None and not _counts_in_percent(claims, measure.aggregates()):
                yield Finding(
                    "ratios-have-a-denominator",
                    claims.place(row, "measure"),
                    Text("度量单位是%，取数公式却没有分母", "The unit is %, yet the measure has no denominator"),
                    rule="T01",
                    stated=same(text),
                    expected=same("… / …"),
                    advice=Text("写出分母，或改正度量单位", "Write the denominator, or correct the unit"),
                )


def _counts_in_percent(claims: Claims, aggregates: tuple[Aggregate, ...]) -> bool:
    fields = [claims.dossier.schema[each.table].fields[each.column] for each in aggregates if each.column]
    return bool(fields) and all(field.unit == "%" for field in fields)


def _halves(claims: Claims, row: Row) -> Iterator[Finding]:
    for column, other in _SIDES.items():
        if row.quantity(column) is not None and row[other] is None and other not in row.misread:
            yield Finding(
                "ratios-have-a-denominator",
                claims.place(row, other),
                Text("只填了“{given}”，没有填“{missing}”", "“{given}” is filled in, “{missing}” is not").fill(
                    given=row.spec.fields[column].label, missing=row.spec.fields[other].label
                ),
                rule="T01",
                stated=Text("（空）", "(empty)"),
                expected=Text("一个数字", "a number"),
                advice=Text("补填，或只填完成值", "Fill it in, or enter the value alone"),
            )
    under = row.quantity("denominator")
    if under is not None and under.value <= 0:
        yield Finding(
            "ratios-have-a-denominator",
            claims.place(row, "denominator"),
            Text("分母应大于零", "A denominator is above zero"),
            rule="T01",
            stated=same(row.text("denominator")),
            expected=Text("大于零的数字，或“不适用”", "a number above zero, or: not applicable"),
            advice=Text("改正分母；没有发生的填“不适用”", "Correct it; where there was nothing, write: not applicable"),
        )
