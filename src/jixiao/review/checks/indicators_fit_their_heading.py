"""Indicators stand under the heading that is theirs.

## What it does

Looks for words in the name of an indicator that do not belong below its first- or second-level heading: money or cost as a quantity,
safety as an economic benefit, costs as a benefit to nature (T02), a completion rate as a benefit (T03). The words stand in
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
from jixiao.wording import Text, same

rules = ("T02", "T03")
needs = ("indicator",)


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every indicator that stands under a heading of others; the first that fits is said."""
    for row in claims.dossier.table("indicator"):
        found = next((each for each in words().misplaced if _is_below(row, each)), None)
        if found is not None:
            yield Finding(
                "indicators-fit-their-heading",
                claims.place(row, "subclass" if row["subclass"] else "class"),
                found.because,
                "explain",
                rule=found.rule,
                stated=same(" – ".join(filter(None, (row.text("class"), row.text("subclass"), row.text("name"))))),
                expected=Text("与名称相符的一、二级指标", "the class and subclass that the name belongs to"),
                advice=Text("移到相符的指标类别，或改名", "Move it to where it belongs, or name it otherwise"),
            )


def _is_below(row: Row, misplaced: Misplaced) -> bool:
    headings = (row.text("class"), row.text("subclass"))
    return any(misplaced.heading in heading for heading in headings) and any(word in row.text("name") for word in misplaced.words)
