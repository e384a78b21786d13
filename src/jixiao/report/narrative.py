"""Narratives: text in which numbers are bound to figures, as in ``全年接待{ledger.reception.persons}人次``.

A bound number is written by its figure whenever a paper is made, so it cannot go stale. Digits that are typed by hand are *quoted*:
they are taken as they stand, and listed for the author.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.document.model import Run, is_figure_id, runs_of
from jixiao.exact import half_width
from jixiao.findings import Finding
from jixiao.score.figure import Figure
from jixiao.score.trace import Figures
from jixiao.tables.dossier import Dossier, Row, Table
from jixiao.wording import Text, same

_BINDING = re.compile(r"\{(?P<id>[^{}\s]{1,60})\}")
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
CONTEXT = 8


def runs(text: str, figures: Figures) -> tuple[Run, ...]:
    """One paragraph as runs, each bound number carrying the id of its figure; an unknown binding stays as it is written."""
    parts: list[Run | str] = []
    end = 0
    for found in _BINDING.finditer(text):
        parts.append(text[end : found.start()])
        parts.append(_bound(found["id"], found[0], figures))
        end = found.end()
    return runs_of(*parts, text[end:])


def _bound(figure_id: str, written: str, figures: Figures) -> Run:
    figure = figures.find(figure_id)
    return Run(written) if figure is None else run_of(figure)


def run_of(figure: Figure) -> Run:
    """The run that states a figure. A code of the unit's own that no id can hold (Chinese, too long) leaves the number unmarked."""
    return Run(figure.text, figure.id if is_figure_id(figure.id) else None)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a narrative cell: its lines, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def check_narratives(dossier: Dossier, figures: Figures) -> None:
    """Add to the dossier's outcomes what does not hold in its narratives: bindings that lead nowhere; digits typed by hand."""
    for table in [*dossier.tables.values()]:
        columns = [column for column in table.spec.fields.values() if column.type == "long_text"]
        for column in columns:
            cells = [(row, row.text(column.name)) for row in table if row[column.name]]
            outcome = dossier.outcome(table.file)
            outcome.note(finding for row, text in cells for finding in _lost_bindings(table, row, column.name, text, figures))
            outcome.note(finding for row, text in cells for finding in _quoted(table, row, column.name, text))


def _lost_bindings(table: Table, row: Row, column: str, text: str, figures: Figures) -> Iterator[Finding]:
    for found in _BINDING.finditer(text):
        figure_id = found["id"]
        figure = figures.find(figure_id)
        place = table.place(row, table.spec.fields[column])
        if figure is None:
            because = Text("没有名为“{id}”的数字", "There is no figure “{id}”").fill(id=figure_id)
            advice = Text("用 jixiao explain 卷宗 查看可用的数字代码", "See the ids that can be bound by: jixiao explain DOSSIER")
            yield Finding(
                "bindings-lead-somewhere", place, because, quote=_around(text, found), stated=same(found[0]), advice=advice
            )
        elif figure.is_missing:
            because = Text("“{label}”没有数：{text}", "“{label}” has no number: {text}").fill(
                label=figure.label, text=figure.text
            )
            yield Finding("bound-numbers-are-there", place, because, "explain", quote=_around(text, found), stated=same(found[0]))


def _quoted(table: Table, row: Row, column: str, text: str) -> Iterator[Finding]:
    plain = _BINDING.sub(lambda found: "█" * len(found[0]), half_width(text))
    for found in _DIGITS.finditer(plain):
        yield Finding(
            "numbers-are-bound",
            table.place(row, table.spec.fields[column]),
            Text("这个数字是手工填写的，台账变动时不会跟着改", "This number was typed by hand: it will not follow the ledgers"),
            "hint",
            quote=_around(text, found),
            stated=same(found[0]),
            advice=Text("可改为 {数字代码}；若属名称的一部分，可不改", "Bind it as {figure id}, unless it is part of a name"),
        )


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - CONTEXT) : found.end() + CONTEXT].replace("\n", " ")
