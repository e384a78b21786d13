"""A target changed within the year, once everybody has agreed: recorded with its old value, its reason, who agreed, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jixiao.cycle.target_changes import Changed, Wanted, change_target
from jixiao.tables.reading import read_dossier
from jixiao.web.dossiers.adopting import working_copy
from jixiao.web.dossiers.evidence import LINK
from jixiao.web.dossiers.writing import Put, Writer, write
from jixiao.web.models import Dossier

ACTION = "change_target"
TABLE = "target_change"


def adjust(dossier: Dossier, wanted: Wanted, basis: Sequence[str], writer: Writer) -> Changed:
    """Change a target, and link the evidence of these codes to the change; ``Misuse`` says why it cannot be recorded as it is.

    Called in a transaction by whoever has asked whether it is permitted: the goals are locked by then, and nobody may write them.
    """
    itself = replace(writer, person=None)
    with working_copy(dossier, itself, action=ACTION) as folder:
        made = change_target(read_dossier(folder), wanted)
    links = [Put(LINK, None, {"evidence_code": code, "table": TABLE, "row_key": made.code}) for code in basis]
    write(dossier, links, itself, action=ACTION)
    return made
