"""Stated scores of indicators follow from target and actual.

## What it does

- A target that was not reached does not get full marks (S01).
- A target that was reached gets full marks, or there is a reason (S02); where less is better, being below the target is no shortfall
  (S05).
- A target that was not reached gets its points in proportion, to the decimals of the framework or to those it is
  written with; a score in whole points is asked about (S03). Frameworks that score such
  indicators by another rule are left alone, and so are forms whose standard in words is another.
- A coefficient of 100 % does not stand beside a target that was not reached (S08).

Where no sign stands, the direction is taken from the name (控制率 down, 完成率 up), and the finding only asks.

## Why it matters

That full marks stand beside unreached targets is the fault that reviewers find most often.

## Example

政府采购执行率: target 100 %, actual 72.74 %, score 2 of 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from jixiao.exact import plain
from jixiao.findings import Finding, Severity
from jixiao.review.check import Claims
from jixiao.review.deductions import is_in_proportion, scores, stepped
from jixiao.review.precision import is_rounding_of, is_score_of, said
from jixiao.review.spending import reasons_for
from jixiao.review.stated import Line, Statement, number, quotient
from jixiao.review.targets import Met, met
from jixiao.wording import Text, same

rules = ("S01", "S02", "S03", "S05", "S08")
needs = ("stated_score", "indicator")

_IN_PROPORTION = frozenset({"capped_line", "inverse", "equal", "within_range"})
_DECIMALS = 2
_WHOLE = 100


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every score that target and actual contradict."""
    for statement in claims.statements:
        for line in statement.lines.values():
            found = met(statement, line)
            if found is None:
                continue
            if not found.is_reached and number(line.row, "coefficient") == _WHOLE:
                yield _full_coefficient(claims, line, found)
            if line.score is None or line.points is None:
                continue
            if found.is_reached and line.score < line.points:
                yield from _reduced(claims, line, found)
            elif not found.is_reached and line.score >= line.points:
                if not _is_worth_all(line, found):
                    yield _unreached(claims, line, found)
            elif not found.is_reached and _is_in_proportion(statement, found) and is_in_proportion(_standard(line)):
                yield from _disproportionate(claims, statement, line, found)


def _standard(line: Line) -> str:
    """How a form says in words that a line is scored."""
    return str(line.row["standard"] or "")


def _is_worth_all(line: Line, found: Met) -> bool:
    """Whether a rule of steps in words lets a target that was missed by less than a step have full marks."""
    rule = stepped(_standard(line))
    if rule is None or line.indicator is None or line.points is None:
        return False
    due = scores(rule, found, line.indicator.text("measure_unit"), line.points)
    return due is not None


def _full_coefficient(claims: Claims, line: Line, found: Met) -> Finding:
    because = Text(
        "完成值{actual}没有达到目标（{sign}{target}），得分系数却是100%",
        "The actual {actual} misses the target ({sign} {target}), yet its coefficient is 100 %",
    )
    return Finding(
        "stated-scores-follow-the-targets",
        claims.place(line.row, "coefficient"),
        because.fill(**_against(found)),
        "explain" if found.is_by_name else "error",
        rule="S08",
        stated=same("100%"),
        expected=Text("不到100%", "less than 100 %") if found.share is None else same(f"{said(found.share * _WHOLE)}%"),
        advice=Text("按完成值改正得分系数", "Correct the coefficient by the actual"),
    )


class _Fault(NamedTuple):
    rule: str
    severity: Severity
    because: Text
    expected: Text


def _finding(claims: Claims, line: Line, fault: _Fault) -> Finding:
    return Finding(
        "stated-scores-follow-the-targets",
        claims.place(line.row, "score"),
        fault.because,
        fault.severity,
        rule=fault.rule,
        stated=Text("得分{score}（分值{points}）", "score {score} of {points}").fill(
            score=line.row.text("score"), points=plain(line.points) if line.points is not None else ""
        ),
        expected=fault.expected,
        advice=Text("改正得分或完成值，或写明原因", "Correct the score or the actual, or give the reason"),
    )


def _against(found: Met) -> dict[str, object]:
    return {"actual": plain(found.actual), "sign": found.sign, "target": plain(found.target)}


def _unreached(claims: Claims, line: Line, found: Met) -> Finding:
    because = Text(
        "完成值{actual}没有达到目标（{sign}{target}），却得满分",
        "The actual {actual} misses the target ({sign} {target}), yet gets full marks",
    )
    points = Fraction(line.points or 0)
    expected = Text("不到满分", "less than full marks") if found.share is None else same(said(points * found.share))
    is_sure = not found.is_by_name and is_in_proportion(_standard(line))
    return _finding(claims, line, _Fault("S01", "error" if is_sure else "explain", because.fill(**_against(found)), expected))


def _reduced(claims: Claims, line: Line, found: Met) -> Iterator[Finding]:
    assert line.score is not None
    assert line.points is not None
    full = same(plain(line.points))
    if (
        found.operator == "le"
        and found.target
        and is_rounding_of(line.score, Fraction(line.points) * quotient(found.actual, found.target))
    ):
        because = Text(
            "指标越低越好，完成值{actual}已达到目标（{sign}{target}），却按未完成计分",
            "Less is better, and {actual} reaches the target ({sign} {target}), yet it is scored as a shortfall",
        )
        yield _finding(claims, line, _Fault("S05", "error", because.fill(**_against(found)), full))
    elif not line.row["reason"] and not reasons_for(claims, line):
        because = Text(
            "完成值{actual}已达到目标（{sign}{target}），扣分没有原因",
            "The actual {actual} reaches the target ({sign} {target}): no reason for points lost",
        )
        yield _finding(claims, line, _Fault("S02", "explain", because.fill(**_against(found)), full))


def _is_in_proportion(statement: Statement, found: Met) -> bool:
    applied = statement.framework.indicator_rules.get(found.operator) if statement.framework else None
    return applied is None or applied.rule.name in _IN_PROPORTION


def _disproportionate(claims: Claims, statement: Statement, line: Line, found: Met) -> Iterator[Finding]:
    if line.score is None or line.points is None or found.share is None:
        return
    due = Fraction(line.points) * found.share
    if not is_score_of(line.score, due, statement.framework.decimals if statement.framework else _DECIMALS):
        because = Text(
            "完成值{actual}对目标{target}，按比例应得{due}分", "{actual} against {target} is worth {due} points in proportion"
        )
        said_all = because.fill(actual=plain(found.actual), target=plain(found.target), due=said(due))
        yield _finding(claims, line, _Fault("S03", "explain", said_all, same(said(due))))
