from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.dossiers import EXAMPLE, Copy, laid_out

from jixiao.cli import main
from jixiao.cycle.problems import earlier, likeness, registered
from jixiao.cycle.proving import Act
from jixiao.cycle.rectifying import Measure, candidates, chosen, finish, plan, register, take, verify
from jixiao.cycle.rerunning import Ground
from jixiao.cycle.sources import from_everywhere, from_scores
from jixiao.errors import Misuse
from jixiao.tables.dossier import Dossier
from jixiao.tables.reading import read_dossier

MANIFEST = "unit_code: U1\nfiscal_year: {}\nframeworks: []\n"
INDICATORS = "indicator_code,library_code,level,class,name,operator,target,weight,measure,last_year_actual\n"


def year(folder: Path, number: int, **tables: str) -> Dossier:
    named = {f"{name}.csv": text for name, text in tables.items()}
    return read_dossier(laid_out(folder / str(number), named, MANIFEST.format(number)))


def behind(code: str) -> str:
    return f"{INDICATORS}{code},LIB-9,unit,output,接待批次,ge,400,10,entered,520\n"


def test_a_finding_is_known_again_by_the_library_code_of_its_indicator(tmp_path: Path) -> None:
    last = year(tmp_path, 2022, indicator=behind("OUT-1"))
    this = year(tmp_path, 2023, indicator=behind("A-07"))
    found = [each for each in from_everywhere(last, ["check"]) if each.rule_id == "T05"]
    last = register(last, candidates(last, found), Act(date(2022, 7, 1)))
    again = [each for each in from_everywhere(this, ["check"]) if each.rule_id == "T05"]
    assert [each.fingerprint for each in again] == [each.fingerprint for each in found]
    known = candidates(this, again, [last])
    assert [(each.before, each.known, each.came_back) for each in known] == [("2022:WT-01", (), False)]
    assert known[0].before_because is not None
    assert known[0].before_because.say("zh") == "同一规则（targets-keep-up-with-last-year）、同一对象（indicator/LIB-9#target）"
    this = register(this, known, Act(date(2023, 7, 1)))
    row = this.table("problem").rows[0]
    assert (row.text("same_as"), row.text("rule"), row.text("about_code")) == (
        "2022:WT-01",
        "targets-keep-up-with-last-year",
        "T05",
    )


def test_a_problem_entered_by_hand_is_known_again_by_what_it_is_about_or_by_its_words(tmp_path: Path) -> None:
    head = "problem_code,about_kind,about_code,description\n"
    tables = {"indicator": INDICATORS.replace(",last_year_actual", "") + "OUT-1,LIB-9,unit,output,接待批次,ge,400,10,entered\n"}
    by_code = year(tmp_path, 2021, problem=f"{head}W1,indicator,OUT-1,批次没有完成\n", **tables)
    by_words = year(tmp_path, 2022, problem=f"{head}W7,bureau,3,预算编制不够细化，有12个项目缺少测算依据。\n", **tables)
    this = year(tmp_path, 2023, **tables)
    remarks = tmp_path / "remarks.csv"
    remarks.write_text(
        "编号,意见,指标代码\n1,预算编制不够细化，有9个项目缺少测算依据,\n2,完成不好,OUT-1\n3,往来款长期挂账,\n", "utf-8"
    )
    found = from_everywhere(this, [str(remarks)])
    told = [earlier(each, [by_code, by_words]) for each in found]
    assert [(each.name, each.because.say("zh")) if each else None for each in told] == [
        ("2022:W7", "问题描述相同或近似（100%）"),
        ("2021:W1", "同一绩效指标（OUT-1）"),
        None,
    ]


def test_two_objects_of_one_rule_are_two_problems_although_their_words_are_alike(tmp_path: Path) -> None:
    head = "project_code,economic_code,fund_source,initial_yuan,adjusted_yuan\n"
    pay = "payment_id,paid_on,project_code,economic_code,fund_source,amount_yuan\n"
    tables = {
        "project": "project_code,name,kind\nP1,接待,project\nP2,调研,project\n",
        "budget": f"{head}P1,30217,general,1,1\nP2,30217,general,1,1\n",
    }
    last = year(tmp_path, 2022, payment=f"{pay}A1,2022-03-01,P1,30217,other,1\n", **tables)
    last = register(last, candidates(last, from_everywhere(last, ["check"])), Act(date(2022, 7, 1)))
    this = year(tmp_path, 2023, payment=f"{pay}B1,2023-03-01,P2,30217,other,1\n", **tables)
    found = from_everywhere(this, ["check"])
    assert [earlier(each, [last]) for each in found] == [None]


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("有3处合同备案超过时限", "有12处合同备案超过时限。", 100),
        ("合同备案超时", "合同备案超时限", 0),
        ("预算编制不够细化，部分项目测算依据不足", "预算编制不够细化，部分项目缺少测算依据", 80),
        ("", "", 0),
    ],
)
def test_words_are_alike_without_their_numbers(one: str, other: str, share: int) -> None:
    found = likeness(one, other)
    assert (found >= share > 0) or found == share


def test_a_lost_point_is_verified_in_the_next_year_when_the_item_loses_nothing(tmp_path: Path) -> None:
    copy, following = Copy(tmp_path / "a"), Copy(tmp_path / "b")
    dossier = read_dossier(copy.path)
    lost = [each for each in from_scores(dossier) if each.about == ("item", "asset-allocation")]
    rows = registered(dossier, lost[0])
    assert [each.row.text("problem_code") for each in rows] == ["WT-03"]
    dossier = register(dossier, candidates(dossier, lost), Act(date(2024, 1, 20)))
    assert dossier.table("problem").rows[2].text("fingerprint") == lost[0].fingerprint
    (copy.path / "evidence" / "handover.txt").write_text("移交清单", "utf-8")
    dossier = take(dossier, "ZG-03", Act(date(2024, 2, 1), "甲"))
    dossier = finish(dossier, "ZG-03", Act(date(2024, 10, 8), "甲"), [Path("evidence/handover.txt")])
    act = Act(date(2025, 1, 20), "乙")
    same_year = verify(dossier, "WT-03", act, Ground(dossier))
    assert same_year.verdict.holds is False
    manifest = following.path / "dossier.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("fiscal_year: 2023", "fiscal_year: 2024"), "utf-8")
    still = verify(dossier, "WT-03", act, Ground(read_dossier(following.path)))
    assert still.verdict.holds is False
    surplus = {f"TS-{number:03d}" for number in range(1, 6)}
    following.remove("asset", lambda cells: cells["asset_code"] in surplus)
    solved = verify(dossier, "WT-03", act, Ground(read_dossier(following.path)))
    assert (solved.verdict.holds, solved.verdict.because.say("zh")) == (True, "2024年度重新计分，“资产配置合规性”不再扣分")
    event = solved.dossier.table("rectification_event").rows[-1]
    assert (event.text("to_state"), event.text("ground")) == ("已销号", "2024")
    with pytest.raises(Misuse, match="verified in the dossier of 2024"):
        verify(solved.dossier, "WT-03", act, Ground(solved.dossier))


def test_an_item_without_a_score_does_not_count_as_solved(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    dossier = read_dossier(copy.path)
    lost = [each for each in from_scores(dossier) if each.about == ("item", "asset-allocation")]
    dossier = register(dossier, candidates(dossier, lost), Act(date(2024, 1, 20)))
    dossier = take(dossier, "ZG-03", Act(date(2024, 2, 1), "甲"))
    (copy.path / "evidence" / "handover.txt").write_text("移交清单", "utf-8")
    dossier = finish(dossier, "ZG-03", Act(date(2024, 10, 8), "甲"), [Path("evidence/handover.txt")])
    (copy.path / "asset.csv").unlink()
    done = verify(read_dossier(copy.path), "WT-03", Act(date(2025, 1, 20), "乙"), Ground(read_dossier(copy.path)))
    assert done.verdict.holds is None
    assert "不能算已解决" in done.verdict.because.say("zh")


def test_what_is_chosen_has_to_be_there(tmp_path: Path) -> None:
    dossier = read_dossier(EXAMPLE)
    found = candidates(dossier, from_scores(dossier))
    assert [each.raised.about[1] for each in chosen(found, ["asset-allocation", found[0].raised.shown])] == [
        found[0].raised.about[1],
        "asset-allocation",
    ]
    with pytest.raises(Misuse):
        chosen(found, ["asset"])
    for name, text in (("a.json", "{"), ("b.json", "{}"), ("c.csv", "编号\n1\n")):
        (tmp_path / name).write_text(text, "utf-8")
        assert main(["rectify", "raise", str(EXAMPLE), "--from", str(tmp_path / name)]) == 2


def test_a_workbook_keeps_its_loop_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = year(tmp_path, 2023, indicator=behind("OUT-1")).path
    for name in ("problem", "rectification", "rectification_event", "evidence", "evidence_link"):
        spec = read_dossier(folder).schema[name]
        (folder / f"{name}.csv").write_text(",".join(field.label.zh for field in spec.fields.values()) + "\n", "utf-8")
    book = tmp_path / "book" / "d.xlsx"
    book.parent.mkdir()
    assert main(["convert", str(folder), str(book)]) == 0
    assert main(["rectify", "raise", str(book), "--from", "check", "--only", "T05", "--on", "2023-07-01", "--apply"]) == 0
    dossier = plan(read_dossier(book), "WT-01", Measure("调高目标", responsible="李", due_on=date(2023, 7, 31)))
    dossier = take(dossier, "ZG-01", Act(date(2023, 7, 2), "李"))
    (tmp_path / "proof.txt").write_text("批复", "utf-8")
    dossier = finish(dossier, "ZG-01", Act(date(2023, 7, 3), "李"), [tmp_path / "proof.txt"])
    assert (book.parent / "evidence" / "proof.txt").read_text("utf-8") == "批复"
    capsys.readouterr()
    assert main(["rectify", "list", str(book), "--as-of", "2023-08-01", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["problems"][0]
    assert (told["state"], told["raised_by"], told["rule_id"]) == ("done", "check", "T05")
    assert [each["to_state"] for each in told["measures"][0]["history"]] == ["in_hand", "done"]
    assert told["measures"][0]["proofs"][0]["state"] == "whole"


@pytest.mark.parametrize(
    ("about", "judged", "holds"),
    [
        ("indicator,I1", "80", True),
        ("indicator,I1", "20", False),
        ("indicator,I1", "", None),
        ("indicator,I9", "80", None),
        ("item,no-such-item", "80", None),
        ("check,T05", "80", None),
    ],
)
def test_a_problem_entered_by_hand_is_examined_by_what_it_is_about(
    about: str, judged: str, holds: object, tmp_path: Path
) -> None:
    columns = "indicator_code,library_code,level,class,name,operator,target,weight,measure\n"
    actual = f"I1,2023-12-31,{judged},entered\n" if judged else ""
    tables = {
        "indicator.csv": f"{columns}I1,L1,unit,output,培训人数,ge,60,10,entered\n",
        "actual.csv": f"indicator_code,period_end,value,source\n{actual}",
        "problem.csv": f"problem_code,about_kind,about_code,description\nW1,{about},没有完成\n",
        "rectification.csv": "rectification_code,problem_code,action,status,closed_on\nZ1,W1,补训,done,2024-01-05\n",
        "evidence.csv": "evidence_code,file\nE1,evidence/a.txt\n",
        "evidence_link.csv": "evidence_code,table,row_key\nE1,rectification,Z1\n",
        "evidence/a.txt": "签到表",
    }
    manifest = "unit_code: U1\nfiscal_year: 2023\nframeworks: [guangdong-unit-2022]\n"
    dossier = read_dossier(laid_out(tmp_path / "d", tables, manifest))
    act = Act(date(2024, 2, 1), "乙")
    bare = verify(dossier, "W1", act, Ground(dossier))
    assert "没有登记摘要值" in bare.verdict.because.say("zh")
    dossier = finish(dossier, "Z1", Act(date(2024, 1, 8), "甲"), [Path("evidence/a.txt")])
    assert verify(dossier, "W1", act, Ground(dossier)).verdict.holds is holds


def test_the_page_of_json_names_every_key_that_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = Copy(tmp_path)
    dossier = read_dossier(copy.path)
    proof = tmp_path / "a.txt"
    proof.write_text("移交清单", "utf-8")
    dossier = take(dossier, "ZG-03", Act(date(2024, 2, 1), "甲"))
    finish(dossier, "ZG-03", Act(date(2024, 10, 8), "甲"), [proof])
    printed: list[Any] = []
    for words in (["rectify", "list", "--as-of", "2024-12-01"], ["rectify", "raise", "--from", "score"], ["results", "propose"]):
        assert main([*words[:2], str(copy.path), *words[2:], "--json"]) == 0
        printed.append(json.loads(capsys.readouterr().out))
    problem, proposal = printed[0]["problems"][2], printed[2]["proposals"][0]
    objects = [printed[0], problem, problem["measures"][0], problem["measures"][0]["proofs"][0], printed[1][0]]
    objects += [printed[2], proposal, proposal["rules"][0]]
    page = (Path(__file__).parents[2] / "docs" / "reference" / "json.md").read_text("utf-8")
    assert [key for each in objects for key in each if f"`{key}`" not in page] == []
