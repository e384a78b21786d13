"""Edits of any rows of the example, as a careless office might make them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st
from tests.web.who import Who

from jixiao.tables.dossier import Dossier as Tables
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.writing import Drop, Faulty, Put, write
from jixiao.web.models import Dossier, Record

EDITED = ("reception", "payment", "actual", "budget", "visit", "judgement", "procurement", "meeting", "survey")
NUMBERS = st.one_of(
    st.integers(0, 200_000).map(str),
    st.decimals(Decimal(0), Decimal(10_000_000), places=2).map(str),
    st.sampled_from(["不适用", "未到期", "未填报", "约1600", "0", "-12.50", ""]),
)
DAYS = st.dates(date(2023, 1, 1), date(2023, 12, 31)).map(str)


@st.composite
def edits(draw: st.DrawFn) -> list[tuple[str, int, str, str | None]]:
    """Edits of any row: table, which row, which column, and its new text; None takes the row out."""
    one = st.tuples(
        st.sampled_from(EDITED),
        st.integers(0, 10_000),
        st.sampled_from(["amount", "number", "day", "choice"]),
        st.one_of(NUMBERS, DAYS, st.none()),
    )
    return draw(st.lists(one, min_size=1, max_size=6))


def column_of(tables: Tables, table: str, wish: str, at: int) -> str:
    """A column of a table of the wished kind, if it has one."""
    kinds = {"amount": {"yuan"}, "number": {"whole", "number"}, "day": {"date"}, "choice": {"choice", "yes_no"}}[wish]
    columns = [name for name, column in tables.schema[table].fields.items() if column.type in kinds and not column.refers]
    return columns[at % len(columns)] if columns else "note"


def apply(dossier: Dossier, edited: Sequence[tuple[str, int, str, str | None]], who: Who) -> int:
    """Make the edits that can stand; how many those were."""
    done = 0
    for table, at, wish, text in edited:
        rows = list(Record.objects.filter(dossier=dossier, table=table))
        if not rows:
            continue
        row = rows[at % len(rows)]
        column = column_of(assembled(dossier), table, wish, at)
        cells = {**row.values, column: text or ""}
        try:
            write(dossier, [Drop(table, row.number) if text is None else Put(table, row.number, cells)], who("finance"))
        except Faulty:
            continue
        done += 1
    return done
