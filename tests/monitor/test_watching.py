"""The year on a day: what the example shows as published, lights, freshness, due dates, standards, and what is not known yet."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.dossiers import EXAMPLE, Copy, laid_out
from tests.monitor.years import case, made, merged, month_end

from jixiao import kinds
from jixiao.cli import main
from jixiao.errors import Misuse
from jixiao.monitor.as_json import monitor_json
from jixiao.monitor.as_text import monitor_text
from jixiao.monitor.rule import FOLDER
from jixiao.monitor.standard import OWN_FILE, read_standard, shipped, standard_of
from jixiao.monitor.watching import Asked, Monitoring, monitor
from jixiao.score.unit_score import score_unit
from jixiao.tables.reading import read_dossier
from jixiao.wording import Language

SCHOOL, DISTRICT = (EXAMPLE.parent / name for name in ("rural-school-project-2023", "district-culture-2023"))
HALF, END = date(2023, 6, 30), date(2023, 12, 31)
YEAR: Any = case("slips")["year"]


@cache
def watched(folder: Path, day: date) -> Monitoring:
    return monitor(read_dossier(folder), day)


def as_data(folder: Path, day: date, language: Language = "zh") -> dict[str, Any]:
    return monitor_json(watched(folder, day), language)


def line(data: dict[str, Any], kind: str, code: str) -> dict[str, Any]:
    return next(each for each in data["spending"] if (each["kind"], each["code"]) == (kind, code))


def indicator(data: dict[str, Any], code: str) -> dict[str, Any]:
    return next(each for each in data["indicators"] if each["code"] == code)


# ---- the example, as published


def test_the_example_at_mid_year_has_spent_what_was_published() -> None:
    data = as_data(EXAMPLE, HALF)
    assert (data["unit"], data["as_of"], data["time_gone"]) == ("440100-ZJB", "2023-06-30", "50.00")
    unit, projects = line(data, "unit", "440100-ZJB"), line(data, "part", "projects")
    assert (unit["budget"], unit["spent"], unit["rate"], unit["ahead"]) == ("21572700.00", "12943620.00", "60.00", "10.00")
    assert projects["rate"] == "62.08"
    assert {each["kind"] for each in data["spending"]} == {"unit", "part", "project", "task", "fund_source"}


def test_the_example_at_the_year_s_end_has_spent_what_was_published() -> None:
    assert line(as_data(EXAMPLE, END), "unit", "440100-ZJB")["rate"] == "99.86"


def test_the_estimate_says_what_is_in_play_and_what_is_not_due() -> None:
    found = as_data(EXAMPLE, HALF)["estimate"]
    assert (found["score"], found["in_play"], found["out_of"]) == ("64.46", "89.00", "100.00")
    items = {each["code"]: each for each in found["items"]}
    spending = items["spending-rate"]
    assert (spending["score"], spending["open"], spending["lost"], spending["not_due"]) == ("6.00", "4.00", "0.00", "0.00")
    for code in ("economic-cost", "three-public", "prior-assessment", "asset-income"):
        assert (items[code]["state"], items[code]["score"], items[code]["not_due"]) == ("not_due", None, items[code]["points"])
    assert (items["asset-allocation"]["lost"], found["lost"]) == ("1.00", "1.00")
    assert (items["asset-stocktake"]["open"], items["asset-stocktake"]["lost"]) == ("1.00", "0.00")


def test_the_published_mid_year_score_is_held_against_the_estimate_with_the_reason() -> None:
    stated = as_data(EXAMPLE, HALF)["estimate"]["stated"]
    assert (stated["stage"], stated["score"], stated["difference"]) == ("mid_year", "97.99", "33.53")
    for words in ("未到期11.00分", "全年工作尚未完成23.54分", "部门预算资金支出率4.00分", "与年终自评所报的总分完全相同"):
        assert words in stated["because"]


def test_at_the_year_s_end_the_self_evaluation_is_held_against_the_estimate() -> None:
    found = as_data(EXAMPLE, END)["estimate"]
    assert (found["stated"]["stage"], found["stated"]["difference"]) == ("self", "1.00")
    assert {each["code"]: each["open"] for each in found["items"] if Decimal(each["open"])} == {"asset-data": "1.00"}
    assert as_data(EXAMPLE, date(2024, 3, 31))["estimate"]["stated"]["difference"] == "0.00"


@pytest.mark.parametrize("folder", [EXAMPLE, SCHOOL, DISTRICT])
@pytest.mark.parametrize("day", [date(2023, 1, 31), HALF, date(2023, 9, 15), END, date(2024, 4, 30)])
def test_the_points_of_the_estimate_make_the_whole(folder: Path, day: date) -> None:
    found = as_data(folder, day)["estimate"]
    points = {key: Decimal(found[key]) for key in ("in_play", "out_of", "open", "lost", "not_due", "not_reported")}
    score = Decimal(found["score"]) if found["score"] else points["in_play"] - points["open"] - points["lost"]
    assert score + points["open"] + points["lost"] == points["in_play"]
    assert points["in_play"] + points["not_due"] + points["not_reported"] == points["out_of"]
    for each in found["items"]:
        parts = [Decimal(each[key]) for key in ("open", "lost", "not_due", "not_reported")]
        assert min(parts) >= 0
        assert Decimal(each["score"] or 0) + sum(parts) in {Decimal(each["points"]), Decimal(0)}


@pytest.mark.parametrize("folder", [EXAMPLE, SCHOOL, DISTRICT])
@pytest.mark.parametrize("month", range(1, 12))
def test_what_is_lost_never_comes_back_and_what_is_safe_never_goes(folder: Path, month: int) -> None:
    dossier = read_dossier(folder)
    found, final = monitor(dossier, month_end(month)).estimate, score_unit(dossier)
    assert found is not None
    for each in found.items:
        end = final.of(each.scored.item.code)
        assert end is not None
        assert end.score is not None
        assert (each.scored.score or 0) - each.so_far <= end.score <= each.scored.points - each.lost


def test_full_marks_that_a_bad_case_may_still_cost_are_told_apart() -> None:
    items = {each["code"]: each["so_far"] for each in as_data(EXAMPLE, HALF)["estimate"]["items"]}
    assert (items["financial-compliance"], items["contract-signing"]) == ("4.00", "3.00")
    assert (items["spending-rate"], items["performance-policies"]) == ("0.00", "0.00")
    assert as_data(EXAMPLE, END)["estimate"]["so_far"] == "0.00"


# ---- the shape


def test_the_json_has_the_agreed_shape() -> None:
    data = as_data(EXAMPLE, HALF)
    assert json.loads(json.dumps(data)) == data
    assert {"unit", "as_of", "spending", "indicators", "warnings", "estimate"} <= data.keys()
    assert {"budget", "spent", "rate", "forecast", "light", "because"} <= data["spending"][0].keys()
    assert {"progress", "due", "light", "because"} <= data["indicators"][0].keys()
    assert all({"rule", "place", "because"} <= each.keys() for each in data["warnings"])
    assert {"score", "in_play", "out_of"} <= data["estimate"].keys()
    assert {each["rule"] for each in data["warnings"]} <= set(kinds.names(FOLDER))


@pytest.mark.parametrize("folder", [EXAMPLE, SCHOOL, DISTRICT])
def test_every_number_travels_as_text(folder: Path) -> None:
    def numbers(value: object) -> list[object]:
        if isinstance(value, dict):
            return [each for inner in value.values() for each in numbers(inner)]
        if isinstance(value, list):
            return [each for inner in value for each in numbers(inner)]
        return [value] if isinstance(value, float | int) and not isinstance(value, bool) else []

    data = as_data(folder, HALF)
    days = [each.pop("days_since_entry") for each in data["indicators"]]
    assert all(each is None or isinstance(each, int) for each in days)
    assert numbers(data) == [2023]


def test_every_light_has_its_rule_and_its_reason() -> None:
    data = as_data(EXAMPLE, HALF)
    for each in (*data["spending"], *data["indicators"]):
        assert each["because"]
        assert (each["rule"] is not None) == (each["light"] in {"red", "yellow"})
    assert indicator(data, "OUT-05")["light"] == "red"
    assert (indicator(data, "SAT-01")["light"], indicator(data, "SAT-01")["progress"]) == (None, None)


def test_the_command_prints_both_forms(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["monitor", str(EXAMPLE), "--as-of", "2023-06-30"]) == 0
    text = capsys.readouterr().out
    assert text.splitlines()[1].startswith("广州市人民政府驻北京办事处：支出1294.36 / 2157.27万元，60%，快10个百分点")
    assert main(["monitor", str(EXAMPLE), "--as-of", "2023-06-30", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == as_data(EXAMPLE, HALF)
    assert main(["monitor", str(EXAMPLE), "--as-of", "2022-06-30"]) == 2


def test_the_text_says_first_where_the_year_stands_and_all_on_demand() -> None:
    short, whole = (monitor_text(watched(EXAMPLE, HALF), "zh", is_whole=each) for each in (False, True))
    order = ["测算得分", "红灯（", "黄灯（", "须填报偏差原因", "预算（万元）"]
    assert sorted(order, key=short.index) == order
    assert "OUT-06" not in short
    assert "OUT-06" in whole
    assert "OUT-06" in monitor_text(watched(EXAMPLE, HALF), "en", is_whole=True)


# ---- freshness and deviations


def test_who_has_entered_nothing_is_named_with_the_days() -> None:
    data = as_data(SCHOOL, HALF)
    found = indicator(data, "OUT-01")
    assert (found["entered_on"], found["days_since_entry"], found["office"]) == ("2023-02-22", 128, "教务处")
    text = monitor_text(watched(SCHOOL, HALF), "zh")
    assert "教务处\n    ◐ 绩效指标“享受营养餐学生人数”（OUT-01）：最后填报在2023-02-22，已有128天没有更新" in text


def test_a_day_of_the_schedule_without_an_entry_is_red(tmp_path: Path) -> None:
    year = merged(YEAR, {"indicators": {"I1": {"entered": [20, 40, 60, 80, None, None, *[None] * 6]}}})
    dossier = made(tmp_path, year)
    assert not [each for each in monitor(dossier, month_end(6)).warnings if each.rule == "indicator_not_updated"]
    (tmp_path / "target_schedule.csv").write_text("indicator_code,due_on,target\nI1,2023-06-15,110\n", "utf-8")
    (found,) = monitor(read_dossier(tmp_path), month_end(6)).warnings
    assert (found.rule, found.light, found.because.say("zh")) == (
        *("indicator_not_updated", "red"),
        "指标进度要求的2023-06-15没有填报，责任机构：综合处",
    )


def test_a_value_is_held_against_what_was_due_on_its_own_day(tmp_path: Path) -> None:
    year = merged(YEAR, {"indicators": {"I1": {"entered": [20, 40, 60, 80, *[None] * 8]}}})
    found = next(each for each in monitor(made(tmp_path, year), month_end(6)).watch.indicators if each.spot.code == "I1")
    assert (found.standing.status, found.standing.wanted) == ("on_schedule", Fraction(80))
    assert found.entered_on == date(2023, 4, 30)


def test_what_lacks_its_likelihood_is_still_to_be_explained(tmp_path: Path) -> None:
    late = {"indicators": {"I3": {"entered": [10, 20, 30, 35, 42, 54, *[None] * 6]}}}
    said = {"deviations": [["I3", "2023-06-30", "是", "", "人员不足"]]}
    found = monitor(made(tmp_path / "a", merged(YEAR, late)), month_end(6))
    (each,) = [each for each in found.watch.indicators if each.lacking]
    assert [text.say("zh") for text in each.lacking] == ["偏差原因", "完成目标可能性"]
    assert (each.behind_since, each.explain_by) == (date(2023, 4, 30), date(2023, 7, 14))
    found = monitor(made(tmp_path / "b", merged(merged(YEAR, late), said)), month_end(6))
    (each,) = [each for each in found.watch.indicators if each.lacking]
    assert [text.say("zh") for text in each.lacking] == ["完成目标可能性"]


def test_a_target_out_of_reach_warns_until_it_is_changed(tmp_path: Path) -> None:
    late = {
        "indicators": {"I3": {"entered": [10, 20, 30, 35, 42, 54, 60, 65, *[None] * 4]}},
        "deviations": [["I3", "2023-06-30", "是", "impossible", "人员不足"]],
    }
    rules = [each.rule for each in monitor(made(tmp_path / "a", merged(YEAR, late)), month_end(7)).warnings]
    assert "deviation_out_of_reach" in rules
    changed = {
        "target_changes": [["BG-1", "I3", 120, 100, "人员不足", "2023-07-10", "C1"]],
        "budget_changes": [["C1", "2023-07-05", "P3", "cut", -100000]],
        "indicators": {"I3": {"target": 100}},
    }
    dossier = made(tmp_path / "b", merged(merged(YEAR, late), changed))
    rules = [each.rule for each in monitor(dossier, month_end(7)).warnings]
    assert not {"deviation_out_of_reach", "target_without_budget_change"} & set(rules)


def test_spending_above_the_budget_is_red(tmp_path: Path) -> None:
    dossier = made(tmp_path, merged(YEAR, {"projects": {"P1": {"paid": [10] * 11 + [11]}, "B1": {"paid": [199] * 12}}}))
    assert [(each.rule, each.spot.code) for each in monitor(dossier, month_end(12)).warnings] == [("spending_above_budget", "P1")]


# ---- standards


def test_the_standard_is_that_of_the_region_or_the_dossier_s_own(copy: Copy) -> None:
    dossier = read_dossier(EXAMPLE)
    assert standard_of(dossier, dossier.unit_code).name.zh == "通用监控标准"
    (row,) = copy.rows("unit", "unit_code", "440100-ZJB")
    copy.set("unit", row, region_code="510100")
    assert standard_of(read_dossier(copy.path), "440100-ZJB").name.zh == "四川省监控标准"
    own = "name: {zh: 本单位标准, en: Our own}\nrules: {spending_below_threshold: {light: yellow, steps: [{from: 06-30, share: 61%}]}}\n"
    (copy.path / OWN_FILE).write_text(own, "utf-8")
    found = monitor(read_dossier(copy.path), HALF)
    assert found.standard.name.zh == "本单位标准"
    assert {(each.rule, each.light) for each in found.warnings} == {("spending_below_threshold", "yellow")}


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_every_shipped_standard_says_how_sure_we_are() -> None:
    assert {"national", "sichuan"} <= set(shipped())
    assert {"spending_below_threshold", "indicator_not_updated"} <= set(standard_of(read_dossier(SCHOOL), "").rules)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rules: {nothing_of_this_name: {light: red}}", "nothing_of_this_name"),
        ("rules: {spending_above_budget: {light: blue}}", "blue"),
        ("rules: {spending_behind_plan: {light: red, below: 0.9}}", "25%"),
        ("rules: {spending_below_threshold: {light: red, steps: [{from: 02-31, share: 10%}]}}", "06-30"),
        ("explain: {days: [13-01], within: 10}", "06-30"),
        ("sources: [{confidence: sure, title: x}]", "sure"),
        ("thresholds: 5", "thresholds"),
    ],
)
def test_a_standard_with_a_fault_is_refused_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(f"name: {{zh: 一, en: one}}\n{text}\n", "utf-8")
    with pytest.raises(Misuse) as refused:
        read_standard(path)
    assert words in refused.value.say("zh")
    assert "第2行" in refused.value.say("zh")


def test_what_is_asked_for_has_to_be_there() -> None:
    dossier = read_dossier(EXAMPLE)
    for asked in (Asked(standard="nowhere"), Asked(unit_code="nobody"), Asked(project_code="P99"), Asked(framework_id="none")):
        with pytest.raises(Misuse):
            monitor(dossier, HALF, asked)
    with pytest.raises(Misuse):
        monitor(dossier, date(2022, 12, 31))


# ---- what is not there


def test_an_empty_dossier_has_no_lights_and_no_estimate(tmp_path: Path) -> None:
    found = monitor(read_dossier(laid_out(tmp_path)), HALF)
    data = monitor_json(found, "zh")
    (unit,) = data["spending"] if isinstance(data["spending"], list) else []
    assert (unit["rate"], unit["light"], unit["state"]) == (None, None, "not_reported")
    assert data["warnings"] == []
    assert "测算" in monitor_text(found, "zh")


def test_a_dossier_without_a_framework_is_watched_all_the_same(tmp_path: Path) -> None:
    manifest = "unit_code: U1\nfiscal_year: 2023\n"
    found = monitor(read_dossier(laid_out(tmp_path, manifest=manifest)), HALF)
    assert found.estimate is None
    assert "没有测算得分" in monitor_text(found, "zh")


def test_a_framework_of_letters_has_no_points_to_estimate() -> None:
    found = monitor(read_dossier(EXAMPLE), HALF, Asked(framework_id="pefa-pillar-2016"))
    data: Any = monitor_json(found, "zh")
    assert {data["estimate"][key] for key in ("score", "in_play", "out_of", "at_most")} == {None}
    assert "等级字母" in data["no_estimate"]


def test_one_project_is_watched_with_its_own_framework() -> None:
    found = monitor(read_dossier(EXAMPLE), HALF, Asked("mof-project-2020", project_code="P05"))
    data: Any = monitor_json(found, "zh")
    assert [(each["kind"], each["code"]) for each in data["spending"]] == [
        ("project", "P05"),
        ("task", "T05"),
        ("fund_source", "general"),
    ]
    assert {each["belongs_to"] for each in data["indicators"]} == {"P05"}
    assert (data["project"], data["estimate"]["framework"]) == ("P05", "mof-project-2020")
    assert monitor_text(found, "zh").splitlines()[1].startswith("城市形象在京宣传：支出14.29 / 26.40万元")


def test_last_year_s_profile_changes_the_forecast_only() -> None:
    dossier = read_dossier(EXAMPLE)
    found = monitor(dossier, HALF, Asked(last_year=dossier))
    before = watched(EXAMPLE, HALF)
    assert found.warnings == before.warnings or [str(each) for each in found.warnings] == [str(each) for each in before.warnings]
    assert found.forecast(found.watch.lines[0]) != before.forecast(before.watch.lines[0])
