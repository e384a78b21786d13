"""Assets serve their minimum lifetime before they are retired.

## What it does

Compares the days of acquisition and retirement (报废) with the minimum years of the standard for the asset's category, in the unit's
region (the files of `review/standards/`). What was damaged (毁损), sold or handed on is not retired. A standard that was not seen in its
own words is only asked about.

## Why it matters

Before its time an asset is not to be replaced, unless it is damaged (财资〔2016〕27号, M05).

## Example

A desktop computer of June 2019, retired in May 2023: three years of six.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jixiao.findings import Finding
from jixiao.review.asset_standards import Standard, standard_for
from jixiao.review.check import Claims
from jixiao.tables.dossier import Row
from jixiao.wording import Text, same

rules = ("M05",)
needs = ("asset_disposal", "asset")

_RETIRED = "retired"


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every retirement before its time."""
    for row in claims.dossier.table("asset_disposal"):
        asset = claims.dossier.referred("asset", row["asset_code"], row["unit_code"])
        retired, acquired = row.day("disposed_on"), asset.day("acquired_on") if asset else None
        if row["kind"] != _RETIRED or asset is None or retired is None or acquired is None:
            continue
        standard = standard_for(claims.dossier, asset, retired)
        if standard is not None and retired < _years_later(acquired, standard.years):
            yield _early(claims, row, asset, standard)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _early(claims: Claims, row: Row, asset: Row, standard: Standard) -> Finding:
    acquired = asset.day("acquired_on") or date.min
    return Finding(
        "assets-serve-their-time",
        claims.place(row, "disposed_on"),
        Text(
            "{category}最低使用{years}年（{source}），这一件{acquired}取得",
            "A {category} serves {years} years ({source}); this one came on {acquired}",
        ).fill(
            category=asset.spec.fields["category"].choices[asset.text_id("category")]
            if asset.spec.fields["category"].choices
            else "",
            years=standard.years,
            source=standard.source,
            acquired=acquired,
        ),
        standard.severity,
        rule="M05",
        stated=same(row.text("disposed_on")),
        expected=Text("{day} 或以后", "{day} or later").fill(day=_years_later(acquired, standard.years)),
        advice=Text(
            "未到年限不得报废更新；毁损的，处置方式填“毁损”",
            "It may not be replaced yet; if it is damaged, say so as the kind of disposal",
        ),
    )
