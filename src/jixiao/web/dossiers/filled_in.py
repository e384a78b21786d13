"""What stands in the form of a row before anybody has typed: what a new row most likely holds, or what another one holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jixiao.score.requests import today
from jixiao.tables.dossier import Row
from jixiao.tables.schema import TableSpec
from jixiao.web.dossiers.row_forms import RowForm

LOOKED_BACK = 5
"""The last rows of an office that are asked what does not change."""

_NEVER_CARRIED = frozenset({"note", "row_id", "aggregate", "secrecy", "recorded_on"})
_CARRIED = frozenset({"choice", "yes_no", "code", "text"})


def likely(form: RowForm) -> RowForm:
    """The form of a new row with what it most likely holds."""
    spec, offices, day = form.spec, form.offices, today()
    carried = _unchanging(spec, own_rows(form)[-LOOKED_BACK:]) if spec.is_ledger or spec.name == "payment" else {}
    cells = dict(carried)
    if spec.date and day in form.tables.year:
        cells[spec.date] = day.isoformat()
    if "recorded_on" in spec.fields:
        cells["recorded_on"] = day.isoformat()
    if "office_code" in spec.fields and offices is not None and len(offices) == 1:
        cells["office_code"] = next(iter(offices))
    return replace(form, values=cells, carried=frozenset(carried) - {"office_code"})


def like(form: RowForm, row: Row) -> RowForm:
    """The form of a row to be written once more: without what names it, and without its day."""
    left_out = {"row_id", "recorded_on", "unit_code", row.spec.date, *row.spec.key}
    copied = {name: text for name, text in cells_of_row(row).items() if name not in left_out}
    return replace(form, values={**likely(form).values, **copied}, carried=frozenset())


def own_rows(form: RowForm) -> Sequence[Row]:
    """The rows of the table that are of the offices that somebody writes for."""
    rows = form.tables.table(form.spec.name).rows
    if form.offices is None or "office_code" not in form.spec.fields:
        return rows
    return [row for row in rows if row.text_id("office_code") in form.offices]


def cells_of_row(row: Row) -> dict[str, str]:
    """The cells of a row that stands, as texts."""
    return {name: text for name in row.given if (text := row.text(name))}


def _unchanging(spec: TableSpec, rows: Sequence[Row]) -> dict[str, str]:
    """What all of the last rows say alike; one row alone says nothing of what does not change."""
    if len(rows) < 2:  # noqa: PLR2004 - a pair
        return {}
    found = {}
    for name, column in spec.fields.items():
        texts = {row.text(name) for row in rows}
        is_key = name in spec.key or name == spec.date
        if column.type in _CARRIED and name not in _NEVER_CARRIED and not is_key and len(texts) == 1 and (text := texts.pop()):
            found[name] = text
    return found
