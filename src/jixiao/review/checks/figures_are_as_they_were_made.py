"""Numbers of a paper that jixiao wrote are still those that it wrote.

## What it does

A paper written by jixiao carries beside its text which number stands where, and what it was when the paper was made. Every number that is
another now is named (N02). With the dossier at hand, its numbers of today are compared as well, so that a paper made before the ledgers
changed is found; the dossier has to be of the same unit and year. A paper that lost what it carried, and every paper of others, cannot
be checked in this way.

## Why it matters

A number that was typed over follows from nothing any more: neither the ledgers nor the other papers know of it.

## Example

The score of the whole was written as 97.99, and is 98.99 now.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from jixiao.document.derivations import Trace
from jixiao.document.model import Heading, Paragraph, Run, Runs, Table
from jixiao.errors import Misuse
from jixiao.findings import Finding, Place, Severity
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER, Paper, letters
from jixiao.score.trace import Figures
from jixiao.score.unit_score import score_project, score_unit
from jixiao.tables.dossier import Dossier
from jixiao.wording import Text, same

rules = ("N02",)
needs = (PAPER,)


class _Stated(NamedTuple):
    """A number of the paper, and where it stands."""

    run: Run
    place: Place


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every number that is not what it was; None where a paper does not carry what its numbers were."""
    if claims.paper is None or claims.paper.document.trace is None:
        return None
    return _all(claims.paper, claims.paper.document.trace, claims.against)


def _all(paper: Paper, trace: Trace, dossier: Dossier | None) -> Iterator[Finding]:
    made = {each.figure: each for each in trace.derivations}
    today = _today(dossier, dict(trace.made_of)) if dossier is not None else None
    for stated in _stated(paper):
        figure = stated.run.figure or ""
        before, now = made.get(figure), today.find(figure) if today is not None else None
        if now is not None and _bare(now.text) != _bare(stated.run.text):
            because = Text("卷宗中“{label}”是{text}", "“{label}” is {text} in the dossier").fill(label=now.label, text=now.text)
            yield _finding(stated, because, "error", now.text)
        elif now is None and before is not None and _bare(before.text) != _bare(stated.run.text):
            because = Text(
                "文件写出时“{label}”是{text}，后来被改动", "“{label}” was {text} when the paper was made, and was changed since"
            )
            yield _finding(stated, because.fill(label=before.label, text=before.text), "explain", before.text)


def _finding(stated: _Stated, because: Text, severity: Severity, expected: str) -> Finding:
    return Finding(
        "figures-are-as-they-were-made",
        stated.place,
        because,
        severity,
        rule="N02",
        quote=stated.run.text,
        stated=same(stated.run.text),
        expected=same(expected),
        advice=Text(
            "在卷宗中改正数据后重新写出，或改回原数",
            "Correct the data in the dossier and make the paper again, or put the number back",
        ),
    )


def _stated(paper: Paper) -> Iterator[_Stated]:
    """Every number of the text and the tables that carries a mark."""
    paragraphs, grids = 0, iter(paper.grids)
    for block in paper.document.blocks:
        if isinstance(block, (Heading, Paragraph)):
            paragraphs += 1
            yield from _marked(block.runs, Place(paper.file, paragraph=paragraphs))
        elif isinstance(block, Table):
            yield from _in_table(block, Place(paper.file, table=next(grids).name))


def _in_table(table: Table, place: Place) -> Iterator[_Stated]:
    for runs in (table.caption, table.note):
        yield from _marked(runs, place)
    for row, column, cell in table.placed():
        yield from _marked(cell.runs, Place(place.file, table=place.table, row=row + 1, column=letters(column)))


def _marked(runs: Runs, place: Place) -> Iterator[_Stated]:
    yield from (_Stated(run, place) for run in runs if run.figure)


def _today(dossier: Dossier, made_of: dict[str, str]) -> Figures | None:
    """The numbers of the dossier today, as the paper would state them; None if the paper is another's."""
    unit, year, until = (made_of.get(name, "") for name in ("unit_code", "fiscal_year", "until"))
    units = {dossier.unit_code, *(row.text_id("unit_code") for row in dossier.table("unit"))}
    if unit not in units or year != str(dossier.fiscal_year):
        return None
    day = date.fromisoformat(until) if until else None
    try:
        score = score_unit(dossier, made_of.get("framework") or None, day, unit, made_of.get("project_code") or None)
    except Misuse:
        return None
    return Figures(dossier, score, day, of_project=lambda code: score_project(dossier, score, code, day))


def _bare(text: str) -> str:
    """A text without its spaces, which lines that end swallow."""
    return "".join(text.split())
