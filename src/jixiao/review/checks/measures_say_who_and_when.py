"""The measures of a report say who takes them and by when, and there is one for each problem.

## What it does

Reads the sections and the tables of problems and of measures. Measures that name neither an office (or a person) nor a day are named, as
are single ones where the others do; problems without any measure; and fewer counted measures than counted problems where one of these is
taken up by none. Nothing is asked where the report says that there are no problems.

## Why it matters

“今后进一步加强” cannot be followed up. Each problem has its measure, its office and its day (X16).

## Example

“四、下一步改进措施” with “要完善绩效管理制度，加强组织领导”: no office, no day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.findings import Finding, Place
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER, Paper, Passage
from jixiao.review.statements.deductions import are_answered
from jixiao.review.statements.measure_tables import Line, measure_tables
from jixiao.review.statements.owners import Names, may_have_owner, names
from jixiao.review.statements.problems import Section, Told, is_measure, measure_sections, problem_sections
from jixiao.review.statements.vocabulary import pattern
from jixiao.wording import Text, joined, same

rules = ("X16",)
needs = (PAPER,)

_OWNER = Text("责任部门或责任人", "who is responsible")
_DUE = Text("完成期限", "by when it is done")
_LONGEST_QUOTE = 60
_HEAD = 3
_LONGEST_SIGNATURE = 30
_SENTENCE = re.compile("[，,。；;：:]")


def check(claims: Claims) -> Iterator[Finding] | None:
    """The findings; None where the paper has neither problems nor measures."""
    paper = claims.paper
    if paper is None or _is_mid_year(paper) or not (problem_sections(paper) or measure_sections(paper) or measure_tables(paper)):
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
    tables = measure_tables(paper)
    for lines in tables:
        yield from _in_table(lines)
    known = {lines[0].place.table for lines in tables}
    measures = [each for each in measures if not _is_within(each, known)]
    apart = [each for each in measures if not _is_mixed(each)]
    if not measures:
        measures = [each for each in problems if any(is_measure(told.text) for told in each.told)]
        if problems and not measures and not tables:
            yield _without(problems[0])
            return
    for section in measures:
        if not (apart and _is_mixed(section)):
            yield from _vague(section, known)
    if not tables and len(apart) == len(measures) == len(problems) == 1:
        yield from _fewer(problems[0], apart[0])


def _is_mixed(section: Section) -> bool:
    """Whether a section tells problems as well as measures."""
    return section.roles >= {"problems", "measures"}


def _in_table(lines: tuple[Line, ...]) -> Iterator[Finding]:
    """Rows of a table of measures that lack one, or its office or day."""
    told = [line for line in lines if line.is_measured]
    if told and not all(Names(any(line.names.owner for line in told), any(line.names.due for line in told))):
        lacking = Names(any(line.names.owner for line in told), any(line.names.due for line in told))
        yield _lacks(told[0].place, lacking, _words(told[0].measure))
        return
    for line in lines:
        if not line.is_measured and line.problem is not None and line.problem.text.strip():
            yield _unanswered(line.problem.place, _words(line.problem))
        elif line.is_measured and not all(line.names):
            yield _lacks(line.place, line.names, _words(line.measure))


def _is_within(section: Section, tables: set[str | None]) -> bool:
    """Whether all that a section tells stands in these tables."""
    return all(each.passage.kind == "cell" and each.place.table in tables for each in section.told)


def _vague(section: Section, tables: set[str | None]) -> Iterator[Finding]:
    """Measures that lack their office or their day; those of the tables are looked at row by row."""
    listed = [each for each in section.told if each.passage.kind != "cell" or each.place.table not in tables]
    listed = [each for each in listed if not _is_signature(each)] or listed
    told = [each for each in listed if not _is_lead(each)] if any(each.is_counted for each in listed) else listed
    around = [names(each.text) for each in listed if each not in told]
    shared = Names(any(each.owner for each in around), any(each.due for each in around))
    if tables or "problems" in section.roles:
        told = [each for each in told if is_measure(each.text)]
    if not told:
        return
    found = [(each, names(each.text) | shared) for each in told]
    whole = Names(any(each.owner for _, each in found), any(each.due for _, each in found))
    if not all(whole):
        yield _lacks(section.place if len(told) == len(section.told) else told[0].place, whole, told[0].quote)
        return
    if not pattern("problems", "whole").search(section.text):
        yield from _vaguer(found)


def _is_signature(told: Told) -> bool:
    """Whether a line at the end is the unit's name or the day of the paper."""
    text = told.text.strip()
    return not told.is_counted and len(text) <= _LONGEST_SIGNATURE and not _SENTENCE.search(text) and not is_measure(text)


def _is_lead(told: Told) -> bool:
    """Whether a paragraph among counted ones leads to them, or speaks for all of them."""
    return not told.is_counted and (told.is_lead or told.text.rstrip().endswith(("：", ":")) or not is_measure(told.text))


def _vaguer(found: list[tuple[Told, Names]]) -> Iterator[Finding]:
    """Single measures that say less than the others. An office in words that are not known as such is let pass."""
    habit = sum(all(each) for _, each in found)
    for told, each in found:
        is_sure = not any(each) or habit * 2 >= len(found)
        if (
            not all(each)
            and is_sure
            and (told.is_counted or not any(each))
            and (each.owner or not each.due or not may_have_owner(told.text))
        ):
            yield _lacks(told.place, each, told.quote)


def _lacks(place: Place, names: Names, quote: str) -> Finding:
    lacking = [words for said, words in zip(names, (_OWNER, _DUE), strict=True) if not said]
    return Finding(
        "measures-say-who-and-when",
        place,
        Text("改进措施没有写明{what}", "The measures do not say {what}").fill(what=joined(lacking, "、", " and ")),
        "explain",
        rule="X16",
        quote=quote[:_LONGEST_QUOTE],
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


def _words(cell: Passage) -> str:
    return cell.quote(0, min(len(cell.text), _LONGEST_QUOTE))


def _unanswered(place: Place, quote: str) -> Finding:
    return Finding(
        "measures-say-who-and-when",
        place,
        Text("这个问题没有改进措施", "Nothing is done about this problem"),
        "explain",
        rule="X16",
        quote=quote,
        stated=Text("没有改进措施", "no measures"),
        expected=Text("每个问题一项措施，有责任部门和期限", "a measure for each problem, with its office and its day"),
        advice=Text("补写改进措施", "Add the measures"),
    )


def _fewer(problems: Section, measures: Section) -> Iterator[Finding]:
    """Fewer counted measures than counted problems, where one of these is taken up by no measure."""
    told, answered = problems.counted, measures.counted
    uncounted = any(not each.is_counted and not each.is_lead for section in (problems, measures) for each in section.told)
    if uncounted or not 0 < answered < told or pattern("problems", "all-problems").search(measures.text):
        return
    if are_answered([each.text for each in problems.told if not each.is_lead], measures.text):
        return
    yield Finding(
        "measures-say-who-and-when",
        measures.place,
        Text("写了{told}个问题，只有{answered}项措施", "{told} problems are told and {answered} measures").fill(
            told=told, answered=answered
        ),
        "explain",
        rule="X16",
        quote=measures.told[0].quote[:_LONGEST_QUOTE],
        stated=same(answered),
        expected=same(told),
        advice=Text("每个问题写一项措施，一一对应", "Give each problem its measure"),
    )
