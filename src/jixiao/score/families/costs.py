"""Figures of running costs, by the code of the cost in lower case: budget, what was spent, and what was spent last year.

cost.CODE.budget · cost.CODE.actual · cost.CODE.last
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import SCALE, Missing, scaled
from jixiao.score.figure import Figure, Source, shown_number
from jixiao.tables.measuring import Measured
from jixiao.wording import Text

heads = ("cost",)
_COLUMNS = {
    "budget": ("budget_yuan", Text("{cost}预算数", "Budget of {cost}")),
    "actual": ("actual_yuan", Text("{cost}决算数", "Actual of {cost}")),
    "last": ("last_year_yuan", Text("{cost}上年数", "Last year's {cost}")),
}


def find(source: Source, figure_id: str) -> Figure | None:
    """The figure of one cost, in 万元."""
    code, _, kind = figure_id.partition(".")[2].rpartition(".")
    row = next((row for row in source.dossier.table("running_cost") if row.text("cost_code").lower() == code), None)
    if row is None or kind not in _COLUMNS:
        return None
    column, words = _COLUMNS[kind]
    label = words.fill(cost=row.text("kind"))
    amount = row.quantity(column)
    if amount is None:
        state = row[column] if isinstance(row[column], Missing) else Missing.NOT_REPORTED
        assert isinstance(state, Missing)
        return Figure(figure_id, label, state.label.zh, rows=(row,), is_missing=True)
    found = Measured(scaled(amount.value) or 0, SCALE, amount.precision, (row,))
    return Figure(figure_id, label, shown_number(found, "wan"), rows=(row,))


def ids(source: Source) -> Iterator[str]:
    """All amounts that were handed in."""
    for row in source.dossier.table("running_cost"):
        for kind, (column, _) in _COLUMNS.items():
            if row.quantity(column) is not None:
                yield f"cost.{row.text('cost_code').lower()}.{kind}"
