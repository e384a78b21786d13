"""What a review hands back: counts, scores, grades, what was suppressed; for people, for programs, as SARIF and as a workbook."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.review.papers import claims_of

from jixiao import kinds
from jixiao.cli import main
from jixiao.document.formats import xlsx
from jixiao.document.formats.xlsx.entries import filled
from jixiao.document.model import Table, text_of
from jixiao.errors import Misuse
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, Outcome, Place
from jixiao.review.check import FOLDER
from jixiao.review.many import Result
from jixiao.review.recomputing import Scores, scores_of
from jixiao.review.results import Reviewed, as_json, as_text, reviewed
from jixiao.review.sarif import sarif
from jixiao.review.sheet import difference, sheet
from jixiao.review.summary import grade_of, grades_in, shipped_grades
from jixiao.review.suppressing import read_suppressions, write_suppressions
from jixiao.wording import Text, same

DATE = Finding(
    "dates-exist",
    Place("报告.docx", page=2, paragraph=31),
    Text("没有这一天", "There is no such day"),
    "error",
    "N01",
    "截至2023年6月31日",
    same("2023年6月31日"),
    same("2023年6月30日"),
    Text("改正", "Correct it"),
)
SCORE = Finding(
    "stated-scores-follow-the-targets",
    Place("报告.docx", table="自评表", row=7, column="F"),
    Text("没有达到目标", "The target is missed"),
    "explain",
    "S03",
    stated=same("9.5分"),
    expected=same("9分"),
)


def papers(*findings: Finding, scores: Scores | None = None, suppressions: Any = None) -> list[Reviewed]:
    outcome = Outcome("报告.docx", held=41, failed=3, not_checkable=7, findings=list(findings))
    result = Result(Path("报告.docx"), "ab12", outcome, scores or Scores())
    return reviewed([result], shipped_grades(), suppressions)


def test_people_read_the_place_the_words_the_arithmetic_and_the_sum() -> None:
    (paper,) = papers(DATE, SCORE, scores=Scores(Decimal("97.99"), Decimal("95.5")))
    assert as_text(paper, "zh").splitlines() == [
        "报告.docx",
        "第2页 第31段 [错误 N01 dates-exist]",
        "  原文：截至2023年6月31日",
        "  现为：2023年6月31日",
        "  应为：2023年6月30日",
        "  原因：没有这一天",
        "  处理：改正",
        "表“自评表” 第7行 “F”列 [需说明 S03 stated-scores-follow-the-targets]",
        "  现为：9.5分",
        "  应为：9分",
        "  原因：没有达到目标",
        "41项检查成立，3项不成立，7项无法检查；错误1处，需说明1处，提示0处；自评97.99分，重算95.5分，差异率2.54%；质量等次：良",
    ]
    assert "self score 97.99, recomputed 95.5, a difference of 2.54%; quality: good" in as_text(paper, "en")


def test_programs_read_the_shape_of_the_contract_and_a_summary() -> None:
    (paper,) = papers(DATE, scores=Scores(Decimal("97.99"), Decimal("97.99")))
    found: Any = as_json(paper, "zh")
    assert list(found) == ["file", "checked", "findings", "summary", "suppressed"]
    assert found["checked"] == {"held": 41, "failed": 3, "not_checkable": 7}
    assert found["findings"][0]["place"] == {"page": 2, "paragraph": 31, "table": None, "row": None, "column": None}
    assert found["summary"] == {
        "errors": 1,
        "explains": 0,
        "hints": 0,
        "suppressed": 0,
        "self_score": "97.99",
        "recomputed": "97.99",
        "difference": "0.00",
        "difference_rate": "0.00",
        "grade": "良",
    }
    json.dumps(found)


@pytest.mark.parametrize(
    ("errors", "rate", "grade"),
    [
        (0, "0", "优"),
        (0, "2.00", "优"),
        (1, "0", "良"),
        (0, "2.01", "良"),
        (3, "5", "良"),
        (0, "10", "中"),
        (0, "10.01", "差（退回）"),
        (0, None, None),
    ],
)
def test_the_grade_follows_from_errors_and_difference(errors: int, rate: str | None, grade: str | None) -> None:
    found = grade_of(errors, Decimal(rate) if rate else None, shipped_grades())
    assert (found.say("zh") if found else None) == grade


def test_the_bounds_of_grades_can_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "grades.yaml"
    path.write_text(
        "grades:\n- {name: {zh: 合格, en: pass}, errors: 0, difference: 0.5}\n- {name: {zh: 退回, en: fail}}\n", "utf-8"
    )
    grades = grades_in(path)
    assert [grade_of(0, Decimal(rate), grades) for rate in ("0.5", "0.51")] == [grades[0].name, grades[1].name]
    for wrong in ("grades: []", "grades:\n- {name: 优}", "grades:\n- {name: {zh: 优, en: a}, difference: 很多}", "marks: 1"):
        path.write_text(wrong, "utf-8")
        with pytest.raises(Misuse):
            grades_in(path)


@pytest.mark.parametrize(
    ("stated", "recomputed", "rate"),
    [("100", "98", "2.00"), ("97.99", "97.99", "0.00"), ("90", "93", "3.33"), ("0", "5", None), ("90", None, None)],
)
def test_the_difference_is_a_share_of_the_stated_score(stated: str, recomputed: str | None, rate: str | None) -> None:
    found = Scores(Decimal(stated), Decimal(recomputed) if recomputed else None).rate
    assert (str(found) if found is not None else None) == rate


FORM = """
= 2023年度项目支出绩效自评表

| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
|---|---|---|---|---|---|---|
| 产出指标 | 数量指标 | 培训场次 | ≥10场 | 10场 | 50 | 50 |
| 效益指标 | 社会效益 | 培训人次 | ≥1000人次 | 950人次 | 50 | {score} |
| 总分 | < | < | < | < | 100 | {total} |
"""


def scores(text: str, *findings: Finding) -> tuple[Decimal | None, Decimal | None]:
    found = scores_of(claims_of(text), findings)
    return found.stated, found.recomputed


def test_a_forms_score_is_recomputed_from_its_lines() -> None:
    assert scores(FORM.format(score="47.5", total="97.5")) == (Decimal("97.5"), Decimal("97.5"))
    assert scores(FORM.format(score="47.5", total="99")) == (Decimal(99), Decimal("97.5"))


def test_a_corrected_line_counts_as_it_was_corrected() -> None:
    place = Place("paper.txt", table="表1", row=3, column="G")
    wrong = Finding("x", place, same("x"), "error", "S01", expected=same("47.5"))
    text = FORM.format(score="50", total="100")
    assert scores(text, wrong) == (Decimal(100), Decimal("97.5"))


def test_a_reports_score_is_recomputed_from_the_parts_that_it_names() -> None:
    told = "自评得分97.99分。\n\n履职效能自评得分49.99分。\n\n管理效率自评得分{}分。"
    assert scores(told.format(48)) == (Decimal("97.99"), Decimal("97.99"))
    assert scores(told.format(47)) == (Decimal("97.99"), Decimal("96.99"))
    assert scores("自评得分97.99分。") == (Decimal("97.99"), None)
    assert scores("监控得分97.99分。") == (None, None)


# ---- suppressed


SUPPRESSED = """
suppressions:
- {file: "报告*", rule: N01, place: {paragraph: 31}, reason: 原件如此, by: 李某, on: 2024-03-01}
- {digest: ab12, check: no-such-check, reason: 不再有}
"""


def test_what_a_reviewer_has_looked_at_is_counted_and_listed_as_such(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(SUPPRESSED, "utf-8")
    suppressions = read_suppressions(path)
    (paper,) = papers(DATE, SCORE, suppressions=suppressions)
    assert paper.outcome.findings == [SCORE]
    assert (paper.summary.errors, paper.summary.suppressed) == (0, 1)
    assert "[不再提示] 第2页 第31段 N01 dates-exist：原件如此" in as_text(paper, "zh")
    listed: Any = as_json(paper, "zh")["suppressed"]
    assert [(each["check"], each["reason"], each["by"], each["on"]) for each in listed] == [
        ("dates-exist", "原件如此", "李某", "2024-03-01")
    ]
    assert [(each.place.row, each.severity) for each in suppressions.unused()] == [(4, "hint")]


@pytest.mark.parametrize(
    ("entry", "fits"),
    [
        ("check: dates-exist", True),
        ("rule: N01, quote: '截至 2023年6月31日'", True),
        ("rule: N01, quote: 截至2023年6月30日", False),
        ("rule: N01, digest: ab", True),
        ("rule: N01, digest: cd", False),
        ("rule: N01, file: 别的.docx", False),
        ("rule: N01, place: {paragraph: 30}", False),
        ("check: dates-exist, rule: N02", False),
    ],
)
def test_an_entry_fits_by_all_that_it_says(tmp_path: Path, entry: str, fits: bool) -> None:  # noqa: FBT001 - a case
    path = tmp_path / "s.yaml"
    path.write_text(f"suppressions:\n- {{{entry}, reason: 已核}}\n", "utf-8")
    (paper,) = papers(DATE, suppressions=read_suppressions(path))
    assert bool(paper.suppressed) == fits


@pytest.mark.parametrize(
    "entry", ["reason: 只有理由", "rule: N01", "rule: N01, reason: ''", "rule: N01, reason: 已核, place: {line: 3}"]
)
def test_an_entry_without_check_or_reason_is_refused(tmp_path: Path, entry: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(f"suppressions:\n- {{{entry}}}\n", "utf-8")
    with pytest.raises(Misuse):
        read_suppressions(path)


def test_a_skeleton_fits_what_it_was_written_for_once_its_reasons_are_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    assert write_suppressions(path, [("报告.docx", DATE), ("报告.docx", SCORE)]) == 2
    with pytest.raises(Misuse):
        write_suppressions(path, [])
    path.write_text(path.read_text("utf-8").replace("reason: ''", "reason: 已核"), "utf-8")
    (paper,) = papers(DATE, SCORE, suppressions=read_suppressions(path))
    assert not paper.outcome.findings


# ---- SARIF


def test_sarif_has_what_its_schema_asks_for(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(SUPPRESSED, "utf-8")
    whole = Finding("no-such-check", Place("报告.docx"), same("全文"), "hint")
    found: Any = sarif(papers(SCORE, DATE, whole, suppressions=read_suppressions(path)), "zh")
    assert json.loads(json.dumps(found)) == found
    assert (found["version"], found["$schema"].endswith("sarif-2.1.0.json")) == ("2.1.0", True)
    (run,) = found["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({rule["id"] for rule in rules})
    assert "## Why it matters" in next(rule for rule in rules if rule["id"] == SCORE.check)["help"]["text"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert result["level"] in {"error", "warning", "note", "none"}
        (location,) = result["locations"]
        assert re.fullmatch(r"[A-Za-z0-9%._/:~-]+", location["physicalLocation"]["artifactLocation"]["uri"])
        assert location["physicalLocation"].get("region", {"startLine": 1})["startLine"] >= 1
        assert None not in result["properties"].values()
    by_rule = {result["ruleId"]: result for result in run["results"]}
    assert {name: result["level"] for name, result in by_rule.items()} == {
        "stated-scores-follow-the-targets": "warning",
        "dates-exist": "error",
        "no-such-check": "note",
    }
    in_table = by_rule[SCORE.check]["locations"][0]
    assert in_table["logicalLocations"][0]["fullyQualifiedName"] == "自评表/7/F"
    assert by_rule["dates-exist"]["locations"][0]["physicalLocation"]["region"]["startLine"] == 31
    assert by_rule["dates-exist"]["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "原件如此"}]
    assert "suppressions" not in by_rule[SCORE.check]


def test_every_check_has_help_in_sarif() -> None:
    named = [name.replace("_", "-") for name in kinds.names(FOLDER)]
    found: Any = sarif(papers(*(Finding(name, Place("a.txt"), same("x")) for name in named)), "en")
    rules = found["runs"][0]["tool"]["driver"]["rules"]
    assert len(rules) == len(named)
    assert all(rule["shortDescription"]["text"] and rule["help"]["markdown"] for rule in rules)


# ---- the workbook


def test_the_workbook_has_a_row_for_every_finding_and_room_for_a_remark(tmp_path: Path) -> None:
    path = tmp_path / "审核.xlsx"
    xlsx.write(sheet(papers(DATE, SCORE, scores=Scores(Decimal("97.99"), Decimal("95.5"))), [], "zh"), path)
    tables: list[Table] = xlsx.read(path).tables
    texts = [[[text_of(cell.runs) for cell in row] for row in table.body] for table in tables]
    assert texts[0] == [["1", "报告.docx", "41", "3", "7", "1", "1", "0", "0", "97.99", "95.5", "2.54", "良"]]
    assert texts[1][0] == [
        "1",
        "报告.docx",
        "第2页 第31段",
        "N01",
        "错误",
        "2023年6月31日",
        "2023年6月30日",
        "",
        "没有这一天\n改正",
        "改",
        "",
    ]
    assert texts[1][1][3:8] == ["S03", "需说明", "9.5分", "9分", "0.5"]
    assert [(each.entry.key, each.entry.column) for each in filled(path)] == [("1", "remark"), ("2", "remark")]


@pytest.mark.parametrize(
    ("stated", "expected", "found"),
    [
        ("9.5分", "9分", "0.5"),
        ("99.86%", "99.8%", "0.06"),
        ("457批", "2095人次", None),
        ("没有", "9分", None),
        ("1,000", "999", "1"),
    ],
)
def test_a_difference_stands_only_between_numbers_of_one_unit(stated: str, expected: str, found: str | None) -> None:
    assert difference(stated, expected) == (None if found is None else Decimal(found))


# ---- the command


def test_the_command_writes_all_that_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, day in (("甲.txt", 31), ("乙.txt", 30)):
        (tmp_path / name).write_text(f"一、监控情况\n\n截至2023年6月{day}日，项目支出进度为62.08%。\n", "utf-8")
    out = tmp_path / "out"
    options = ["--annotate", str(out), "--sheet", str(tmp_path / "审核.xlsx"), "--jobs", "1"]
    assert main(["review", str(tmp_path), *options, "--write-suppressions", str(tmp_path / "s.yaml")]) == 1
    shown = capsys.readouterr().out
    assert "第2段 [错误 N01 dates-exist]" in shown
    assert "共2个文件：错误1处" in shown
    assert sorted(path.name for path in out.iterdir()) == ["乙（审核意见）.txt.html", "甲（审核意见）.txt.html"]
    assert (tmp_path / "审核.xlsx").is_file()
    written: Any = read_yaml(tmp_path / "s.yaml").data
    assert [each["file"] for each in written["suppressions"] if each["check"] == "dates-exist"] == ["甲.txt"]
    assert main(["review", str(tmp_path / "乙.txt"), "--sarif"]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == "2.1.0"
    assert main(["review", str(tmp_path / "乙.txt"), "--sarif", "--json"]) == 2
    assert main(["review", str(tmp_path / "missing.txt")]) == 2


def test_the_command_says_which_entries_fit_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "甲.txt").write_text("截至2023年6月31日，项目支出进度为62.08%。\n", "utf-8")
    (tmp_path / "s.yaml").write_text(SUPPRESSED.replace("报告*", "甲*").replace("31}", "1}"), "utf-8")
    assert main(["review", str(tmp_path / "甲.txt"), "--suppress", str(tmp_path / "s.yaml"), "--json"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)[0]["summary"]["suppressed"] == 1
    assert "s.yaml 第4行 [提示 suppressions-fit-something]" in shown.err
