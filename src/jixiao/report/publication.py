"""What a paper for publication leaves out: data of persons wherever they stand, and numbers drawn from what is internal.

Names are those that personal columns hold; numbers of identity cards, mobile phones and mail addresses are known by their form,
more widely than the review knows them: here a number too many is left out rather than one too few. What was left out is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from jixiao.document.model import Block, Chart, Document, Heading, Paragraph, Picture, Row, Run, Runs, Table, shown_number
from jixiao.exact import half_width
from jixiao.findings import Finding, Place
from jixiao.report.form import Material
from jixiao.score.bindings import bindings
from jixiao.score.figure import Figure
from jixiao.tables.dossier import Dossier
from jixiao.tables.dossier import Row as Record
from jixiao.tables.measure_text import Fault, parse_measure
from jixiao.tables.measures import reads
from jixiao.wording import Text

CARD, PHONE, MAIL, NAME, WITHHELD = ("（证件号码略）", "（电话略）", "（邮箱略）", "（姓名略）", "（不公开）")
_PATTERNS = (
    (re.compile(r"(?<![0-9A-Za-z])(?:\d[ -]?){17}[\dXx](?![0-9A-Za-z])|(?<![0-9A-Za-z.])\d{15}(?![0-9A-Za-z.])"), CARD),
    (re.compile(r"(?<![0-9A-Za-z.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9A-Za-z])"), PHONE),
    (re.compile(r"(?<![0-9])\(?0\d{2,3}\)?[- ]\d{7,8}(?!\d)"), PHONE),
    (re.compile(r"[0-9A-Za-z._+-]+@[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)+"), MAIL),
)
_BETWEEN_NAMES = re.compile(r"[、，,;；/\s()（）0-9+-]+")
_SHORTEST_NAME = 2
_TEXTS = frozenset({"text", "long_text"})
_NAMED = ("unit", "office", "duty", "task", "project")
INTERNAL = "internal"

SHOWN = ("unit", "office", "duty", "task", "project", "indicator", "problem", "rectification", "deduction_reason", "deviation")
"""The tables whose texts a published report repeats."""


class Censor:
    """What is to be left out of the papers of one dossier."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._names = sorted(persons(material.dossier), key=len, reverse=True)
        self._of_names = re.compile("|".join(map(re.escape, self._names))) if self._names else None

    def clean(self, text: str) -> str:
        """A text without data of persons."""
        for pattern, instead in _PATTERNS:
            found = [match.span() for match in pattern.finditer(half_width(text))]
            for start, end in reversed(found):
                text = text[:start] + instead + text[end:]
        return self._of_names.sub(NAME, text) if self._of_names else text

    def is_withheld(self, figure_id: str) -> bool:
        """Whether a figure is drawn from an internal column, or from internal rows only."""
        figure = self._material.figures.find(figure_id)
        return figure is not None and is_internal(self._material.dossier, figure)

    def run(self, run: Run) -> Run:
        """A run without what is left out; one that is no longer its figure's text loses the mark."""
        if run.figure is not None and self.is_withheld(run.figure):
            return replace(run, text=WITHHELD, figure=None)
        if run.figure is not None and shown_number(run.text) is not None:
            return run
        text = self.clean(run.text)
        return run if text == run.text else replace(run, text=text, figure=None)

    def runs(self, runs: Runs) -> Runs:
        """The same for several."""
        return tuple(map(self.run, runs))


def published(document: Document, material: Material) -> Document:
    """The document without data of persons and without internal numbers."""
    censor = Censor(material)
    blocks = tuple(_block(censor, block) for block in document.blocks)
    return replace(document, title=censor.clean(document.title), blocks=blocks)


def without_sources(document: Document) -> Document:
    """The document with nothing beside its text but what it was made from: rows and derivations stay with the author."""
    return document if document.trace is None else replace(document, trace=replace(document.trace, rows=(), derivations=()))


def _block(censor: Censor, block: Block) -> Block:
    if isinstance(block, (Heading, Paragraph)):
        return replace(block, runs=censor.runs(block.runs))
    if isinstance(block, Table):
        header, body = (_rows(censor, rows) for rows in (block.header, block.body))
        return replace(block, header=header, body=body, caption=censor.runs(block.caption), note=censor.runs(block.note))
    if isinstance(block, Chart):
        series = tuple(
            replace(each, name=censor.clean(each.name), values=tuple(_drawn(censor, value) for value in each.values))
            for each in block.series
        )
        categories = tuple(map(censor.clean, block.categories))
        return replace(block, title=censor.runs(block.title), categories=categories, series=series)
    return replace(block, alt=censor.clean(block.alt)) if isinstance(block, Picture) else block


def _rows(censor: Censor, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(tuple(replace(cell, runs=censor.runs(cell.runs), entry=None) for cell in row) for row in rows)


def _drawn(censor: Censor, value: Runs) -> Runs:
    """A number of a chart; one that is withheld has no bar."""
    return () if any(run.figure and censor.is_withheld(run.figure) for run in value) else value


def persons(dossier: Dossier) -> set[str]:
    """The names of persons: what personal columns hold, without the names of units, offices, tasks and projects."""
    public = {row.text("name") for table in _NAMED for row in dossier.table(table)}
    found: set[str] = set()
    for table in [*dossier.tables.values()]:
        for column in table.spec.fields.values():
            if column.personal:
                found.update(part for row in table for part in _BETWEEN_NAMES.split(row.text(column.name)))
    return {name for name in found - public if len(name) >= _SHORTEST_NAME}


def is_internal(dossier: Dossier, figure: Figure) -> bool:
    """Whether a figure is drawn from an internal column, or from internal rows only."""
    for because in figure.because:
        expression = parse_measure(because.say("zh"), dossier.schema)
        if not isinstance(expression, Fault) and any(_is_internal_column(dossier, *each) for each in reads(expression)):
            return True
    marked = [row for row in figure.rows if "secrecy" in row.spec.fields]
    return bool(marked) and all(_is_internal_row(row) for row in marked)


def _is_internal_column(dossier: Dossier, table: str, column: str) -> bool:
    field = dossier.schema[table].fields.get(column)
    return field is not None and field.secrecy == INTERNAL


def _is_internal_row(row: Record) -> bool:
    return "secrecy" in row.spec.fields and row["secrecy"] == INTERNAL


# ---- what was left out


def left_out(material: Material) -> list[Finding]:
    """What the published report leaves out, for its author to look at: texts, numbers, columns and rows with their places."""
    censor = Censor(material)
    return [*_texts(material, censor), *_columns(material.dossier), *_internal_rows(material.dossier)]


def _texts(material: Material, censor: Censor) -> Iterator[Finding]:
    for name in SHOWN:
        table = material.dossier.table(name)
        for row in table:
            for column in table.spec.fields.values():
                text = row.text(column.name) if column.type in _TEXTS and not column.personal else ""
                if not text:
                    continue
                place = table.place(row, column)
                if censor.clean(text) != text:
                    yield _finding(place, _PERSONAL)
                ids = dict.fromkeys(each.id for each in bindings(text) if censor.is_withheld(each.id))
                yield from (_finding(place, _NUMBER.fill(figure=each)) for each in ids)


def _columns(dossier: Dossier) -> Iterator[Finding]:
    """Columns that hold data of persons, or are internal, as far as anything stands there."""
    for table in [*dossier.tables.values()]:
        for column in table.spec.fields.values():
            if any(row[column.name] is not None for row in table):
                place = Place(table.file, table=table.spec.name, column=column.name, column_label=column.label, sheet=table.sheet)
                if column.personal:
                    yield _finding(place, _PERSONAL_COLUMN)
                elif column.secrecy == INTERNAL:
                    yield _finding(place, _INTERNAL_COLUMN)


def _internal_rows(dossier: Dossier) -> Iterator[Finding]:
    for table in [*dossier.tables.values()]:
        found = [row for row in table if _is_internal_row(row)]
        if found:
            words = _EVIDENCE if table.spec.name == "evidence" else _ROWS
            place = Place(table.file, table=table.spec.name, row=found[0].number, sheet=table.sheet)
            yield _finding(place, words.fill(n=len(found)))


def _finding(place: Place, because: Text) -> Finding:
    return Finding("not-for-publication", place, because, "hint", rule="N11", advice=_LOOK)


_LOOK: Text = Text("核对公开稿中的这一处", "Look at this place in the copy for publication")
_PERSONAL = Text("文字中有个人信息，公开稿中已略去", "The text holds data of persons: they are left out")
_NUMBER = Text(
    "数字 {figure} 取自内部的列或行，公开稿中写为“（不公开）”",
    "The number {figure} is drawn from what is internal: it is withheld",
)
_PERSONAL_COLUMN = Text("这一列是个人信息，不进入公开稿", "The column holds data of persons: it is left out")
_INTERNAL_COLUMN = Text("这一列是内部信息，不进入公开稿", "The column is internal: it is left out")
_EVIDENCE = Text("内部佐证材料{n}份，不进入公开稿", "{n} pieces of evidence are internal: they are left out")
_ROWS = Text(
    "内部行{n}行，逐行内容不进入公开稿；含有这些行的合计数仍在公开稿中，请核定",
    "{n} rows are internal: they are left out, but sums that include them are not; see whether these may be published",
)
