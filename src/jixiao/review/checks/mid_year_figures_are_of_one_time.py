"""The figures of the middle of the year are of one time and of one budget.

## What it does

Collects up to which month the paragraphs about the middle of the year count (1-6月, 截至6月30日, 上半年) and points at one that differs. Where
the spending rate of the projects and that of the whole unit stand side by side it says that they have different bases; where one rate of
one stage is told in two ways, it asks which is right. Where the words after the rate name its base (占项目支出预算), it is silent.

## Why it matters

1-6月 in one line and 1-7月 in the next are two sets of figures; a rate of the projects' money says nothing of the unit's (N05).

## Example

“对1-6月执行情况开展监控”, “监控显示，1-7月支出进度为60%”.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER
from jixiao.review.statements.division import value_of
from jixiao.review.statements.periods import Rate, Until, rates, untils
from jixiao.wording import Text, same

rules = ("N05",)
needs = (PAPER,)

_CHECK = "mid-year-figures-are-of-one-time"
_BASE = re.compile(r"[（(，,]?(?:占|按|以)[^，。；]{0,12}预算")


def check(claims: Claims) -> Iterator[Finding] | None:
    """A hint at every cut-off that differs and at rates with different bases; None if the paper tells neither."""
    if claims.paper is None:
        return None
    times, told = untils(claims.paper), [rate for rate in rates(claims.paper) if rate.stage == "mid_year"]
    return chain(_times(times), _bases(told)) if len(times) > 1 or len(told) > 1 else None


def _times(times: tuple[Until, ...]) -> Iterator[Finding]:
    counted = Counter(each.month for each in times)
    if len(counted) < 2:  # noqa: PLR2004 - two months that differ
        return
    usual = max(counted, key=lambda month: (counted[month], -next(at for at, each in enumerate(times) if each.month == month)))
    first = next(each for each in times if each.month == usual)
    for each in times:
        if each.month != usual:
            yield Finding(
                _CHECK,
                each.place,
                Text("别处截至{month}月：{quote}", "Elsewhere the figures go up to month {month}: {quote}").fill(
                    month=usual, quote=first.quote
                ),
                "hint",
                rule="N05",
                quote=each.quote,
                stated=same(each.quote),
                expected=same(first.quote),
                advice=Text("统一监控期间；确属不同期间的分别写明", "Use one period; if there are two, say so"),
            )


def _bases(told: list[Rate]) -> Iterator[Finding]:
    unit = next((rate for rate in told if not rate.of_projects), None)
    project = next((rate for rate in told if rate.of_projects), None)
    if unit is not None and project is not None and value_of(unit.token) != value_of(project.token) and not _says_base(project):
        later = max(unit, project, key=lambda rate: (rate.passage.number, rate.token.start))
        yield _rate(
            later,
            Text(
                "项目支出进度{project}与部门支出进度{unit}的分母不同，不能直接比较",
                "The projects' rate {project} and the unit's rate {unit} have different bases and cannot be compared",
            ).fill(project=project.token.text, unit=unit.token.text),
            Text("写明各自的分母", "the base of each"),
        )
    for rate in told:
        first = unit if not rate.of_projects else project
        if first is not None and value_of(rate.token) != value_of(first.token):
            yield _rate(
                rate,
                Text("同一进度别处是{rate}", "The same rate is {rate} elsewhere").fill(rate=first.token.text),
                same(first.token.text),
            )


def _says_base(rate: Rate) -> bool:
    """Whether the words after a rate say what it is a share of: （占项目支出预算）."""
    return _BASE.match(rate.passage.text, rate.token.end) is not None


def _rate(rate: Rate, because: Text, expected: Text) -> Finding:
    return Finding(
        _CHECK,
        rate.passage.place_at(rate.token.start),
        because,
        "hint",
        rule="N05",
        quote=rate.quote,
        stated=same(rate.token.text),
        expected=expected,
        advice=Text("写明进度的口径和截止时间", "Say what the rate is of, and until when"),
    )
