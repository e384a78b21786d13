"""The scores on the site are those of ``jixiao score`` on the exported dossier, whatever was written before."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.who import Who

from jixiao.score.as_json import score_json
from jixiao.score.unit_score import score_unit
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.reading import read_dossier
from jixiao.web.dossiers.adopting import as_folder
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.standings import drifts, scored, standing
from jixiao.web.dossiers.writing import Drop, Faulty, Put, write
from jixiao.web.models import Dossier, Record, Standing

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


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edited=edits())
def test_the_score_is_that_of_the_exported_dossier_after_any_edits(
    dossier: Dossier, writer: Who, edited: list[tuple[str, int, str, str | None]]
) -> None:
    apply(dossier, edited, writer)
    with as_folder(dossier) as folder:
        exported = read_dossier(folder)
        wanted = score_json(exported, score_unit(exported), "zh")
    assert score_json(assembled(dossier), scored(dossier), "zh") == wanted
    kept = standing(dossier)
    assert kept
    assert (kept.total, kept.in_play, kept.scores) == (wanted["total"], wanted["in_play"], wanted["scores"])
    assert drifts() == []


def test_the_command_on_the_exported_dossier_says_the_same(dossier: Dossier, writer: Who, tmp_path: Path) -> None:
    known = Record.objects.filter(table="payment")[0]
    write(dossier, [Put("payment", known.number, {**known.values, "amount_yuan": "12.34"})], writer("finance"))
    with as_folder(dossier) as folder:
        ran = subprocess.run(
            [sys.executable, "-m", "jixiao.cli", "score", str(folder), "--json"],
            capture_output=True,
            check=True,
            text=True,
            cwd=tmp_path,
        )
    assert json.loads(ran.stdout) == score_json(assembled(dossier), scored(dossier), "zh")


@pytest.mark.usefixtures("dossier")
def test_a_kept_score_that_somebody_changed_has_drifted() -> None:
    dossier = Dossier.objects.get()
    assert standing(dossier)
    Standing.objects.update(total="99.99")
    assert [(each.column, each.kept, each.worked_out) for each in drifts()] == [("total", "99.99", "97.99")]
