"""What was held to be impossible in the middle of the year did not get full marks at its end.

## What it does

Takes the indicators of which a deviation says that the target cannot be reached at all (完全不可能), and looks at their scores of the
year, by code or by name; in a paper that is held against a dossier too, whose deviations then count. Full marks are asked about.

## Why it matters

Either the forecast was wrong, or the target was lowered, or the score does not tell what happened (X12). Monitoring asks for the
forecast so that somebody acts on it.

## Example

培训期数: 完全不可能 on 30 June, 10 of 10 points in December.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.stated import Line
from jixiao.tables.dossier import Dossier
from jixiao.wording import Text, same

rules = ("X12",)
needs = ("stated_score",)

_IMPOSSIBLE = "impossible"


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every full score of an indicator that could not be reached; None where nothing was held to be impossible."""
    dossiers = [claims.dossier, *([claims.against] if claims.against is not None else [])]
    codes = {code for code, _ in _impossible(claims.dossier)}
    names = {name for dossier in dossiers for _, name in _impossible(dossier) if name}
    if not codes and not names:
        return None
    return _full(claims, codes, names)


def _impossible(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """The codes and names of the indicators whose last forecast is that they cannot be reached."""
    last: dict[str, tuple[str, str, str]] = {}
    for row in dossier.table("deviation"):
        code, until = row.text("indicator_code"), row.text("period_end")
        if row["likelihood"] is not None and until >= last.get(code, ("", "", ""))[0]:
            indicator = dossier.referred("indicator", code, row["unit_code"] if "unit_code" in row.values else None)
            name = indicator.text("name").strip() if indicator is not None else ""
            last[code] = (until, row.text_id("likelihood"), name)
    return ((code, name) for code, (_, likelihood, name) in last.items() if likelihood == _IMPOSSIBLE)


def _full(claims: Claims, codes: set[str], names: set[str]) -> Iterator[Finding]:
    for statement in claims.statements:
        for line in statement.lines.values() if statement.is_final else ():
            is_meant = line.code in codes or (line.indicator is not None and line.indicator.text("name").strip() in names)
            if is_meant and line.points and line.score == line.points:
                yield _finding(claims, line)


def _finding(claims: Claims, line: Line) -> Finding:
    score = plain(line.score) if line.score is not None else ""
    return Finding(
        "full-marks-were-possible",
        claims.place(line.row, "score"),
        Text(
            "“{name}”年中写“完全不可能”完成，年终得满分{score}分",
            "“{name}” was impossible at mid-year, and has all {score} points",
        ).fill(name=line.name, score=score),
        "explain",
        rule="X12",
        stated=same(score),
        expected=Text("与年中预计相符的得分", "a score that agrees with the forecast"),
        advice=Text("说明年中预计为何改变，附佐证", "Say why the forecast changed, with evidence"),
    )
