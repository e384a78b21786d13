from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.dossiers import EXAMPLE, read

from jixiao.framework.load import load
from jixiao.score.trace import Figures
from jixiao.score.unit_score import score_unit
from jixiao.tables.folder import read_folder
from jixiao.wording import LANGUAGES

TRIP = """\
id: trip_abroad
edition: "1"
label: {zh: 出访台账, en: Trips abroad}
fields:
  persons_met: {type: whole, zh: 会见人次, en: Persons met}
  cost_yuan: {type: yuan, zh: 费用, en: Cost}
  a_column_whose_name_is_longer_than_ids: {type: whole, zh: 长名列, en: Long}
"""
ROWS = "row_id,occurred_on,persons_met,cost_yuan\n"
FIGURE = "figure_code,label,measure,scale,places\n"
INDICATOR = "indicator_code,level,class,name,operator,target,measure_unit,weight,measure\n"


def figures(folder: Path, tables: Mapping[str, str]) -> Figures:
    dossier = read(folder, {"ledgers/trip_abroad.yaml": TRIP, **tables})
    return Figures(dossier, score_unit(dossier))


def text(made: Figures, figure_id: str) -> str:
    found = made.find(figure_id)
    assert found is not None, figure_id
    return found.text


@pytest.fixture(scope="module")
def example() -> Figures:
    dossier = read_folder(EXAMPLE)
    return Figures(dossier, score_unit(dossier))


def test_every_id_that_is_listed_can_be_found_and_has_a_text(example: Figures) -> None:
    ids = list(example.ids())
    assert len(ids) == len(set(ids))
    for figure_id in ids:
        found = example.find(figure_id)
        assert found is not None
        assert found.id == figure_id
        assert found.text
        assert not found.is_missing
        for language in LANGUAGES:
            assert found.label.say(language)
            assert all(line.say(language) for line in found.because)


def test_ids_have_one_to_forty_of_a_few_signs(example: Figures) -> None:
    assert [each for each in example.ids() if not re.fullmatch(r"[a-z0-9.-]{1,40}", each)] == []


def test_what_cannot_be_an_id_is_not_listed_and_does_no_harm(tmp_path: Path) -> None:
    tables = {
        "indicator.csv": f"{INDICATOR}产出一,unit,output,甲,ge,1,次,1,entered\nA_1,unit,output,乙,ge,1,次,1,entered\n",
        "figure.csv": f"{FIGURE}Offices,机构数,count(office),,\n{'x' * 60},机构数,count(office),,\n",
    }
    ids = list(figures(tmp_path, tables).ids())
    assert all(re.fullmatch(r"[a-z0-9.-]{1,40}", each) for each in ids)
    assert "ledger.trip-abroad.persons-met" in ids
    assert not any("longer" in each or each.startswith(("indicator.", "figure.")) for each in ids)


@pytest.mark.parametrize(
    "figure_id",
    ["", ".", "score", "score.", "score.nothing", "points.TOTAL", "ledger.reception", "ledger.reception.purpose", "ledger..rows", "year.x",
     "indicator.out-01", "indicator.out-01.name", "indicator.nobody.actual", "figure.nothing", "budget.nothing", "unit", "nothing.at.all",
     "indicator.tsk-01.score", "ledger.reception.persons.more", "__class__", "score.__class__"],
)  # fmt: skip
def test_what_is_no_figure_is_none(example: Figures, figure_id: str) -> None:
    assert example.find(figure_id) is None


def test_precision_survives_into_the_text(example: Figures) -> None:
    assert text(example, "ledger.culture.spectators") == "约1600"
    assert text(example, "ledger.culture.books") == "300余"
    assert text(example, "ledger.contact.times") == "50余"
    assert text(example, "indicator.ben-06.actual") == "约1600"


def test_a_percentage_indicator_is_shown_in_percent(example: Figures) -> None:
    assert text(example, "indicator.tsk-08.actual") == "100"
    assert text(example, "indicator.sat-01.actual") == "96.5"


def test_money_is_shown_in_ten_thousands_and_rates_in_percent(example: Figures) -> None:
    assert text(example, "spending.total") == "2154.34"
    assert text(example, "budget.adjusted") == "2157.27"
    assert text(example, "ledger.reception.cost-yuan") == "47.84"
    assert text(example, "spending.rate") == "99.86%"


def test_scores_have_the_decimals_of_the_framework(example: Figures) -> None:
    assert text(example, "score.total") == "97.99"
    assert text(example, "score.output-targets") == "20.00"
    assert text(example, "lost.spending-rate") == "0.01"
    assert text(example, "lost.total") == "2.01"
    assert text(example, "points.performance-policies") == "5"


def test_the_rows_of_a_score_are_those_behind_its_fact(example: Figures) -> None:
    rate, targets = example.find("score.spending-rate"), example.find("score.output-targets")
    assert rate is not None
    assert {row.spec.name for row in rate.rows} == {"payment", "budget"}
    assert targets is not None
    assert {row.spec.name for row in targets.rows} >= {"reception", "contact", "research"}


@pytest.mark.parametrize(
    ("scale", "places", "expected"),
    [("原数", "", "0.67"), ("原数", "0", "1"), ("原数", "3", "0.667"), ("百分数", "", "66.67%"), ("百分数", "0", "67%"),
     ("万元", "6", "0.000067"), ("原数", "-1", "0.67"), ("原数", "1000000", "0.67"), ("", "", "0.67")],
)  # fmt: skip
def test_a_figure_of_the_unit_is_shown_as_it_says(tmp_path: Path, scale: str, places: str, expected: str) -> None:
    tables = {
        "office.csv": "office_code,name\nA,甲\nB,乙\n",
        "duty.csv": "duty_code,name\nA,甲\nB,乙\nC,丙\n",
        "figure.csv": f"{FIGURE}share,比例,count(office) / count(duty),{scale},{places}\n",
    }
    assert text(figures(tmp_path, tables), "figure.share") == expected


def test_a_number_below_zero_is_rounded_away_from_zero(tmp_path: Path) -> None:
    tables = {"trip_abroad.csv": f"{ROWS}R1,2023-01-05,1,-50.00\n"}
    made = figures(tmp_path, tables)
    assert text(made, "ledger.trip-abroad.cost-yuan") == "-0.01"
    assert text(made, "ledger.trip-abroad.persons-met") == "1"
    assert text(made, "ledger.trip-abroad.rows") == "1"


def test_a_missing_number_has_the_word_of_its_state(tmp_path: Path) -> None:
    tables = {
        "indicator.csv": f"{INDICATOR}A,unit,output,甲,ge,,次,1,entered\n",
        "actual.csv": "indicator_code,period_end,value\nA,2023-12-31,未到期\n",
        "payment.csv": "payment_id,paid_on,project_code,fund_source,amount_yuan\n",
        "budget.csv": "project_code,economic_code,fund_source,initial_yuan,adjusted_yuan\n",
    }
    made = figures(tmp_path, tables)
    states = {
        "spending.rate": "不适用",
        "spending.total": "0",
        "unit.offices": "未填报",
        "ledger.trip-abroad.rows": "未填报",
        "indicator.a.actual": "未到期",
        "indicator.a.target": "—",
        "indicator.a.score": "—",
        "score.output-targets": "—",
        "score.total": "10.00",  # no budget: the spending rate does not apply
        "lost.output-targets": "—",
    }
    for figure_id, state in states.items():
        found = made.find(figure_id)
        assert found is not None
        assert found.text.replace("0.00", "0") == state.replace("0.00", "0"), figure_id
        assert found.is_missing == (state not in {"0", "10.00"}), figure_id
        assert not found.is_missing or figure_id.endswith("target") or found.because, figure_id


def test_every_item_of_the_framework_has_its_figures(example: Figures) -> None:
    ids = set(example.ids())
    for item in load("guangdong-unit-2022").walk():
        assert {f"{kind}.{item.code}" for kind in ("score", "points", "lost")} <= ids
