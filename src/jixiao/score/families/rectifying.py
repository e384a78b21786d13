"""Days of the measures against problems, by the measure's code in lower case; the day by which it is due is ``due.CODE``.

rectification.CODE.closed · rectification.CODE.verified · rectification.until (the last day of the history)
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.score.figure import Figure, Source, day_text
from jixiao.tables.proofs import events, last_recorded
from jixiao.wording import Text

heads = ("rectification",)
UNTIL = "rectification.until"
_UNTIL = Text("整改台账登记截止日期", "Last day of the history of rectification")
KINDS = {
    "closed": ("closed_on", Text("整改完成日期", "Day on which a measure was done")),
    "verified": ("verified_on", Text("整改核验日期", "Day on which a measure was verified")),
}


def find(source: Source, figure_id: str) -> Figure | None:
    """A day of a measure, if it has come; the last day of the history."""
    if figure_id == UNTIL:
        last = last_recorded(source.dossier)
        rows = tuple(row for row in events(source.dossier) if row.day("happened_on") == last)
        return None if last is None else Figure(UNTIL, _UNTIL, day_text(last), rows=rows)
    code, _, kind = figure_id.partition(".")[2].rpartition(".")
    column, label = KINDS.get(kind, ("", None))
    for row in source.dossier.table("rectification") if label else ():
        day = row.day(column)
        if label is not None and day is not None and row.text("rectification_code").lower() == code:
            return Figure(figure_id, label, day_text(day), rows=(row,))
    return None


def ids(source: Source) -> Iterator[str]:
    """The days that have come."""
    if last_recorded(source.dossier) is not None:
        yield UNTIL
    for row in source.dossier.table("rectification"):
        for kind, (column, _) in KINDS.items():
            if row.day(column):
                yield f"rectification.{row.text('rectification_code').lower()}.{kind}"
