from __future__ import annotations

import json
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dossiers import laid_out

from jixiao.cli import main
from jixiao.cycle import result_rules
from jixiao.cycle.next_targets import next_targets
from jixiao.cycle.result_rules import PROPOSALS, read_rules, shipped
from jixiao.cycle.result_uses import USES, Decision, decide, follow, settle
from jixiao.cycle.results import of_project, proposals
from jixiao.errors import Misuse
from jixiao.files.yamls import read_yaml
from jixiao.review.check import Claims
from jixiao.review.checks.targets_keep_up_with_last_year import check as keeps_up
from jixiao.tables.dossier import Dossier
from jixiao.tables.reading import read_dossier

CASES: Any = read_yaml(Path(__file__).parent / "results.yaml").data
MANIFEST = "unit_code: U1\nfiscal_year: {}\nframeworks: []\n"
SPENT = "900000"
AS_OF = date(2024, 2, 1)


def project(folder: Path, case: Any) -> Dossier:
    """A dossier of one project, as a case tells it."""
    starts_on = case.get("starts_on", "2023-01-01")
    tables = {
        "project.csv": f"project_code,name,kind,starts_on,ends_on\nP1,培训,project,{starts_on},2023-12-31\n",
        "budget.csv": "project_code,economic_code,fund_source,initial_yuan,adjusted_yuan\nP1,30216,general,1000000,1000000\n",
        "payment.csv": "payment_id,paid_on,project_code,economic_code,fund_source,amount_yuan\n"
        f"Z1,2023-03-01,P1,30216,general,{case.get('spent', SPENT)}\n",
        "stated_score.csv": "framework,stage,item_code,project_code,version,score,grade\n"
        f"x,reviewed,total,P1,1,80,{case.get('grade', '良')}\n",
        "indicator.csv": "indicator_code,level,owner_code,class,name,operator,target,weight,measure\n"
        "I1,project,P1,output,培训人数,ge,10,10,entered\n",
        "problem.csv": "problem_code,about_kind,about_code,description,same_as\n"
        f"W1,indicator,I1,没有完成,{'2022:W3' if case.get('came_back') else ''}\n",
        "rectification.csv": "rectification_code,problem_code,action,due_on,status\n"
        f"Z1,W1,补训,{'2024-01-15' if case.get('overdue') else '2024-06-30'},open\n",
    }
    tables.pop(case.get("without", ""), None)
    return read_dossier(laid_out(folder, tables, MANIFEST.format(2023)))


@pytest.mark.parametrize("case", CASES["proposals"], ids=lambda case: case["why"])
def test_rules_make_a_proposal(case: Any, tmp_path: Path) -> None:
    [found] = proposals(project(tmp_path / "d", case), AS_OF)
    amount = "-" if found.proposed_yuan is None else found.proposed_yuan
    assert (f"{found.proposal} {amount}" if found.proposal else None) == case["proposes"]
    assert sorted(each.rule.id for each in found.fired) == sorted(case["rules"])
    assert all(each.rule.source.zh and each.rule.confidence for each in found.fired)
    if "without" in case or not case["grade"]:
        assert found.unknown or found.proposed_yuan is None


@settings(max_examples=15)
@given(st.integers(0, 1_200_000), st.sampled_from(["优", "良", "中", "差"]), st.booleans(), st.booleans())
def test_what_is_worse_never_gets_more(spent: int, grade: str, overdue: bool, came_back: bool) -> None:  # noqa: FBT001 - drawn
    grades = ["优", "良", "中", "差"]
    kinds = [_proposed(str(spent), each, overdue=overdue, came_back=came_back) for each in grades[grades.index(grade) :]]
    amounts = [amount for _, amount in kinds]
    assert amounts == sorted(amounts, reverse=True)
    assert all(Decimal(0) <= amount <= 1_000_000 for amount in amounts)
    assert [PROPOSALS.index(word) for word, _ in kinds] == sorted(PROPOSALS.index(word) for word, _ in kinds)
    assert _proposed(str(spent), grade, overdue=True, came_back=True)[1] <= amounts[0]


def _proposed(spent: str, grade: str, *, overdue: bool, came_back: bool) -> tuple[str, Decimal]:
    with tempfile.TemporaryDirectory() as folder:
        case = {"grade": grade, "spent": spent, "overdue": overdue, "came_back": came_back}
        [found] = proposals(project(Path(folder), case), AS_OF)
    assert found.proposal is not None
    assert found.proposed_yuan is not None
    return found.proposal, found.proposed_yuan


# ---- decisions


def decided(folder: Path, grade: str = "中") -> Dossier:
    dossier = project(folder, {"grade": grade})
    made = Decision("reduce", date(2024, 3, 1), "局长办公会", "保留骨干班次", Decimal("850000.00"), "会议纪要〔2024〕3号")
    return decide(dossier, of_project(dossier, "P1", AS_OF), made)


def test_a_decision_stands_beside_its_proposal(tmp_path: Path) -> None:
    [row] = decided(tmp_path / "d").table(USES)
    assert [row.text_id(name) for name in ("use_code", "kind", "proposal", "decision")] == ["YY-01", "budget", "reduce", "reduce"]
    assert [row.text(name) for name in ("base_yuan", "proposed_yuan", "amount_yuan")] == ["1000000.00", "800000.00", "850000.00"]
    assert row.text("proposed_because") == "评价等次为“中”（财政复核80分）"
    assert (row.text("decision_because"), row.text("decided_by")) == ("保留骨干班次", "局长办公会")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (Decision("keep", AS_OF, "会"), "say why"),
        (Decision("reduce", AS_OF, "会", "", Decimal(1)), "say why"),
        (Decision("halve", AS_OF, "会"), "no decision"),
        (Decision("stop", AS_OF, ""), "who decided"),
    ],
)
def test_a_decision_that_departs_from_the_proposal_needs_its_reason(made: Decision, said: str, tmp_path: Path) -> None:
    dossier = project(tmp_path / "d", {"grade": "中"})
    with pytest.raises(Misuse, match=said):
        decide(dossier, of_project(dossier, "P1", AS_OF), made)
    assert not dossier.table(USES).present


def test_a_project_is_decided_once_and_reduced_by_an_amount(tmp_path: Path) -> None:
    dossier = decided(tmp_path / "d")
    with pytest.raises(Misuse, match="decided already"):
        decide(dossier, of_project(dossier, "P1", AS_OF), Decision("stop", AS_OF, "会", "改"))
    other = project(tmp_path / "e", {"grade": "优"})
    with pytest.raises(Misuse, match="which amount"):
        decide(other, of_project(other, "P1", AS_OF), Decision("reduce", AS_OF, "会", "改"))
    with pytest.raises(Misuse, match="no project"):
        of_project(other, "P9", AS_OF)


@pytest.mark.parametrize(
    ("budget", "outcome", "told"),
    [
        ("850000", "kept", "按决定落实：决定850000.00元，下年预算850000.00元"),
        ("900000", "more", "多于决定：决定850000.00元，下年预算900000.00元"),
        ("0", "less", "少于决定：决定850000.00元，下年预算0.00元"),
        (None, "gone", "下年预算中没有这个项目：决定850000.00元，下年预算—元"),
    ],
)
def test_what_became_of_a_decision_is_read_from_the_next_year(
    budget: str | None, outcome: str, told: str, tmp_path: Path
) -> None:
    dossier = decided(tmp_path / "d")
    head = "project_code,economic_code,fund_source,initial_yuan\n"
    tables = {
        "project.csv": f"project_code,name,kind\n{'P2' if budget is None else 'P1'},培训,project\n",
        "budget.csv": f"{head}{'P2' if budget is None else 'P1'},30216,general,{budget or 1}\n",
    }
    following = read_dossier(laid_out(tmp_path / "n", tables, MANIFEST.format(2024)))
    found = follow(dossier, following)
    assert [each.outcome for each in found] == [outcome]
    [row] = settle(dossier, found, date(2025, 1, 5)).table(USES)
    assert (row.text("outcome"), row.text("outcome_on")) == (told, "2025-01-05")


def test_a_budget_that_is_not_handed_in_is_not_known(tmp_path: Path) -> None:
    dossier = decided(tmp_path / "d")
    following = read_dossier(laid_out(tmp_path / "n", {}, MANIFEST.format(2024)))
    found = follow(dossier, following)
    assert [(each.outcome, each.came) for each in found] == [("unknown", None)]
    assert settle(dossier, found, AS_OF).table(USES).rows[0]["outcome"] is None
    with pytest.raises(Misuse):
        follow(dossier, dossier)


# ---- targets


def year(folder: Path, number: int, reached: str, case: Any) -> Dossier:
    """One year of the one indicator; an empty text is a year in which nothing was reported."""
    columns = "indicator_code,library_code,level,class,name,operator,target,weight,measure,measure_unit,last_year_actual"
    cells = f"I{number},L1,unit,output,培训人数,{case['operator']},{case['target']},10,entered"
    tables = {"indicator.csv": f"{columns}\n{cells},{case.get('unit', '人')},{case.get('last', '')}\n"}
    line = f"I{number},{number}-12-31,{reached},entered\n" if reached else ""
    tables["actual.csv"] = f"indicator_code,period_end,value,source\n{line}"
    return read_dossier(laid_out(folder / str(number), tables, MANIFEST.format(number)))


def years(folder: Path, case: Any) -> list[Dossier]:
    reached = case["reached"] or [""]
    return [year(folder, 2024 - len(reached) + at, value, case) for at, value in enumerate(reached)]


@pytest.mark.parametrize("case", CASES["targets"], ids=lambda case: case["why"])
def test_next_years_target_follows_from_what_was_reached(case: Any, tmp_path: Path) -> None:
    [found] = next_targets(years(tmp_path, case))
    assert (found.target.text() if found.target else None) == case["becomes"]
    assert case.get("says", "") in found.because.say("zh")
    assert found.because.say("en")


@settings(max_examples=25)
@given(st.lists(st.integers(1, 999), min_size=1, max_size=4), st.integers(1, 999), st.sampled_from(["ge", "le"]))
def test_a_proposed_target_is_never_asked_about_next_year(reached: list[int], target: int, operator: str) -> None:
    case = {"operator": operator, "target": str(target), "reached": [str(each) for each in reached]}
    with tempfile.TemporaryDirectory() as folder:
        [found] = next_targets(years(Path(folder), case))
        assert found.target is not None
        following = {"operator": operator, "target": found.target.text(), "last": str(reached[-1])}
        dossier = year(Path(folder), 2025, "", following)
        assert not list(keeps_up(Claims(dossier)) or ())


def test_one_that_is_judged_is_left_to_the_person(tmp_path: Path) -> None:
    tables = {
        "indicator.csv": "indicator_code,level,class,name,operator,target_text,weight,measure\nI1,unit,benefit,制度,judged,健全,10,entered\n"
    }
    [found] = next_targets([read_dossier(laid_out(tmp_path, tables, MANIFEST.format(2023)))])
    assert (found.target, found.because.say("zh")) == (None, "定性指标，由人重新写明")


# ---- the file of rules and the commands


def test_every_shipped_rule_says_where_it_is_from_and_how_sure_that_is() -> None:
    rules = shipped()
    assert len({rule.id for rule in rules.rules}) == len(rules.rules)
    assert {rule.propose for rule in rules.rules} == set(PROPOSALS)
    assert all(source.zh and source.en for source in (*(rule.source for rule in rules.rules), rules.targets.source))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("propose: keep_first", "propose: double", "double"),
        ("share: 20%", "share: 20", "share"),
        ("{grade: [差]}", "{}", "no condition"),
        ("confidence: seen", "confidence: sure", "sure"),
        ("spent_below", "spent_under", "spent_under"),
    ],
)
def test_rules_of_ones_own_are_read_with_care(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = (Path(result_rules.__file__).parent / "results.yaml").read_text("utf-8")
    assert old in text
    path = tmp_path / "rules.yaml"
    path.write_text(text, "utf-8")
    assert len(read_rules(path).rules) == len(shipped().rules)
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(Misuse, match=said):
        read_rules(path)


def test_the_commands_print_what_the_api_knows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(project(tmp_path / "d", {"grade": "中"}).path)

    def told(*words: str) -> Any:
        assert main(["results", *words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    [proposed] = told("propose", folder, "--as-of", "2024-02-01")["proposals"]
    assert (proposed["proposal"], proposed["proposed_yuan"], proposed["rules"][0]["confidence"]) == (
        "reduce",
        "800000.00",
        "secondhand",
    )
    assert main(["results", "decide", folder, "P1", "reduce", "--by", "会", "--on", "2024-03-01"]) == 0
    assert capsys.readouterr().out == "YY-01：P1 压减 800000.00元\n"
    assert main(["results", "decide", folder, "P1", "reduce", "--by", "会", "--yuan", "x"]) == 2
    [use] = told("list", folder)
    assert (use["decision"], use["amount_yuan"], use["outcome"]) == ("reduce", "800000.00", None)
    following = read_dossier(laid_out(tmp_path / "n", {"project.csv": "project_code,name,kind\n"}, MANIFEST.format(2024)))
    assert [each["outcome"] for each in told("follow", folder, str(following.path))] == ["gone"]
    assert told("targets", folder)[0]["proposed"] is None
    for words in (["list", folder], ["follow", folder, str(following.path)], ["targets", folder], ["propose", folder]):
        assert main(["--lang", "en", "results", *words]) == 0
        assert capsys.readouterr().out
