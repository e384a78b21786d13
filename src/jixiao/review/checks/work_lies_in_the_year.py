"""What a report tells of its year happened in that year.

## What it does

Takes the year in the title, and looks at days and months of another year where a sentence tells how this year's money went or how it was
monitored: 截至2022年6月30日，本年度支出进度为60%. Last year's end, comparisons, history, plans, contracts, documents and stretches of several
years are left alone. A day later than the year after the report's cannot have come when the report was written, unless the sentence tells
of something to come.

## Why it matters

Progress at a day of another year is another year's progress (N01).

## Example

“2022年7月我单位对1-6月预算执行情况开展绩效运行监控” in a report for 2023.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER
from jixiao.review.statements.references import Reference, days_ahead, foreign_courses
from jixiao.wording import Text, same

rules = ("N01",)
needs = (PAPER,)


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every day or month of another year; None where the title says no year."""
    if claims.paper is None or claims.paper.title_year is None:
        return None
    return _foreign(claims, claims.paper.title_year)


def _foreign(claims: Claims, year: int) -> Iterator[Finding]:
    if claims.paper is None:
        return
    for each in (*foreign_courses(claims.paper), *days_ahead(claims.paper)):
        written = each.passage.text[each.start : each.end]
        yield Finding(
            "work-lies-in-the-year",
            each.passage.place_at(each.start),
            _because(each).fill(year=year, date=written),
            "explain",
            rule="N01",
            quote=each.passage.quote(each.start, each.end),
            stated=same(written),
            expected=Text("{year}年内的日期", "a day of {year}").fill(year=year),
            advice=Text("核对日期的年份，或说明为何用这一天的数字", "Look up the year, or say why the figures are of that day"),
        )


def _because(each: Reference) -> Text:
    if each.kind == "ahead":
        return Text(
            "报告是{year}年度的，编报时{date}还没有到", "The report is for {year}; {date} had not come when it was written"
        )
    return Text("报告是{year}年度的，{date}不在这一年", "The report is for {year}; {date} does not lie in it")
