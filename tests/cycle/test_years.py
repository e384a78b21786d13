"""Several years of one unit: which row is which, what moved, what stands there twice, and what a year says of the one before."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.dossiers import EXAMPLE, laid_out
from tests.told import untold

from jixiao.cli import main
from jixiao.cycle.showing_years import years_json, years_text
from jixiao.cycle.years import Years, through, years
from jixiao.errors import Misuse
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import read_folder

PAYMENT = "unit_code,payment_id,paid_on,project_code,economic_code,fund_source,amount_yuan\n"
BUDGET = "unit_code,project_code,economic_code,fund_source,initial_yuan,adjusted_yuan\n"
PROJECT = "unit_code,project_code,name,kind\n"
INDICATOR = "unit_code,indicator_code,library_code,level,class,name,operator,target,measure_unit,weight,accumulation,measure,last_year_actual\n"
ACTUAL = "unit_code,indicator_code,period_end,value\n"


def dossier(folder: Path, year: int, tables: Mapping[str, str]) -> Dossier:
    named = {f"{name}.csv": text for name, text in tables.items()}
    return read_folder(laid_out(folder / str(year), named, f"unit_code: U1\nfiscal_year: {year}\n"))


def two(folder: Path, before: Mapping[str, str], now: Mapping[str, str]) -> Years:
    return years([dossier(folder, 2024, now), dossier(folder, 2023, before)])


def indicator(code: str, name: str, library: str = "", target: str = "10", last: str = "") -> str:
    return f"U1,{code},{library},部门整体,产出指标,{name},≥,{target},次,1,累计,entered,{last}\n"


# ---- which row is which


def test_indicators_are_the_same_by_library_code_then_name_then_code(tmp_path: Path) -> None:
    before = (
        INDICATOR
        + indicator("A1", "调研次数", "L-1")
        + indicator("A2", "会议次数")
        + indicator("A3", "走访家数")
        + indicator("A9", "取消的")
    )
    now = (
        INDICATOR
        + indicator("B7", "调研", "L-1")
        + indicator("B8", "会议次数")
        + indicator("A3", "走访企业家数")
        + indicator("B9", "新增的")
    )
    found = two(tmp_path, {"indicator": before}, {"indicator": now})
    assert [tuple(cell and cell.code for cell in each.cells) for each in found.results] == [
        ("A3", "A3"),
        ("A1", "B7"),
        ("A2", "B8"),
        (None, "B9"),
        ("A9", None),
    ]


def test_a_project_is_known_by_its_name_since_codes_are_given_anew(tmp_path: Path) -> None:
    before = {
        "project": f"{PROJECT}U1,P1,展览,项目支出\nU1,P2,维修,项目支出\n",
        "budget": f"{BUDGET}U1,P1,30201,一般公共预算,1000,1000\nU1,P2,30201,一般公共预算,1000,1000\n",
        "payment": f"{PAYMENT}U1,Z1,2023-03-01,P1,30201,一般公共预算,900\nU1,Z2,2023-03-01,P2,30201,一般公共预算,500\n",
    }
    now = {
        "project": f"{PROJECT}U1,P1,维修,项目支出\n",
        "budget": f"{BUDGET}U1,P1,30201,一般公共预算,2000,2000\n",
        "payment": f"{PAYMENT}U1,Z1,2024-03-01,P1,30201,一般公共预算,1500\n",
    }
    found = two(tmp_path, before, now)
    projects = {
        each.last.name.zh: [cell and cell.rate for cell in each.cells] for each in found.money if each.last.kind == "project"
    }
    assert projects == {"维修": [Fraction(1, 2), Fraction(3, 4)], "展览": [Fraction(9, 10), None]}
    unit = next(each for each in found.money if each.last.kind == "unit")
    assert [cell and cell.spent for cell in unit.cells] == [1400, 1500]


@given(st.lists(st.lists(st.integers(0, 6), max_size=8), min_size=2, max_size=4))
def test_every_row_stands_in_exactly_one_place(rows: list[list[int]]) -> None:
    found = through([[str(each) for each in year] for year in rows], [lambda each: each])
    for number, year in enumerate(rows):
        assert sorted(each.cells[number] or "" for each in found if each.cells[number] is not None) == sorted(map(str, year))
    assert all(len({cell for cell in each.cells if cell is not None}) == 1 for each in found)


# ---- scores


def later_copy(folder: Path, year: int = 2024) -> Path:
    """The example a year later, with the days of its tables moved on."""
    path = folder / f"office-{year}"
    shutil.copytree(EXAMPLE, path)
    for file in [*path.glob("*.csv"), path / "dossier.yaml"]:
        text = file.read_bytes().decode("utf-8").replace("2023-", f"{year}-").replace("fiscal_year: 2023", f"fiscal_year: {year}")
        file.write_bytes(text.encode("utf-8"))
    return path


def test_the_score_and_its_items_are_told_through_the_years(tmp_path: Path) -> None:
    later = later_copy(tmp_path)
    file = later / "payment.csv"
    text = file.read_text("utf-8")
    assert text.count(",17171.88,") == 1
    file.write_text(text.replace(",17171.88,", ",171.88,"), "utf-8")
    found = years([read_folder(EXAMPLE), read_folder(later)])
    assert found.numbers == (2023, 2024)
    assert found.is_one_framework
    assert found.scores[0] is not None
    assert found.scores[0].total == Decimal("97.99")
    spending = next(each for each in found.items if each.last.item.code == "spending-rate")
    assert [cell and cell.score for cell in spending.cells] == [Decimal("9.99"), Decimal("9.98")]
    assert "部门预算资金支出率" in years_text(found, "zh")


def test_a_year_without_a_framework_says_why_it_has_no_score(tmp_path: Path) -> None:
    found = two(tmp_path, {}, {})
    assert found.scores == (None, None)
    assert all(found.no_score)
    assert "2023 has no total" in years_text(found, "en")


def test_years_of_different_frameworks_are_not_compared_by_their_totals(tmp_path: Path) -> None:
    later = later_copy(tmp_path)
    manifest = later / "dossier.yaml"
    text = manifest.read_text("utf-8")
    assert "frameworks: [guangdong-unit-2022" in text
    manifest.write_text(text.replace("frameworks: [guangdong-unit-2022", "frameworks: [hunan-unit-2022"), "utf-8")
    found = years([read_folder(EXAMPLE), read_folder(later)])
    assert not found.is_one_framework
    rate = next(each for each in found.items if each.last.item.code == "budget-completion")
    assert rate.cells[0] is not None
    assert rate.cells[0].item.code == "spending-rate"
    assert "framework try" in years_text(found, "en")


# ---- what stands there twice

PROBLEM = "unit_code,problem_code,about_kind,about_code,description\n"
MEASURE = "unit_code,rectification_code,problem_code,action,due_on,status\n"
TASK = "unit_code,task_code,duty_code,name,narrative\n"


def test_a_problem_that_comes_back_is_told_with_what_was_done_about_it(tmp_path: Path) -> None:
    before = {
        "problem": f"{PROBLEM}U1,W7,绩效指标,A1,绩效管理制度不完整，缺少2项办法。\nU1,W8,绩效指标,A2,台账登记不及时。\n",
        "rectification": f"{MEASURE}U1,R1,W7,修订制度,2023-12-31,已销号\n",
    }
    now = {
        "problem": f"{PROBLEM}U1,W1,绩效指标,A1,绩效管理制度不完整，缺少3项办法。\nU1,W2,绩效指标,A3,合同签订超过期限一个月。\n"
    }
    (repeat,) = two(tmp_path, before, now).repeats.problems
    assert (repeat.earlier.year, repeat.earlier.place.row, repeat.later.year, repeat.later.place.row) == (2023, 2, 2024, 2)
    assert "R1 已销号" in repeat.because.say("zh")
    assert "W" not in repeat.later.words


def test_sentences_are_told_with_both_places_and_standing_texts_are_not(tmp_path: Path) -> None:
    copied = "牵头举办区域协作论坛并形成工作建议七条，建议全部被主办单位采纳并印发执行。"
    own = "组织企业参加国际展会，促成三个项目在本地落户并完成注册登记手续。"
    duties = "负责与中央和国家机关的联系，承担政务接待和信息调研等日常工作任务。"
    before = {"task": f"{TASK}U1,T1,,协作,{copied}{own}\n", "office": f"unit_code,office_code,name,duties\nU1,O1,一处,{duties}\n"}
    now = {"task": f"{TASK}U1,T3,,协作,{copied}\n", "office": f"unit_code,office_code,name,duties\nU1,O1,一处,{duties}\n"}
    (repeat,) = two(tmp_path, before, now).repeats.sentences
    assert repeat.later.words == repeat.earlier.words == copied
    assert (repeat.earlier.year, repeat.later.year) == (2023, 2024)
    assert (repeat.later.place.table, repeat.later.place.column) == ("task", "narrative")


def test_a_sentence_whose_bound_numbers_moved_is_no_copy(tmp_path: Path) -> None:
    text = f"{TASK}U1,T1,,走访,全年组织走访企业和科研机构共计{{indicator.a1.actual}}次并逐一形成书面记录。\n"
    before = {"task": text, "indicator": INDICATOR + indicator("A1", "走访"), "actual": f"{ACTUAL}U1,A1,2023-12-31,31\n"}
    now = {**before, "actual": f"{ACTUAL}U1,A1,2024-12-31,44\n"}
    assert not two(tmp_path / "moved", before, now).repeats.sentences
    same = {**before, "actual": f"{ACTUAL}U1,A1,2024-12-31,31\n"}
    assert len(two(tmp_path / "same", before, same).repeats.sentences) == 1


@pytest.mark.parametrize(
    ("before", "now", "target", "told"),
    [("2095", "2095", "1000", 1), ("2095", "2096", "1000", 0), ("2095", "2095", "2095", 0), ("120", "120", "100", 0)],
)
def test_a_number_is_odd_if_it_is_long_and_not_the_target(before: str, now: str, target: str, told: int, tmp_path: Path) -> None:
    rows = INDICATOR + indicator("A1", "接待人次", target=target)
    found = two(
        tmp_path,
        {"indicator": rows, "actual": f"{ACTUAL}U1,A1,2023-12-31,{before}\n"},
        {"indicator": rows, "actual": f"{ACTUAL}U1,A1,2024-12-31,{now}\n"},
    )
    assert len(found.repeats.numbers) == told


def test_the_same_answers_to_a_survey_twice_are_told(tmp_path: Path) -> None:
    head = "unit_code,survey_code,indicator_code,held_on,sent,valid,satisfied\n"
    rows = {"indicator": INDICATOR + indicator("A1", "满意度")}
    found = two(
        tmp_path,
        {**rows, "survey": f"{head}U1,S1,A1,2023-11-01,120,108,101\n"},
        {**rows, "survey": f"{head}U1,S2,A1,2024-11-03,130,108,101\n"},
    )
    (repeat,) = found.repeats.numbers
    assert "108、101" in repeat.because.say("zh")
    assert repeat.later.place.table == "survey"


# ---- what a year says of the one before


def test_what_a_year_says_of_the_one_before_is_held_against_it(tmp_path: Path) -> None:
    cost = "unit_code,cost_code,kind,actual_yuan,last_year_yuan\n"
    before = {
        "indicator": INDICATOR + indicator("A1", "走访", "L-1"),
        "actual": f"{ACTUAL}U1,A1,2023-12-31,31\n",
        "running_cost": f"{cost}U1,C1,能耗,1000,900\n",
    }
    now = {
        "indicator": INDICATOR + indicator("B1", "走访企业", "L-1", last="13"),
        "running_cost": f"{cost}U1,C1,能耗,1100,1010\n",
    }
    found = two(tmp_path / "1", before, now).repeats.contradictions
    assert [[each.stated, each.earlier] for each in found] == [[13, 31], [1010, 1000]]
    assert [each.later.place.table for each in found] == ["indicator", "running_cost"]
    right = {"indicator": now["indicator"].replace(",13\n", ",31\n"), "running_cost": now["running_cost"].replace("1010", "1000")}
    assert not two(tmp_path / "2", before, right).repeats.contradictions


def test_a_year_between_that_is_missing_is_not_jumped_over(tmp_path: Path) -> None:
    rows = {"indicator": INDICATOR + indicator("A1", "走访", last="13"), "actual": f"{ACTUAL}U1,A1,2022-12-31,31\n"}
    assert not years([dossier(tmp_path, 2022, rows), dossier(tmp_path, 2024, rows)]).repeats.contradictions


# ---- misuse, and the command


def test_dossiers_of_two_units_of_one_year_or_one_alone_are_refused(tmp_path: Path) -> None:
    one = dossier(tmp_path, 2023, {})
    with pytest.raises(Misuse, match="two years"):
        years([one])
    with pytest.raises(Misuse, match="2023"):
        years([one, one])
    other = read_folder(
        laid_out(tmp_path / "x", {"unit.csv": "unit_code,name\nU2,另一单位\n"}, "unit_code: U2\nfiscal_year: 2024\n")
    )
    with pytest.raises(Misuse, match="different units"):
        years([one, other])


def test_programs_get_null_where_a_year_has_nothing(tmp_path: Path) -> None:
    before = {"indicator": INDICATOR + indicator("A1", "走访"), "actual": f"{ACTUAL}U1,A1,2023-12-31,31\n"}
    told = json.loads(json.dumps(years_json(two(tmp_path, before, {}), "en")))
    assert told["years"] == [2023, 2024]
    (row,) = told["indicators"]
    assert row["years"] == [{"code": "A1", "target": "10", "value": "31", "status": "reached"}, None]
    assert told["totals"][0]["total"] is None
    assert told["totals"][0]["because"]


def test_the_command_reads_the_dossiers_in_any_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    later = later_copy(tmp_path)
    assert main(["years", str(later), str(EXAMPLE), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "97.99/100 Excellent" in said
    assert said.index("2023") < said.index("2024")
    assert "last year's dossier has" in said
    assert main(["years", str(later), str(EXAMPLE), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["one_framework"] is True
    assert not untold(told)
