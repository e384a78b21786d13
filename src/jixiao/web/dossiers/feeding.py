"""Which indicators a table feeds, and where they stand: what somebody records is worth recording if it can be seen to move something."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from jixiao.score.facts import View
from jixiao.score.progress import STATUSES, standing
from jixiao.score.reasons import value_text
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.dossier import Row
from jixiao.tables.measure_text import Fault, parse_measure
from jixiao.tables.measures import ENTERED, reads
from jixiao.web.dossiers.worked_out import day_within, kept
from jixiao.web.models import Dossier
from jixiao.wording import Text, same

ROWS = "*"
"""The column of a measure that counts rows."""

_LIGHTS = {"reached": "good", "on_schedule": "good", "behind": "warn"}


class Fed(NamedTuple):
    """An indicator that draws from a table: from which of its columns, what it stands at, its target, and what that means by now."""

    code: str
    name: str
    columns: frozenset[str]
    value: Text
    target: str
    status: Text
    light: str


def feeding(dossier: Dossier) -> dict[str, list[Fed]]:
    """The indicators that each table feeds, as they stand today, in the order of their codes."""
    day = day_within(dossier)
    return kept(dossier, ("feeding", day), lambda tables: _feeding(tables, day))


def _feeding(tables: Tables, day: date) -> dict[str, list[Fed]]:
    until = None if day == tables.year.ends_on else day
    whole, views = tables.scope(), dict[tuple[str, str], View]()
    found = defaultdict[str, list[Fed]](list)
    for row in tables.table("indicator"):
        columns = _columns_of(tables, row)
        if not columns or row not in whole:
            continue
        about = row.text_id("unit_code"), row.text_id("owner_code") if row["level"] == "project" else ""
        if about not in views:
            views[about] = View(tables, tables.scope(about[0], about[1] or None), until)
        of_table = _fed(row, views[about])
        for table, names in columns:
            found[table].append(of_table._replace(columns=names))
    return {table: sorted(those) for table, those in found.items()}


def _columns_of(tables: Tables, row: Row) -> list[tuple[str, frozenset[str]]]:
    text = row["measure"]
    expression = parse_measure(text, tables.schema) if isinstance(text, str) and text != ENTERED else None
    if expression is None or isinstance(expression, Fault):
        return []
    by_table = defaultdict[str, set[str]](set)
    for table, column in reads(expression):
        by_table[table].add(column)
    return [(table, frozenset(columns)) for table, columns in by_table.items()]


def _fed(row: Row, view: View) -> Fed:
    found = standing(view, row)
    unit = row.text("measure_unit")
    state = found.fact.state.label if found.fact.state else Text("没有数", "no number")
    value = same(value_text(found.fact, unit)) if found.fact.numerator is not None else state
    target = row.text("target_text") if found.target is None else f"{row.text('operator')}{found.target}{unit}"
    return Fed(
        row.text("indicator_code"),
        row.text("name"),
        frozenset(),
        value,
        target,
        STATUSES.get(found.status, state),
        _LIGHTS.get(found.status, ""),
    )


def fed_by_column(feeds: Sequence[Fed], column: str) -> Iterator[Fed]:
    """The indicators that add up or ask for a column."""
    return (each for each in feeds if column in each.columns)
