"""A new year from the last: what stays goes over, what does not begins empty, the rest is told, and nothing is decided."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.dossiers import EXAMPLE, laid_out

from jixiao import kinds
from jixiao.cli import main
from jixiao.cycle.new_year import LIST, Begun, Wanted, begin, carried, kept_tables
from jixiao.errors import Misuse
from jixiao.exact import Missing
from jixiao.review.check import FOLDER, Claims
from jixiao.review.checking import check
from jixiao.score.past import reached
from jixiao.tables.cells import Value
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.reading import read_dossier
from jixiao.tables.schema import Schema, fixed_tables
from jixiao.tables.workbook import write_workbook

EXAMPLES = sorted(path for path in EXAMPLE.parent.iterdir() if (path / "dossier.yaml").is_file())
IDS = [path.name for path in EXAMPLES]
MANIFEST = "unit_code: U1\nfiscal_year: 2023\nframeworks: [mof-project-2020]\n"
INDICATORS = "indicator_code,library_code,level,owner_code,class,name,operator,target,target_high,target_text,measure_unit,weight,measure\n"
TABLES = {
    "unit.csv": "unit_code,name,kind,staff_quota,staff_in_post,functions\nU1,一局,行政单位,30,28,管一件事\n",
    "office.csv": "office_code,name\nA,2023年专班\n",
    "duty.csv": "duty_code,name\nD1,甲\nD2,乙\n",
    "task.csv": "task_code,duty_code,name,narrative\nT1,D1,一,做完了\nT2,D2,二,\nT3,D1,三,\n",
    "project.csv": "project_code,task_code,name,kind,attribute,starts_on,ends_on,total_yuan,year_goal\n"
    "B1,T1,人员,basic,,2023-01-01,2023-12-31,9.00,\n"
    "P1,T1,三年期,project,new,2023-03-01,2025-12-31,30.00,办三期\n"
    "P2,T2,修缮,project,continuing,2021-01-01,2023-10-31,20.00,\n"
    "P3,T3,年度活动,project,continuing,2023-01-01,2023-12-31,5.00,\n"
    "P4,T1,一次性,project,new,2023-01-01,2023-12-31,5.00,\n"
    "P5,T1,拟取消,project,continuing,2023-01-01,2024-12-31,5.00,\n",
    "indicator.csv": INDICATORS
    + "I1,K1,project,P1,output,期数,ge,3,,,期,50,entered\n"
    + "I2,,project,P1,output,占比,between,40,60,,%,30,entered\n"
    + "I3,,project,P1,benefit,效果,judged,,,明显,,20,entered\n"
    + "I4,,project,P2,output,面积,ge,9,,,平方米,100,entered\n"
    + "I5,,task,T1,output,次数,ge,9,,,次,100,entered\n",
    "actual.csv": "indicator_code,period_end,value,numerator,denominator\nI1,2023-12-31,约4,,\nI2,2023-12-31,,1,3\nI4,2023-12-31,9,,\n",
    "carryover.csv": "project_code,fund_source,opening_yuan,closing_yuan,last_closing_yuan\n"
    "P1,一般公共预算,0,1.50,0\nP1,上年结转,2.00,0.25,2.00\nP2,一般公共预算,0,3.00,0\nP3,一般公共预算,0,0,0\nP5,一般公共预算,0,,0\n",
    "payment.csv": "payment_id,paid_on,project_code,economic_code,fund_source,amount_yuan\nY1,2023-05-01,P1,302,一般公共预算,1.00\n",
    "budget.csv": "project_code,economic_code,fund_source,initial_yuan,adjusted_yuan\nP1,302,一般公共预算,3.00,3.00\n",
    "problem.csv": "problem_code,about_kind,about_code,description,cause\n"
    "W1,indicator,I4,面积不足,甲\nW2,check,dates-exist,日期有误,乙\nW3,audit,S1,票据不全,丙\n",
    "audit_problem.csv": "problem_code,found_on,kind,serious\nS1,2023-06-01,other,否\n",
    "rectification.csv": "rectification_code,problem_code,action,due_on,status,closed_on,verified_on,proof\n"
    "Z1,W1,补做,2024-03-31,已完成,2023-12-01,,照片\nZ2,W2,改正,2023-12-31,已销号,2023-12-01,2023-12-05,\nZ3,W3,补票,2024-02-29,整改中,,,\n",
    "asset.csv": "asset_code,category,in_use\nC1,desktop,是\nC2,desktop,是\n",
    "asset_disposal.csv": "disposal_code,asset_code,disposed_on,kind\nX1,C2,2023-06-01,报废\n",
    "running_cost.csv": "cost_code,kind,budget_yuan,actual_yuan,last_year_yuan\nR1,energy,5.00,4.00,3.00\n",
    "policy_document.csv": "policy_code,topic,title,in_force\nG1,other,现行,是\nG2,other,废止,否\n",
    "result_use.csv": "use_code,about,kind,project_code,decision,decision_because\nJ1,评价,budget,P5,取消,多年未开工\nJ2,评价,budget,P1,压减,进度慢\n",
    "submission.csv": "submission_code,kind,due_on\nB1,绩效监控,2023-07-31\n",
    "procurement.csv": "procurement_code,name,decided_on\nQ1,设备,2023-12-20\n",
    "frameworks/own/notes.md": "自己的体系\n",
    "ledgers/visit.yaml": "id: visit\nedition: '2023'\nlabel: {zh: 走访台账, en: Visits}\nfields:\n  persons: {type: whole, zh: 人次, en: Persons}\n",
    "visit.csv": "row_id,occurred_on,persons\nV1,2023-05-01,3\n",
}


@pytest.fixture
def last(tmp_path: Path) -> Dossier:
    return read_dossier(laid_out(tmp_path / "last", TABLES, MANIFEST))


def rows(dossier: Dossier, table: str, *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row.text(column) for column in columns) for row in dossier.table(table)]


def texts(begun: Begun, group: str) -> str:
    return "\n".join(each.text.say("zh") for each in begun.decisions if each.group == group)


@pytest.fixture
def begun(last: Dossier, tmp_path: Path) -> Begun:
    return begin(tmp_path / "new", Wanted(last))


def test_projects_go_on_recur_or_end(begun: Begun) -> None:
    new = read_dossier(begun.path)
    assert new.fiscal_year == 2024
    assert rows(new, "project", "project_code", "attribute", "starts_on", "ends_on", "total_yuan", "year_goal") == [
        ("B1", "", "2024-01-01", "2024-12-31", "", ""),
        ("P1", "延续", "2023-03-01", "2025-12-31", "30.00", ""),
        ("P3", "延续", "", "", "", ""),
    ]
    told = texts(begun, "project")
    assert "P2 修缮：已于2023-10-31结束" in told
    assert "P3 年度活动：上年的期间到2023-12-31为止" in told
    assert "P4 一次性：已于2023-12-31结束" in told
    assert "P5 拟取消：上年结果应用决定取消" in told
    assert "P1 三年期：填年度目标（上年：办三期）" in told


def test_what_hung_on_ended_projects_alone_is_left_behind_and_told(begun: Begun) -> None:
    new = read_dossier(begun.path)
    assert rows(new, "task", "task_code", "narrative") == [("T1", ""), ("T3", "")]
    assert rows(new, "duty", "duty_code") == [("D1",)]
    assert "任务 T2 二" in texts(begun, "task")
    assert "职责 D2 乙" in texts(begun, "task")


def test_indicators_keep_their_codes_and_learn_what_was_reached(begun: Begun) -> None:
    new = read_dossier(begun.path)
    columns = ("indicator_code", "library_code", "target", "target_high", "target_text", "weight", "last_year_actual")
    assert rows(new, "indicator", *columns) == [
        ("I1", "K1", "未填报", "", "", "50", "约4"),
        ("I2", "I2", "未填报", "未填报", "", "30", "33.33"),
        ("I3", "I3", "", "", "明显", "20", ""),
        ("I5", "I5", "未填报", "", "", "100", ""),
    ]
    assert "I1 期数：定指标值（2023年指标值≥3期，完成约4期，按实绩建议≥4期）" in texts(begun, "target")
    assert "I2 占比：定指标值（2023年指标值40–60%，完成33.33%）" in texts(begun, "target")
    assert "I5 次数：定指标值（2023年指标值≥9次，完成值：未填报）" in texts(begun, "target")


def test_targets_can_be_kept(last: Dossier, tmp_path: Path) -> None:
    begun = begin(tmp_path / "new", Wanted(last, keep_targets=True))
    assert rows(read_dossier(begun.path), "indicator", "target", "target_high") == [("3", ""), ("40", "60"), ("", ""), ("9", "")]
    assert "核对沿用的指标值" in texts(begun, "target")


def test_the_closing_opens_the_year_and_an_ended_project_is_asked_about(begun: Begun) -> None:
    columns = ("project_code", "fund_source", "opening_yuan", "closing_yuan", "last_closing_yuan")
    assert rows(read_dossier(begun.path), "carryover", *columns) == [("P1", "上年结转", "1.75", "", "1.75")]
    told = texts(begun, "carryover")
    assert "P2：项目没有带入，上年末仍有结转结余3.00元" in told
    assert "P5/一般公共预算：上年末结转结余没有填" in told
    assert "P3" not in told


def test_problems_that_are_not_verified_go_over_as_open(begun: Begun) -> None:
    new = read_dossier(begun.path)
    assert rows(new, "problem", "problem_code", "same_as") == [("W1", "2023:W1"), ("W3", "2023:W3")]
    columns = ("rectification_code", "status", "due_on", "closed_on", "proof")
    assert rows(new, "rectification", *columns) == [
        ("Z1", "待整改", "2024-03-31", "", ""),
        ("Z3", "待整改", "2024-02-29", "", ""),
    ]
    assert "Z1上年状态“已完成”，期限2024-03-31" in texts(begun, "problem")
    assert not new.table("audit_problem").present, "the auditor's findings of last year count there"


def test_what_else_stays_and_what_begins_empty(begun: Begun) -> None:
    new = read_dossier(begun.path)
    assert rows(new, "unit", "name", "staff_quota", "staff_in_post", "functions") == [("一局", "30", "", "管一件事")]
    assert rows(new, "asset", "asset_code") == [("C1",)]
    assert rows(new, "policy_document", "policy_code") == [("G1",)]
    assert rows(new, "running_cost", "budget_yuan", "actual_yuan", "last_year_yuan") == [("", "", "4.00")]
    for name in ("actual", "payment", "budget", "result_use", "procurement", "asset_disposal", "visit"):
        assert name in new.awaited
        assert not new.table(name).present, name
    assert new.schema["visit"].edition == "2023"
    assert (begun.path / "frameworks" / "own" / "notes.md").read_text("utf-8") == "自己的体系\n"
    assert (begun.path / "evidence").is_dir()


def test_what_is_only_told(begun: Begun) -> None:
    assert "一局：填年初在职人数（上年28人，编制30人）" in texts(begun, "unit")
    assert "P1：上年决定“压减”。进度慢" in texts(begun, "result")
    assert "Q1 设备：上年没有签订合同" in texts(begun, "procurement")
    assert "绩效监控：按当年通知在报送表填截止日期（2023年度为2023-07-31）" in texts(begun, "submission")
    assert "“内设机构”的“机构名称”写着2023年：2023年专班" in texts(begun, "name")
    assert "mof-project-2020：适用到2026年度" in texts(begun, "framework")


def test_a_year_further_on_does_not_call_it_last_year(last: Dossier) -> None:
    new, decisions = carried(Wanted(last, 2025))
    assert rows(new, "indicator", "last_year_actual") == [("",)] * 4
    assert rows(new, "project", "project_code", "starts_on", "ends_on") == [
        ("B1", "2025-01-01", "2025-12-31"),
        ("P1", "2023-03-01", "2025-12-31"),
        ("P3", "", ""),
    ]
    assert any("2023年指标值≥3期，完成约4期" in each.text.say("zh") for each in decisions)


def test_a_framework_that_does_not_hold_any_more_is_told_with_those_that_do(last: Dossier, tmp_path: Path) -> None:
    last.frameworks = ("guangdong-unit-2022", "sichuan-project-2023", "gone")
    begun = begin(tmp_path / "new", Wanted(last, 2026))
    told = texts(begun, "framework")
    assert "guangdong-unit-2022：只适用于2022至2024年度，2026年度须改用" in told
    assert "pefa-pillar-2016" in told
    assert "mof-project-2020、mof-project-cost-2021" in told
    assert "gone：无法使用" in told


@pytest.mark.parametrize("as_workbook", [False, True], ids=["folder", "workbook"])
@pytest.mark.parametrize("path", EXAMPLES, ids=IDS)
def test_the_examples_begin_a_year_without_an_error(path: Path, tmp_path: Path, *, as_workbook: bool) -> None:
    before = {file: file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}
    last = read_dossier(path)
    begun = begin(tmp_path / "one" / "new", Wanted(last), as_workbook=as_workbook)
    assert {file: file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()} == before
    new = read_dossier(begun.path)
    found = [finding for outcome in check(new) for finding in outcome.findings]
    assert {(each.severity, each.check) for each in found} <= {("explain", "bound-numbers-are-there")}
    for row in new.table("indicator"):
        old = last.find("indicator", indicator_code=row["indicator_code"])
        assert old is not None
        known = reached(last, old).value
        stated = row.quantity("last_year_actual")
        assert (stated.value if stated else None) == known
        assert row["operator"] == "judged" or row["target"] is Missing.NOT_REPORTED
    again = begin(tmp_path / "two" / "new", Wanted(last), as_workbook=as_workbook)
    assert contents(begun.path.parent) == contents(again.path.parent)
    assert begun.listed.is_file()
    assert begun.listed.name.endswith(LIST)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_folder_and_workbook_hold_the_same(last: Dossier, tmp_path: Path) -> None:
    folder = read_dossier(begin(tmp_path / "new", Wanted(last)).path)
    begun = begin(tmp_path / "book", Wanted(last), as_workbook=True)
    book = read_dossier(begun.path)
    for name in folder.schema:
        assert [row.values for row in folder.table(name)] == [row.values for row in book.table(name)], name
    assert begun.path.name == "book.xlsx"
    assert begun.listed == tmp_path / f"book-{LIST}"
    assert (tmp_path / "frameworks" / "own" / "notes.md").is_file()


def test_an_indicator_comes_back_from_the_library(last: Dossier, tmp_path: Path) -> None:
    lines = INDICATORS + "I9,K9,task,T1,output,培训,ge,5,,,场,40,entered\nI8,K8,project,P7,output,丙,ge,5,,,场,40,entered\n"
    actual = "indicator_code,period_end,value\nI9,2022-12-31,6\n"
    folder = laid_out(tmp_path / "before", {"indicator.csv": lines, "actual.csv": actual}, "unit_code: U1\nfiscal_year: 2022\n")
    before = read_dossier(folder)
    new, decisions = carried(Wanted(last, earlier=(before,), take=("K9",)))
    row = new.find("indicator", library_code="K9")
    assert row is not None
    assert (row["target"], row["weight"], row["last_year_actual"]) == (Missing.NOT_REPORTED, Missing.NOT_REPORTED, None)
    assert any("由指标库加入（2022年用过，均值6" in each.text.say("zh") for each in decisions)
    for code, said in (("K7", "指标库中没有“K7”"), ("K1", "已从上年带入"), ("K8", "所属的P7没有带入")):
        with pytest.raises(Misuse) as raised:
            carried(Wanted(last, earlier=(before,), take=(code,)))
        assert said in raised.value.say("zh")


def test_what_makes_no_sense_is_refused(last: Dossier, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Misuse, match="2023"):
        carried(Wanted(last, 2023))
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "x").touch()
    with pytest.raises(Misuse):
        begin(tmp_path / "taken", Wanted(last))
    for words in (["--from", str(last.path), "--starter", "project"], ["--keep-targets"]):
        assert main(["new", str(tmp_path / "n"), *words]) == 2
    assert "--from" in capsys.readouterr().err


def test_the_command_tells_the_decisions_by_group_and_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "new", str(tmp_path / "a"), "--from", str(EXAMPLES[0]), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {each["group"] for each in told["decisions"]} >= {"framework", "target", "project", "problem"}
    assert (tmp_path / "a" / LIST).read_text("utf-8").count("- [ ] ") == len(told["decisions"])
    assert main(["new", str(tmp_path / "b"), "--from", str(EXAMPLES[0]), "--workbook"]) == 0
    assert "支出项目" in capsys.readouterr().out


DAYS = st.none() | st.dates(date(2021, 1, 1), date(2026, 12, 31))
PROJECTS = st.lists(
    st.tuples(
        st.sampled_from(["basic", "project"]), st.sampled_from(["new", "continuing", None]), DAYS, DAYS, DAYS, st.integers(0, 3)
    ),
    max_size=6,
)


@given(PROJECTS, st.lists(st.integers(0, 2), min_size=4, max_size=4), st.sampled_from(["", "T0"]))
def test_whatever_ended_all_that_goes_over_hangs_together_and_nothing_is_lost_in_silence(
    projects: list[tuple[str, str | None, date | None, date | None, date | None, int]], duties: list[int], own: str
) -> None:
    last = Dossier(Path(), "U1", 2023, (), Schema(fixed_tables()))
    add(last, "unit", unit_code="U1", name="一局", kind="administrative")
    for number in range(3):
        add(last, "duty", duty_code=f"D{number}", name="职责")
    for number, duty in enumerate(duties):
        add(last, "task", task_code=f"T{number}", duty_code=f"D{duty}", name="任务")
    for number, (kind, attribute, first, end, done, task) in enumerate(projects):
        code = f"P{number}"
        dates = {"starts_on": first, "ends_on": end, "completed_on": done}
        add(last, "project", project_code=code, task_code=f"T{task}", name="项目", kind=kind, attribute=attribute, **dates)
        add(
            last,
            "indicator",
            indicator_code=f"I{number}",
            level="project",
            owner_code=code,
            name="指标",
            operator="ge",
            measure="entered",
        )
    if own:
        add(last, "indicator", indicator_code="IT", level="task", owner_code=own, name="指标", operator="ge", measure="entered")
    new, decisions = carried(Wanted(last))
    told = {each.code for each in decisions if each.group in {"project", "task"}}
    before, after = (errors(each) for each in (last, new))
    assert after <= before, "nothing falls apart that hung together"
    for table, column in (("project", "project_code"), ("task", "task_code"), ("duty", "duty_code")):
        gone = {row.text(column) for row in last.table(table)} - {row.text(column) for row in new.table(table)}
        assert gone <= told, table
    owners = {row["owner_code"] for row in new.table("indicator")}
    assert owners == {row["project_code"] for row in new.table("project")} | ({own} - {""})


def errors(dossier: Dossier) -> set[str]:
    """The codes of what hangs in the air."""
    claims = Claims(dossier)
    names = ("duties_tasks_and_projects_connect", "indicators_are_complete")
    found = [each for name in names for each in kinds.load(FOLDER, name).check(claims) if each.rule == "T07"]
    return {each.stated.say("zh") for each in found if each.stated and each.severity == "error"}


def add(dossier: Dossier, name: str, /, **values: Value) -> None:
    table = dossier.table(name)
    table.present = True
    table.rows.append(Row(table.spec, len(table.rows) + 2, {"unit_code": "U1", **values}))


def test_a_workbook_begins_a_year_as_its_folder_does(last: Dossier, tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    write_workbook(last, tmp_path / "book" / "last.xlsx")
    from_book, told = carried(Wanted(read_dossier(tmp_path / "book" / "last.xlsx")))
    from_folder, also_told = carried(Wanted(last))
    assert [each.text.say("en") for each in told] == [each.text.say("en") for each in also_told]
    for name in from_folder.schema:
        assert [filled(row) for row in from_book.table(name)] == [filled(row) for row in from_folder.table(name)], name


def filled(row: Row) -> dict[str, Value]:
    return {column: value for column, value in row.values.items() if value is not None}


def test_the_data_names_tables_and_columns_that_exist() -> None:
    for name, kept in kept_tables().items():
        fields = fixed_tables()[name].fields
        assert not {*kept.clear, *kept.move, *kept.move.values()} - fields.keys(), name
