"""A whole report with the faults that reports have, other than sums: each is found once, nothing else is, and damage changes nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from tests.review.damage import LOOSE, PRESERVING, damaged
from tests.review.papers import claims_of

from jixiao import kinds
from jixiao.document.formats import docx, html, pdf
from jixiao.document.model import Document
from jixiao.document.opening import open_pages
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding
from jixiao.review.check import FOLDER, Check
from jixiao.review.reviewing import review

REPORT = """
2024 年度临川市人民政府驻省城联络处 整体支出绩效自评报告

一、部门基本情况

(一)部门职能

临川市人民政府驻省城联络处承担市委、市政府委托的联络工作，协助做好在省城老乡会的联络服务工作。设综合科、接待科和招商科3个内设机构。

(二) 年度总体工作和重点工作任务

本年累计接待来宾 212 批 980 人次，其中省级领导 12 批 40 人次，市级领导 200 批 940 人次。联系在外企业 36 家，报送信息 118 篇，举办
推介活动 4 场，签约项目 6 个，与高校、科研院所和行业协会建立常态化的交流机制，把服务企业的触角延伸到产业链的关键环节，促成一批

在外人才返乡创业。全年召开协调会 9 次。

进一步健全值守机制,确保重要节点“零疏漏”。圆满完成重要节点信访劝返任务。

(三)部门整体支出绩效目标

坚持围绕中心、服务大局,推动联络工作向接待服务、招商引资、信息调研、信访劝返保障、老乡会联络服务于一体的综合服务转变。

(四)部门整体收支情况

2024年，年度支出预算 860.00 万元，本年支出 851.40 万元，完成预算的 99.00%。

(五)部门整体绩效管理情况

2024年12月对全年绩效目标开展监控。截至2024年11月31日,项目支出进度为 88.5%。

二、绩效自评情况

(一) 自评结论

从履职效能和管理效率两个方面进行自评，自评得分 96.90 分。

(二)履职效能分析

从接待服务质量、招商引资成效、信息调研、信访劝返等4个方面进行自评，支出率达到 99.00%，履职效能自评得分 49.90 分。

(三)管理效率分析

管理效率自评得分 47 分，在采购管理和预算编制方面扣了分：采购意向公开不够及时；预算编制方面年中追加略多。

三、存在的主要问题

预算编制不够精细，年中追加较多，预算约束力有待加强。

四、下一步改进措施

要完善预算管理制度，加强统筹，科学编制预算，提高资金使用效益，不断提升管理水平。
"""

EXPECTED = [
    ("N01", "error", "2024年11月31日"),
    ("N12", "explain", "老乡会联络服务"),
    ("N16", "hint", "圆满完成重要节点信访劝返任务"),
    ("N17", "explain", "在采购管理和预算编制方面扣了分"),
    ("X15", "explain", "在采购管理和预算编制方面扣了分"),
    ("X16", "explain", "要完善预算管理制度"),
]
"""The faults of the report: rule, severity, and what is quoted."""

CHECKS = (
    "analyses_give_numbers",
    "conclusions_have_evidence",
    "dates_exist",
    "deductions_are_taken_up",
    "duties_of_the_goal_are_taken_up",
    "goals_say_what_is_to_be_reached",
    "lost_points_are_split",
    "measures_say_who_and_when",
    "numbers_of_parts_follow",
    "periods_end_after_they_begin",
    "problems_are_told",
    "prompts_are_filled_in",
    "unit_has_one_name",
    "words_agree_with_full_marks",
    "work_lies_in_the_year",
    "years_are_the_reports",
)
"""The checks of a paper's words, other than those of sums, shares and counts."""

SHARE, SEEDS = 0.3, (1, 2)


def of_words(findings: list[Finding]) -> list[Finding]:
    names = {name.replace("_", "-") for name in CHECKS}
    return sorted((each for each in findings if each.check in names), key=lambda each: each.rule or "")


def reviewed(text: str, path: Path) -> list[Finding]:
    path.write_text(text, "utf-8")
    return review(path).outcome.findings


def test_each_fault_of_a_report_is_found_once_and_nothing_else_is(tmp_path: Path) -> None:
    findings = reviewed(REPORT, tmp_path / "report.txt")
    found = of_words(findings)
    assert [(each.rule, each.severity) for each in found] == [(rule, severity) for rule, severity, _ in EXPECTED]
    for each, (_, _, quote) in zip(found, EXPECTED, strict=True):
        assert quote in re.sub(r"\s", "", each.quote)
    assert [each.rule for each in findings if each.severity == "error"] == ["N01"]


def kinds_found(findings: list[Finding]) -> list[tuple[str | None, str]]:
    return [(each.rule, each.severity) for each in of_words(findings)]


IN_SHORT = [(rule, severity) for rule, severity, _ in EXPECTED]
FORMATS: dict[str, Callable[[Document, Path], None]] = {"docx": docx.write, "pdf": pdf.write, "html": html.write}


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_is_found_in_another_format(ending: str, tmp_path: Path) -> None:
    source, other = tmp_path / "report.txt", tmp_path / f"report.{ending}"
    source.write_text(REPORT, "utf-8")
    FORMATS[ending](open_pages(source).document, other)
    assert kinds_found(review(other).outcome.findings) == IN_SHORT


@pytest.mark.parametrize("seed", range(6))
def test_the_same_is_found_after_damage_of_all_kinds_at_once(seed: int, tmp_path: Path) -> None:
    hurt = damaged(REPORT, seed, share=0.05 if seed % 2 else SHARE)
    findings = reviewed(hurt, tmp_path / "report.txt")
    assert kinds_found(findings) == IN_SHORT, hurt
    assert [each.rule for each in findings if each.severity == "error"] == ["N01"]


@pytest.mark.parametrize("seed", range(6))
def test_damage_that_loses_something_adds_no_error(seed: int, tmp_path: Path) -> None:
    hurt = damaged(REPORT, seed, LOOSE, 0.03)
    errors = [each for each in reviewed(hurt, tmp_path / "report.txt") if each.severity == "error"]
    assert {each.rule for each in errors} <= {"N01"}, hurt


@pytest.mark.parametrize(("width", "between"), [(24, "\n\n"), (33, "\n"), (33, "\n\n"), (40, "\n\n"), (57, "\n")])
def test_the_same_is_found_where_lines_are_broken_at_a_width(width: int, between: str, tmp_path: Path) -> None:
    blocks = [" ".join(block.split("\n")) for block in REPORT.strip().replace("促成一批\n\n在外", "促成一批在外").split("\n\n")]
    text = between.join("\n".join(block[at : at + width] for at in range(0, len(block), width)) for block in blocks)
    assert kinds_found(reviewed(text, tmp_path / "report.txt")) == IN_SHORT, text


def test_a_report_without_these_faults_is_left_alone(tmp_path: Path) -> None:
    mended = REPORT
    for wrong, right in (
        ("11月31日", "11月30日"),
        ("圆满完成重要节点信访劝返任务", "圆满完成重要节点信访劝返任务，劝返 26 人次"),
        ("信访劝返等4个方面", "信访劝返、老乡会联络等5个方面"),
        ("采购意向公开不够及时；预算编制方面年中追加略多", "采购管理扣1分，预算编制扣2分"),
        ("预算编制不够精细", "采购意向公开不及时，预算编制不够精细"),
        ("要完善预算管理制度", "由综合科负责，2025年6月底前完善预算管理制度"),
    ):
        assert wrong in mended
        mended = mended.replace(wrong, right)
    assert of_words(reviewed(mended, tmp_path / "report.txt")) == []


def blocks_damaged(text: str, seed: int, kind: str) -> str:
    """The text with its marks of headings and its tables left as they are."""
    blocks = []
    for block in text.split("\n\n"):
        mark = re.match(r"(?:#+ |= )?", block)
        start = mark.end() if mark else 0
        hurt = damaged(block[start:], seed, [kind], SHARE).replace("\n\n", "\n")
        blocks.append(block if block.startswith("|") else block[:start] + hurt)
    return "\n\n".join(blocks)


def said(check: Check, text: str) -> Counter[str]:
    found = check.check(claims_of(text))
    return Counter(f"{each.place.paragraph} {each.place.table} {each.place.row} {each.severity}" for each in found or ())


@pytest.mark.parametrize("kind", PRESERVING)
@pytest.mark.parametrize("name", CHECKS)
def test_damage_that_a_reader_does_not_notice_changes_nothing(name: str, kind: str) -> None:
    check = cast("Check", kinds.load(FOLDER, name))
    cases: Any = read_yaml(Path(__file__).parent / "checks" / f"{name}.yaml").data
    for case in (*cases["speaks"], *cases["silent"]):
        expected = said(check, case["paper"])
        for seed in SEEDS:
            text = blocks_damaged(case["paper"], seed, kind)
            assert said(check, text) == expected, text
