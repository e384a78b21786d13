"""The three scores of every item side by side: stated by the unit, recomputed by the program, reviewed by the bureau."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from jixiao.exact import plain
from jixiao.findings import finding_json
from jixiao.web.api.operation import OF_DOSSIER, Call, Operation
from jixiao.web.api.problems import missing
from jixiao.web.api.shapes import Data, Finding, Number, Sentence, Word
from jixiao.web.bureau.assessing import Entered, Seen, assess, score_for, seen
from jixiao.wording import Text

order = 75
words = Text("复核得分", "Reviewed scores")


class SideShape(Schema):
    """An item, a group or the total; null where there is no such score. ``version`` is that of the bureau's row (null: none yet)."""

    code: str
    name: str
    is_item: bool
    points: str
    stated: str | None
    recomputed: str | None
    reviewed: str | None
    version: int | None


class Sides(Schema):
    """All items, parents first."""

    items: list[SideShape]


class Reviewed(Schema):
    """The bureau's score of an item (empty: none any more), its reason, and the version that was looked at (left out: none stood there)."""

    code: Word
    score: Word
    reason: Sentence = ""
    version: Number | None = None


class ManyReviewed(Schema):
    """Scores of several items: all are written, or none."""

    scores: Annotated[list[Reviewed], Field(max_length=1_000)]
    reason: Sentence = ""


class SavedSides(Sides):
    """The same after they were saved: how many differ from before, and what the rules of the table remark."""

    saved: int
    remarks: list[Finding]


def list_reviewed(call: Call) -> dict[str, Any]:
    """The scores side by side."""
    return {"items": _sides(call)}


def save_reviewed(call: Call, given: ManyReviewed) -> dict[str, Any]:
    """Enter the bureau's scores."""
    entered = {each.code: Entered(each.score, each.reason, each.version) for each in given.scores}
    if entered.keys() - {each.side.code for each in seen(call.about) if each.side.is_leaf}:
        raise missing()
    done = assess(call.about, entered, call.writer(given.reason))
    remarks = [finding_json(each, call.language) for each in done.remarks]
    return {"items": _sides(call), "saved": len(done.records) + done.dropped, "remarks": remarks}


def _sides(call: Call) -> list[Data]:
    made = score_for(call.about)
    return [] if made is None else [_shown(call, each, made.framework.decimals) for each in seen(call.about)]


def _shown(call: Call, each: Seen, decimals: int) -> Data:
    side = each.side

    def said(value: Decimal | None) -> str | None:
        return None if value is None else plain(value, decimals)

    scores = {"stated": said(side.stated), "recomputed": said(side.recomputed), "reviewed": said(side.reviewed)}
    head = {"code": side.code, "name": call.say(side.name), "is_item": side.is_leaf, "points": plain(side.points, decimals)}
    return {**head, **scores, "version": each.version}


_SCORES = f"{OF_DOSSIER}/reviewed-scores"

operations = (
    Operation("GET", _SCORES, list_reviewed, "oversee", Text("三种得分对照", "Scores side by side"), Sides),
    Operation("PUT", _SCORES, save_reviewed, "assess", Text("登记复核得分", "Enter reviewed scores"), SavedSides),
)
