"""Where points were lost, the section of problems tells why.

## What it does

Reads the section of problems. If it says that there are none (无, 暂无, 未发现明显问题), and the paper says of something that it lost points,
gives a total below 100, or a rate of spending below 90 %, this is to be explained. Without such a loss it is a hint.

## Why it matters

A score of 86 with “暂无问题” leaves nothing to put right, and the reader asks where the 14 points went (N10).

## Example

“四、存在的问题：暂无。” after “预算执行率36.43%”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER, Paper
from jixiao.review.statements.deductions import deductions
from jixiao.review.statements.marks import marks
from jixiao.review.statements.problems import Section, problem_sections
from jixiao.wording import Text, same

rules = ("N10",)
needs = (PAPER,)

_TOTAL = re.compile(
    r"(?:自评总?得?分|自评总分|总得分|总分|综合得分|评价得分|最终得分)(?:数|值|结果)?(?:合计|共计)?(?:为|是|：|:|达到?)?(?P<score>\d{2}(?:\.\d+)?)分"
)
_RATE = re.compile(
    r"(?:预算|资金|支出)?(?:执行率|支出率|预算完成率)(?:仅|只有|达到?)?(?:为|是|：|:)?(?P<rate>\d{1,2}(?:\.\d+)?)%"
)
_MID_YEAR = re.compile(
    r"[1-9]月(?:\d{1,2}日|底|末)|上半年|年中|1-\d{1,2}月|季度|监控|低于|小于|不足|≥|＜|<|每|扣|以上|以下|满分|上年|去年"
)
_LONGEST_QUOTE = 30
_LOW_SCORE, _LOW_RATE = Decimal(50), Decimal(90)


class _Loss(NamedTuple):
    """What shows that points were lost."""

    text: str


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every section that says none; None where the paper has no section of problems."""
    if claims.paper is None or not problem_sections(claims.paper):
        return None
    return _untold(claims.paper)


def _untold(paper: Paper) -> Iterator[Finding]:
    sections = problem_sections(paper)
    if not all(each.says_none for each in sections):
        return
    loss = _loss(paper)
    yield _finding(sections[0], loss)


def _loss(paper: Paper) -> _Loss | None:
    """The first thing that shows a loss."""
    for deduction in deductions(paper):
        return _Loss(deduction.quote[:_LONGEST_QUOTE].strip())
    for mark in marks(paper):
        if mark.lost > 0:
            return _Loss(f"{mark.name.text.strip()} {mark.score}/{mark.points}")
    for sentence in paper.sentences:
        text = sentence.text
        total = _TOTAL.search(text)
        if total and Decimal(total["score"]) > _LOW_SCORE and not _MID_YEAR.search(text):
            return _Loss(total[0])
        rate = _RATE.search(text)
        if rate and Decimal(rate["rate"]) < _LOW_RATE and not _MID_YEAR.search(text):
            return _Loss(rate[0])
    return None


def _finding(section: Section, loss: _Loss | None) -> Finding:
    told = section.told[0]
    return Finding(
        "problems-are-told",
        section.place,
        Text("问题写“{stated}”，而文中有“{loss}”", "No problem is told (“{stated}”), and the paper says “{loss}”").fill(
            stated=told.text.strip(), loss=loss.text
        )
        if loss
        else Text("问题写“{stated}”，没有具体内容", "No problem is told: “{stated}”").fill(stated=told.text.strip()),
        "explain" if loss else "hint",
        rule="N10",
        quote=told.quote.strip(),
        stated=same(told.text.strip()),
        expected=Text("与扣分、未完成对应的问题", "the problems behind points lost and work not finished"),
        advice=Text(
            "写明原因和改进措施，确无问题的说明依据", "Tell reasons and measures; if there is none, say how that is known"
        ),
    )
