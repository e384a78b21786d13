"""The figures of a dossier under its score: found by their ids, each worked out when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from jixiao import kinds
from jixiao.document.model import is_figure_id
from jixiao.score.figure import FOLDER, Figure, Source
from jixiao.score.scoring import Score
from jixiao.tables.dossier import Dossier, Scope
from jixiao.wording import Text, same

PROJECT = "p"
"""The first word of the figures of one project: ``p.CODE.`` and the id that the figure has among the project's own."""


class Figures:
    """Every number that a paper of this dossier can state.

    ``scope`` are the rows that count where no score says so. ``of_project`` gives the score of a project by its code, for papers
    that speak of several; a project without one still has its money and its indicators.
    """

    def __init__(
        self,
        dossier: Dossier,
        score: Score | None,
        until: date | None = None,
        scope: Scope | None = None,
        of_project: Callable[[str], Score | None] | None = None,
    ) -> None:
        self.dossier = dossier
        self.score = score
        self._source = Source(dossier, score, until, scope)
        self._of_project = of_project
        self._projects: dict[str, Figures] = {}
        self._known: dict[str, Figure | None] = {}
        self._families = {
            head: family for name in kinds.names(FOLDER) for family in [kinds.load(FOLDER, name)] for head in family.heads
        }

    def find(self, figure_id: str) -> Figure | None:
        """The figure of that id; None if there is none."""
        if figure_id not in self._known:
            head, _, rest = figure_id.partition(".")
            family = self._families.get(head)
            self._known[figure_id] = (
                self._in_project(rest) if head == PROJECT else family.find(self._source, figure_id) if family else None
            )
        return self._known[figure_id]

    def ids(self) -> Iterator[str]:
        """The ids of all figures that there are; what no id can name (a code in Chinese, an id too long) is not among them.

        Those of single projects are not among them either: each project has the same ones again.
        """
        for name in kinds.names(FOLDER):
            for figure_id in kinds.load(FOLDER, name).ids(self._source):
                if is_figure_id(figure_id) and self.find(figure_id) is not None:
                    yield figure_id

    def of_project(self, project_code: str) -> Figures:
        """The figures of one project, under ids of its own."""
        if project_code not in self._projects:
            unit = self._source.view.scope.unit_code
            score = self._of_project(project_code) if self._of_project else None
            scope = self.dossier.scope(unit, project_code)
            self._projects[project_code] = Figures(self.dossier, score, self._source.until, scope)
        return self._projects[project_code]

    def _in_project(self, rest: str) -> Figure | None:
        """The figure ``CODE.ID`` of a project."""
        code, _, inner = rest.partition(".")
        row = next((row for row in self.dossier.table("project") if row.text_id("project_code").lower() == code), None)
        found = self.of_project(row.text_id("project_code")).find(inner) if row else None
        if row is None or found is None:
            return None
        label = Text("{project}·{label}", "{project}: {label}").fill(project=same(row.text("name")), label=found.label)
        return replace(found, id=f"{PROJECT}.{rest}", label=label)
