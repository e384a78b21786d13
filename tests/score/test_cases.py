from __future__ import annotations

from pathlib import Path

import pytest
from tests.judged import JUDGED

from jixiao.findings import Finding
from jixiao.framework.load import load, shipped
from jixiao.framework.model import Framework
from jixiao.score.cases import best, run_cases, run_named
from jixiao.score.scoring import score

GUANGDONG = load("guangdong-unit-2022")


def ran(tmp_path: Path, text: str, framework: Framework = GUANGDONG) -> list[Finding]:
    path = tmp_path / "cases.yaml"
    path.write_text(text, "utf-8")
    outcome = run_cases(framework, path)
    assert outcome.held + outcome.failed > 0
    assert outcome.failed == 0 or outcome.findings
    return outcome.findings


RIGHT = """\
- {name: 一半, item: spending-rate, numerator: 1, denominator: 2, score: "5.00"}
- {name: 没有数, item: spending-rate, state: not_reported, score: null}
- {name: 未到期, item: output-targets, parts: [{target: 1, state: not_due}], score: null}
- {name: 不适用, item: contract-signing, state: not_applicable, score: "3.00"}
- {name: 全部, facts: {result-use: {off: 3}}, total: "97.00", grade: 优}
"""


def test_cases_that_come_out_are_silent(tmp_path: Path) -> None:
    assert ran(tmp_path, RIGHT) == []


@pytest.mark.parametrize(
    ("wrong", "line", "because", "expected"),
    [
        ('{name: 错, item: spending-rate, numerator: 1, denominator: 2, score: "5.01"}', 3, "算出的是5.00", "5.00"),
        ("{name: 错, item: spending-rate, numerator: 1, denominator: 2, score: null}", 3, "算出的是5.00", "5.00"),
        ('{name: 错, item: spending-rate, state: not_due, score: "0"}', 3, "算出的是null", "null"),
        ("{name: 错, item: spending-rate, numerator: 1, denominator: 2}", 3, "没有写明", None),
        ("{name: 错, item: spending, numerator: 1, score: 5}", 3, "没有可计分的指标", None),
        ("{name: 错, item: efficiency, numerator: 1, score: 5}", 3, "没有可计分的指标", None),
        ("{name: 错, item: spending-rate, score: 10}", 3, "没有给出数", None),
        ("{name: 错, item: spending-rate, value: 多, score: 10}", 3, "四位小数", None),
        ("{name: 错, item: result-use, state: gone, score: 10}", 3, "不认识“gone”", None),
        ("{name: 错, item: output-targets, parts: [{target: 1, state: gone}], score: 10}", 3, "不认识“gone”", None),
        ('{name: 错, facts: {result-use: {off: 3}}, total: "98.00"}', 3, "算出的是97.00", "97.00"),
        ('{name: 错, facts: {result-use: {off: 3}}, total: "97.00", grade: 良}', 3, "等次为优", "优"),
        ("{name: 错, facts: {}, totals: 100, total: 100}", 3, "不认识“totals”", None),
        ('{item: spending-rate, numerator: 1, score: "10.00"}', 3, "缺少“name”", None),
        ("一半", 3, "键值表", None),
    ],
)
def test_a_wrong_case_is_named_at_its_line(tmp_path: Path, wrong: str, line: int, because: str, expected: str | None) -> None:
    lines = RIGHT.splitlines()
    found = ran(tmp_path, "\n".join([*lines[:2], f"- {wrong}", *lines[2:]]))
    (finding,) = [each for each in found if because in each.because.say("zh")]
    assert (finding.check, finding.place.row) == ("cases-come-out", line)
    assert {each.place.row for each in found} == {line}
    assert expected is None or (finding.expected is not None and finding.expected.say("zh") == expected)


JUDGEMENTS = """\
- {name: 部分, item: data-quality, answer: 部分符合, score: "2.00"}
- {name: 比例, item: service, value: "0.85", score: "5.10"}
- {name: 不适用, item: service, state: not_applicable, score: "6.00"}
- {name: 全部, facts: {data-quality: {answer: 不符合}}, total: "6.00", grade: 差}
"""


def test_cases_may_give_the_answer_of_a_judged_item(tmp_path: Path) -> None:
    assert ran(tmp_path, JUDGEMENTS, JUDGED) == []


@pytest.mark.parametrize(
    ("wrong", "because", "expected"),
    [
        ("{name: 错, item: data-quality, answer: 很好, score: 10}", "不认识“很好”", None),
        ('{name: 错, item: data-quality, answer: 部分符合, score: "4.00"}', "算出的是2.00", "2.00"),
        ("{name: 错, item: data-quality, score: 4}", "没有给出数", None),
        ('{name: 错, facts: {data-quality: {answer: 不符合}}, total: "10.00"}', "算出的是6.00", "6.00"),
        ('{name: 错, facts: {data-quality: {answer: 不符合}}, total: "6.00", grade: 优}', "等次为差", "差"),
    ],
)
def test_a_wrong_case_of_a_judged_item_is_named_at_its_line(
    tmp_path: Path, wrong: str, because: str, expected: str | None
) -> None:
    found = ran(tmp_path, f"{JUDGEMENTS}- {wrong}\n", JUDGED)
    (finding,) = [each for each in found if because in each.because.say("zh")]
    assert {(each.check, each.place.row) for each in found} == {("cases-come-out", 5)}
    assert expected is None or (finding.expected is not None and finding.expected.say("zh") == expected)


@pytest.mark.parametrize("text", ["", "cases: []\n", "[]", "3"])
def test_a_file_without_cases_does_not_pass(tmp_path: Path, text: str) -> None:
    assert len(ran(tmp_path, text)) == 1


@pytest.mark.parametrize("name", [name for name in shipped() if load(name).why_no_total is None])
def test_what_meets_every_item_scores_all_points(name: str) -> None:
    framework = load(name)
    assert score(framework, {item.code: best(item) for item in framework.leaves}).total == framework.points


def test_one_framework_can_be_tested_alone() -> None:
    assert len(run_named("guangdong-unit-2022")) == 1
