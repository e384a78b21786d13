"""The score in the shape that other programs rely on. Numbers travel as text exactly as decided; what is absent is null."""

from __future__ import annotations

from decimal import Decimal

from jixiao.exact import plain
from jixiao.score.explanation import reason_for
from jixiao.score.scoring import ItemScore, Score
from jixiao.tables.dossier import Dossier
from jixiao.wording import Language


def score_json(dossier: Dossier, score: Score, language: Language) -> dict[str, object]:
    """One unit's score under one framework."""
    framework, scope = score.framework, score.scope or dossier.scope()

    def said(value: Decimal | None) -> str | None:
        return None if value is None else plain(value, framework.decimals)

    def item(each: ItemScore) -> dict[str, object]:
        reason = reason_for(dossier, score, each.item.code)
        return {
            "code": each.item.code,
            "name": each.item.name.say(language),
            "parent": each.item.parent,
            "points": said(each.points),
            "in_play": said(each.in_play),
            "score": said(each.score),
            "lost": said(each.lost),
            "rule": each.item.applied.rule.name if each.item.applied else None,
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
        "out_of": said(framework.points),
        "in_play": said(score.in_play),
        "grade": score.grade.say(language) if score.grade else None,
        "scores": [item(each) for each in score.items],
    }
