"""The scores on the site are those of ``jixiao score`` on the exported dossier, whatever was written before."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from tests.web.dossiers.edits import apply, edits
from tests.web.who import Who

from jixiao.score.as_json import score_json
from jixiao.score.unit_score import score_unit
from jixiao.tables.reading import read_dossier
from jixiao.web.dossiers.adopting import as_folder
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.standings import drifts, scored, standing
from jixiao.web.dossiers.writing import Put, write
from jixiao.web.models import Dossier, Record, Standing


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
