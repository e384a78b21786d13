from __future__ import annotations

from pathlib import Path

import pytest
from tests.dossiers import EXAMPLE, MANIFEST, Copy, laid_out

from jixiao.score.families.three_public import expenses
from jixiao.score.trace import Figures
from jixiao.score.unit_score import score_unit
from jixiao.tables.folder import read_folder
from jixiao.tables.measure_text import Fault, parse_measure

COSTS = "cost_code,kind,budget_yuan,actual_yuan,last_year_yuan\nC1,公务接待费,20000.00,15000.00,10000.00\n"


def figures(folder: Path) -> Figures:
    dossier = read_folder(folder)
    return Figures(dossier, score_unit(dossier))


def texts(folder: Path, *ids: str) -> list[str]:
    given = figures(folder)
    return [found.text if (found := given.find(each)) else "" for each in ids]


# ---- the three public expenses


def test_a_line_says_budget_actual_and_the_change(tmp_path: Path) -> None:
    folder = laid_out(tmp_path, {"running_cost.csv": COSTS})
    ids = [f"three-public.reception.{each}" for each in ("budget", "actual", "last-year", "change", "change-rate")]
    assert texts(folder, *ids) == ["2.00", "1.50", "1.00", "0.50", "50.00%"]


def test_lines_that_lack_a_kind_are_not_reported(tmp_path: Path) -> None:
    folder = laid_out(tmp_path, {"running_cost.csv": COSTS})
    assert texts(folder, "three-public.total.actual", "three-public.abroad.actual") == ["未填报", "未填报"]
    found = figures(folder).find("three-public.total.actual")
    assert found is not None
    assert "公务用车购置费" in found.because[0].say("zh")


def test_payments_whose_codes_are_too_coarse_say_nothing_of_receptions(tmp_path: Path) -> None:
    payment = "payment_id,paid_on,project_code,economic_code,fund_source,amount_yuan\n"
    exact = laid_out(tmp_path / "exact", {"payment.csv": f"{payment}A,2023-01-09,P1,30217,general,300.00\n"})
    assert texts(exact, "three-public.reception.paid", "three-public.abroad.paid") == ["0.03", "0.00"]
    coarse = laid_out(tmp_path / "coarse", {"payment.csv": f"{payment}A,2023-01-09,P1,302,general,300.00\n"})
    assert texts(coarse, "three-public.reception.paid", "three-public.car-purchase.paid") == ["未填报", "0.00"]


def test_counts_come_from_the_ledgers_that_a_unit_keeps(tmp_path: Path) -> None:
    assert texts(EXAMPLE, "three-public.batches", "three-public.persons-foreign") == ["457", "0"]
    assert texts(EXAMPLE, "three-public.groups-abroad", "three-public.cost-per-person") == ["未填报", "228.34"]
    assert texts(laid_out(tmp_path), "three-public.batches") == ["未填报"]


def test_every_shipped_measure_of_a_line_can_be_read() -> None:
    schema = read_folder(EXAMPLE).schema
    known = expenses()
    kinds = set(schema["running_cost"].fields["kind"].choices or {})
    for line in known.lines.values():
        assert set(line.kinds) <= kinds
        for stated in known.columns.values():
            measure = stated.measure.replace("{kinds}", ", ".join(line.kinds)).replace("{codes}", ", ".join(line.codes))
            assert not isinstance(parse_measure(measure, schema), Fault), measure
    assert set(known.lines["total"].codes) == {code for line in known.lines.values() for code in line.codes}


# ---- tasks, counts, days


def test_money_of_a_task_is_that_of_its_projects() -> None:
    assert texts(EXAMPLE, "task.t03.budget", "task.t03.budget-fiscal", "task.t03.budget-beside") == ["1852.12", "1852.12", "0.00"]


@pytest.mark.parametrize(
    "figure_id", ["task.t99.budget", "task.t03.nothing", "task.budget", "indicators.other", "project.starts"]
)
def test_what_there_is_not_has_no_figure(figure_id: str) -> None:
    assert figures(EXAMPLE).find(figure_id) is None


def test_a_task_without_a_project_has_no_budget(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    copy.add("task", {"unit_code": "440100-ZJB", "task_code": "T99", "duty_code": "D1", "name": "新任务"})
    assert texts(copy.path, "task.t99.budget") == ["未填报"]


def test_indicators_are_met_with_full_points_only() -> None:
    school = EXAMPLE.parent / "rural-school-project-2023"
    assert texts(school, "indicators.total", "indicators.met") == ["10", "8"]
    dossier = read_folder(EXAMPLE)
    assert Figures(dossier, None).find("indicators.total") is None


def test_days_of_measures_are_there_when_they_have_come(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    (row,) = copy.rows("rectification", "rectification_code", "ZG-02")
    copy.set("rectification", row, closed_on="2024-03-08", verified_on="2024-04-02")
    assert texts(copy.path, "rectification.zg-02.closed", "rectification.zg-02.verified") == ["2024年3月8日", "2024年4月2日"]
    assert figures(copy.path).find("rectification.zg-01.closed") is None
    assert "rectification.zg-02.closed" in set(figures(copy.path).ids())


def test_days_of_a_project_stand_under_its_code(tmp_path: Path) -> None:
    assert texts(EXAMPLE, "p.p01.project.starts", "p.p01.project.ends") == ["2023年1月1日", "2023年12月31日"]
    tables = {"project.csv": "project_code,name,kind\nP1,一个项目,project\n"}
    folder = laid_out(tmp_path, tables, MANIFEST)
    assert texts(folder, "p.p1.project.starts") == ["未填报"]


def test_cells_of_an_indicator_are_figures(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    (row,) = copy.rows("indicator", "indicator_code", "OUT-01")
    copy.set("indicator", row, operator="区间", target_high="500", whole_target="1200", last_year_actual="431")
    ids = [f"indicator.out-01.{kind}" for kind in ("high", "weight", "whole", "last-year", "target")]
    assert texts(copy.path, *ids) == ["500", "10", "1200", "431", "420"]
    assert texts(copy.path, "indicator.out-03.whole", "indicator.prj-09.target") == ["未填报", "规范有序，无责任投诉"]
