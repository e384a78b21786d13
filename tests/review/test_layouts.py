"""The same facts are found however a form is drawn: published cases, and invented ones without a fault or with one, in many styles.

Here a few styles of each format; ``LAYOUTS_TRIED`` in the environment tries that many.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.cases.building import CASES, READING, Case
from tests.review.files_of_forms import WRITERS, as_workbook
from tests.review.invented import FAULTS, invented, planted
from tests.review.layouts import form
from tests.review.styles import drawn

from jixiao.findings import Finding
from jixiao.review.reviewing import review

RULES: dict[str, list[str]] = READING["rules"]
CHANCES = {"ah-tangxi-weituo-2022": {"A06"}, "cq-media-2021": {"S06"}}
"""Errors of published cases that nobody recorded and that hold: a rate of 0 beside 89.974 of 89.974, and two blank actuals."""

TRIED = int(os.environ.get("LAYOUTS_TRIED", "0"))
FORMATS = ("xlsx", "docx", "html", "csv", "xlsx", "docx")
STYLES = range(TRIED or 12)
EACH = [(case, style) for style in STYLES for at, case in enumerate(CASES) if TRIED or style % 4 == at % 4]
PLANTED = [(fault, style) for style in STYLES for at, fault in enumerate(FAULTS) if TRIED or style % 3 == at % 3]
NO_TOTAL = {"key", "note"}


def found_in(case: Case, style: int, folder: Path, ending: str = "") -> list[Finding]:
    """What the review finds in a case in a style, in the format that is this style's turn."""
    ending = ending or FORMATS[style % len(FORMATS)]
    path = folder / f"{case['id']}-{style}.{ending}"
    if ending == "xlsx":
        as_workbook([form(case, style)], path, drawn(style).cells)
    else:
        WRITERS[ending]([form(case, style)], path)
    return review(path).outcome.findings


def said(findings: list[Finding]) -> list[str]:
    return [f"{each.severity} {each.rule} {each.place.say('en')}: {each.because.say('en')}" for each in findings]


def as_recorded(case: Case, findings: list[Finding]) -> None:
    """Every recorded failure is there, nothing recorded as holding is contradicted, and there is no error that nobody knows."""
    known = set(CHANCES.get(case["id"], ()))
    for recorded in case["checks"]:
        rules = RULES.get(recorded["check"], [])
        found = [each for each in findings if each.rule in rules]
        if recorded["result"] == "holds":
            assert not found, said(found)
        elif recorded["result"] == "fails" and rules:
            assert found, (recorded["detail"], said(findings))
            known |= set(rules)
    assert not [each for each in said(findings) if each.startswith("error") and each.split()[1] not in known]


@pytest.mark.parametrize(("case", "style"), EACH, ids=[f"{case['id']}-{style}" for case, style in EACH])
def test_published_cases_give_what_was_recorded_in_any_style(case: Case, style: int, tmp_path: Path) -> None:
    as_recorded(case, found_in(case, style, tmp_path))


@pytest.mark.heavy
@pytest.mark.parametrize("ending", [*WRITERS])
@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_published_cases_give_what_was_recorded_in_any_format(case: Case, ending: str, tmp_path: Path) -> None:
    for style in range(100, 106):
        as_recorded(case, found_in(case, style, tmp_path, ending))


@pytest.mark.parametrize("style", STYLES)
def test_forms_in_which_everything_holds_have_no_error(style: int, tmp_path: Path) -> None:
    assert [each for each in said(found_in(invented(style), style, tmp_path)) if each.startswith("error")] == []


@pytest.mark.parametrize(("fault", "style"), PLANTED)
def test_a_fault_is_found_in_any_style_and_no_other(fault: str, style: int, tmp_path: Path) -> None:
    case = planted(style, fault)
    if case is None or (fault.startswith("weights") and drawn(style).total in NO_TOTAL):
        pytest.skip("this form has no place for the fault")
    findings = found_in(case, style, tmp_path)
    rules = FAULTS[fault][1]
    assert any(each.rule in rules for each in findings), said(findings)
    assert not [each for each in said(findings) if each.startswith("error") and each.split()[1] not in rules]


@pytest.mark.parametrize("sheets", ["one", "own"])
def test_two_forms_in_one_workbook_are_judged_each_by_itself(sheets: str, tmp_path: Path) -> None:
    cases = [invented(3), *filter(None, (planted(4, "a wrong rate"), planted(5, "a wrong total")))]
    for style in range(12, 20):
        path = tmp_path / f"{style}.xlsx"
        as_workbook([form(case, style) for case in cases], path, sheets=sheets)
        errors = [each for each in review(path).outcome.findings if each.severity == "error"]
        assert sorted({each.rule or "" for each in errors} - {"A04"}) == ["A02", "A06"], said(errors)
