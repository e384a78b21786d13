"""Running every check on claims. What is counted is the check, once for each file it is about."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any, cast

from jixiao import kinds
from jixiao.findings import Outcome
from jixiao.review.check import FOLDER, Check, Claims
from jixiao.review.paper import PAPER
from jixiao.score.faults import check_frameworks
from jixiao.tables.dossier import Dossier, Table
from jixiao.tables.faults import check_tables
from jixiao.tables.folder import MANIFEST


def check(dossier: Dossier) -> list[Outcome]:
    """What came of reading and checking every file of a dossier, in the order of their names; the dossier stays as it is."""
    dossier = replace(dossier, outcomes=deepcopy(dossier.outcomes))
    check_tables(dossier)
    claims = Claims(dossier, tuple(check_frameworks(dossier)))
    for name in kinds.names(FOLDER):
        run(cast("Check", kinds.load(FOLDER, name)), claims)
    return [dossier.outcomes[file] for file in sorted(dossier.outcomes)]


def run(check: Check, claims: Claims) -> None:
    """Run one check; its findings go to the outcomes of the files they are about, and it is counted there."""
    dossier = claims.dossier
    described = dossier.workbook or MANIFEST
    if claims.paper is None and PAPER in check.needs:
        return
    tables = [name for name in check.needs if name != PAPER]
    if not all(dossier.table(name).present for name in tables):
        dossier.outcome(described).not_checkable += 1
        return
    home = dossier.outcome(dossier.table(tables[0]).file if tables else described)
    watched = None
    if claims.paper is not None and not check.needs:
        watched = _Watched(dossier.tables)
        claims = replace(claims, dossier=replace(dossier, tables=watched))
    found = check.check(claims)
    findings = [] if found is None else list(found)
    if found is None or (watched is not None and not watched.saw_something and not findings):
        home.not_checkable += 1
        return
    by_file = {finding.place.file for finding in findings} or {home.file}
    for file in sorted(by_file):
        dossier.outcome(file).note(finding for finding in findings if finding.place.file == file)


class _Watched(dict[str, Table]):
    """The tables of a paper's claims while a check of no table in particular looks at them: one that saw no row examined nothing."""

    def __init__(self, tables: dict[str, Table]) -> None:
        super().__init__(tables)
        self.saw_something = False

    def __getitem__(self, name: str) -> Table:
        table = super().__getitem__(name)
        self.saw_something |= bool(table.rows)
        return table

    def __iter__(self) -> Iterator[str]:
        self._look()
        return super().__iter__()

    def values(self) -> Any:  # noqa: ANN401 - a dictionary's own kind of view has no public name
        """All tables."""
        self._look()
        return super().values()

    def items(self) -> Any:  # noqa: ANN401 - see above
        """All tables by their names."""
        self._look()
        return super().items()

    def _look(self) -> None:
        self.saw_something |= any(table.rows for table in super().values())
