"""Running every check on claims. What is counted is the check, once for each file it is about."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import cast

from jixiao import kinds
from jixiao.findings import Outcome
from jixiao.review.check import FOLDER, Check, Claims
from jixiao.score.faults import check_frameworks
from jixiao.tables.dossier import Dossier
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
    if not all(dossier.table(name).present for name in check.needs):
        dossier.outcome(described).not_checkable += 1
        return
    home = dossier.outcome(dossier.table(check.needs[0]).file if check.needs else described)
    found = check.check(claims)
    if found is None:
        home.not_checkable += 1
        return
    findings = list(found)
    by_file = {finding.place.file for finding in findings} or {home.file}
    for file in sorted(by_file):
        dossier.outcome(file).note(finding for finding in findings if finding.place.file == file)
