"""The names that a problem can be about: every check, whether it is a file of its own, data of a table, or code of a lower room."""

from __future__ import annotations

import re

from jixiao import kinds
from jixiao.review.check import FOLDER, Claims

BELOW = frozenset(
    {
        "answers-are-known",
        "bindings-are-kept",
        "cells-are-there",
        "cells-can-be-taken",
        "cells-fit-their-type",
        "cells-hold-values",
        "cells-stand-alone",
        "choices-are-known",
        "columns-are-known",
        "columns-are-named-exactly",
        "columns-have-a-header",
        "columns-stand-once",
        "dates-exist",
        "dates-in-the-year",
        "dossier-is-described",
        "figures",
        "files-can-be-read",
        "forms-are-of-this-dossier",
        "formulas-are-worked-out",
        "framework-fits-the-unit",
        "framework-holds-for-the-year",
        "framework-is-sound",
        "frameworks-are-known",
        "items-are-known",
        "keys-stand-once",
        "ledger-kind",
        "library-is-sound",
        "measures-can-be-read",
        "no-state-secrets",
        "not-for-publication",
        "points-lost-have-a-reason",
        "reasons-stand-for-points-lost",
        "references-lead-somewhere",
        "register-items-are-not-judged",
        "required-cells-are-filled",
        "required-columns-are-there",
        "row-rules-can-be-read",
        "rows-fit-the-header",
        "rules-of-the-loop-are-sound",
        "schema",
        "standard-is-sound",
        "tables-are-known",
        "tables-are-there",
        "tables-have-a-header",
        "tables-stand-once",
    }
)
"""The checks of the lower rooms, whose names stand in their code. A test holds this list against the code."""

_RULE = re.compile(r"[A-Z]\d{2}")


def is_check(claims: Claims, name: str) -> bool:
    """Whether something is the name of a check, or the id of a review rule."""
    if _RULE.fullmatch(name) or name in BELOW or name.replace("-", "_") in kinds.names(FOLDER):
        return True
    return any(rule.check == name for spec in claims.dossier.schema.values() for rule in spec.rules)
