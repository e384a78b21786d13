"""Every scoring rule: its cases, its manual, its words, and what holds for all of them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import strategies
from tests.framework import in_duckdb

from jixiao.errors import Misuse
from jixiao.exact import scaled
from jixiao.files.yamls import read_yaml
from jixiao.framework.columns import Column, printed_arms
from jixiao.framework.compiled import compiled
from jixiao.framework.options import said_value
from jixiao.framework.rule import (
    FOLDER,
    MISSING,
    PLACEHOLDERS,
    Arm,
    Inputs,
    Rule,
    absent,
    decide,
    direction,
    explain,
    load,
    names,
    read_options,
)
from jixiao.wording import LANGUAGES

CASES = Path(__file__).parent / "rules"
SECTIONS = ["What it does", "Formula", "Options", "Example", "Source"]


class Case(NamedTuple):
    rule: Rule
    written: dict[str, Any]
    options: dict[str, object]
    inputs: Inputs
    places: int
    score: int | None

    @property
    def ask(self) -> in_duckdb.Ask:
        return self.rule, self.options, self.inputs


def units(text: str | None, places: int = 4) -> int | None:
    return None if text is None else scaled(Decimal(text), places)


@cache
def cases() -> list[Case]:
    read = []
    for name in names():
        rule = load(name)
        written: Any = read_yaml(CASES / f"{name}.yaml").data
        for case in written:
            places = -int(Decimal(case["points"] or "0.00").as_tuple().exponent)
            options = read_options(rule, case.get("options") or {}, places)
            assert isinstance(options, dict), [fault.say("zh") for fault in options]
            facts = [units(case.get(column)) for column in ("actual", "target", "high")]
            inputs = Inputs(units(case["points"], places), *facts)
            read.append(Case(rule, case, options, inputs, places, units(case["score"], places)))
    return read


@cache
def decided_on_columns() -> list[tuple[str, int | None]]:
    return in_duckdb.decided([case.ask for case in cases()])


def every_rule(test: Any) -> Any:
    return pytest.mark.parametrize("rule", [load(name) for name in names()], ids=names())(test)


def options_of(rule: Rule, written: Any, places: int = 2) -> dict[str, object]:
    options = read_options(rule, written, places)
    assert isinstance(options, dict), [fault.say("zh") for fault in options]
    return options


@pytest.mark.parametrize("number", range(len(cases())), ids=[f"{case.rule.name}-{case.written['name']}" for case in cases()])
def test_a_case_gives_its_score_by_its_arm_in_every_world(number: int) -> None:
    case = cases()[number]
    expected = (case.written["arm"], case.score)
    assert decide(*case.ask) == expected
    assert compiled(case.rule, case.options)(*case.inputs) == expected
    assert decided_on_columns()[number] == expected


@pytest.mark.parametrize("case", [case for case in cases() if "says" in case.written], ids=lambda case: case.written["name"])
def test_a_case_says_its_sentence(case: Case) -> None:
    assert explain(*case.ask, case.places).say("zh") == case.written["says"]


@every_rule
def test_every_arm_has_a_case_and_its_words(rule: Rule) -> None:
    mine = [case for case in cases() if case.rule is rule]
    printed = {arm.name for case in mine for _, arm in printed_arms(rule, case.options, Column)}
    assert {case.written["arm"] for case in mine} == printed
    assert set(rule.words) == printed - {MISSING}


@every_rule
def test_every_case_is_explained_completely_in_both_languages(rule: Rule) -> None:
    for case in (case for case in cases() if case.rule is rule):
        sentence = explain(*case.ask, case.places)
        for language in LANGUAGES:
            assert "{" not in sentence.say(language)
        assert not re.search("[\u4e00-\u9fff，。（）]", sentence.say("en"))
        if case.written["score"] is not None:
            assert f"{Decimal(case.written['score']).normalize():f}" in sentence.say("zh")


@every_rule
def test_the_manual_has_its_sections_in_order(rule: Rule) -> None:
    assert re.findall(r"^## (.+)$", rule.manual, re.MULTILINE) == SECTIONS
    assert rule.manual.partition("\n")[0].endswith(".")
    for option in rule.options:
        assert f"- `{option}`" in rule.manual
    assert rule.label.zh
    assert rule.label.en


@every_rule
def test_options_have_readable_defaults_and_names_of_their_own(rule: Rule) -> None:
    assert not set(rule.options) & set(PLACEHOLDERS)
    assert set(rule.defaults) <= set(rule.options)


def test_every_case_file_belongs_to_a_rule() -> None:
    assert sorted(path.stem for path in CASES.glob("*.yaml")) == list(names())


def test_an_unknown_rule_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Misuse, match=r"capped_line"):
        load("capped_lime")
    assert FOLDER.endswith("rules")


@every_rule
def test_a_missing_input_never_gives_a_number(rule: Rule) -> None:
    case = next(case for case in cases() if case.rule is rule)
    full = Inputs(1000, 10_000, 10_000, 10_000)
    for name in rule.inputs:
        inputs = full._replace(**{name: None})
        assert absent(rule, inputs) == [name]
        assert decide(rule, case.options, inputs) == (MISSING, None)
        assert compiled(rule, case.options)(*inputs) == (MISSING, None)
        assert "不计分" in explain(rule, case.options, inputs, 2).say("zh")


def test_a_caller_says_values_as_their_reader_knows_them() -> None:
    rule = load("capped_line")
    inputs = Inputs(1000, 99_9492, 100_0000)
    said = {"actual": "157.52万元", "target": "157.6万元"}
    assert (
        explain(rule, {}, inputs, 2, said).say("zh")
        == "完成 157.52万元，目标 157.6万元，157.52万元 ÷ 157.6万元 × 10 分 ≈ 9.99 分"
    )


# ---------------------------------------------------------------- options


def test_all_faults_of_options_are_told_at_once() -> None:
    faults = read_options(load("per_step"), {"step": 0.5, "off": "-1", "beyond": "left", "stop": 1}, 2)
    assert isinstance(faults, list)
    assert [fault.say("zh") for fault in faults] == [
        "选项 stop：没有这个选项，可用的是：step, off, count, beyond",
        "选项 step：0.5 被读成了二进制小数，请加引号写成文字",
        "选项 off：-1 不应为负数",
        "选项 beyond：“left”不在可选的词中：above, below",
    ]
    assert all(not re.search("[\u4e00-\u9fff]", fault.say("en")) for fault in faults)


@pytest.mark.parametrize(
    ("rule", "written", "fault"),
    [
        ("per_case", {}, "缺少这个选项"),
        ("per_case", {"off": "0.005"}, "0.005 比最小单位 0.01 还细"),
        ("per_case", {"off": True}, "“True”不是数"),
        ("per_case", {"off": None}, "“None”不是数"),
        ("per_case", {"off": "50%"}, "“50%”不是数"),
        ("per_step", {"step": 0, "off": 1}, "应大于零"),
        ("per_share", {"step": "五", "off": 1}, "“五”不是数，也不是百分数"),
        ("equal", {"off": 1}, "没有这个选项，可用的是：（无）"),
        ("over_fulfilment", {"allowed": "50%", "least": 90}, "90 超过 100%（百分数请写百分号）"),
        ("over_fulfilment", {"allowed": "0.001%"}, "0.001% 比最小单位 0.0001 还细"),
        ("steps", {"tiers": []}, "应为列表，至少一行"),
        ("steps", {"tiers": "90%"}, "应为列表，至少一行"),
        ("steps", {"tiers": [{"reached": "90%"}]}, "每档应写作 {reached: …, paid: …}"),
        ("steps", {"tiers": [{"reached": "60%", "paid": "50%"}, {"reached": "90%", "paid": "80%"}]}, "各档应从高到低排列"),
        ("levels", {"paid": ["60%", "80%"]}, "各等级应从好到差排列"),
    ],
)
def test_a_faulty_option_is_told_in_a_sentence(rule: str, written: dict[str, object], fault: str) -> None:
    faults = read_options(load(rule), written, 2)
    assert isinstance(faults, list)
    assert len(faults) == 1
    assert fault in faults[0].say("zh")


def test_options_are_read_exactly_in_their_units() -> None:
    read = options_of(load("per_step"), {"step": "５％", "off": Decimal("0.5")})
    assert read == {"step": 500, "off": 50, "count": "whole", "beyond": "above"}
    assert options_of(load("per_case"), {"off": 2}, 6) == {"off": 2_000_000}
    assert options_of(load("levels"), {"paid": [1, "0.85", "80.55%"]}) == {"paid": (10_000, 8_500, 8_055)}
    assert options_of(load("steps"), {"tiers": [{"reached": "90%", "paid": "80%"}]}) == {"tiers": ((9_000, 8_000),)}


def test_a_word_that_was_chosen_is_said_as_it_stands() -> None:
    assert said_value(Literal["whole"], "whole", 2).say("zh") == "whole"


def test_a_rule_that_ends_without_an_arm_is_a_mistake_of_its_author() -> None:
    rule = replace(load("equal"), arms=lambda points, actual, target: iter([Arm("equal", actual == target, points)]))
    with pytest.raises(TypeError, match="OTHERWISE"):
        decide(rule, {}, Inputs(100, 1, 2))


# ---------------------------------------------------------------- what holds for all rules


@every_rule
@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_a_score_lies_between_nothing_and_all_points(rule: Rule, data: st.DataObject) -> None:
    options = options_of(rule, data.draw(strategies.written_options(rule)), data.draw(st.sampled_from([2, 6])))
    for inputs in data.draw(st.lists(strategies.inputs(), min_size=1, max_size=20)):
        score = decide(rule, options, inputs).score
        assert score is None or 0 <= score <= (inputs.points or 0)


@every_rule
@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_better_never_scores_less(rule: Rule, data: st.DataObject) -> None:
    options = options_of(rule, data.draw(strategies.written_options(rule)))
    better = direction(rule, options)
    if better == "none":
        return
    base = data.draw(strategies.inputs())
    actuals = [inputs.actual or 0 for inputs in data.draw(st.lists(strategies.inputs(), min_size=2, max_size=20))]
    near = [(base.target or 0) + away for away in data.draw(st.lists(st.integers(-20_000, 20_000), max_size=20))]
    scores = [
        score
        for actual in sorted(actuals + near, reverse=better == "less")
        if (score := decide(rule, options, base._replace(actual=actual)).score) is not None
    ]
    assert scores == sorted(scores)


def test_only_three_rules_say_that_more_is_not_better() -> None:
    assert {name for name in names() if load(name).direction == "none"} == {"equal", "within_range", "over_fulfilment"}


@every_rule
@given(data=st.data())
@settings(deadline=None, max_examples=40)
def test_a_rule_free_of_scale_decides_the_same_on_a_common_multiple(rule: Rule, data: st.DataObject) -> None:
    if not rule.scale_free:
        return
    options = options_of(rule, data.draw(strategies.written_options(rule)))
    inputs, factor = data.draw(strategies.inputs()), data.draw(st.integers(2, 10**6))
    points, *facts = inputs
    multiple = Inputs(points, *(None if fact is None else fact * factor for fact in facts))
    assert decide(rule, options, multiple) == decide(rule, options, inputs)


@every_rule
@given(data=st.data())
@settings(deadline=None, max_examples=25)
def test_ints_and_expression_and_columns_decide_alike(rule: Rule, data: st.DataObject) -> None:
    options = options_of(rule, data.draw(strategies.written_options(rule)), data.draw(st.sampled_from([2, 6])))
    drawn = data.draw(st.lists(strategies.inputs(missing=True), min_size=1, max_size=60))
    on_ints = [decide(rule, options, inputs) for inputs in drawn]
    assert [compiled(rule, options)(*inputs) for inputs in drawn] == on_ints
    assert in_duckdb.decided([(rule, options, inputs) for inputs in drawn]) == on_ints
    for inputs, (arm, score) in zip(drawn, on_ints, strict=True):
        if absent(rule, inputs):
            assert (arm, score) == (MISSING, None)
