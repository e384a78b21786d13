"""What a form is: a paper made from a dossier, its score and its figures. Each kind is one file of ``forms/``.

A form's file has ``title`` (Text), ``formats`` (those it is made in, the first one being its own), ``build(material)`` which
returns the Document, ``framework_kind`` (it is made from scores of a unit or of a project), and ``name(material)``, the file's name without its ending.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from jixiao.document.model import Paragraph, Run, Style
from jixiao.report.narrative import paragraphs, run_of, runs
from jixiao.score.scoring import Score
from jixiao.score.trace import Figures
from jixiao.tables.dossier import Dossier, Row

FOLDER = "jixiao.report.forms"


@dataclass(frozen=True)
class Material:
    """What every form is made from."""

    dossier: Dossier
    score: Score

    @cached_property
    def figures(self) -> Figures:
        """The figures that papers of this dossier can state."""
        return Figures(self.dossier, self.score)

    @property
    def unit_name(self) -> str:
        """The unit's name."""
        return self.dossier.unit_name

    def figure(self, figure_id: str) -> Run:
        """The run that states a figure. An id that does not exist is a mistake of the form (``KeyError``)."""
        found = self.figures.find(figure_id)
        if found is None:
            raise KeyError(figure_id)
        return run_of(found)

    def runs(self, text: str) -> tuple[Run, ...]:
        """A text whose ``{figure ids}`` are replaced by the figures."""
        return runs(text, self.figures)

    def paragraph(self, text: str, style: Style = "body") -> Paragraph:
        """One paragraph with its figures."""
        return Paragraph(self.runs(text), style)

    def narrative(self, row: Row | None, column: str) -> list[Paragraph]:
        """The paragraphs of a narrative cell with their figures; none where nothing stands."""
        return [] if row is None else [self.paragraph(line) for line in paragraphs(row.text(column))]
