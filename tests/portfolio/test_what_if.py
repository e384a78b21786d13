from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from jixiao.cli import main
from jixiao.errors import Misuse
from jixiao.framework.load import named, shipped_folder
from jixiao.portfolio.collecting import collect
from jixiao.portfolio.generating import generate
from jixiao.portfolio.what_if import what_if
from jixiao.score.unit_score import score_by
from jixiao.tables.reading import read_dossier

BY = "guangdong-unit-2022"
EXAMPLE = Path(__file__).parents[2] / "examples" / "beijing-office-2023"


def edition(folder: Path, *changes: tuple[str, str, str]) -> str:
    """The shipped framework with other numbers: behind a word, the first of one text becomes another."""
    text = (shipped_folder(BY) / "framework.yaml").read_text(encoding="utf-8").replace(f"id: {BY}", "id: another")
    for behind, before, after in changes:
        head, tail = text.split(behind, 1)
        text = head + behind + tail.replace(before, after, 1)
    (folder / "framework.yaml").write_text(text, encoding="utf-8")
    return str(folder / "framework.yaml")


WEIGHTS = (("code: output-targets", "points: 20", "points: 25"), ("code: benefit-targets", "points: 20", "points: 15"))


def test_it_says_what_the_single_unit_would_score(tmp_path: Path) -> None:
    collect([EXAMPLE], tmp_path / "lake", BY, jobs=1)
    another = edition(tmp_path, *WEIGHTS)
    what_if(tmp_path / "lake", BY, another, tmp_path / "out")
    dossier = read_dossier(EXAMPLE)
    wanted = [score_by(dossier, named(word)[0]).total for word in (BY, another)]
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT before_total, after_total FROM '{tmp_path}/out/what_if/*.parquet'").fetchall()
    assert found == [tuple(wanted)]


def test_a_higher_border_moves_those_between(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    generate(300, 5, tmp_path / "lake", BY)
    another = edition(tmp_path, ("grades:", "least: 90", "least: 92"))
    found = what_if(tmp_path / "lake", BY, another, tmp_path / "out")
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT before_total, before_grade, after_grade FROM '{tmp_path}/out/what_if/*.parquet'"
        ).fetchall()
    moved = [total for total, before, after in rows if before != after]
    assert len(moved) == found.changed > 0
    assert all(Decimal(90) <= total < Decimal(92) for total in moved)
    assert found.causes == ()
    assert main(["--lang", "en", "portfolio", "try", str(tmp_path / "lake"), BY, another, "--out", str(tmp_path / "again")]) == 0
    assert f"300 units; {found.changed} change their grade" in capsys.readouterr().out


def test_the_items_that_move_grades_are_named(tmp_path: Path) -> None:
    generate(300, 5, tmp_path / "lake", BY)
    found = what_if(tmp_path / "lake", BY, edition(tmp_path, *WEIGHTS), tmp_path / "out")
    assert {cause.item_code for cause in found.causes} == {"output-targets", "benefit-targets"}


def test_points_without_facts_give_no_grade(tmp_path: Path) -> None:
    generate(20, 5, tmp_path / "lake", BY)
    found = what_if(
        tmp_path / "lake", BY, edition(tmp_path, ("items:", "code: spending-rate", "code: spending-pace")), tmp_path / "out"
    )
    assert found.unknown == "10"
    assert {each.after for each in found.moved} == {"—"}


def test_the_same_framework_is_no_question(tmp_path: Path) -> None:
    generate(5, 5, tmp_path / "lake", BY)
    with pytest.raises(Misuse, match="the same framework"):
        what_if(tmp_path / "lake", BY, BY, tmp_path / "out")
