"""The scores of every item side by side: what the unit states, what its data give, what the bureau decided; with the differences.

for side in side_by_side(dossier, score_unit(dossier)):
print(side.code, side.stated, side.recomputed, side.reviewed, side.stated_above)
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from jixiao.review.stated import TOTAL, number
from jixiao.score.scoring import ItemScore, Score
from jixiao.tables.dossier import Dossier, Row
from jixiao.wording import Text

SELF, REVIEWED = "self", "reviewed"
_TOTAL = Text("总分", "Total")


class Side(NamedTuple):
    """An item, a group or the total with its three scores; None where there is none. ``because`` is the arithmetic of the recomputed one.

    ``own`` and ``seen`` are the rows of the unit and of the bureau. Differences are against the recomputed score.
    """

    code: str
    name: Text
    points: Decimal
    is_leaf: bool
    stated: Decimal | None
    recomputed: Decimal | None
    reviewed: Decimal | None
    because: Text | None
    own: Row | None
    seen: Row | None

    @property
    def stated_above(self) -> Decimal | None:
        """How far the stated score lies above the recomputed one; below it is negative."""
        return _above(self.stated, self.recomputed)

    @property
    def reviewed_above(self) -> Decimal | None:
        """How far the reviewed score lies above the recomputed one."""
        return _above(self.reviewed, self.recomputed)

    @property
    def differs(self) -> bool:
        """Whether any two of the three scores differ."""
        return len({each for each in (self.stated, self.recomputed, self.reviewed) if each is not None}) > 1


def _above(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one - other


def side_by_side(dossier: Dossier, score: Score) -> list[Side]:
    """All items in the order of the framework, and the total last."""
    own, seen = stated_rows(dossier, score, SELF), stated_rows(dossier, score, REVIEWED)
    sides = [_of_item(each, own, seen) for each in score.items]
    mine, theirs = own.get(TOTAL), seen.get(TOTAL)
    total = Side(
        TOTAL,
        _TOTAL,
        score.framework.points,
        is_leaf=False,
        stated=number(mine, "score") if mine else None,
        recomputed=score.total,
        reviewed=number(theirs, "score") if theirs else None,
        because=score.because,
        own=mine,
        seen=theirs,
    )
    return [*sides, total]


def _of_item(each: ItemScore, own: Mapping[str, Row], seen: Mapping[str, Row]) -> Side:
    mine, theirs = own.get(each.item.code), seen.get(each.item.code)
    return Side(
        each.item.code,
        each.item.name,
        each.points,
        not each.item.children,
        number(mine, "score") if mine else None,
        each.score,
        number(theirs, "score") if theirs else None,
        each.because,
        mine,
        theirs,
    )


def stated_rows(dossier: Dossier, score: Score, stage: str) -> dict[str, Row]:
    """What was stated of a framework's items at a stage, by item; of several versions the last."""
    found: dict[str, Row] = {}
    project = score.scope.project_code if score.scope else None
    for row in dossier.table("stated_score"):
        if (row["stage"], row["framework"], row["project_code"]) == (stage, score.framework.id, project):
            code = row.text_id("item_code")
            held = found.get(code)
            if held is None or (number(row, "version") or 0) >= (number(held, "version") or 0):
                found[code] = row
    return found
