"""What a form is: a paper made from a dossier, its score and its figures. Each kind is one file of ``forms/``.

A form's file has

- ``title`` (Text), and ``name(material)``, the file's name without its ending;
- ``order``, its place among the papers of the year;
- ``about``: it speaks of the ``unit`` or of its projects (``project``: one part of the paper for each);
- ``scored``: whether it states scores; then it is made only where there are scores of what it is about;
- ``stage``: ``goals``, ``mid_year`` (made from rows up to a day of the year) or ``year_end``;
- ``build(material)``, which returns the Document.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal

from jixiao.document.derivations import SourceRow
from jixiao.document.model import Align, Cell, CellKind, Entry, EntryKind, Paragraph, Run, Scale, Style
from jixiao.periods import period
from jixiao.report.narrative import paragraphs, run_of, runs
from jixiao.score.facts import View
from jixiao.score.figure import day_text
from jixiao.score.scoring import Score
from jixiao.score.trace import PROJECT, Figures
from jixiao.score.unit_score import score_again, score_project
from jixiao.tables.cells import NO, YES
from jixiao.tables.dossier import Dossier, Row, Scope
from jixiao.tables.schema import NUMERIC, TableSpec

FOLDER = "jixiao.report.forms"
About = Literal["unit", "project"]
Stage = Literal["goals", "mid_year", "year_end"]


@dataclass(frozen=True)
class Material:
    """What every form is made from: the dossier, its score, and the day up to which rows count (all rows where there is none).

    The material of one project among several has the code of that project; its figures stand under ids of the project's own, so that
    one paper can speak of many.
    """

    dossier: Dossier
    score: Score
    until: date | None = None
    project_code: str | None = None
    whole: Material | None = None
    as_of: date | None = None
    """The day of the papers of the middle of the year; the end of the first half unless told."""

    @cached_property
    def figures(self) -> Figures:
        """The figures that papers of this dossier can state."""
        if self.whole is not None:
            return self.whole.figures
        return Figures(
            self.dossier,
            self.score,
            self.until,
            of_project=lambda code: score_project(self.dossier, self.score, code, self.until),
        )

    @property
    def unit_name(self) -> str:
        """The unit's name."""
        return self.dossier.name_of(self.scope.unit_code)

    @property
    def scope(self) -> Scope:
        """The rows that count."""
        scope = self.score.scope or self.dossier.scope()
        return scope if self.project_code is None else self.dossier.scope(scope.unit_code, self.project_code)

    @property
    def project(self) -> Row | None:
        """The project that this material is about, if it is about one."""
        code = self.scope.project_code
        return None if code is None else self.dossier.find("project", project_code=code)

    @property
    def project_score(self) -> Score | None:
        """The score of the project that this material is about; None where no framework scores projects."""
        if self.project_code is None:
            return self.score if self.score.framework.kind == "project" else None
        return self.figures.of_project(self.project_code).score

    def at(self, day: date) -> Material:
        """The same from rows up to a day."""
        return Material(self.dossier, score_again(self.dossier, self.score, day), day)

    @cached_property
    def mid_year(self) -> Material:
        """The same at its own day within the year, or at the end of the first half."""
        return self if self.until else self.at(self.as_of or period(self.dossier.fiscal_year, "H1").ends_on)

    @cached_property
    def view(self) -> View:
        """The rows that count on the material's day."""
        return View(self.dossier, self.scope, self.until)

    @cached_property
    def known(self) -> dict[str, object]:
        """What several papers draw from the whole of the material, by its name: made once."""
        return {}

    @cached_property
    def source_rows(self) -> dict[Row, SourceRow]:
        """Rows as traces remember them, as far as they were asked for: the papers of a dossier state many figures of the same rows."""
        return {} if self.whole is None else self.whole.source_rows

    @cached_property
    def projects(self) -> list[Material]:
        """The material of each project: of the one that was scored, or of all projects of the unit (basic expenditure is none)."""
        if self.scope.project_code is not None:
            return [self]
        rows = (row for row in self.dossier.table("project") if row["kind"] == "project" and row in self.scope)
        return [replace(self, project_code=row.text_id("project_code"), whole=self) for row in rows]

    def figure(self, figure_id: str) -> Run:
        """The run that states a figure. An id that does not exist is a mistake of the form (``KeyError``)."""
        found = self.figures.find(self._id(figure_id))
        if found is None:
            raise KeyError(self._id(figure_id))
        return run_of(found)

    def has(self, figure_id: str) -> bool:
        """Whether there is such a figure."""
        return self.figures.find(self._id(figure_id)) is not None

    def runs(self, text: str) -> tuple[Run, ...]:
        """A text whose ``{figure ids}`` are replaced by the figures."""
        return runs(text, self.figures, self._prefix)

    def paragraph(self, text: str, style: Style = "body") -> Paragraph:
        """One paragraph with its figures."""
        return Paragraph(self.runs(text), style)

    def narrative(self, row: Row | None, column: str) -> list[Paragraph]:
        """The paragraphs of a narrative cell with their figures; none where nothing stands."""
        return [] if row is None else [self.paragraph(line) for line in paragraphs(row.text(column))]

    def entry(self, row: Row, column: str, scale: Scale = "plain") -> Entry:
        """The cell of a row that a form's cell is filled in for."""
        return entry_of(row.spec, row.key, column, scale)

    def entry_at(self, table: str, key: str, column: str, scale: Scale = "plain") -> Entry:
        """The cell of a row by the row's key, for rows that may not be there yet: ``+1`` is a new row of a list."""
        return entry_of(self.dossier.schema[table], key, column, scale)

    def entry_cell(self, row: Row, column: str, figure: str = "", scale: Scale = "plain", align: Align | None = None) -> Cell:
        """A cell that is filled in for a cell of the dossier and says what stands there: by its figure, or as it is written."""
        field = row.spec.fields[column]
        said = (self.figure(figure),) if figure else self.runs(_written(row, column))
        kind: CellKind = "number" if field.type in NUMERIC else "text"
        return Cell(said, align=align, kind=kind, entry=self.entry(row, column, scale))

    @property
    def _prefix(self) -> str:
        return "" if self.project_code is None else f"{PROJECT}.{self.project_code.lower()}."

    def _id(self, figure_id: str) -> str:
        """The id of a figure among those of the whole paper: a project's own stands under its code."""
        return self._prefix + figure_id


def entry_of(spec: TableSpec, key: str, column: str, scale: Scale = "plain") -> Entry:
    """The entry of a cell of a table. A column that the table does not have is a mistake of the form (``KeyError``)."""
    field = spec.fields[column]
    kind = _ENTRY_KINDS.get(field.type, "text")
    labels = (YES, NO) if field.type == "yes_no" else (field.choices or {}).values()
    return Entry(spec.name, key, field.name, scale, kind, tuple(each.zh for each in labels))


_ENTRY_KINDS: dict[str, EntryKind] = {
    "whole": "whole",
    "number": "number",
    "yuan": "number",
    "date": "date",
    "yes_no": "choice",
    "choice": "choice",
}


def _written(row: Row, column: str) -> str:
    """A cell as papers write it: days in words, all else as it stands."""
    day = row.day(column)
    return row.text(column) if day is None else day_text(day)
