"""Counts that stand side by side are written alike.

## What it does

Looks at counts that stand in pairs in one sentence: “33批80人次，74批181人次”. A pair whose measure word slipped before its number
(74批人181次), was cut (350批1834次) or lacks (350批1834) is shown beside a sound one. Verbs that 了 broke (提了升) are damage of the
same kind.

## Why it matters

The text was damaged there, or the number counts something else than those beside it: 次 are visits, 人次 are visitors (N14).

## Example

“省部级33批80人次，市领导74批人181次”.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER, Paper
from jixiao.review.statements.counts import Odd, broken_verbs, odd_pairs, pairs
from jixiao.wording import Text, same

rules = ("N14",)
needs = (PAPER,)

_CHECK = "parallel-counts-are-written-alike"


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every pair that is not written as its siblings are; None where no pair and no broken verb stands."""
    if claims.paper is None:
        return None
    groups, broken = list(pairs(claims.paper)), list(_broken(claims.paper))
    if not groups and not broken:
        return None
    return chain((_finding(odd) for group in groups for odd in odd_pairs(group)), broken)


def _finding(odd: Odd) -> Finding:
    beside = Text(
        "并列的“{sibling}”写法完整，此处的量词错位或缺失", "“{sibling}” beside it is whole; here a measure word slipped or lacks"
    )
    alone = Text("量词“人次”被数字隔开", "A measure word is cut in two by the number")
    return Finding(
        _CHECK,
        odd.pair.passage.place_at(odd.pair.start),
        alone if odd.sibling is None else beside.fill(sibling=odd.sibling.text),
        "explain",
        rule="N14",
        quote=odd.pair.quote,
        stated=same(odd.pair.text),
        expected=same(odd.expected),
        advice=Text("核对原文，补全量词；如统计口径不同请写明", "Restore the measure word; if something else is counted, say so"),
    )


def _broken(paper: Paper) -> Iterator[Finding]:
    for passage, start, end, meant in broken_verbs(paper):
        yield Finding(
            _CHECK,
            passage.place_at(start),
            Text("文字颠倒：“了”插在词语中间", "Signs are swapped: the particle stands within the verb"),
            "explain",
            rule="N14",
            quote=passage.quote(start, end),
            stated=same(passage.text[start:end]),
            expected=same(meant),
            advice=Text("改正文字", "Correct the wording"),
        )
