"""The review of goals: each fault under the test that it belongs to, and what could not be checked never passes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.dossiers import EXAMPLE, laid_out

from jixiao import kinds
from jixiao.cli import main
from jixiao.cycle.goals import VERDICTS, GoalReview, goal_tests, review_goals
from jixiao.cycle.showing_goals import as_text
from jixiao.review.check import FOLDER
from jixiao.review.known import BELOW
from jixiao.tables.reading import read_dossier
from jixiao.tables.schema import fixed_tables

INDICATORS = (
    "indicator_code,level,owner_code,class,subclass,name,operator,target,target_text,measure_unit,weight,accumulation,measure,basis,"
    "evidence_kind,office_code,last_year_actual\n"
)
GOOD = [
    "I1,project,P1,output,数量指标,培训场次,ge,12,,场,30,cumulative,entered,年度计划,签到表,A,12",
    "I2,project,P1,output,质量指标,结业合格率,ge,95,,%,10,year_end,entered,年度计划,成绩单,A,95",
    "I3,project,P1,output,时效指标,按期开班率,ge,100,,%,10,year_end,entered,年度计划,通知,A,100",
    "I4,project,P1,benefit,社会效益指标,岗位运用情况,judged,,七成以上学员用上,,30,year_end,entered,年度计划,回访,A,",
    "I5,project,P1,satisfaction,服务对象满意度指标,学员满意度,ge,90,,%,10,year_end,entered,年度计划,问卷,A,91",
]
TABLES = {
    "office.csv": "office_code,name\nA,甲\n",
    "duty.csv": "duty_code,name\nD1,培训\n",
    "task.csv": "task_code,duty_code,name\nT1,D1,办培训班\n",
    "project.csv": "project_code,task_code,name,kind\nP1,T1,培训,project\n",
    "target_schedule.csv": "indicator_code,due_on,target\nI1,2023-06-30,6\nI1,2023-12-31,12\n",
}
HEAD = "change_code,indicator_code,old,new,reason,changed_on,changed_by,budget_change_code\n"


def review(folder: Path, *lines: str, **more: str) -> GoalReview:
    files = {f"{name}.csv": text for name, text in more.items()}
    tables = {**TABLES, "indicator.csv": INDICATORS + "\n".join(lines or GOOD) + "\n", **files}
    return review_goals(read_dossier(laid_out(folder, tables, "unit_code: U1\nfiscal_year: 2023\n")))


def found(made: GoalReview) -> dict[str, list[str]]:
    return {
        each.test.id: [
            f"{finding.place.table} {finding.place.row} {finding.rule or finding.check}" for finding in each.outcome.findings
        ]
        for each in made.tests
        if each.outcome.findings
    }


def test_goals_that_are_complete_go_on(tmp_path: Path) -> None:
    made = review(tmp_path / "d")
    assert found(made) == {}
    assert [each.verdict for each in made.tests] == ["holds"] * 4
    assert made.grade is not None
    assert made.grade.name.zh == "优"
    assert made.layers == {"duty": 1, "task": 1, "project": 1, "indicator": 5}


@pytest.mark.parametrize(
    ("at", "old", "new", "test", "finding"),
    [
        (0, ",12,,场,", ",12,,,", "complete", "indicator 2 T01"),
        (0, "ge,12,", "ge,,", "complete", "indicator 2 T01"),
        (0, "培训场次,ge", "培训场次,", "complete", "indicator 2 required-cells-are-filled"),
        (0, "年度计划,签到表", ",签到表", "complete", "indicator 2 T08"),
        (0, "年度计划,签到表", "年度计划,", "complete", "indicator 2 T08"),
        (3, "七成以上学员用上", "", "complete", "indicator 5 T01"),
        (1, "质量指标", "数量指标", "complete", "indicator 2 T04"),
        (0, "培训场次", "培训资金", "relevant", "indicator 2 T02"),
        (3, "社会效益指标,岗位运用情况", "经济效益指标,安全生产情况", "relevant", "indicator 5 T02"),
        (0, "P1", "P9", "relevant", "indicator 2 T07"),
        (0, "A,12", "A,14", "fitting", "indicator 2 T05"),
        (1, "entered", "count(payment)", "feasible", "indicator 3 T01"),
        (0, ",12,,场", ",13,,场", "feasible", "target_schedule 3 schedules-lead-to-the-target"),
        (0, "entered", "count(nothing)", "feasible", "indicator 2 measures-can-be-read"),
    ],
)
def test_a_fault_stands_under_its_test(at: int, old: str, new: str, test: str, finding: str, tmp_path: Path) -> None:
    lines = list(GOOD)
    assert old in lines[at]
    lines[at] = lines[at].replace(old, new, 1)
    assert finding in found(review(tmp_path / "d", *lines)).get(test, [])


@pytest.mark.parametrize(
    ("table", "text", "test", "finding"),
    [
        ("duty", "duty_code,name\nD1,培训\nD2,考试\n", "relevant", "duty 3 T07"),
        ("task", "task_code,duty_code,name\nT1,D1,办班\nT2,D1,教材\n", "relevant", "task 3 T07"),
        ("project", "project_code,task_code,name,kind\nP1,T1,培训,project\nP2,T1,教材,project\n", "relevant", "project 3 T07"),
        (
            "target_change",
            HEAD + "C1,I1,14,12,调减,2023-09-01,局务会,\n",
            "fitting",
            "target_change 2 target-changes-come-with-budget-changes",
        ),
    ],
)
def test_layers_and_changes_are_looked_at(table: str, text: str, test: str, finding: str, tmp_path: Path) -> None:
    made = review(tmp_path / "d", **{table: text})
    assert found(made) == {test: [finding]}
    assert made.grade is not None
    assert made.grade.name.zh != "优"


def test_what_could_not_be_checked_does_not_pass_and_gives_no_grade(tmp_path: Path) -> None:
    unknown = [line.rpartition(",")[0] + "," for line in GOOD]
    made = review(tmp_path / "d", *unknown)
    fitting = next(each for each in made.tests if each.test.id == "fitting")
    assert fitting.verdict == "not_checkable"
    assert made.grade is None


def test_dossiers_of_earlier_years_say_what_was_reached(tmp_path: Path) -> None:
    earlier = {"indicator.csv": INDICATORS + GOOD[0] + "\n", "actual.csv": "indicator_code,period_end,value\nI1,2022-12-31,20\n"}
    last = read_dossier(laid_out(tmp_path / "last", earlier, "unit_code: U1\nfiscal_year: 2022\n"))
    tables = {**TABLES, "indicator.csv": INDICATORS + "\n".join([GOOD[0][:-2], *GOOD[1:]]) + "\n"}
    this = read_dossier(laid_out(tmp_path / "this", tables, "unit_code: U1\nfiscal_year: 2023\n"))
    assert found(review_goals(this, [last])) == {
        "fitting": ["indicator 2 last-years-actual-is-what-was-reached", "indicator 2 T05"]
    }
    assert found(review_goals(this)) == {}


def test_many_findings_of_one_kind_are_told_together(tmp_path: Path) -> None:
    lines = [f"{GOOD[0].replace('I1,', f'I{n},', 1)}" for n in range(1, 12)]
    lines = [line.replace("ge,12,", "ge,未填报,") if n not in {3, 7} else line for n, line in enumerate(lines)]
    told = "\n".join(as_text(review(tmp_path / "d", *lines), "zh"))
    assert "indicator.csv “指标值”列有9行同样的情况：第2–4、6–8、10–12行。其中第一行：" in told
    assert told.count("没有写明指标值") == 1


def test_every_check_and_rule_of_the_tests_exists() -> None:
    rows = {rule.check for spec in fixed_tables().values() for rule in spec.rules}
    known = {name.replace("_", "-") for name in kinds.names(FOLDER)} | BELOW | rows
    for test in goal_tests().tests:
        for word in test.checks:
            name = word.partition("/")[0]
            assert name in known or (len(name) == 3 and name[0] == "T"), word
    named = [word for test in goal_tests().tests for word in test.checks]
    assert len(named) == len(set(named))
    assert {f"T{n:02d}" for n in range(1, 10)} <= set(named)


def test_the_command_tells_each_test_and_ends_with_1_where_one_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = laid_out(
        tmp_path / "d",
        {**TABLES, "indicator.csv": INDICATORS + "\n".join(GOOD) + "\n", "duty.csv": "duty_code,name\nD1,甲\nD2,乙\n"},
    )
    assert main(["goals", str(path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [each["test"] for each in told["tests"]] == ["complete", "relevant", "fitting", "feasible"]
    assert told["tests"][1]["verdict"] == "fails"
    assert told["tests"][1]["findings"][0]["file"] == "duty.csv"
    assert main(["goals", str(path)]) == 1
    assert "相关性  不通过" in capsys.readouterr().out
    assert main(["--lang", "en", "goals", str(EXAMPLE), "--earlier", str(EXAMPLE)]) == 0
    assert VERDICTS["holds"].en in capsys.readouterr().out
