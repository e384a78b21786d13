"""Figures that the unit defines itself, in its table of figures (引用数字).

figure.CODE
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.score.figure import Drawn, Figure, Source, drawn
from jixiao.tables.measure_text import Fault, parse_measure
from jixiao.wording import same

heads = ("figure",)


def find(source: Source, figure_id: str) -> Figure | None:
    """The figure of a row of that table; None too if its measure cannot be read, which the check of the table reports."""
    row = source.dossier.find("figure", figure_code=figure_id.partition(".")[2])
    expression = parse_measure(row.text("measure"), source.dossier.schema) if row else None
    if row is None or expression is None or isinstance(expression, Fault):
        return None
    places = row.quantity("places")
    how = Drawn(same(row.text("label")), expression, row.text_id("scale") or "plain", int(places.value) if places else None)
    return drawn(source, figure_id, how)


def ids(source: Source) -> Iterator[str]:
    """All rows of that table."""
    for row in source.dossier.table("figure"):
        yield f"figure.{row.text('figure_code')}"
