"""Figures that the unit defines itself, in its table of figures (引用数字).

figure.CODE
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jixiao.score.figure import Drawn, Figure, Source, drawn
from jixiao.tables.dossier import Row
from jixiao.tables.measure_text import Fault, parse_measure
from jixiao.wording import same

heads = ("figure",)
MOST_PLACES = 6


def find(source: Source, figure_id: str) -> Figure | None:
    """The figure of a row of that table; None too if its measure cannot be read, which the check of the table reports."""
    row = source.dossier.find("figure", figure_code=figure_id.partition(".")[2])
    expression = parse_measure(row.text("measure"), source.dossier.schema) if row else None
    if row is None or expression is None or isinstance(expression, Fault):
        return None
    how = Drawn(same(row.text("label")), expression, row.text_id("scale") or "plain", _places(row))
    figure = drawn(source, figure_id, how)
    return replace(figure, rows=(row, *figure.rows))


def _places(row: Row) -> int | None:
    """The decimals that the row asks for; a number that no paper would show is passed over."""
    places = row.quantity("places")
    return int(places.value) if places is not None and 0 <= places.value <= MOST_PLACES else None


def ids(source: Source) -> Iterator[str]:
    """All rows of that table."""
    for row in source.dossier.table("figure"):
        yield f"figure.{row.text('figure_code')}"
