"""Frameworks that are not complete, give letters, use a library, fit some units, divide points in their own way: how they are read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jixiao.files.described import Part
from jixiao.files.yamls import parse_yaml
from jixiao.findings import Finding
from jixiao.framework.load import read
from jixiao.framework.model import Framework

PARTIAL = """\
id: small
edition: "1"
name: {zh: 小体系, en: Small}
kind: unit
years: {from: 2022, to: 2024}
applies_when: {kind: [administrative, participating], classified: ["no"]}
complete: false
missing: {zh: 缺一半, en: half of it}
points: 10
share_decimals: 2
residual: largest
rescale: group
not_applicable: rescale
items:
  - code: staff
    use: mof-unit-2013/staff-control-rate
    points: 4
    rule: inverse
  - code: targets
    name: {zh: 指标, en: Targets}
    points: 2
    source: indicators
    indicators: {level: unit, class: [output]}
    when_none: not_applicable
    rule: weighted_mean
"""
LETTERED = """\
id: letters
edition: "1"
name: {zh: 等级, en: Letters}
kind: unit
years: {from: 2022, to: 2024}
scale:
  letters: [A, B+, B]
  answers:
    - {answer: A, letter: A}
    - {answer: B, letter: B}
  conversion:
    - {scores: [A, A], gives: A}
    - {scores: [B, A], gives: B+}
    - {scores: [B, B], gives: B}
items:
  - code: group
    name: {zh: 组, en: Group}
    aggregate: average_table
    items:
      - code: one
        name: {zh: 一, en: One}
      - code: two
        name: {zh: 二, en: Two}
"""


def reading(text: str) -> tuple[Framework, list[tuple[int | None, str]]]:
    found: list[Finding] = []
    framework = read(Part.top(parse_yaml(text, "f.yaml"), "f.yaml", "framework-is-sound", found))
    return framework, [(finding.place.row, finding.because.say("en")) for finding in found]


def said(text: str, wrong: str, right: str) -> list[tuple[int | None, str]]:
    assert text.count(wrong) == 1
    return reading(text.replace(wrong, right))[1]


def test_a_partial_framework_is_read() -> None:
    framework, faults = reading(PARTIAL)
    assert faults == []
    assert framework.missing is not None
    assert framework.why_no_total is not None
    assert "half of it" in framework.why_no_total.say("en")
    assert (framework.share_decimals, framework.residual, framework.rescale) == (2, "largest", "group")
    assert framework.applies_when == {"kind": ("administrative", "participating"), "classified": ("no",)}
    targets = framework.item("targets")
    assert targets is not None
    assert targets.when_none == "not_applicable"


def test_a_lettered_framework_is_read() -> None:
    framework, faults = reading(LETTERED)
    assert faults == []
    assert framework.scale is not None
    assert framework.scale.conversion["A", "B"] == "B+"
    group, one = framework.item("group"), framework.item("one")
    assert group is not None
    assert one is not None
    assert (group.aggregate, group.points, one.points) == ("average_table", Decimal(0), Decimal(0))
    assert (one.answers, one.letters, one.not_applicable) == (("A", "B"), ("A", "B"), "rescale")


@pytest.mark.parametrize(
    ("wrong", "right", "line", "because"),
    [
        ("complete: false", "complete: true", 8, "but not complete: false"),
        ("missing: {zh: 缺一半, en: half of it}\n", "", 1, "“missing” is missing"),
        ("points: 4", "points: 40", 9, "add up to 42"),
        ("mof-unit-2013/staff-control-rate", "mof-unit-2013/nothing", 16, "No library has this indicator"),
        ("mof-unit-2013/staff-control-rate", "nothing/staff-control-rate", 16, "No library has this indicator"),
        ("mof-unit-2013/staff-control-rate", "mof-unit-2013/output-timeliness-rate", 16, "cannot be drawn from the tables yet"),
        ("    rule: inverse", "    measure: count(payment)\n    rule: inverse", 18, "Only one of use and measure"),
        ("kind: [administrative, participating]", "kind: [factory]", 6, "has no such value"),
        ("kind: [administrative, participating]", "staff_quota: [3]", 6, "is not known"),
        ("share_decimals: 2", "share_decimals: 9", 10, "between 0 and 6"),
        ("residual: largest", "residual: nobody", 11, "is not known"),
        ("rescale: group", "rescale: nowhere", 12, "is not known"),
        ("when_none: not_applicable", "when_none: zero", 24, "is not known"),
        ("points: 2\n    source", 'points: "2.001"\n    source', 21, "more than 2 decimals"),
    ],
)
def test_every_fault_of_a_partial_framework_is_named_at_its_line(wrong: str, right: str, line: int, because: str) -> None:
    found = said(PARTIAL, wrong, right)
    assert any(row == line and because in words for row, words in found), found


@pytest.mark.parametrize(
    ("wrong", "right", "line", "because"),
    [
        ("letters: [A, B+, B]", "letters: [A, A, B]", 7, "all different"),
        ("{answer: B, letter: B}", "{answer: B, letter: Z}", 10, "is not known"),
        ("{scores: [B, A], gives: B+}", "{scores: [B, Z], gives: B+}", 13, "not one of the scale"),
        ("{scores: [B, A], gives: B+}", "{scores: [A, A], gives: B+}", 13, "stands twice"),
        ("{scores: [B, B], gives: B}", "{scores: [B, B], gives: Z}", 14, "is not known"),
        ("aggregate: average_table", "aggregate: sum", 18, "is not known"),
        ("    - {scores: [B, B], gives: B}\n", "", 17, "lacks 1 combinations of 2"),
        ("aggregate: average_table", "points: 3\n    aggregate: weakest_link", 18, "is not known"),
        ("name: {zh: 一, en: One}", "name: {zh: 一, en: One}\n        rule: judged", 22, "is not known"),
    ],
)
def test_every_fault_of_a_lettered_framework_is_named_at_its_line(wrong: str, right: str, line: int, because: str) -> None:
    found = said(LETTERED, wrong, right)
    assert any(row == line and because in words for row, words in found), found


def test_a_complete_framework_has_to_add_up() -> None:
    whole = PARTIAL.replace("complete: false\nmissing: {zh: 缺一半, en: half of it}\n", "complete: true\n")
    assert [words for _, words in reading(whole)[1]] == ["The items below add up to 6, not to 10"]
    assert reading(whole)[0].points == Decimal(10)
