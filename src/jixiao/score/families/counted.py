"""How many indicators the unit or the project has, and how many of them reached their target.

indicators.total · indicators.met
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.score.figure import Figure, Source
from jixiao.wording import Text

heads = ("indicators",)


def find(source: Source, figure_id: str) -> Figure | None:
    """The count among the indicators that the framework draws on; none without a score."""
    if source.score is None or figure_id not in {"indicators.total", "indicators.met"}:
        return None
    parts = [part for each in source.score.leaves for part in each.parts]
    own = tuple(part.part.row for part in parts if part.part.row)
    if figure_id == "indicators.total":
        return Figure(figure_id, Text("绩效指标数", "Indicators"), str(len(parts)), rows=own)
    label = Text("达到指标值的绩效指标数（得满分的）", "Indicators that reached their target (with full points)")
    rows = tuple(dict.fromkeys((*own, *(row for part in parts for row in part.part.fact.rows))))
    return Figure(figure_id, label, str(sum(part.earned == part.share for part in parts)), rows=rows)


def ids(source: Source) -> Iterator[str]:
    """Both counts, where there is a score."""
    if source.score is not None:
        yield from ("indicators.total", "indicators.met")
