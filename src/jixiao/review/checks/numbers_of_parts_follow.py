"""The parts of a paper are counted one after the other.

## What it does

Follows the numbers at the head of headings and paragraphs (一、 （一） 1. （1） ① 第一章) and those within the text (一是 二是 三是). A number
that repeats the one before it, or leaves one out, is named. A list may begin anew with 1, and a number that seems to lack is looked for
in the text between.

## Why it matters

A number that is missing often means that a part is missing, and one that repeats that two papers were put together (N08).

## Example

“一是…；二是…；四是…”.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER
from jixiao.review.statements.numbering import Gap, gaps_in_words, gaps_of_heads
from jixiao.wording import Text, same

rules = ("N08",)
needs = (PAPER,)

_LONGEST_QUOTE = 30


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every number that does not go on from the one before it."""
    if claims.paper is None:
        return
    for gap in (*gaps_of_heads(claims.paper), *gaps_in_words(claims.paper)):
        yield _finding(gap)


def _finding(gap: Gap) -> Finding:
    found = gap.found
    words = (
        Text("编号重复", "The number stands twice") if found.value == gap.before else Text("编号不连续", "A number is left out")
    )
    end = min(len(found.passage.text), found.start + _LONGEST_QUOTE)
    return Finding(
        "numbers-of-parts-follow",
        found.passage.place_at(found.start),
        Text(
            "{words}：前一个是第{before}，这一个是第{now}", "{words}: the one before is number {before}, this is number {now}"
        ).fill(words=words, before=gap.before, now=found.value),
        "hint",
        rule="N08",
        quote=found.passage.quote(found.start, end),
        stated=same(found.passage.text[found.start : found.end]),
        expected=Text("第{next}", "number {next}").fill(next=gap.before + 1),
        advice=Text("核对是否漏了内容，再改编号", "See whether a part is missing, then correct the number"),
    )
