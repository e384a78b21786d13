"""Everything that can be checked in a dossier before anything is made of it: tables, frameworks, narratives."""

from __future__ import annotations

from jixiao.findings import Outcome
from jixiao.report.narrative import check_narratives
from jixiao.score.faults import check_frameworks
from jixiao.score.trace import Figures
from jixiao.tables.dossier import Dossier
from jixiao.tables.faults import check_tables


def check(dossier: Dossier) -> list[Outcome]:
    """What came of checking every file of the dossier, in the order of their names."""
    check_tables(dossier)
    scores = check_frameworks(dossier)
    if scores:
        check_narratives(dossier, Figures(dossier, scores[0]))
    return [dossier.outcomes[file] for file in sorted(dossier.outcomes)]
