"""The measures of a report say who takes them and by when, and there is one for each problem.

## What it does

Reads the sections of problems and of measures. Measures that name neither an office (or a person) nor a day are named, as are single
ones where the others do; problems without any measure; and fewer counted measures than counted problems. Nothing is asked where the
report says that there are no problems.

## Why it matters

“今后进一步加强” cannot be followed up. Each problem has its measure, its office and its day (X16).

## Example

“四、下一步改进措施” with “要完善绩效管理制度，加强组织领导”: no office, no day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jixiao.findings import Finding, Place
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER, Paper
from jixiao.review.statements.problems import Section, Told, measure_sections, problem_sections
from jixiao.review.statements.vocabulary import pattern
from jixiao.wording import Text, joined, same

rules = ("X16",)
needs = (PAPER,)

_OWNER = Text("责任部门或责任人", "who is responsible")
_DUE = Text("完成期限", "by when it is done")
_LONGEST_QUOTE = 60
_HEAD = 3


class _Names(NamedTuple):
    owner: bool
    due: bool


def check(claims: Claims) -> Iterator[Finding] | None:
    """The findings; None where the paper has neither problems nor measures."""
    paper = claims.paper
    if paper is None or _is_mid_year(paper) or not (problem_sections(paper) or measure_sections(paper)):
        return None
    problems = [each for each in problem_sections(paper) if not each.says_none]
    if problem_sections(paper) and not problems:
        return iter(())
    measures = [each for each in measure_sections(paper) if not each.says_none]
    return _checked(paper, problems, measures)


def _is_mid_year(paper: Paper) -> bool:
    """Whether the paper is one of monitoring, where measures are to come."""
    return any("监控" in passage.text and "自评" not in passage.text for passage in paper.passages[:_HEAD] if not passage.section)


def _checked(paper: Paper, problems: list[Section], measures: list[Section]) -> Iterator[Finding]:
    if problems and not measures:
        if not any(_is_measured(each) for each in problems):
            yield _without(problems[0])
        return
    for section in measures:
        yield from _vague(section)
    yield from _fewer(paper, problems, measures)


def _is_measured(section: Section) -> bool:
    """Whether the section of problems tells measures as well."""
    return len(pattern("problems", "measure").findall(section.text)) > 1


def _names(text: str) -> _Names:
    return _Names(
        pattern("problems", "owner").search(text) is not None,
        pattern("problems", "due").search(text) is not None,
    )


def _vague(section: Section) -> Iterator[Finding]:
    """Measures that lack their office or their day."""
    whole = _names(section.text)
    if not all(whole):
        yield _lacks(section.place, _Names(*whole), section.told[0])
        return
    if pattern("problems", "whole").search(section.text):
        return
    counted = [(each, _names(each.text)) for each in section.told if each.is_counted]
    habit = [names for _, names in counted if all(names)]
    if len(habit) * 2 < len(counted):
        return
    for told, names in counted:
        if not any(names):
            yield _lacks(told.place, names, told)


def _lacks(place: Place, names: _Names, told: Told) -> Finding:
    lacking = [words for said, words in zip(names, (_OWNER, _DUE), strict=True) if not said]
    return Finding(
        "measures-say-who-and-when",
        place,
        Text("改进措施没有写明{what}", "The measures do not say {what}").fill(what=joined(lacking, "、", " and ")),
        "explain",
        rule="X16",
        quote=told.quote[:_LONGEST_QUOTE],
        stated=Text("没有", "not said"),
        expected=joined(lacking, "、", " and "),
        advice=Text("逐条补上责任部门和完成期限", "Add the office and the day to each of them"),
    )


def _without(section: Section) -> Finding:
    return Finding(
        "measures-say-who-and-when",
        section.place,
        Text("写了问题，没有写改进措施", "Problems are told, and no measures"),
        "explain",
        rule="X16",
        quote=section.told[0].quote[:_LONGEST_QUOTE],
        stated=Text("没有改进措施", "no measures"),
        expected=Text("每个问题一项措施，有责任部门和期限", "a measure for each problem, with its office and its day"),
        advice=Text("补写改进措施", "Add the measures"),
    )


def _fewer(paper: Paper, problems: list[Section], measures: list[Section]) -> Iterator[Finding]:
    """Fewer counted measures than counted problems."""
    told = sum(each.counted for each in problems)
    answered = sum(each.counted for each in measures)
    mixed = any(each.roles >= {"problems", "measures"} for each in problems)
    uncounted = any(not each.is_counted for section in (*problems, *measures) for each in section.told)
    if mixed or uncounted or not 1 < answered < told or len(measure_sections(paper)) != 1 or len(problems) != 1:
        return
    yield Finding(
        "measures-say-who-and-when",
        measures[0].place,
        Text("写了{told}个问题，只有{answered}项措施", "{told} problems are told and {answered} measures").fill(
            told=told, answered=answered
        ),
        "explain",
        rule="X16",
        quote=measures[0].told[0].quote[:_LONGEST_QUOTE],
        stated=same(answered),
        expected=same(told),
        advice=Text("每个问题写一项措施，一一对应", "Give each problem its measure"),
    )
