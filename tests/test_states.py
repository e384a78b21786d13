"""Not due, not reported and not applicable never turn into zero or full marks: over all frameworks, all forms, and monitoring."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dossiers import EXAMPLE

from jixiao import kinds
from jixiao.document.model import Document, Run, runs_in
from jixiao.exact import SCALE, Missing
from jixiao.framework.load import load, shipped
from jixiao.framework.model import Framework
from jixiao.monitor.as_json import monitor_json
from jixiao.monitor.watching import monitor
from jixiao.report.form import FOLDER, Material
from jixiao.score.facts import Fact
from jixiao.score.scoring import Score, score
from jixiao.score.unit_score import score_unit
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.reading import read_dossier

EXAMPLES = sorted(path for path in EXAMPLE.parent.iterdir() if (path / "dossier.yaml").exists())
SCHOOL = EXAMPLE.parent / "rural-school-project-2023"
FORMS = kinds.names(FOLDER)
HALF, END = date(2023, 6, 30), date(2023, 12, 31)
STATES = list(Missing)
WORDS = {"—", *(state.label.zh for state in STATES)}
OF_INDICATORS = re.compile(r"(?:p\.[^.]+\.)?(?:indicator|standing)\.(?P<code>[a-z0-9-]+)\.(?:actual|score|rate)")


# ---- all frameworks


def whole(framework: Framework) -> dict[str, Fact]:
    """A number for every item of a framework; the mean of indicators has none here, and is left to what is drawn."""
    return {item.code: Fact(item.code, SCALE) for item in framework.leaves}


def is_full_by_rule(framework: Framework, code: str, state: Missing) -> bool:
    item = framework.item(code)
    return state is Missing.NOT_APPLICABLE and item is not None and item.not_applicable == "full_points"


@pytest.mark.parametrize("name", shipped())
@given(data=st.data())
@settings(max_examples=15)
def test_an_item_in_a_state_has_no_score_under_any_framework(name: str, data: st.DataObject) -> None:
    framework = load(name)
    codes = [item.code for item in framework.leaves]
    drawn = data.draw(st.dictionaries(st.sampled_from(codes), st.sampled_from(STATES), min_size=1))
    without: Score = score(framework, whole(framework))
    made = score(framework, whole(framework) | {code: Fact(code, state=state) for code, state in drawn.items()})
    for each in made.leaves:
        state = drawn.get(each.item.code)
        if state is None:
            assert each == without.of(each.item.code)
        elif not is_full_by_rule(framework, each.item.code, state):
            assert (each.score, each.letter, each.in_play, each.state) == (None, None, Decimal(0), state.value)


# ---- all forms


def in_state(folder: Path, state: Missing, codes: set[str] | None = None) -> Dossier:
    """An example in which all indicators, or these, are in a state at mid-year and at the year's end."""
    dossier = read_dossier(folder)
    table = dossier.table("actual")
    known = [row for row in dossier.table("indicator") if codes is None or row.text("indicator_code") in codes]
    names = {row["indicator_code"] for row in known}
    table.rows[:] = [row for row in table.rows if row["indicator_code"] not in names]
    for row in known:
        for day in (HALF, END):
            values = {
                "unit_code": row["unit_code"],
                "indicator_code": row["indicator_code"],
                "period_end": day,
                "state": state.value,
            }
            table.rows.append(Row(table.spec, len(table.rows) + 2, dict(values)))
    table.present = True
    return dossier


def papers(dossier: Dossier, names: tuple[str, ...] = FORMS) -> Iterator[tuple[Material, Document]]:
    material = Material(dossier, score_unit(dossier))
    for name in names:
        form = kinds.load(FOLDER, name)
        if form.about == "unit" or material.projects:
            yield material.mid_year if form.stage == "mid_year" else material, form.build(material)


def check_runs(material: Material, document: Document, codes: set[str]) -> int:
    """No number of the indicators stands in a paper; how many of their figures there are."""
    runs: list[Run] = [run for listed in runs_in(document) for run in listed if run.figure]
    found = 0
    for run in runs:
        figure = material.figures.find(run.figure or "")
        if figure is not None and figure.is_missing:
            assert run.text in WORDS, (document.title, run)
        of = OF_INDICATORS.fullmatch(run.figure or "")
        if of and of["code"] in codes:
            found += 1
            assert run.text in WORDS, (document.title, run)
    return found


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_no_form_turns_a_state_into_a_number(folder: Path, state: Missing) -> None:
    dossier = in_state(folder, state)
    codes = {row.text("indicator_code").lower() for row in dossier.table("indicator")}
    assert sum(check_runs(material, document, codes) for material, document in papers(dossier))


INDICATORS = [row.text("indicator_code") for row in read_dossier(SCHOOL).table("indicator")]


@given(codes=st.sets(st.sampled_from(INDICATORS), min_size=1), state=st.sampled_from(STATES))
@settings(max_examples=10)
def test_some_indicators_in_a_state_leave_the_others_as_they_are(codes: set[str], state: Missing) -> None:
    dossier, before = in_state(SCHOOL, state, codes), read_dossier(SCHOOL)
    lower = {code.lower() for code in codes}
    for material, document in papers(dossier, ("mid_year_report", "project_monitoring_form", "project_self_evaluation_form")):
        check_runs(material, document, lower)
    of, own = Material(dossier, score_unit(dossier)), Material(before, score_unit(before))
    for code in (row.text("indicator_code").lower() for row in before.table("indicator")):
        if code not in lower:
            assert of.figure(f"indicator.{code}.actual").text == own.figure(f"indicator.{code}.actual").text


# ---- monitoring


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("day", [HALF, END])
def test_monitoring_lights_no_state_green_and_counts_it_nowhere(folder: Path, state: Missing, day: date) -> None:
    found = monitor(in_state(folder, state), day)
    data = monitor_json(found, "zh")
    assert found.watch.indicators
    for each in found.watch.indicators:
        assert (each.standing.value, each.standing.status) == (None, state.value)
        assert found.light_of(each) in {None, "red", "yellow"}
        assert state is Missing.NOT_REPORTED or found.light_of(each) is None
    assert not {"results_behind_money", "money_behind_results", "indicator_behind"} & {each.rule for each in found.warnings}
    estimate = data["estimate"]
    assert isinstance(estimate, dict)
    for leaf in found.estimate.items if found.estimate else ():
        if leaf.scored.item.selection and not (
            state is Missing.NOT_APPLICABLE and leaf.scored.item.not_applicable == "full_points"
        ):
            assert leaf.scored.score is None
            assert leaf.not_due == (leaf.scored.points if state is Missing.NOT_DUE else 0)
            assert leaf.not_reported == (leaf.scored.points if state is Missing.NOT_REPORTED else 0)


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("day", [date(2023, 1, 31), date(2023, 5, 31), HALF, date(2023, 11, 30)])
def test_before_the_year_is_over_nothing_without_a_value_is_scored(folder: Path, day: date) -> None:
    found = monitor(read_dossier(folder), day)
    assert found.estimate is not None
    for leaf in found.estimate.items:
        for part in leaf.scored.parts:
            assert (part.earned is None) == (part.part.fact.numerator is None)
        if leaf.scored.fact is not None and leaf.scored.fact.state is not None and leaf.scored.arm != "not_applicable":
            assert leaf.scored.score is None
