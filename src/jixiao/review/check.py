"""What a check is: one file of ``checks/``, named by the truth it guards. Its docstring is its manual page.

A check's file has

- ``rules``: the ids of the review rules that it answers (each finding names one of them), none if the truth is the schema's own;
- ``needs``: the tables without which it cannot be made; the first one is where it is counted. A check of all tables needs none,
  and is counted at the dossier's own description. A check that reads the words of a paper needs ``PAPER``;
- ``check(claims)``: one finding for each place where the truth does not hold; None in place of an iterator says that nothing could
  be checked, which is counted and never counts as held.

Claims are tables: a dossier's, complete, or what was read out of a paper, partial, each cell with its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from jixiao.errors import Misuse
from jixiao.findings import Finding, Place
from jixiao.framework.model import Framework
from jixiao.review.paper import Paper
from jixiao.review.stated import Statement, statements
from jixiao.score.past import Past
from jixiao.score.scoring import Score
from jixiao.score.trace import Figures
from jixiao.score.unit_score import framework_of
from jixiao.tables.cells import Value
from jixiao.tables.dossier import Dossier, Row

FOLDER = "jixiao.review.checks"


@dataclass(frozen=True)
class Claims:
    """What is checked: tables, and the scores that follow from them under the frameworks that they name."""

    dossier: Dossier
    scores: tuple[Score, ...] = field(default=())
    paper: Paper | None = None
    """The paper that the tables were read out of, if they were; checks that need it (``needs = (PAPER,)``) read its words."""

    against: Dossier | None = None
    """The dossier that a paper is held against, if one was named."""

    own: tuple[Framework, ...] = ()
    """The frameworks that a paper's forms say themselves by their points, and one that was named for it."""

    earlier: tuple[Dossier, ...] = ()
    """Dossiers of earlier years of the same unit, if they were named."""

    of_goals: bool = False
    """Whether the goals are looked at before the year starts: then more is asked of a dossier than while the year runs."""

    @cached_property
    def past(self) -> Past:
        """What the indicators of earlier years reached."""
        return Past(self.earlier)

    @cached_property
    def figures(self) -> Figures | None:
        """The figures that narratives can bind; None without a score."""
        return Figures(self.dossier, self.scores[0]) if self.scores else None

    @cached_property
    def frameworks(self) -> dict[str, Framework]:
        """The frameworks that the dossier names and that can be used."""
        found = {each.id: each for each in self.own}
        for framework_id in self.dossier.frameworks:
            if framework_id in found:
                continue
            try:
                found[framework_id] = framework_of(self.dossier, framework_id)
            except Misuse:
                continue
        return found

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The stated scores."""
        return statements(self.dossier, self.frameworks)

    @cached_property
    def running_text(self) -> str:
        """All running text of the paper, one passage a line; nothing where there is none."""
        return "\n".join(passage.text for passage in self.paper.texts) if self.paper is not None else ""

    def place(self, row: Row, column: str) -> Place:
        """Where a cell stands."""
        return self.dossier.table(row.spec.name).place(row, row.spec.fields[column])

    def rows_by(self, table: str, column: str) -> dict[Value, list[Row]]:
        """The rows of a table by what stands in a column, so that none is looked for twice."""
        found: dict[Value, list[Row]] = {}
        for row in self.dossier.table(table):
            found.setdefault(row[column], []).append(row)
        return found


class Check(Protocol):
    """The shape of a check's file."""

    rules: tuple[str, ...]
    needs: tuple[str, ...]

    def check(self, claims: Claims) -> Iterable[Finding] | None:
        """One finding for each place where the truth does not hold; None if nothing could be checked."""
        ...
