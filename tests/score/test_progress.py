"""Where money and indicators stand on a day of the year: what is not due or not known never becomes a number."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.dossiers import EXAMPLE, laid_out

from jixiao.score.facts import View
from jixiao.score.progress import Standing, budget, planned, rate, spending, standings, time_gone
from jixiao.score.trace import Figures
from jixiao.tables.folder import read_folder
from jixiao.tables.measure_text import parse_measure
from jixiao.tables.measures import Measure
from jixiao.tables.measuring import Absent, Measured

SCHOOL, DISTRICT = (EXAMPLE.parent / name for name in ("rural-school-project-2023", "district-culture-2023"))
HALF = date(2023, 6, 30)
HEAD = "indicator_code,level,class,name,operator,target,target_high,measure_unit,weight,accumulation,measure\n"


def view(folder: Path, until: date | None = None) -> View:
    dossier = read_folder(folder)
    return View(dossier, dossier.scope(), until)


def number(found: Measured | Absent) -> Fraction:
    assert isinstance(found, Measured)
    return Fraction(found.numerator, found.denominator)


def stands(folder: Path, row: str, value: str = "", until: date | None = HALF, more: str = "") -> Standing:
    """Where an indicator stands of which this was entered in June."""
    tables = {"indicator.csv": f"{HEAD}I1,unit,output,一个指标,{row},entered\n"}
    if value:
        tables["actual.csv"] = f"indicator_code,period_end,value\nI1,2023-06-30,{value}\n"
    if more:
        tables["target_schedule.csv"] = f"indicator_code,due_on,target\n{more}\n"
    (found,) = standings(view(laid_out(folder, tables), until))
    return found


@pytest.mark.parametrize(
    ("row", "value", "status"),
    [
        ("ge,100,,次,10,cumulative", "100", "reached"),
        ("ge,100,,次,10,cumulative", "50", "on_schedule"),
        ("ge,100,,次,10,cumulative", "49.99", "behind"),
        ("ge,100,,次,10,latest", "99", "behind"),
        ("ge,95,,%,10,cumulative", "94", "behind"),
        ("le,5,,元,10,latest", "5", "on_schedule"),
        ("le,5,,元,10,latest", "5.01", "behind"),
        ("eq,0,,次,10,cumulative", "0", "on_schedule"),
        ("eq,0,,次,10,cumulative", "1", "behind"),
        ("eq,4,,次,10,cumulative", "2", "on_schedule"),
        ("eq,4,,次,10,cumulative", "5", "behind"),
        ("between,10,20,次,10,latest", "15", "reached"),
        ("between,10,20,次,10,latest", "21", "behind"),
        ("judged,,,%,10,latest", "85", "judged"),
        ("ge,100,,次,10,cumulative", "", "not_reported"),
        ("ge,100,,次,10,year_end", "", "not_due"),
        ("ge,100,,次,10,year_end", "100", "reached"),
        ("ge,100,,次,10,cumulative", "未到期", "not_due"),
    ],
)
def test_an_indicator_stands_where_its_kind_and_the_day_put_it(tmp_path: Path, row: str, value: str, status: str) -> None:
    assert stands(tmp_path, row, value).status == status


def test_a_schedule_comes_before_the_time_that_is_gone(tmp_path: Path) -> None:
    row = "ge,100,,次,10,cumulative"
    found = stands(tmp_path / "early", row, "30", more="I1,2023-03-31,10\nI1,2023-06-30,30\nI1,2023-12-31,100")
    assert found.status == "on_schedule"
    assert found.wanted == Fraction(30)
    assert stands(tmp_path / "late", row, "60", more="I1,2023-06-30,70").status == "behind"


def test_at_the_year_s_end_only_the_target_counts(tmp_path: Path) -> None:
    assert stands(tmp_path, "ge,100,,次,10,cumulative", "99", until=None).status == "behind"


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (date(2023, 6, 30), Fraction(1, 2)),
        (date(2023, 7, 31), Fraction(7, 12)),
        (date(2023, 12, 31), Fraction(1)),
        (date(2023, 6, 15), Fraction(166, 365)),
        (date(2024, 2, 29), Fraction(1, 6)),
    ],
)
def test_time_is_counted_in_months_at_their_ends_and_in_days_within_them(day: date, share: Fraction) -> None:
    assert time_gone(day) == share


@pytest.mark.parametrize("folder", [EXAMPLE, SCHOOL, DISTRICT])
@pytest.mark.parametrize("until", [None, HALF, date(2023, 8, 15)])
def test_the_parts_of_money_make_the_whole(folder: Path, until: date | None) -> None:
    of = view(folder, until)
    for measured in (budget, spending):
        whole = number(measured(of))
        for parts in (("basic", "projects"), ("general", "carried", "other")):
            assert sum(number(measured(of, part)) for part in parts) == whole
    months = [spending(of, during=f"M{month:02d}") for month in range(1, 13)]
    assert sum(number(each) for each in months) == number(spending(of))


def test_the_budget_grows_with_its_changes_and_ends_as_the_adjusted_one() -> None:
    days = (date(2023, 3, 14), date(2023, 3, 15), date(2023, 9, 20), date(2023, 10, 25), None)
    assert [number(budget(view(SCHOOL, day))) for day in days] == [401000, 418000, 432000, 426000, 426000]


@pytest.mark.parametrize("day", [date(2023, 3, 14), date(2023, 6, 30), date(2023, 9, 20), date(2023, 12, 31)])
def test_a_measure_draws_on_the_budget_as_it_stood_on_the_day(day: date) -> None:
    of = view(SCHOOL, day)
    measured = parse_measure("sum(budget.adjusted_yuan)", of.dossier.schema)
    assert isinstance(measured, Measure)
    assert number(of.measure(measured)) == number(budget(of))


def test_a_change_of_a_line_that_is_not_known_leaves_the_parts_unknown(tmp_path: Path) -> None:
    tables = {
        "project.csv": "project_code,name,kind\nP1,一个项目,project\n",
        "budget.csv": "project_code,economic_code,fund_source,initial_yuan\nP1,302,general,100\nP1,302,other,50\n",
        "budget_change.csv": "change_code,changed_on,project_code,kind,amount_yuan\nC1,2023-03-01,P1,addition,10\n",
    }
    of = view(laid_out(tmp_path, tables), HALF)
    assert number(budget(of)) == 160
    found = budget(of, "general")
    assert isinstance(found, Absent)
    assert "C1" in found.because.say("zh")
    assert isinstance(rate(of), Absent)  # no payments were handed in


def test_a_plan_is_known_only_where_all_that_has_a_budget_has_one() -> None:
    assert number(planned(view(SCHOOL, HALF))) == 205000
    assert number(planned(view(SCHOOL, HALF), of_year=True)) == 426000
    assert isinstance(planned(view(EXAMPLE, HALF)), Absent)


@pytest.mark.parametrize("folder", [EXAMPLE, SCHOOL, DISTRICT])
def test_every_indicator_stands_somewhere(folder: Path) -> None:
    dossier = read_folder(folder)
    figures = Figures(dossier, None, HALF)
    words = ("reached", "on-schedule", "behind", "judged", "not-due", "not-reported", "not-applicable")
    found = [figures.find(f"progress.{word}") for word in (*words, "indicators")]
    counts = [int(each.text) for each in found if each]
    assert sum(counts[:-1]) == counts[-1]


def test_all_ids_lead_to_figures_and_unknown_words_to_none() -> None:
    figures = Figures(read_folder(EXAMPLE), None, HALF)
    ids = [each for each in figures.ids() if each.startswith(("progress.", "standing.", "cost."))]
    assert {"progress.rate-basic", "progress.to-m06", "standing.out-01.wanted", "cost.cost-03.last"} < set(ids)
    assert not {"progress.to-m07", "progress.estimate", "standing.sat-01.actual", "cost.cost-04.last"} & set(ids)
    for word in ("progress.rate-", "progress.m13", "progress.nothing", "standing.out-01.nothing", "cost.nothing.actual"):
        assert figures.find(word) is None


def test_months_that_are_not_over_are_not_due() -> None:
    figures = Figures(read_folder(EXAMPLE), None, HALF)
    for word in ("m07", "to-m07"):
        found = figures.find(f"progress.{word}")
        assert found is not None
        assert (found.text, found.is_missing) == ("未到期", True)
