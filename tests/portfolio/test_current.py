"""A result whose lake, frameworks or statements changed since is not shown: the sentence says what to run again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from jixiao.cli import main
from jixiao.portfolio.current import JUDGED
from jixiao.portfolio.generating import generate
from jixiao.portfolio.judging import judge
from jixiao.portfolio.lake import Lake
from jixiao.portfolio.scoring import RECORD, score_lake

FOLLOWING = ("sample", "dashboard", "letters", "report")
"""The commands that need gaps."""


@pytest.fixture
def place(nation: Path, tmp_path: Path) -> Path:
    """A made lake, scored and judged, of which every test has its own."""
    shutil.copytree(nation / "lake", tmp_path / "lake")
    score_lake(tmp_path / "lake", tmp_path / "scored")
    judge(tmp_path / "scored")
    return tmp_path


def said(place: Path, command: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command that should not go on says."""
    out = ["--out", str(place / command)] if command in {"dashboard", "letters", "report"} else []
    assert main(["--lang", "en", "portfolio", command, str(place / "scored"), *out]) == 2
    return capsys.readouterr().err


def works(place: Path, *commands: str) -> bool:
    return all(main(["portfolio", command, str(place / "scored")]) == 0 for command in commands)


def more_units(place: Path) -> None:
    """Another part comes into the lake."""
    generate(5, 9, place / "other")
    for table in ("unit", "fact", "stated_score"):
        shutil.copy(Lake(place / "other").file(table, "2023-00000"), Lake(place / "lake").file(table, "2023-00007"))


def test_a_lake_that_grew_has_to_be_scored_and_judged_again(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert works(place, "rank", "gaps", "sample")
    more_units(place)
    for command in ("rank", "gaps", *FOLLOWING):
        assert "has changed since it was scored (part 2023-00007)" in said(place, command, capsys)
    score_lake(place / "lake", place / "scored")
    assert works(place, "rank")
    for command in FOLLOWING:
        assert "run jixiao portfolio gaps" in said(place, command, capsys)
    assert works(place, "gaps", "sample")


@pytest.mark.parametrize("table", ["fact", "unit"])
def test_a_part_that_changed_or_went_is_noticed(place: Path, table: str, capsys: pytest.CaptureFixture[str]) -> None:
    generate(120, 6, place / "other")
    shutil.copy(Lake(place / "other").file(table, "2023-00000"), Lake(place / "lake").file(table, "2023-00000"))
    assert "has changed since it was scored" in said(place, "rank", capsys)


def test_what_units_state_anew_has_to_be_held_against_again(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    generate(120, 6, place / "other")
    shutil.copy(Lake(place / "other").file("stated_score", "2023-00000"), Lake(place / "lake").file("stated_score", "2023-00000"))
    assert works(place, "rank")
    for command in FOLLOWING:
        assert "state has changed since" in said(place, command, capsys)
    assert works(place, "gaps", "sample")


def test_other_rules_make_a_result_old(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = json.loads((place / "scored" / RECORD).read_text("utf-8"))
    (place / "scored" / RECORD).write_text(json.dumps(record | {"program": "of another version"}), "utf-8")
    assert "part" in said(place, "rank", capsys)
    score_lake(place / "lake", place / "scored")
    assert works(place, "rank")


def test_a_judging_that_was_cut_off_counts_for_nothing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "scored" / JUDGED).unlink()
    for command in FOLLOWING:
        assert "run jixiao portfolio gaps" in said(place, command, capsys)


def test_a_result_without_its_lake_is_shown(place: Path) -> None:
    shutil.move(place / "lake", place / "elsewhere")
    assert works(place, "rank", "sample")
    assert main(["portfolio", "gaps", str(place / "scored"), "--lake", str(place / "elsewhere")]) == 0
