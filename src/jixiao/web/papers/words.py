"""The words of the report: narratives in which numbers are bound to figures, and what a writer has to know of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jixiao.report.form import Material
from jixiao.report.narrative import paragraphs
from jixiao.score.bindings import Quoted, bindings, quoted
from jixiao.score.figure import Figure
from jixiao.tables.dossier import Row
from jixiao.tables.schema import Field
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.models import Dossier
from jixiao.web.papers.made import material
from jixiao.wording import Text

TABLES = ("unit", "task", "project", "office")
"""The tables whose long texts papers repeat as they are written."""

MOST_FIGURES = 60
"""Figures that are listed before a writer says more of what is looked for."""


class Words(NamedTuple):
    """One narrative: where it stands, what it is about, and its text."""

    table: str
    number: int
    column: str
    label: Text
    about: str
    heading: Text
    text: str

    @property
    def loose(self) -> list[Quoted]:
        """The digits that are bound to no figure: they are as true as whoever typed them."""
        return list(quoted(self.text))

    @property
    def bound(self) -> int:
        """How many numbers are bound."""
        return sum(1 for _ in bindings(self.text))


def all_words(dossier: Dossier) -> list[Words]:
    """Every narrative of the dossier, empty ones too."""
    tables = assembled(dossier)
    return [
        _words(row, column) for name in TABLES for row in tables.table(name) for column in row.spec.fields.values() if _is(column)
    ]


def words_at(dossier: Dossier, table: str, number: int, column: str) -> tuple[Row, Words] | None:
    """The narrative at a place; None if there is none."""
    if table not in TABLES:
        return None
    row = next((each for each in assembled(dossier).table(table) if each.number == number), None)
    field = row.spec.fields.get(column) if row else None
    return (row, _words(row, field)) if row and field and _is(field) else None


def _is(column: Field) -> bool:
    return column.type == "long_text"


def _words(row: Row, column: Field) -> Words:
    about = " ".join(part for part in (row.key, row.text("name")) if part)
    return Words(row.spec.name, row.number, column.name, row.spec.label, about, column.label, row.text(column.name))


# ---- with their figures


def material_for(dossier: Dossier, row: Row) -> Material | None:
    """The material whose figures a narrative states: that of its project, else that of the unit."""
    whole = material(dossier)
    if whole is None or row.spec.name != "project":
        return whole
    return next((each for each in whole.projects if each.project_code == row.text_id("project_code")), whole)


def filled(of: Material, text: str) -> list[list[dict[str, str]]]:
    """The paragraphs of a text as runs, its figures filled in."""
    return [
        [{"text": run.text, **({"figure": run.figure} if run.figure else {})} for run in of.runs(line)]
        for line in paragraphs(text)
    ]


def unknown(of: Material, text: str) -> list[str]:
    """The bindings of a text that name no figure."""
    return [each.written for each in bindings(text) if not of.has(each.id)]


def offered(of: Material, wanted: str) -> tuple[list[Figure], int]:
    """The figures whose id, meaning or text holds all the words that are looked for, and how many more there are."""
    words = wanted.lower().split()
    found = [each for each in _figures(of) if _holds(each, words)]
    return found[:MOST_FIGURES], max(len(found) - MOST_FIGURES, 0)


def _figures(of: Material) -> Iterator[Figure]:
    own = of.figures.of_project(of.project_code) if of.project_code else of.figures
    return (figure for each in own.ids() if (figure := own.find(each)) is not None)


def _holds(figure: Figure, words: list[str]) -> bool:
    said = f"{figure.id} {figure.label.say('zh')} {figure.label.say('en')} {figure.text}".lower()
    return all(word in said for word in words)
