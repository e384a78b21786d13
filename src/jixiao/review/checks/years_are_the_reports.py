"""A report speaks of its own year, and goes by rules and documents of that year.

## What it does

Takes the year in the title, and looks for another one where the report speaks of itself: in headings (2022年度部门整体支出情况 in a report
for 2023), in sentences that give the year's budget, rate or score, beside 本年 and 今年, in rules (以2015年完工的…为评价内容), and in the notice
by which the self-evaluation was made. Comparisons, history, plans, what was carried over, and the numbers of documents are left alone.

## Why it matters

A year that was carried over from last year's report makes the reader ask what else was (N06).

## Example

“2022年，我办整体支出年度预算为…” in a report for 2023.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding, Severity
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER
from jixiao.review.statements.references import ReferenceKind, foreign_years
from jixiao.wording import Text, same

rules = ("N06",)
needs = (PAPER,)

_SAID: dict[ReferenceKind, tuple[Text, Severity]] = {
    "heading": (
        Text("报告是{own}年度的，标题写的是{year}年", "The report is for {own}, the heading says {year}"),
        "explain",
    ),
    "sentence": (
        Text(
            "报告是{own}年度的，这一句讲本年情况，写的是{year}年",
            "The report is for {own}; this sentence tells of it and says {year}",
        ),
        "explain",
    ),
    "this_year": (
        Text(
            "这一句讲本年（{own}年），引用的是{year}年的预算或目标",
            "The sentence tells of this year, {own}, and names what is of {year}",
        ),
        "explain",
    ),
    "rule": (
        Text("评分规则里还是{year}年，报告是{own}年度的", "The rule still says {year}, the report is for {own}"),
        "hint",
    ),
    "notice": (
        Text("引用的自评文件是{year}年度的，报告是{own}年度的", "The notice that is named is for {year}, the report for {own}"),
        "hint",
    ),
}


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every year that is not the report's; None where the title says no year."""
    if claims.paper is None or claims.paper.title_year is None:
        return None
    return _foreign(claims, claims.paper.title_year)


def _foreign(claims: Claims, year: int) -> Iterator[Finding]:
    for each in foreign_years(claims.paper) if claims.paper else ():
        because, severity = _SAID[each.kind]
        yield Finding(
            "years-are-the-reports",
            each.passage.place_at(each.start),
            because.fill(own=year, year=each.year),
            severity,
            rule="N06",
            quote=each.passage.quote(each.start, each.end),
            stated=same(each.passage.text[each.start : each.end]),
            expected=Text("{own}年", "{own}").fill(own=year),
            advice=Text(
                "核对年度；确是往年的，写明是哪一年的什么", "Look up the year; if it is meant, say what it is of that year"
            ),
        )
