"""The mid-year total is another one than the year's.

## What it does

Compares the total that was stated at mid-year with the one that was stated for the year, under the same framework.

## Why it matters

In June less was done and less was spent. The same total to the hundredth was most likely copied (X11); it may be right, so it is only to
be explained.

## Example

Mid-year 97.99, year 97.99.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.stated import MID_YEAR
from jixiao.wording import Text, same

rules = ("X11",)
needs = ("stated_score",)


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every mid-year total that is the year's own."""
    final = {
        (each.framework_id, each.unit_code, each.project_code): each.total.score
        for each in claims.statements
        if each.is_final and each.total is not None
    }
    for each in claims.statements:
        year = final.get((each.framework_id, each.unit_code, each.project_code))
        if each.stage == MID_YEAR and each.total is not None and year is not None and each.total.score == year:
            yield Finding(
                "mid-year-and-year-end-differ",
                claims.place(each.total.row, "score"),
                Text("年中得分与年终得分完全相同", "The mid-year total is the very total of the year"),
                "explain",
                rule="X11",
                stated=same(plain(year)),
                expected=Text("按年中数据计算的得分", "a score by the data of mid-year"),
                advice=Text("核对年中得分是否照抄；确属相同的写明理由", "Was it copied? If it is right, say why"),
            )
