"""The score in the shape that other programs rely on. Numbers travel as text exactly as decided; what is absent is null."""

from __future__ import annotations

from decimal import Decimal

from jixiao.exact import plain
from jixiao.framework.model import SUM
from jixiao.score.explanation import reason_for
from jixiao.score.scoring import ItemScore, Score
from jixiao.tables.dossier import Dossier
from jixiao.wording import Language


def score_json(dossier: Dossier, score: Score, language: Language) -> dict[str, object]:
    """One unit's score under one framework."""
    framework, scope = score.framework, score.scope or dossier.scope()

    def said(value: Decimal | None) -> str | None:
        return None if value is None else plain(value, framework.decimals)

    def points(value: Decimal | None) -> str | None:
        return None if framework.scale is not None else said(value)

    def item(each: ItemScore) -> dict[str, object]:
        reason = reason_for(dossier, score, each.item.code)
        return {
            "code": each.item.code,
            "name": each.item.name.say(language),
            "parent": each.item.parent,
            "points": points(each.points),
            "in_play": points(each.in_play),
            "score": said(each.score) if each.letter is None else each.letter,
            "lost": said(each.lost),
            "rule": _rule(each),
            "source": None if each.item.children else each.item.source,
            "state": each.state,
            "because": each.because.say(language),
            "reason": reason.text("reason") if reason else None,
        }

    return {
        "unit": scope.unit_code,
        "name": dossier.name_of(scope.unit_code),
        "project": scope.project_code,
        "fiscal_year": dossier.fiscal_year,
        "framework": framework.id,
        "total": said(score.total),
        "out_of": points(framework.points),
        "in_play": points(score.in_play),
        "grade": score.grade.say(language) if score.grade else None,
        "because": score.because.say(language) if score.because else None,
        "scores": [item(each) for each in score.items],
    }


def _rule(each: ItemScore) -> str | None:
    """The rule of an item; of a group that is not a plain sum, the way it is made of its items."""
    if each.item.applied is not None:
        return each.item.applied.rule.name
    return each.item.aggregate if each.item.children and each.item.aggregate != SUM else None
