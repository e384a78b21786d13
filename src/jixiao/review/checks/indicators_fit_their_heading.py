"""Indicators stand under the heading that is theirs.

## What it does

Looks for words in the name of an indicator that do not belong below its first- or second-level heading: money or cost as a quantity,
safety as an economic benefit, costs as a benefit to nature (T02), a completion rate as a benefit (T03). A quantity that is counted in
yuan is money as well (T02). A benefit that is counted just as an output of the same owner repeats it (T03). The words stand in
`review/indicator_words.yaml`.

## Why it matters

Each class has its share of the points. Output that is counted again as benefit earns them twice.

## Example

效益 – 生态效益 – 对控制基建项目成本影响程度.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.indicator_words import Misplaced, words
from jixiao.tables.dossier import Row
from jixiao.tables.measures import ENTERED
from jixiao.wording import Text, same

rules = ("T02", "T03")
needs = ("indicator",)


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every indicator that stands under a heading of others; the first that fits is said."""
    outputs = {_counted(row) for row in claims.dossier.table("indicator") if row["class"] == "output"}
    for row in claims.dossier.table("indicator"):
        found = next((each for each in words().misplaced if _is_below(row, each)), None)
        if found is not None:
            yield _finding(claims, row, found.because, found.rule)
        elif row["class"] == "benefit" and _counted(row)[-1] and _counted(row) in outputs:
            yield _finding(claims, row, _TWICE, "T03")


_TWICE = Text(
    "与产出指标取数相同，效益重复了产出", "It is counted just as an indicator of output: the benefit repeats the output"
)


def _counted(row: Row) -> tuple[object, ...]:
    """How an indicator is counted, and whose it is; nothing at the end where it is entered by hand."""
    measure = "".join(row.text("measure").split())
    return row["unit_code"], row["level"], row["owner_code"], "" if measure == ENTERED else measure


def _finding(claims: Claims, row: Row, because: Text, rule: str) -> Finding:
    return Finding(
        "indicators-fit-their-heading",
        claims.place(row, "subclass" if row["subclass"] else "class"),
        because,
        "explain",
        rule=rule,
        stated=same(" – ".join(filter(None, (row.text("class"), row.text("subclass"), row.text("name"))))),
        expected=Text("与名称相符的一、二级指标", "the class and subclass that the name belongs to"),
        advice=Text("移到相符的指标类别，或改名", "Move it to where it belongs, or name it otherwise"),
    )


def _is_below(row: Row, misplaced: Misplaced) -> bool:
    headings = (row.text("class"), row.text("subclass"))
    if not any(misplaced.heading in heading for heading in headings):
        return False
    return row.text("measure_unit") in misplaced.units or any(word in row.text("name") for word in misplaced.words)
