"""What was found in published papers by hand is found in papers that hold the same facts, however these are laid out.

Which rules answer a recorded check, and which checks no visible cell can prove and why, stands in ``tests/cases/checks.yaml``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from tests.cases.building import CASES, READING, Case
from tests.dossiers import EXAMPLE
from tests.review.published import LAYOUTS, Layout, written

from jixiao.findings import Finding
from jixiao.report.form import Material
from jixiao.report.making import make
from jixiao.review.reviewing import review
from jixiao.score.unit_score import score_unit
from jixiao.tables.reading import read_dossier

RULES: dict[str, list[str]] = READING["rules"]
EXAMPLES = sorted(path for path in EXAMPLE.parent.iterdir() if (path / "dossier.yaml").is_file())
EACH = [(case, layout, ending) for case in CASES for layout in LAYOUTS for ending in ("xlsx", "docx")]
NAMES = [f"{case['id']}-{layout.name}-{ending}" for case, layout, ending in EACH]


Found = Callable[[str, Layout, str], list[Finding]]


@pytest.fixture(scope="module")
def found_in(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What the review finds in a case in a layout and a format; each is reviewed once."""
    folder, cases = tmp_path_factory.mktemp("published"), {case["id"]: case for case in CASES}

    @cache
    def findings(case: str, layout: Layout, ending: str) -> list[Finding]:
        return review(written(cases[case], layout, folder, ending)).outcome.findings

    return findings


def said(findings: list[Finding]) -> list[str]:
    return [f"{each.severity} {each.rule} {each.place.say('en')}: {each.because.say('en')}" for each in findings]


@pytest.mark.parametrize(("case", "layout", "ending"), EACH, ids=NAMES)
def test_what_was_recorded_is_what_is_found(found_in: Found, case: Case, layout: Layout, ending: str) -> None:
    findings = found_in(case["id"], layout, ending)
    for recorded in case["checks"]:
        found = [each for each in findings if each.rule in RULES.get(recorded["check"], ())]
        if recorded["result"] == "holds":
            assert not found, said(found)
        elif recorded["result"] == "fails" and recorded["check"] in RULES:
            assert found, recorded["detail"]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_layouts_change_nothing_of_what_is_found(found_in: Found, case: Case) -> None:
    found = {
        (layout.name, ending): sorted(
            f"{each.severity} {each.rule} {each.because.say('en')}"
            for each in found_in(case["id"], layout, ending)
            if each.severity == "error"
        )
        for layout in LAYOUTS
        for ending in ("xlsx", "docx")
    }
    first = found["as published", "xlsx"]
    assert all(each == first for each in found.values()), found


def test_a_finding_names_table_row_and_column_and_quotes_the_cell(found_in: Found) -> None:
    (found,) = [each for each in found_in("sh-putuo-ty-a-2022", LAYOUTS[0], "docx") if each.rule == "A06"]
    assert (found.place.row, found.place.column, found.quote) == (4, "G", "86.19%")
    assert found.place.table
    assert "86.183" in found.because.say("en")


@pytest.mark.parametrize("example", EXAMPLES, ids=[path.name for path in EXAMPLES])
@pytest.mark.parametrize("ending", ["xlsx", *(pytest.param(each, marks=pytest.mark.heavy) for each in ("docx", "html", "pdf"))])
def test_our_own_forms_have_no_error(example: Path, ending: str, tmp_path: Path) -> None:
    dossier = read_dossier(example)
    made = make(Material(dossier, score_unit(dossier)), tmp_path, formats=[ending])
    assert made
    for each in made:
        errors = [finding for finding in review(each.path).outcome.findings if finding.severity == "error"]
        assert not errors, (each.form, said(errors))
