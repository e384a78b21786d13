"""The bureau's own scores: entered item by item beside the stated and the recomputed ones, and kept as rows of the dossier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils import timezone

from jixiao.review.side_by_side import REVIEWED, Side, side_by_side
from jixiao.score.scoring import Score
from jixiao.tables.cells import text_of_value
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.standings import standing
from jixiao.web.dossiers.worked_out import frameworks_of, kept, score_of
from jixiao.web.dossiers.writing import Drop, Put, Writer, Written, write
from jixiao.web.models import Dossier, Record

TABLE = "stated_score"


class Entered(NamedTuple):
    """What was typed for an item: the score (empty: none), the reason, and the version of the row that was looked at (None: there was none)."""

    score: str
    reason: str
    version: int | None = None


class Seen(NamedTuple):
    """An item with its three scores, and the version of the bureau's row."""

    side: Side
    version: int | None


def score_for(dossier: Dossier) -> Score | None:
    """The score by the dossier's first framework; None where it cannot be scored."""
    names = frameworks_of(dossier)
    return score_of(dossier, names[0]) if names else None


def seen(dossier: Dossier) -> list[Seen]:
    """The scores of every item side by side."""
    made = score_for(dossier)
    if made is None:
        return []
    sides = kept(dossier, ("side by side", made.framework.id), lambda tables: side_by_side(tables, made))
    versions = dict(Record.objects.filter(dossier=dossier, table=TABLE).values_list("number", "version"))
    return [Seen(each, versions.get(each.seen.number) if each.seen else None) for each in sides]


def assess(dossier: Dossier, entered: Mapping[str, Entered], writer: Writer) -> Written:
    """Write the scores that differ from those that stand; ``Refusal`` as with ``write``. What is no item of the framework is left out."""
    made = score_for(dossier)
    wanted: list[Put | Drop] = []
    for each in seen(dossier):
        typed = entered.get(each.side.code)
        if typed is None or made is None:
            continue
        row = each.side.seen
        stands = (row.text("score"), row.text("reason")) if row else ("", "")
        if (typed.score.strip(), typed.reason.strip()) == stands:
            continue
        if row and not typed.score.strip():
            wanted.append(Drop(TABLE, row.number, typed.version))
        elif typed.score.strip():
            wanted.append(Put(TABLE, row.number if row else None, _cells(dossier, made, each.side, typed, writer), typed.version))
    done = write(dossier, wanted, writer, action="assess")
    standing(dossier)
    return done


def _cells(dossier: Dossier, made: Score, side: Side, typed: Entered, writer: Writer) -> dict[str, str]:
    stage = assembled(dossier).schema[TABLE].fields["stage"]
    return {
        "framework": made.framework.id,
        "stage": text_of_value(stage, REVIEWED),
        "item_code": side.code,
        "version": side.seen.text("version") if side.seen else "1",
        "points": f"{side.points:f}",
        "score": typed.score.strip(),
        "reason": typed.reason.strip(),
        "stated_by": writer.account.name if writer.account else "",
        "stated_on": timezone.localdate().isoformat(),
    }
