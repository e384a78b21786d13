"""The services that the goal lists are taken up by what was done.

## What it does

Takes the lists of services and duties in the section of the goal (政务服务、信息调研、…于一体), and looks for each of them in the sections
that tell the work, the results and the analysis, and in the forms: by what it is about, without the words 服务, 保障, 工作. Slogans in
quotation marks are no lists. The duties of the unit, told at the beginning, do not count: they are not what was done.

## Why it matters

A service that the goal promises and no section takes up was either not done, or not judged (N12).

## Example

The goal lists five services, the analysis tells of four.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER, Paper
from jixiao.review.statements.goals import Service, is_told, services, told_of_work
from jixiao.review.statements.headings import under
from jixiao.wording import Text, joined, same

rules = ("N12",)
needs = (PAPER,)

_MOST = 40
"""More lists of services are not looked at: a paper's goal has a few."""


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every service that nothing takes up; None where the goal lists none, or nothing tells of the work."""
    paper = claims.paper
    if paper is None or not any(under(paper, "analysis", "work", "conclusion")):
        return None
    lists = list(islice(services(paper), _MOST))
    return _forgotten(paper, lists) if lists else None


def _forgotten(paper: Paper, lists: list[tuple[Service, ...]]) -> Iterator[Finding]:
    text = told_of_work(paper)
    title = next((each.text for each in paper.texts), "")
    known: set[str] = set()
    for items in lists:
        told = [each for each in items if is_told(each, text, title, items)]
        if not told:
            continue
        for each in items:
            if each not in told and each.name not in known:
                known.add(each.name)
                yield _finding(each, items, told)


def _finding(service: Service, items: tuple[Service, ...], told: list[Service]) -> Finding:
    return Finding(
        "duties-of-the-goal-are-taken-up",
        service.place,
        Text(
            "目标列出{count}项，完成情况和分析讲到{told}项，没有“{name}”",
            "The goal lists {count}, the results and the analysis tell of {told}; “{name}” is not among them",
        ).fill(count=len(items), told=len(told), name=service.name),
        "explain",
        rule="N12",
        quote=service.passage.quote(service.start, service.end),
        stated=joined((same(each.name) for each in items), "、", ", "),
        expected=Text("完成情况或分析中写到“{name}”", "“{name}” in the results or the analysis").fill(name=service.name),
        advice=Text("补写这一项的完成情况，或说明为何没有", "Tell what was done about it, or why nothing was"),
    )
