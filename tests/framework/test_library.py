"""Libraries: every measure is run once on a small dossier whose values are worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from tests.dossiers import read

from jixiao.cli import main
from jixiao.errors import Misuse
from jixiao.files.described import Part
from jixiao.files.yamls import parse_yaml
from jixiao.findings import Finding
from jixiao.framework.library import Library, libraries, library_text, load_library, load_library_file, read_library
from jixiao.framework.load import load
from jixiao.tables.dossier import Dossier
from jixiao.tables.measuring import Measured, measure

MOF = load_library("mof-unit-2013")
DRAWN = [entry.code for entry in MOF.entries if entry.measure]

TABLES = {
    "unit.csv": "unit_code,name,kind,staff_quota,staff_in_post\nU1,一个单位,行政单位,40,38\n",
    "project.csv": (
        "unit_code,project_code,name,kind,is_key,outputs_planned,outputs_done,outputs_to_standard\n"
        "U1,P1,甲,项目支出,是,10,8,6\nU1,P2,乙,项目支出,否,10,10,9\n"
    ),
    "duty.csv": "unit_code,duty_code,name\nU1,D1,职责\n",
    "task.csv": (
        "unit_code,task_code,duty_code,name,is_key,due_on,done_on,to_standard\n"
        "U1,T1,D1,甲,是,2023-06-30,2023-06-01,是\nU1,T2,D1,乙,是,2023-06-30,2023-07-10,是\n"
        "U1,T3,D1,丙,否,2023-12-31,2023-12-31,否\nU1,T4,D1,丁,是,2023-12-31,,\n"
    ),
    "income.csv": (
        "unit_code,income_id,received_on,fund_source,amount_yuan,project_code,planned_yuan,due_on\n"
        "U1,R1,2023-02-01,一般公共预算,600,P1,650,2023-03-01\nU1,R2,2023-05-01,一般公共预算,300,P2,350,2023-03-01\n"
    ),
    "running_cost.csv": (
        "unit_code,cost_code,kind,budget_yuan,actual_yuan,last_year_yuan\n"
        "U1,C1,公务接待费,300,240,200\nU1,C2,公务用车运行维护费,100,120,100\nU1,C3,公用经费,500,485,490\nU1,C4,物业,900,900,900\n"
    ),
    "budget.csv": (
        "unit_code,project_code,economic_code,fund_source,initial_yuan,adjusted_yuan\n"
        "U1,P1,302,一般公共预算,600,650\nU1,P2,302,一般公共预算,400,350\n"
    ),
    "budget_change.csv": (
        "unit_code,change_code,changed_on,project_code,kind,amount_yuan,policy_driven\n"
        "U1,G1,2023-05-01,P1,追加,30,否\nU1,G2,2023-05-02,P1,追加,50,是\nU1,G3,2023-06-01,P2,调减,-20,\n"
        "U1,G4,2023-07-01,P1,调剂,10,否\nU1,G5,2023-07-01,P2,调剂,-10,否\n"
    ),
    "payment.csv": (
        "unit_code,payment_id,paid_on,project_code,fund_source,amount_yuan\n"
        "U1,F1,2023-03-01,P1,一般公共预算,600\nU1,F2,2023-09-01,P2,一般公共预算,300\n"
    ),
    "spending_plan.csv": (
        "unit_code,project_code,due_on,planned_yuan\nU1,P1,2023-06-30,300\nU1,P1,2023-12-31,650\nU1,P2,2023-12-31,350\n"
    ),
    "carryover.csv": "unit_code,project_code,fund_source,opening_yuan,closing_yuan,last_closing_yuan\nU1,P1,一般公共预算,0,50,40\nU1,P2,一般公共预算,0,10,40\n",
    "procurement.csv": ("unit_code,procurement_code,signed_on,budget_yuan,contract_yuan\nU1,Z1,2023-05-01,100,90\nU1,Z2,,100,\n"),
    "asset.csv": "unit_code,asset_code,category,price_yuan,in_use\nU1,A1,台式计算机,5000,是\nU1,A2,其他,1000,否\n",
    "indicator.csv": "unit_code,indicator_code,level,class,name,operator,target,weight,measure\nU1,I1,部门整体,满意度指标,满意度,≥,90,1,entered\n",
    "survey.csv": "unit_code,survey_code,indicator_code,held_on,sent,valid,satisfied\nU1,S1,I1,2023-11-01,100,80,76\n",
}
VALUES = {
    "staff-control-rate": Fraction(38, 40),
    "three-public-change-rate": Fraction((240 + 120) - (200 + 100), 200 + 100),
    "key-spending-rate": Fraction(600, 900),
    "budget-completion-rate": Fraction(900, 1000),
    "budget-adjustment-rate": Fraction(30 + 20 + 10, 1000),  # G2 is policy-driven; of the transfer only the receiving side
    "payment-progress-rate": Fraction(900, 1000),
    "carryover-rate": Fraction(60, 1000),
    "carryover-change-rate": Fraction(60 - 80, 80),
    "public-cost-control-rate": Fraction(485, 500),
    "three-public-control-rate": Fraction(240 + 120, 300 + 100),
    "procurement-rate": Fraction(90, 200),
    "fixed-asset-use-rate": Fraction(5000, 6000),
    "completion-rate": Fraction(3, 4),
    "timely-completion-rate": Fraction(2, 4),
    "quality-rate": Fraction(2, 4),
    "key-task-rate": Fraction(2, 3),
    "satisfaction-rate": Fraction(76, 80),
    "fund-arrival-rate": Fraction(900, 1000),
    "fund-timeliness-rate": Fraction(600, 1000),
    "output-completion-rate": Fraction(18, 20),
    "output-quality-rate": Fraction(15, 18),
    "cost-saving-rate": Fraction(1000 - 900, 1000),
}


@pytest.fixture
def dossier(tmp_path: Path) -> Dossier:
    return read(tmp_path, TABLES)


def value(dossier: Dossier, code: str, project: str | None = None) -> Fraction:
    entry = MOF.entry(code)
    assert entry is not None
    assert entry.measure is not None
    found = measure(dossier, entry.measure, scope=dossier.scope(project_code=project))
    assert isinstance(found, Measured), found
    return Fraction(found.numerator, found.denominator)


@pytest.mark.parametrize("code", DRAWN)
def test_every_measure_gives_the_value_worked_out_by_hand(dossier: Dossier, code: str) -> None:
    assert value(dossier, code) == VALUES[code]


def test_a_measure_of_projects_is_limited_to_the_project_in_view(dossier: Dossier) -> None:
    assert value(dossier, "cost-saving-rate", "P1") == Fraction(50, 650)
    assert value(dossier, "cost-saving-rate", "P2") == Fraction(50, 350)


def test_every_indicator_has_a_measure_or_says_what_is_missing() -> None:
    assert VALUES.keys() == set(DRAWN)
    assert all((entry.measure is None) == (entry.lacks is not None) for entry in MOF.entries)
    assert {entry.about for entry in MOF.entries} == {"unit", "project"}


def test_no_library_has_the_name_of_a_framework_or_points() -> None:
    assert libraries() == ("mof-unit-2013",)
    with pytest.raises(Misuse, match="mof-unit-2013"):
        load("mof-unit-2013")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_can_be_shown(language: str) -> None:
    text = library_text(MOF, "zh" if language == "zh" else "en")
    assert all(f"[mof-unit-2013/{entry.code}]" in text for entry in MOF.entries)


def test_the_command_lists_and_shows_libraries(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["framework", "list"]) == 0
    assert "mof-unit-2013" in capsys.readouterr().out
    assert main(["--lang", "en", "framework", "show", "mof-unit-2013"]) == 0
    assert "Staff in post ÷ staff quota" in capsys.readouterr().out


def test_an_item_takes_over_measure_and_name() -> None:
    item = load("hunan-unit-2022").item("staff-control")
    entry = MOF.entry("staff-control-rate")
    assert item is not None
    assert entry is not None
    assert (item.measure, item.name, item.shown_as, item.source) == (entry.measure, entry.name, "percent", "register")
    assert item.used == "mof-unit-2013/staff-control-rate"


# ---- faults

SOUND = """\
id: own
name: {zh: 库, en: Library}
sources:
  - {id: order, confidence: seen, title: 通知}
indicators:
  - code: one
    name: {zh: 一, en: One}
    about: unit
    direction: more
    explanation: {zh: 说明, en: What}
    measure: count(payment)
    source: order
"""


def faults(text: str) -> tuple[Library, list[tuple[int | None, str]]]:
    found: list[Finding] = []
    library = read_library(Part.top(parse_yaml(text, "library.yaml"), "library.yaml", "library-is-sound", found))
    return library, [(finding.place.row, finding.because.say("en")) for finding in found]


@pytest.mark.parametrize(
    ("wrong", "right", "line", "because"),
    [
        ("measure: count(nothing)", "measure: count(payment)", 11, "There is no table"),
        ("note: 1", "measure: count(payment)", 11, "is not known"),
        ("direction: up", "direction: more", 9, "is not known"),
        ("source: nobody", "source: order", 12, "is not known"),
        ("measure: count(payment)\n    lacks: {zh: 缺, en: lacks}", "measure: count(payment)", 11, "needs a measure"),
    ],
)
def test_every_fault_is_named_at_its_line(wrong: str, right: str, line: int, because: str) -> None:
    assert faults(SOUND)[1] == []
    assert any(row == line and because in said for row, said in faults(SOUND.replace(right, wrong))[1])


def test_a_code_stands_once() -> None:
    entry = SOUND[SOUND.index("  - code: one") :]
    assert any("stands twice" in said for _, said in faults(SOUND + entry)[1])


def test_a_library_with_faults_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "library.yaml"
    path.write_text(SOUND.replace("count(payment)", "count(nothing)"), encoding="utf-8")
    with pytest.raises(Misuse, match="nothing"):
        load_library_file(path)


def test_an_unknown_library_names_the_known_ones() -> None:
    with pytest.raises(Misuse, match="mof-unit-2013"):
        load_library("nothing")
