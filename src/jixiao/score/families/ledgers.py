"""Figures of the unit's ledgers: how many rows, and the sum of each column of numbers; an underscore is written as a hyphen.

ledger.KIND.rows · ledger.KIND.COLUMN
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.score.figure import Drawn, Figure, Source, drawn, path_of
from jixiao.tables.measures import Aggregate, Measure, Term, Total
from jixiao.tables.schema import NUMERIC
from jixiao.wording import Text

heads = ("ledger",)
ROWS = "rows"


def find(source: Source, figure_id: str) -> Figure | None:
    """The figure of a ledger's rows or of one of its columns."""
    _, kind, column, *more = [*figure_id.split("."), "", ""]
    spec = next((spec for spec in source.dossier.schema.values() if spec.is_ledger and path_of(spec.name) == kind), None)
    if spec is None or any(more):
        return None
    if column == ROWS:
        label = Text("{ledger}行数", "Rows of {ledger}").fill(ledger=spec.label)
        return drawn(source, figure_id, Drawn(label, _measure(Aggregate("count", spec.name))))
    field = next((field for name, field in spec.fields.items() if path_of(name) == column and field.type in NUMERIC), None)
    if field is None:
        return None
    label = Text("{ledger}·{column}合计", "{ledger}: sum of {column}").fill(ledger=spec.label, column=field.label)
    scale = "wan" if field.type == "yuan" else "plain"
    return drawn(source, figure_id, Drawn(label, _measure(Aggregate("sum", spec.name, field.name)), scale))


def ids(source: Source) -> Iterator[str]:
    """The figures of all ledgers."""
    for spec in source.dossier.schema.values():
        if spec.is_ledger:
            yield f"ledger.{path_of(spec.name)}.{ROWS}"
            for name, field in spec.fields.items():
                if field.type in NUMERIC:
                    yield f"ledger.{path_of(spec.name)}.{path_of(name)}"


def _measure(aggregate: Aggregate) -> Measure:
    return Measure(Total((Term(Decimal(1), aggregate),)))
