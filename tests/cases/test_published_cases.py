"""What was found in published papers by hand is found by the checks wherever a table can prove it, and nothing that held is denied."""

from __future__ import annotations

import pytest
from tests.cases.building import CASES, READING, Case, dossier_of

from jixiao.findings import Finding
from jixiao.review.checking import check

RULES: dict[str, list[str]] = READING["rules"]
TEXTS: dict[str, str] = READING["texts"]
RECORDED = [(case, recorded) for case in CASES for recorded in case["checks"]]
NAMES = [f"{case['id']}-{recorded['check']}" for case, recorded in RECORDED]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    """Everything that is found in each case."""
    made = {}
    for case in CASES:
        outcomes = check(dossier_of(case, tmp_path_factory.mktemp("case") / case["id"]))
        made[case["id"]] = [finding for outcome in outcomes for finding in outcome.findings]
    return made


def test_every_recorded_check_is_answered_by_a_rule_or_left_to_the_text_with_a_reason() -> None:
    recorded = {each["check"] for _, each in RECORDED}
    assert recorded == RULES.keys() | TEXTS.keys()
    assert not RULES.keys() & TEXTS.keys()
    assert all(len(reason) > 10 for reason in TEXTS.values())


@pytest.mark.parametrize(("case", "recorded"), RECORDED, ids=NAMES)
def test_what_was_recorded_is_what_is_found(found: dict[str, list[Finding]], case: Case, recorded: Case) -> None:
    rules = RULES.get(recorded["check"])
    if rules is None:
        return
    findings = [each for each in found[case["id"]] if each.rule in rules]
    said = [f"{each.rule}: {each.because.say('zh')}" for each in findings]
    if recorded["result"] == "holds":
        assert not findings, said
    if recorded["result"] == "fails":
        assert findings, recorded["detail"]


def test_no_table_of_a_case_is_misread(found: dict[str, list[Finding]]) -> None:
    wrong = {"cells-fit-their-type", "choices-are-known", "columns-are-known", "references-lead-somewhere", "keys-stand-once"}
    assert not [(name, each.check, each.place) for name, findings in found.items() for each in findings if each.check in wrong]
