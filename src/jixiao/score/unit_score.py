"""A unit's score: the framework that its dossier names, the facts of its rows, and the two steps between them."""

from __future__ import annotations

from datetime import date

from jixiao.errors import Misuse
from jixiao.framework.load import load
from jixiao.framework.model import Framework
from jixiao.score.facts import facts
from jixiao.score.scoring import Score, score
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import MANIFEST
from jixiao.wording import Text

OWN_FRAMEWORKS = "frameworks"
"""The folder of a dossier in which a unit may keep frameworks of its own."""


def framework_of(dossier: Dossier, framework_id: str | None = None) -> Framework:
    """The framework to score a dossier by: the one named, or the first that the dossier names. ``Misuse`` if there is none."""
    if framework_id is None:
        if not dossier.frameworks:
            raise Misuse(
                Text(
                    "{manifest} 没有写明指标体系（frameworks），也没有用 --framework 指定",
                    "{manifest} names no framework (frameworks), and none was given by --framework",
                ).fill(manifest=MANIFEST)
            )
        framework_id = dossier.frameworks[0]
    return load(framework_id, dossier.path / OWN_FRAMEWORKS)


def score_unit(dossier: Dossier, framework_id: str | None = None, until: date | None = None) -> Score:
    """The dossier's score under a framework (the first that it names, unless told), from rows up to a day (all, unless told)."""
    framework = framework_of(dossier, framework_id)
    return score(framework, facts(dossier, framework, until))
