"""A report speaks of one unit, under one name.

## What it does

Takes the unit's name in the title (关于…局2023年度部门整体支出…), and looks for another unit's name where the report speaks of its own
self-evaluation. Takes the word by which the report calls its unit (我局), and looks for another one that stands there once or twice (我委).
Short forms of the name, quotations and the office of finance are left alone.

## Why it matters

The name of another unit shows that its text was copied; nobody knows how much of the rest was (N02).

## Example

“我委部门整体支出绩效自评得分98分” in the report of a bureau that calls itself 我局.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER
from jixiao.review.statements.names import other_names
from jixiao.wording import Text, same

rules = ("N02",)
needs = (PAPER,)


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every name that is not the unit's."""
    for each in other_names(claims.paper) if claims.paper else ():
        written = each.passage.text[each.start : each.end]
        yield Finding(
            "unit-has-one-name",
            each.passage.place_at(each.start),
            Text("报告的单位是“{own}”，这里写“{written}”", "The report is about “{own}”; here it says “{written}”").fill(
                own=each.own, written=written
            ),
            "explain",
            rule="N02",
            quote=each.passage.quote(each.start, each.end),
            stated=same(written),
            expected=same(each.own),
            advice=Text(
                "核对是否从别的报告抄来，改成本单位名称", "See whether it was copied from another report, and put in the name"
            ),
        )
