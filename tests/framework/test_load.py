from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from jixiao.errors import Misuse
from jixiao.files.described import Part
from jixiao.files.yamls import parse_yaml
from jixiao.findings import Finding
from jixiao.framework.load import load, load_file, read, shipped
from jixiao.framework.model import Framework

SOUND = """\
id: small
edition: "1"
name: {zh: 小体系, en: Small}
kind: unit
years: {from: 2022, to: 2024}
points: 10
round_at: item
decimals: 2
not_applicable: full_points
grades:
  - {name: {zh: 优, en: Good}, least: 90}
  - {name: {zh: 差, en: Poor}, least: 0}
indicator_rules:
  ge: {rule: capped_line}
items:
  - code: work
    name: {zh: 工作, en: Work}
    points: 6
    items:
      - code: targets
        name: {zh: 指标, en: Targets}
        points: 4
        source: indicators
        indicators: {level: unit, class: [output]}
        rule: weighted_mean
      - code: judged
        name: {zh: 评判, en: Judged}
        points: 2
        source: judgement
        levels:
          - {answer: 好, share: 100%}
          - {answer: 差, share: 0%}
        rule: levels
  - code: money
    name: {zh: 资金, en: Money}
    points: 4
    items:
      - code: rate
        name: {zh: 支出率, en: Rate}
        points: 2.5
        source: register
        measure: sum(payment.amount_yuan) / sum(budget.adjusted_yuan)
        target: 95%
        rule: capped_line
      - code: listed
        name: {zh: 清单, en: List}
        points: 1.5
        source: register
        checks:
          - code: any
            name: {zh: 有支出, en: Paid}
            points: 0.5
            holds: count(payment) >= 1
        rule: checklist
"""


def reading(text: str) -> tuple[Framework, list[Finding]]:
    found: list[Finding] = []
    return read(Part.top(parse_yaml(text, "framework.yaml"), "framework.yaml", "framework-is-sound", found)), found


def told(text: str) -> list[tuple[int | None, str]]:
    return [(finding.place.row, finding.because.say("zh")) for finding in reading(text)[1]]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_sound_framework_is_read() -> None:
    framework, found = reading(SOUND)
    assert found == []
    assert [item.code for item in framework.walk()] == ["work", "targets", "judged", "money", "rate", "listed"]
    rate, judged = framework.item("rate"), framework.item("judged")
    assert rate is not None
    assert (rate.target, rate.points, rate.parent) == (Decimal("0.95"), Decimal("2.5"), "money")
    assert judged is not None
    assert judged.answers == ("好", "差")
    assert judged.not_applicable == "full_points"
    assert framework.years == range(2022, 2025)


@pytest.mark.parametrize(
    ("wrong", "right", "because"),
    [
        ("points: 6", "points: 7", "下级分值合计 6，与本级 7 不等"),
        ("points: 10", "points: 11", "下级分值合计 10，与本级 11 不等"),
        ("points: 4\n        source", "points: -4\n        source", "不小于零"),
        ("points: 4\n        source", "points: four\n        source", "不小于零"),
        ("points: 1.5", "points: 1.505", "小数超过2位"),
        ("rule: weighted_mean", "rule: weighted", "不认识“weighted”"),
        ("        rule: levels\n", "", "缺少“rule”"),
        ("rule: levels", "rule: steps\n        options: {tier: 3}", "没有这个选项"),
        ("rule: levels", "rule: steps", "缺少这个选项"),
        ("share: 0%", "share: half", "选项 paid"),
        ("share: 0%", "share: 150%", "超过 100%"),
        ("sum(payment.amount_yuan) /", "sum(payment.amount) /", "没有列“amount”"),
        ("count(payment) >= 1", "count(payment)", "没有写完"),
        ("count(payment) >= 1", "count(payments) >= 1", "没有表“payments”"),
        ("target: 95%", "target: 0", "大于零"),
        ("target: 95%", "target: 33.33333%", "四位"),
        ("code: listed", "code: rate", "出现了两次"),
        ("code: listed", "code: 清单", "指标代码不可用"),
        ("code: listed", "code: Listed_1", "指标代码不可用"),
        ("code: listed", "code: total", "指标代码不可用"),
        ("source: indicators", "source: indicator", "不认识“indicator”"),
        ("source: indicators", "source: register", "没有写明得分所依据的数"),
        ("source: judgement\n        levels:\n          - {answer: 好, share: 100%}\n          - {answer: 差, share: 0%}",
         "source: judgement\n        options: {paid: [100%]}", "没有写明得分所依据的数"),
        ("level: unit", "level: office", "不认识“office”"),
        ("class: [output]", "class: [outputs]", "没有一级指标“outputs”"),
        ("round_at: item", "round_at: items", "不认识“items”"),
        ("not_applicable: full_points", "not_applicable: ignore", "不认识“ignore”"),
        ("kind: unit", "kind: units", "不认识“units”"),
        ("years: {from: 2022, to: 2024}", "years: {from: 2024, to: 2022}", "早于起年"),
        ("years: {from: 2022, to: 2024}", "years: {from: 2022}", "缺少“to”"),
        ("least: 90", "least: 0", "从高到低"),
        ("{zh: 小体系, en: Small}", "小体系", "“name”的内容不对"),
        ("kind: unit", "kind: unit\nregions: 44", "不认识“regions”"),
        ("source: register\n        checks", "source: register\n        check: 1\n        checks", "不认识“check”"),
        ("ge: {rule: capped_line}", "ge: {rule: capped}", "不认识“capped”"),
    ],
)  # fmt: skip
def test_every_fault_is_named_with_its_line(wrong: str, right: str, because: str) -> None:
    assert SOUND.count(wrong) == 1, wrong
    found = told(SOUND.replace(wrong, right))
    lines = {row for row, sentence in found if because in sentence}
    assert len(lines) == 1, found
    start = line_of(SOUND, wrong)
    assert lines <= set(range(start - 9, start + right.count("\n") + 8)) | {1}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("rule: weighted_mean", "rule: weighted"), ("count(payment) >= 1", "count(payment)"), ("target: 95%", "target: 0"),
     ("code: listed", "code: rate"), ("points: 6", "points: 7"), ("level: unit", "level: office"), ("round_at: item", "round_at: x"),
     ("least: 90", "least: x")],
)  # fmt: skip
def test_a_fault_of_one_line_is_at_that_line(wrong: str, right: str) -> None:
    assert line_of(SOUND, wrong) in {row for row, _ in told(SOUND.replace(wrong, right))}


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    text = (
        SOUND.replace("points: 6", "points: 7")
        .replace("rule: weighted_mean", "rule: weighted")
        .replace("target: 95%", "target: 0")
    )
    path = tmp_path / "framework.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(Misuse) as raised:
        load_file(path)
    said = raised.value.say("zh")
    assert "指标体系有4处错误" in said
    for line in (line_of(SOUND, "points: 6"), line_of(SOUND, "rule: weighted_mean"), line_of(SOUND, "target: 95%")):
        assert f"第{line}行" in said
    assert "4 faults" in raised.value.say("en")


def test_a_framework_that_is_no_mapping_is_a_fault() -> None:
    assert "键值表" in told("- a\n")[0][1]


def test_an_unknown_framework_names_the_known_ones() -> None:
    with pytest.raises(Misuse) as raised:
        load("nowhere-1999")
    assert all(name in raised.value.say("en") for name in shipped())


@pytest.mark.parametrize("name", ["", ".", "..", "../shipped/guangdong-unit-2022", "/etc"])
def test_an_id_is_a_name_and_no_path(name: str) -> None:
    with pytest.raises(Misuse):
        load(name)


def test_a_dossier_may_have_a_framework_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "guangdong-unit-2022"
    folder.mkdir()
    (folder / "framework.yaml").write_text(SOUND, "utf-8")
    assert load("guangdong-unit-2022", tmp_path).id == "small"
    assert load("guangdong-unit-2022").id == "guangdong-unit-2022"
    assert load("guangdong-unit-2022", tmp_path / "elsewhere").id == "guangdong-unit-2022"
