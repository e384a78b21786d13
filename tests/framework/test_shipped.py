"""What holds for every framework that comes with jixiao."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from jixiao.files.yamls import read_yaml
from jixiao.findings import as_text
from jixiao.framework.library import libraries
from jixiao.framework.load import load, shipped, shipped_folder
from jixiao.framework.model import Framework
from jixiao.framework.shown import framework_text, registers
from jixiao.score.cases import CASES, best, run_cases
from jixiao.score.scoring import Score, score

PARTIAL = {"hunan-unit-2022", "chongqing-unit-2021", "sichuan-project-2023", "jiangxi-unit-2021"}
LETTERED = {"pefa-pillar-2016"}


def met(framework: Framework) -> Score:
    """The score of whoever meets everything."""
    return score(framework, {item.code: best(item) for item in framework.leaves})


def test_these_frameworks_are_there() -> None:
    whole = {"guangdong-unit-2022", "mof-project-2020", "mof-project-cost-2021", "hubei-project-2020"}
    assert set(shipped()) == whole | PARTIAL | LETTERED


@pytest.mark.parametrize("framework_id", shipped())
def test_its_cases_come_out(framework_id: str) -> None:
    outcome = run_cases(load(framework_id), shipped_folder(framework_id) / CASES)
    assert outcome.held
    assert not [as_text(finding, "en") for finding in outcome.findings]


@pytest.mark.parametrize("framework_id", shipped())
def test_every_leaf_has_a_case_of_its_own(framework_id: str) -> None:
    cases: Any = read_yaml(shipped_folder(framework_id) / CASES).data
    told = {case.get("item") for case in cases}
    assert not [item.code for item in load(framework_id).leaves if item.code not in told]


@pytest.mark.parametrize("framework_id", shipped())
def test_its_id_is_the_name_of_its_folder(framework_id: str) -> None:
    assert load(framework_id).id == framework_id


@pytest.mark.parametrize("name", [*shipped(), *libraries()])
def test_its_sources_stand_beside_it_with_a_head_in_english(name: str) -> None:
    text = (shipped_folder(name) / "sources.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {name}: where each ")
    assert "English in brief: " in text
    assert "可信程度" in text


@pytest.mark.parametrize("framework_id", sorted(set(shipped()) - PARTIAL - LETTERED))
def test_whoever_meets_everything_gets_all_points_and_the_best_grade(framework_id: str) -> None:
    made = met(load(framework_id))
    assert made.total == made.in_play == Decimal(100)
    assert made.because is None
    assert made.grade is not None
    assert made.grade.zh == "优"


@pytest.mark.parametrize("framework_id", sorted(PARTIAL | LETTERED))
def test_a_partial_or_lettered_framework_gives_no_total_and_says_why(framework_id: str) -> None:
    framework = load(framework_id)
    made = met(framework)
    assert (made.total, made.grade) == (None, None)
    assert made.because is not None
    for language in ("zh", "en"):
        assert made.because.say(language) in framework_text(framework, language)
    assert all(each.is_scored for each in made.items)


@pytest.mark.parametrize("framework_id", sorted(PARTIAL))
def test_what_is_known_of_a_partial_framework_is_scored_all_the_same(framework_id: str) -> None:
    framework = load(framework_id)
    made = met(framework)
    known = sum((item.points for item in framework.leaves), Decimal(0))
    assert made.in_play == known <= framework.points


@pytest.mark.parametrize("framework_id", sorted(LETTERED))
def test_letters_come_without_points(framework_id: str) -> None:
    for each in met(load(framework_id)).items:
        assert (each.letter, each.score, each.lost) == ("A", None, None)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("framework_id", shipped())
def test_it_can_be_shown(framework_id: str, language: Any) -> None:
    framework = load(framework_id)
    text = framework_text(framework, language)
    assert all(f"[{item.code}]" in text for item in framework.walk())


@pytest.mark.parametrize("framework_id", shipped())
def test_no_item_of_registers_reads_what_people_judged(framework_id: str) -> None:
    for item in load(framework_id).leaves:
        drawn = registers(item)
        assert item.source == "register" or not drawn, item.code
        assert drawn.keys().isdisjoint({"judgement", "stated_score", "deduction_reason"}), item.code


def test_no_item_of_the_examples_framework_is_judged() -> None:
    framework = load("guangdong-unit-2022")
    assert {item.source for item in framework.leaves} == {"register", "indicators"}
    assert not [item.code for item in framework.leaves if item.answers or not item.applied or item.applied.rule.name == "judged"]
    assert not [item.code for item in framework.leaves if not (item.measure or item.checks or item.selection)]


def test_the_sources_of_the_examples_framework_name_every_item_with_its_points() -> None:
    text = (shipped_folder("guangdong-unit-2022") / "sources.md").read_text("utf-8")
    rows = {cells[1]: cells for line in text.splitlines() if len(cells := [cell.strip() for cell in line.split("|")]) == 8}
    for item in load("guangdong-unit-2022").leaves:
        _, _, name, points, sure, rule, why_sure, _ = rows[item.code]
        assert name in item.name.zh
        assert points == f"{item.points}", item.code
        assert rule
        assert re.search("见|忆|推", sure), item.code
        assert re.search("见|忆|推", why_sure), item.code
