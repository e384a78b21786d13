"""Dates by which measures are to be done (整改完成期限), by the code of the measure in lower case.

due.CODE
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.score.figure import Figure, Source, day_text
from jixiao.wording import Text

heads = ("due",)


def find(source: Source, figure_id: str) -> Figure | None:
    """The due date of a measure that has one."""
    code = figure_id.partition(".")[2]
    for row in source.dossier.table("rectification"):
        day = row.day("due_on")
        if day is not None and row.text("rectification_code").lower() == code:
            return Figure(figure_id, Text("整改完成期限", "Due date of a measure"), day_text(day), rows=(row,))
    return None


def ids(source: Source) -> Iterator[str]:
    """The measures that have a due date."""
    for row in source.dossier.table("rectification"):
        if row.day("due_on"):
            yield f"due.{row.text('rectification_code').lower()}"
