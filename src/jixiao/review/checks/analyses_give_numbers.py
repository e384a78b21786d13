"""An analysis gives numbers.

## What it does

Looks at the long paragraphs of the sections of analysis. A paragraph of 120 signs or more without any number, with many words that could
stand in any report (显著, 进一步, 不断, 扎实), is named; as a hint if other paragraphs of the section give numbers.

## Why it matters

Efficiency and effect are to be shown, not praised (N10).

## Example

“高度重视……扎实推进……不断提升……取得显著成效” over half a page.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER
from jixiao.review.statements.claims_in_words import Emptiness, empty_analyses
from jixiao.review.statements.headings import under
from jixiao.wording import Text, joined, same

rules = ("N10",)
needs = (PAPER,)

_LONGEST_QUOTE = 60
_SHOWN = 6


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every long paragraph without numbers; None where the paper has no analysis."""
    paper = claims.paper
    if paper is None or not any(under(paper, "analysis")):
        return None
    return (
        Finding(
            "analyses-give-numbers",
            each.words.place,
            Text(
                "{length}字的分析没有一个数字，笼统的词有{count}种：{words}",
                "An analysis of {length} signs gives no number, and has {count} kinds of empty words: {words}",
            ).fill(length=len(each.words.text), count=len(each.empty), words=_listed(each)),
            "explain" if each.whole else "hint",
            rule="N10",
            quote=each.words.quote[:_LONGEST_QUOTE],
            stated=_listed(each),
            expected=Text("指标的目标值、完成值和对比", "targets and values of indicators, and comparisons"),
            advice=Text("用指标和数字说明成效", "Show the effect by indicators and numbers"),
        )
        for each in empty_analyses(paper)
    )


def _listed(each: Emptiness) -> Text:
    return joined(map(same, each.empty[:_SHOWN]), "、", ", ")
