"""Frameworks of projects, partial ones and lettered ones, from the rows of a small dossier to text and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.dossiers import UNIT, checked, laid_out

from jixiao.cli import main
from jixiao.score.as_json import score_json
from jixiao.score.as_text import score_text
from jixiao.score.scoring import Score, shown_item
from jixiao.score.trace import Figures
from jixiao.score.unit_score import score_unit
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import read_folder

INDICATOR = "unit_code,indicator_code,level,owner_code,class,name,operator,target,weight,measure_unit,measure\n"
ACTUAL = "unit_code,indicator_code,period_end,value\n"
JUDGEMENT = "unit_code,framework,item_code,answer,reason\n"
PROJECTS = {
    "project.csv": "unit_code,project_code,name,kind\nU1,P1,甲,项目支出\nU1,P2,乙,项目支出\n",
    "budget.csv": (
        "unit_code,project_code,economic_code,fund_source,initial_yuan,adjusted_yuan\n"
        "U1,P1,302,一般公共预算,250000,250000\nU1,P2,302,一般公共预算,100,100\n"
    ),
    "payment.csv": (
        "unit_code,payment_id,paid_on,project_code,fund_source,amount_yuan\n"
        "U1,F1,2023-03-01,P1,一般公共预算,215457.60\nU1,F2,2023-09-01,P2,一般公共预算,100\n"
    ),
    "indicator.csv": INDICATOR
    + "U1,I1,支出项目,P1,产出指标,数量,≥,10,25,个,entered\nU1,I2,支出项目,P1,成本指标,成本,≤,90,25,元,entered\n"
    + "U1,I3,支出项目,P1,效益指标,效果,定性,,30,%,entered\nU1,I4,支出项目,P2,满意度指标,满意度,≥,90,10,%,entered\n",
    "actual.csv": ACTUAL + "U1,I1,2023-12-31,8\nU1,I2,2023-12-31,100\nU1,I3,2023-12-31,90\nU1,I4,2023-12-31,95\n",
}


def manifest(*frameworks: str) -> str:
    return f"unit_code: U1\nfiscal_year: 2023\nframeworks: [{', '.join(frameworks)}]\n"


def made(folder: Path, framework: str, tables: Mapping[str, str], project: str | None = None) -> tuple[Dossier, Score]:
    dossier = read_folder(laid_out(folder, tables, manifest(framework)))
    return dossier, score_unit(dossier, framework, project_code=project)


def scores(score: Score) -> dict[str, str | None]:
    return {each.item.code: shown_item(each, score.framework).say("zh") if each.is_scored else None for each in score.items}


# ---- projects


def test_a_project_is_scored_on_its_own_rows(tmp_path: Path) -> None:
    _, score = made(tmp_path, "mof-project-2020", PROJECTS, "P1")
    assert scores(score) == {
        "spending-rate": "8.62",
        "performance": "78.19",  # (42.50 + 27) × 90 ÷ 80 = 78.1875: nobody was asked
        "output": "42.50",  # 25 × 8/10 + 25 × 90/100
        "benefit": "27.00",
        "satisfaction": None,
    }
    assert score.total == Decimal("86.81")
    assert score.grade is not None
    assert score.grade.zh == "良"


def test_a_class_that_is_needed_and_has_no_indicator_is_not_reported(tmp_path: Path) -> None:
    _, score = made(tmp_path, "mof-project-2020", PROJECTS, "P2")
    states = {each.item.code: each.state for each in score.leaves}
    assert states == {
        "spending-rate": "scored",
        "output": "not_reported",
        "benefit": "not_reported",
        "satisfaction": "scored",
    }
    assert score.total == score.in_play == Decimal(20)
    assert score.grade is None


def test_cost_is_a_class_of_its_own_in_the_order_of_2021(tmp_path: Path) -> None:
    _, score = made(tmp_path, "mof-project-cost-2021", PROJECTS, "P1")
    assert scores(score)["cost"] == "18.00"  # 20 × 90 ÷ 100
    assert scores(score)["output"] == "32.00"
    assert scores(score)["performance"] == "76.50"  # (18 + 32 + 18) × 90 ÷ 80


def test_hubei_weighs_all_indicators_together(tmp_path: Path) -> None:
    _, score = made(tmp_path, "hubei-project-2020", PROJECTS, "P1")
    # 80 points by weights 25, 25, 30: 25 × 0.8 + 25 × 0.9 + 30 × 0.9
    assert scores(score) == {"spending-rate": "17.24", "performance": "69.50"}
    assert score.total == Decimal("86.74")


def test_single_indicators_have_the_decimals_that_the_framework_shows(tmp_path: Path) -> None:
    rows = "".join(f"U1,J{number},支出项目,P1,产出指标,第{number}项,≥,3,1,个,entered\n" for number in range(7))
    actuals = "".join(f"U1,J{number},2023-12-31,2\n" for number in range(7))
    tables = {**PROJECTS, "indicator.csv": INDICATOR + rows, "actual.csv": ACTUAL + actuals}
    _, score = made(tmp_path, "mof-project-2020", tables, "P1")
    output = score.of("output")
    assert output is not None
    assert [part.share for part in output.parts] == [7_140_000] * 6 + [7_160_000]
    assert [part.earned for part in output.parts] == [4_760_000] * 6 + [4_770_000]
    assert output.score == Decimal("33.33")  # the rows of the table add up to it


# ---- partial frameworks


def test_a_partial_framework_scores_what_is_known_and_says_why_there_is_no_total(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = {
        "unit.csv": "unit_code,name,kind,staff_quota,staff_in_post\nU1,一个单位,行政单位,200,203\n",
        "judgement.csv": JUDGEMENT + "U1,hunan-unit-2022,building-area,不适用,没有楼堂馆所\n",
    }
    dossier, score = made(tmp_path, "hunan-unit-2022", tables)
    assert scores(score)["staff-control"] == "4.50"
    assert scores(score)["building-area"] == "5.00"
    data: Any = score_json(dossier, score, "en")
    assert (data["total"], data["grade"], data["out_of"], data["in_play"]) == (None, None, "100.00", "10.00")
    assert data["because"].startswith("The framework is not complete")
    assert "没有总分。指标体系不完整" in score_text(dossier, score, "zh")
    assert main(["score", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] is None


def test_whole_steps_are_counted_from_the_rows(tmp_path: Path) -> None:
    tables = {
        **PROJECTS,
        "payment.csv": PROJECTS["payment.csv"].replace("215457.60", "237500"),
        "budget_change.csv": "unit_code,change_code,changed_on,project_code,kind,amount_yuan\nU1,G1,2023-05-01,P1,追加,25010\n",
    }
    _, score = made(tmp_path, "hunan-unit-2022", tables)
    assert scores(score)["budget-completion"] == "5.00"  # 237,600 of 250,100 is 95.002%: not a whole step
    assert scores(score)["budget-control"] == "4.00"  # additions are exactly 10% of 250,100


def test_a_target_below_the_base_stands_in_the_arithmetic(tmp_path: Path) -> None:
    _, score = made(
        tmp_path, "chongqing-unit-2021", {**PROJECTS, "payment.csv": PROJECTS["payment.csv"].replace("215457.60", "100000")}
    )
    each = score.of("budget-completion")
    assert each is not None
    assert each.score == Decimal("1.14")  # 100,100 ÷ (70% of 250,100) × 2
    assert "100,100.00元 ÷ 175,070.00元 × 2" in each.because.say("zh")


# ---- letters

PEFA = {"pi-1-1": "B", "pi-2-1": "B", "pi-2-2": "D*", "pi-2-3": "A", "pi-3-1": "B", "pi-3-2": "C"}


def judged(answers: Mapping[str, str]) -> dict[str, str]:
    rows = "".join(f"U1,pefa-pillar-2016,{code},{answer},三年数据\n" for code, answer in answers.items())
    return {"judgement.csv": JUDGEMENT + rows}


def test_letters_travel_from_judgements_to_groups(tmp_path: Path) -> None:
    _, score = made(tmp_path, "pefa-pillar-2016", judged(PEFA))
    assert scores(score) == {**PEFA, "pi-1": "B", "pi-2": "D+", "pi-3": "C+"}
    assert (score.total, score.grade) == (None, None)


def test_letters_in_json_have_no_points(tmp_path: Path) -> None:
    dossier, score = made(tmp_path, "pefa-pillar-2016", judged(PEFA))
    data: Any = score_json(dossier, score, "en")
    assert (data["total"], data["out_of"], data["in_play"], data["grade"]) == (None, None, None, None)
    assert "letters" in data["because"]
    group = next(each for each in data["scores"] if each["code"] == "pi-3")
    leaf = next(each for each in data["scores"] if each["code"] == "pi-2-2")
    assert (group["score"], group["points"], group["lost"], group["rule"], group["state"]) == (
        "C+", None, None, "average_table", "scored",
    )  # fmt: skip
    assert (leaf["score"], leaf["points"], leaf["state"]) == ("D*", None, "scored")


def test_letters_in_text_and_figures(tmp_path: Path) -> None:
    dossier, score = made(tmp_path, "pefa-pillar-2016", judged({**PEFA, "pi-1-1": "不适用"}))
    lines = score_text(dossier, score, "zh").splitlines()
    assert any(line.startswith("PI-3 收入执行偏差") and line.endswith("C+") for line in lines)
    assert [line for line in lines if line.startswith("无得分")] == ["无得分  1.1 支出总额执行偏差（pi-1-1）：三年数据"]
    figures = Figures(dossier, score)
    texts = {
        name: found.text for name in ("score.pi-2", "points.pi-2", "score.total", "points.total") if (found := figures.find(name))
    }
    assert texts == {"score.pi-2": "D+", "points.pi-2": "—", "score.total": "—", "points.total": "—"}


def test_a_dimension_that_is_not_judged_leaves_its_indicator_open(tmp_path: Path) -> None:
    _, score = made(tmp_path, "pefa-pillar-2016", judged({code: letter for code, letter in PEFA.items() if code != "pi-2-3"}))
    each = score.of("pi-2")
    assert each is not None
    assert (each.letter, each.state) == (None, "not_reported")
    assert "2.3" in each.because.say("en")


# ---- units for which a framework holds

OWN = """\
id: own
edition: "1"
name: {zh: 自定, en: Own}
kind: unit
years: {from: 2022, to: 2024}
applies_when: {kind: [administrative, participating], classified: ["no"]}
points: 1
not_applicable: rescale
items:
  - code: one
    name: {zh: 一, en: One}
    points: 1
    source: judgement
    rule: judged
"""


@pytest.mark.parametrize(
    ("unit", "wrong"),
    [
        (UNIT, []),
        ("unit_code,name,kind,classified\nU1,一个单位,行政单位,否\n", []),
        ("unit_code,name,kind\nU1,一个单位,事业单位\n", [("kind", "行政单位 / 参公事业单位")]),
        ("unit_code,name,kind,classified\nU1,一个单位,参公事业单位,是\n", [("classified", "否")]),
    ],
)
def test_check_asks_to_explain_a_framework_that_does_not_fit_the_unit(
    tmp_path: Path, unit: str, wrong: list[tuple[str, str]]
) -> None:
    laid_out(tmp_path, {"unit.csv": unit, "frameworks/own/framework.yaml": OWN}, manifest("own"))
    found = [finding for finding in checked(tmp_path) if finding.check == "framework-fits-the-unit"]
    assert {finding.severity for finding in found} <= {"explain"}
    assert [(finding.place.column, finding.expected and finding.expected.say("zh")) for finding in found] == wrong
