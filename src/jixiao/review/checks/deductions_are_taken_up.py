"""What lost points is taken up by the section of problems, and the problems there lost points.

## What it does

Reads what the report says lost points (在资产管理方面扣了分), and the lines of its forms with a score below their points; where a line lost
less than a twentieth, nothing is asked. Then looks for each in the section of problems: by the words of its name or its reason, or by its
aspect (资产管理: assets, stocktaking, idle things …), unless the problem about that aspect is the one of another item. Names of whole groups
(管理效率) are left out. The other way round, a problem about an aspect of management that lost nothing is a hint.

## Why it matters

A report that deducts points for assets and then speaks of performance management only leaves its reader to guess (X15).

## Example

“在绩效管理和资产管理方面扣了分”, and the section of problems does not speak of assets.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from jixiao.exact import plain
from jixiao.findings import Finding, Place
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER, Paper
from jixiao.review.statements.deductions import aspects, deductions, is_in_words, is_taken_up, single_deductions
from jixiao.review.statements.marks import marks
from jixiao.review.statements.problems import Section, problem_sections
from jixiao.review.statements.vocabulary import pattern
from jixiao.wording import Text, joined, same

rules = ("X15",)
needs = (PAPER,)

_SMALL = 20
_MOST_LOST, _MOST_TOLD = 100, 200
"""More losses are not looked at, more problems only as a whole: a paper has a few of each."""
_LONGEST_QUOTE = 60


class _Lost(NamedTuple):
    """Something that lost points."""

    name: str
    detail: str
    place: Place
    quote: str
    points: str


def check(claims: Claims) -> Iterator[Finding] | None:
    """The findings; None where the paper has no section of problems or says of nothing that it lost points."""
    if claims.paper is None:
        return None
    told = problem_sections(claims.paper)
    lost = list(islice(_lost(claims.paper), _MOST_LOST))
    if not told or not lost:
        return None
    sections = [each for each in told if not each.says_none]
    return _untold(claims.paper, sections, lost) if sections else iter(())


def _lost(paper: Paper) -> Iterator[_Lost]:
    known: set[str] = set()
    for each in single_deductions(paper):
        for name in each.items:
            if name not in known and not pattern("deductions", "groups").search(name):
                known.add(name)
                points = plain(each.total) if each.total is not None and len(each.items) == 1 else ""
                yield _Lost(
                    name, each.detail_of(name) or (each.reason if len(each.items) == 1 else ""), each.place, each.quote, points
                )
    for mark in marks(paper):
        name = mark.name.text.strip()
        if mark.lost * _SMALL >= mark.points > 0 and name not in known and not _is_class(name):
            known.add(name)
            yield _Lost(name, mark.reason, mark.place, mark.name.quote(0, len(mark.name.text)), plain(mark.lost))


def _is_class(name: str) -> bool:
    """Whether a name is the one of a whole class of indicators, or of a half of the score."""
    return pattern("deductions", "classes").search(name) is not None


def _untold(paper: Paper, sections: list[Section], lost: list[_Lost]) -> Iterator[Finding]:
    told = [each.text for section in sections for each in section.told]
    told = [*told[:_MOST_TOLD], *(["\n".join(told[_MOST_TOLD:])] if len(told) > _MOST_TOLD else [])]
    text = "\n".join(each.text for each in sections)
    silent = dict[tuple[str, ...], bool]()
    for each, is_told in zip(lost, _are_told(lost, told, text), strict=True):
        about = tuple(sorted(aspects(each.name))) or (each.name,)
        if not is_told and silent.setdefault(about, True):
            silent[about] = False
            yield _not_told(each)
    yield from _without_loss(paper, sections, lost)


def _are_told(lost: list[_Lost], told: list[str], text: str) -> Iterator[bool]:
    """Of each loss, whether a problem tells it: in its words, or by its aspect where that problem is not told in the words of another."""
    in_words = [[is_in_words(each.name, each.detail, problem) for problem in told] for each in lost]
    free = [
        aspects(problem) - frozenset[str]().union(*(_about(each) for each, row in zip(lost, in_words, strict=True) if row[at]))
        for at, problem in enumerate(told)
    ]
    for each, row in zip(lost, in_words, strict=True):
        about = _about(each)
        yield any(row) or any(about & found for found in free) or (not about and is_taken_up(each.name, each.detail, text))


def _about(each: _Lost) -> frozenset[str]:
    return aspects(each.name) or aspects(each.detail)


def _not_told(each: _Lost) -> Finding:
    return Finding(
        "deductions-are-taken-up",
        each.place,
        Text("“{name}”扣了分，存在的问题中没有提到", "“{name}” lost points, and no problem speaks of it").fill(name=each.name),
        "explain",
        rule="X15",
        quote=each.quote,
        stated=Text("{name}扣{points}分", "{name} lost {points}").fill(name=each.name, points=each.points)
        if each.points
        else Text("{name}扣了分", "{name} lost points").fill(name=each.name),
        expected=Text("存在的问题中写明“{name}”", "a problem about “{name}”").fill(name=each.name),
        advice=Text("补写这个问题及改进措施，或说明为何不列", "Add the problem and its measure, or say why it is not listed"),
    )


def _without_loss(paper: Paper, sections: list[Section], lost: list[_Lost]) -> Iterator[Finding]:
    words = {each.passage.number: each.passage.text for each in deductions(paper)}
    known = frozenset[str]().union(*map(aspects, [*(f"{each.name} {each.detail}" for each in lost), *words.values()]))
    if not known:
        return
    for told in islice(
        (each for section in sections for each in section.told if each.passage.kind != "cell" or not each.more), _MOST_TOLD
    ):
        about = aspects(told.text)
        if about and not about & known and not any(is_taken_up(each.name, each.detail, told.text) for each in lost):
            yield Finding(
                "deductions-are-taken-up",
                told.place,
                Text("问题写到{what}，没有相应的扣分", "The problem is about {what}, and nothing of that lost points").fill(
                    what=_listed(about)
                ),
                "hint",
                rule="X15",
                quote=told.quote[:_LONGEST_QUOTE],
                stated=_listed(about),
                expected=Text("与扣分对应的问题", "problems that answer to points lost"),
                advice=Text("核对这个问题影响了哪项得分", "See which score this problem bears on"),
            )


def _listed(about: frozenset[str]) -> Text:
    return joined(map(same, sorted(about)), "、", ", ")
