"""Rules of scoring in words give the points and the scores that stand beside them.

## What it does

In papers that say in words how a line is scored (评分标准):

- Full marks that the words name are the points of the line (A05); where they give more points at once than the line has, that is asked
  about.
- A deduction for every step (每低5%扣2分) is worked out by target and actual: with broken steps counted in part, not at all, or in full.
  A score that none of these readings gives is wrong (A17); where the direction of the target is taken from its name, or the score is
  written in whole points and less than one point off, the finding only asks.

## Why it matters

The rule stands beside the score for all to see, so anybody can work it out; and 满分10分 beside 5 points was copied from another form.

## Example

目标 100%，完成 92%，每低5%扣2分，分值 5，得分 5: 3.00 at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.deductions import full_marks, most_given, scores, stepped
from jixiao.review.precision import is_in_whole_points, is_score_of, said
from jixiao.review.stated import Line, Statement
from jixiao.review.targets import met
from jixiao.wording import Text, joined, same

rules = ("A05", "A17")
needs = ("stated_score",)

_DECIMALS = 2


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every line whose points or score its own rule contradicts."""
    for statement in claims.statements:
        for line in statement.lines.values():
            standard = line.row["standard"]
            if isinstance(standard, str) and line.points is not None and not (line.item is not None and line.item.children):
                yield from _points(claims, line, standard)
                yield from _score(claims, statement, line, standard)


def _points(claims: Claims, line: Line, standard: str) -> Iterator[Finding]:
    full, given = full_marks(standard), most_given(standard)
    assert line.points is not None
    if full is not None and full != line.points:
        because = Text("评分标准写明满分{full}分，分值是{points}", "The rule names {full} as full marks, the points are {points}")
        yield _finding(claims, line, "points", because.fill(full=plain(full), points=plain(line.points)), full)
    elif full is None and given is not None and given > line.points:
        because = Text("评分标准可得{full}分，超过分值{points}", "The rule gives {full} at once, more than the points, {points}")
        yield _finding(claims, line, "points", because.fill(full=plain(given), points=plain(line.points)), given, is_sure=False)


def _finding(claims: Claims, line: Line, column: str, because: Text, due: object, *, is_sure: bool = True) -> Finding:
    return Finding(
        "standards-give-the-scores",
        claims.place(line.row, column),
        because,
        "error" if is_sure else "explain",
        rule="A05",
        stated=same(plain(line.points) if line.points is not None else ""),
        expected=same(due),
        advice=Text("改正分值，或改正评分标准", "Correct the points, or the rule"),
    )


def _score(claims: Claims, statement: Statement, line: Line, standard: str) -> Iterator[Finding]:
    rule, found = stepped(standard), met(statement, line)
    if rule is None or found is None or found.is_reached or line.score is None or line.points is None or line.indicator is None:
        return
    due = scores(rule, found, line.indicator.text("measure_unit"), line.points)
    if due is None or any(is_score_of(line.score, each, _DECIMALS) for each in due):
        return
    is_near = is_in_whole_points([line.score]) and any(abs(Fraction(line.score) - each) < 1 for each in due)
    shown = [same(said(each)) for each in sorted(due)]
    yield Finding(
        "standards-give-the-scores",
        claims.place(line.row, "score"),
        Text(
            "目标{target}，完成{actual}，按“{rule}”得不到这个分数",
            "Target {target}, actual {actual}: “{rule}” gives no such score",
        ).fill(target=plain(found.target), actual=plain(found.actual), rule=rule.quote),
        "explain" if is_near or found.is_by_name else "error",
        rule="A17",
        stated=same(plain(line.score)),
        expected=joined(shown, " 或 ", " or "),
        advice=Text("按评分标准重算；写明不足一档的怎样计", "Work it out by the rule; say how broken steps count"),
    )
