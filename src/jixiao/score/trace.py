"""The figures of a dossier under its score: found by their ids, each worked out when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jixiao import kinds
from jixiao.document.model import is_figure_id
from jixiao.score.figure import FOLDER, Figure, Source
from jixiao.score.scoring import Score
from jixiao.tables.dossier import Dossier


class Figures:
    """Every number that a paper of this dossier can state."""

    def __init__(self, dossier: Dossier, score: Score, until: date | None = None) -> None:
        self.dossier = dossier
        self.score = score
        self._source = Source(dossier, score, until)
        self._known: dict[str, Figure | None] = {}
        self._families = {
            head: family for name in kinds.names(FOLDER) for family in [kinds.load(FOLDER, name)] for head in family.heads
        }

    def find(self, figure_id: str) -> Figure | None:
        """The figure of that id; None if there is none."""
        if figure_id not in self._known:
            family = self._families.get(figure_id.partition(".")[0])
            self._known[figure_id] = family.find(self._source, figure_id) if family else None
        return self._known[figure_id]

    def ids(self) -> Iterator[str]:
        """The ids of all figures that there are; what no id can name (a code in Chinese, an id too long) is not among them."""
        for name in kinds.names(FOLDER):
            for figure_id in kinds.load(FOLDER, name).ids(self._source):
                if is_figure_id(figure_id) and self.find(figure_id) is not None:
                    yield figure_id
