from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.dossiers import EXAMPLE

from jixiao.document.model import Run
from jixiao.report.narrative import paragraphs, runs
from jixiao.score.trace import Figures
from jixiao.score.unit_score import score_unit
from jixiao.tables.folder import read_folder


def example() -> Figures:
    dossier = read_folder(EXAMPLE)
    return Figures(dossier, score_unit(dossier))


EXAMPLE_FIGURES = example()
CHECKS = {"bindings-lead-somewhere", "bound-numbers-are-there", "numbers-are-bound"}


def test_a_bound_number_is_a_run_with_the_id_of_its_figure() -> None:
    assert runs("接待{ledger.reception.persons}人次，得{score.total}分。", EXAMPLE_FIGURES) == (
        Run("接待"),
        Run("2095", "ledger.reception.persons"),
        Run("人次，得"),
        Run("97.99", "score.total"),
        Run("分。"),
    )


@pytest.mark.parametrize("text", ["{nothing.here}", "{}", "{ score.total }", "{{score.total}", "{接待人次}", "a{b}c}", "}{"])
def test_what_binds_nothing_stays_as_it_is_written(text: str) -> None:
    made = "".join(run.text for run in runs(text, EXAMPLE_FIGURES))
    assert made == text.replace("{score.total}", "97.99")


@given(st.text("{}score.total 97。\n", max_size=30))
def test_no_narrative_breaks_the_binding(text: str) -> None:
    made = runs(text, EXAMPLE_FIGURES)
    assert "".join(f"{{{run.figure}}}" if run.figure else run.text for run in made) == text


def test_paragraphs_are_the_lines_that_are_not_empty() -> None:
    assert paragraphs("一\n\n  二  \r\n三\n") == ["一", "二", "三"]
    assert paragraphs(" \n ") == []
