from __future__ import annotations

from pathlib import Path

import pytest
from tests.dossiers import EXAMPLE

from jixiao.cycle.demo import demo


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    demo(out, "zh")
    return out


def test_the_example_is_laid_out_whole(made: Path) -> None:
    laid = made / EXAMPLE.name
    ours = {path.relative_to(EXAMPLE) for path in EXAMPLE.rglob("*") if path.is_file()}
    assert {path.relative_to(laid) for path in laid.rglob("*") if path.is_file()} == ours
    assert all((laid / path).read_bytes() == (EXAMPLE / path).read_bytes() for path in ours)


def test_both_papers_are_written_and_the_report_is_named(made: Path) -> None:
    shown = demo(made, "zh")
    assert shown.report.suffix == ".docx"
    assert "自评报告" in shown.report.name
    assert shown.report.is_file()
    assert {path.suffix for path in made.iterdir() if path.is_file()} == {".docx", ".html", ".json", ".pdf", ".xlsx"}


def test_the_screen_shows_totals_losses_and_what_to_do_next(made: Path) -> None:
    screen = demo(made, "zh").screen
    for words in (
        "97.99 / 100.00",
        "优",
        "履职效能 49.99",
        "管理效率 48.00",
        "spending-rate",
        "jixiao explain",
        "看 9.99 分怎么来的",
    ):
        assert words in screen, words
    assert "97.99 / 100.00, grade: Excellent" in demo(made, "en").screen


def test_what_was_edited_is_kept_and_shows(tmp_path: Path) -> None:
    demo(tmp_path, "zh")
    path = tmp_path / EXAMPLE.name / "payment.csv"
    text = path.read_text("utf-8-sig").replace("2315343.06", "许多")
    path.write_text(text, "utf-8")
    shown = demo(tmp_path, "zh")
    assert shown.has_errors
    assert "错误1处" in shown.screen
    assert "9.99" not in shown.screen.replace("49.99", "").replace("97.99", "")
    assert path.read_text("utf-8") == text
