"""The score of a dossier, worked out once for each of its versions and kept for the lists of many.

Looking keeps nothing: ``as_it_stands`` is for pages that are read, ``standing`` for steps that write.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import F

from jixiao.errors import JixiaoError
from jixiao.exact import decimal_ratio, plain
from jixiao.score.as_json import score_json
from jixiao.score.facts import View
from jixiao.score.progress import rate
from jixiao.score.scoring import Score
from jixiao.score.unit_score import framework_of, score_unit
from jixiao.tables.measuring import Measured
from jixiao.web.dossiers.assembling import assembled, fresh
from jixiao.web.dossiers.worked_out import kept
from jixiao.web.models import Dossier, Standing
from jixiao.wording import Text, same


def scored(dossier: Dossier, framework: str | None = None) -> Score:
    """The score of the dossier as it stands; ``Misuse`` if it names no framework."""
    return score_unit(assembled(dossier), framework)


def standing(dossier: Dossier) -> Standing | None:
    """The kept score of a dossier by its first framework, brought up to its version; None if it cannot be scored."""
    known = Standing.objects.filter(dossier=dossier).first()
    if known and known.dossier_version == dossier.version:
        return known
    said = worked_out(dossier)
    if said is None:
        Standing.objects.filter(dossier=dossier).delete()
        return None
    made, _ = Standing.objects.update_or_create(dossier=dossier, framework=said.pop("framework"), defaults=said)
    Standing.objects.filter(dossier=dossier).exclude(pk=made.pk).delete()
    return made


def as_it_stands(dossier: Dossier) -> Standing | None:
    """The score of a dossier at its version: the kept one if it is of that version, else one in memory alone; None if it cannot be scored."""
    known = Standing.objects.filter(dossier=dossier).first()
    if known and known.dossier_version == dossier.version:
        return known
    said = kept(dossier, ("standing",), lambda _: worked_out(dossier))
    return Standing(dossier=dossier, **{**said, "dossier_version": dossier.version}) if said else None


def grade_of(stands: Standing | None) -> Text:
    """The grade of a score in both languages; empty where none is given yet."""
    if stands is None or not stands.grade:
        return same("")
    known = {each.name.zh: each.name for each in framework_of(assembled(stands.dossier), stands.framework).grades}
    return known.get(stands.grade, same(stands.grade))


def worked_out(dossier: Dossier, *, anew: bool = False) -> dict[str, object] | None:
    """What a standing says, worked out from the rows."""
    tables = fresh(dossier) if anew else assembled(dossier)
    try:
        framework = framework_of(tables)
        made = score_unit(tables, framework.id)
    except JixiaoError:
        return None
    said = score_json(tables, made, "zh")
    spent = rate(View(tables, made.scope)) if made.scope else None
    return {
        "framework": framework.id,
        "dossier_version": dossier.version,
        "total": said["total"],
        "out_of": said["out_of"],
        "in_play": said["in_play"],
        "grade": said["grade"] or "",
        "spent_rate": plain(decimal_ratio(100 * spent.numerator, spent.denominator, 2), 2) if isinstance(spent, Measured) else "",
        "scores": said["scores"],
    }


class Drift(NamedTuple):
    """A kept score that is not what the rows give."""

    dossier: Dossier
    column: str
    kept: object
    worked_out: object


def kept_scores() -> int:
    """How many scores are kept that say they are of their dossier's version."""
    return Standing.objects.filter(dossier_version=F("dossier__version")).count()


def drifts() -> list[Drift]:
    """Every kept score worked out again from the rows; what says it is of the dossier's version and differs has drifted."""
    found = []
    for each in Standing.objects.select_related("dossier", "dossier__unit").iterator(chunk_size=200):
        if each.dossier_version != each.dossier.version:
            continue
        anew = worked_out(each.dossier, anew=True) or {}
        found += [
            Drift(each.dossier, column, getattr(each, column), anew.get(column))
            for column in ("framework", "total", "out_of", "in_play", "grade", "spent_rate", "scores")
            if getattr(each, column) != anew.get(column)
        ]
    return found
