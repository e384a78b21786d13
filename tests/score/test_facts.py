from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.dossiers import FRAMEWORK, read
from tests.judged import JUDGED, judged

from jixiao.exact import SCALE, Missing, Precision
from jixiao.framework.load import load
from jixiao.score.facts import Fact, View, facts
from jixiao.score.unit_score import score_unit
from jixiao.tables.folder import read_folder

INDICATOR = "indicator_code,level,class,name,operator,target,target_high,measure_unit,weight,measure\n"
ACTUAL = "indicator_code,period_end,numerator,denominator,value,text,state\n"
TRIP = """\
id: trip
edition: "1"
label: {zh: 出差台账, en: Trips}
fields:
  persons: {type: whole, zh: 人次, en: Persons}
  ready: {type: whole, zh: 完成, en: Ready}
"""


def all_facts(folder: Path, tables: Mapping[str, str], until: date | None = None) -> dict[str, Fact]:
    dossier = read(folder, tables)
    return facts(View(dossier, dossier.scope(), until), load(FRAMEWORK))


def indicator_fact(
    folder: Path, indicator: str, actual: str = "", until: date | None = None, tables: Mapping[str, str] | None = None
) -> Fact:
    """The fact of the one output indicator of a dossier."""
    made = {"indicator.csv": f"{INDICATOR}{indicator}\n", "actual.csv": f"{ACTUAL}{actual}\n", **(tables or {})}
    fact = all_facts(folder, made, until)["output-targets"]
    (part,) = fact.parts
    return part.fact


ENTERED = "A,unit,output,指标,ge,10,,次,1,entered"


def test_every_item_has_its_fact_even_if_nothing_was_handed_in(tmp_path: Path) -> None:
    found = all_facts(tmp_path, {})
    assert found.keys() == {item.code for item in load(FRAMEWORK).leaves}
    assert {fact.state for fact in found.values()} == {Missing.NOT_REPORTED}
    assert all(fact.because and fact.because.say("zh") and fact.because.say("en") for fact in found.values())


# ---- what people enter


@pytest.mark.parametrize(
    ("actual", "numerator", "denominator", "state"),
    [
        ("", None, SCALE, Missing.NOT_REPORTED),
        ("A,2023-12-31,,,12.5,,", 125_000, SCALE, None),
        ("A,2023-12-31,,,0,,", 0, SCALE, None),
        ("A,2023-12-31,3,4,,,", 30_000, 40_000, None),
        ("A,2023-12-31,0,4,,,", 0, 40_000, None),
        ("A,2023-12-31,3,0,,,", None, SCALE, Missing.NOT_APPLICABLE),
        ("A,2023-12-31,3,-4,,,", None, SCALE, Missing.NOT_REPORTED),
        ("A,2023-12-31,,,未到期,,", None, SCALE, Missing.NOT_DUE),
        ("A,2023-12-31,不适用,,,,", None, SCALE, Missing.NOT_APPLICABLE),
        ("A,2023-12-31,,,,年末调查,未到期", None, SCALE, Missing.NOT_DUE),
        ("A,2023-12-31,,,5,,不适用", None, SCALE, Missing.NOT_APPLICABLE),
        ("A,2023-12-31,,,,,", None, SCALE, Missing.NOT_REPORTED),
        ("A,2023-06-30,,,3,,\nA,2023-12-31,,,4,,", 40_000, SCALE, None),
        ("A,2023-12-31,,,4,,\nA,2023-06-30,,,3,,", 40_000, SCALE, None),
    ],
)
def test_an_entered_value_is_the_latest_with_its_state(
    tmp_path: Path, actual: str, numerator: int | None, denominator: int, state: Missing | None
) -> None:
    fact = indicator_fact(tmp_path, ENTERED, actual)
    assert (fact.numerator, fact.denominator, fact.state) == (numerator, denominator, state)


def test_an_entered_value_keeps_its_precision(tmp_path: Path) -> None:
    assert indicator_fact(tmp_path, ENTERED, "A,2023-12-31,,,约12,,").precision is Precision.ABOUT
    assert indicator_fact(tmp_path, ENTERED, "A,2023-12-31,12,50余,,,").precision is Precision.MORE_THAN


def test_an_entered_value_is_that_of_the_day(tmp_path: Path) -> None:
    actual = "A,2023-06-30,,,3,,\nA,2023-12-31,,,4,,"
    assert indicator_fact(tmp_path, ENTERED, actual, date(2023, 7, 31)).numerator == 30_000
    assert indicator_fact(tmp_path, ENTERED, actual, date(2023, 3, 31)).state is Missing.NOT_REPORTED


def test_a_stated_absence_outweighs_the_register(tmp_path: Path) -> None:
    indicator = "A,unit,output,指标,ge,10,,个,1,count(office)"
    office = {"office.csv": "office_code,name\nA,办公室\n"}
    assert indicator_fact(tmp_path, indicator, tables=office).numerator == SCALE
    fact = indicator_fact(tmp_path, indicator, "A,2023-12-31,,,,机构改革中,不适用", tables=office)
    assert fact.state is Missing.NOT_APPLICABLE
    assert fact.because is not None
    assert fact.because.say("zh") == "机构改革中"


# ---- ratios and percentages


@pytest.mark.parametrize(
    ("unit", "target", "score"),
    [("%", "100", "20.00"), ("", "1", "20.00"), ("%", "200", "10.00")],
)
def test_a_ratio_counts_in_hundredths_where_its_unit_is_percent(tmp_path: Path, unit: str, target: str, score: str) -> None:
    indicator = f"A,unit,output,完成率,ge,{target},,{unit},1,sum(trip.ready) / sum(trip.persons)"
    trip = {"ledgers/trip.yaml": TRIP, "trip.csv": "row_id,occurred_on,persons,ready\nR1,2023-01-05,3,3\n"}
    dossier = read(tmp_path, {"indicator.csv": f"{INDICATOR}{indicator}\n", **trip})
    each = score_unit(dossier).of("output-targets")
    assert each is not None
    assert each.score == Decimal(score)


def test_an_entered_ratio_counts_in_hundredths_too(tmp_path: Path) -> None:
    fact = indicator_fact(tmp_path, "A,unit,output,满意度,ge,95,,%,1,entered", "A,2023-12-31,193,200,,,")
    assert fact.numerator is not None
    assert Decimal(fact.numerator) / fact.denominator == Decimal("96.5")


def test_an_entered_percentage_is_one_already(tmp_path: Path) -> None:
    fact = indicator_fact(tmp_path, "A,unit,output,满意度,ge,95,,%,1,entered", "A,2023-12-31,,,96.5,,")
    assert (fact.numerator, fact.denominator) == (965_000, SCALE)


# ---- measures


def test_a_measure_that_cannot_be_read_gives_no_number(tmp_path: Path) -> None:
    fact = indicator_fact(tmp_path, "A,unit,output,指标,ge,10,,次,1,count(nowhere)")
    assert fact.state is Missing.NOT_REPORTED
    assert fact.because is not None
    assert "nowhere" in fact.because.say("en")


def test_an_absent_table_is_not_reported_but_an_empty_one_is_zero(tmp_path: Path) -> None:
    indicator = "A,unit,output,指标,ge,10,,次,1,count(duty)"
    assert indicator_fact(tmp_path, indicator).state is Missing.NOT_REPORTED
    assert indicator_fact(tmp_path, indicator, tables={"duty.csv": "duty_code,name\n"}).numerator == 0


def test_only_the_indicators_of_the_level_and_class_count_in_the_order_of_their_codes(tmp_path: Path) -> None:
    rows = [f"{code},{level},{sort},指标,ge,1,,次,1,entered" for code, level, sort in
            [("B", "unit", "output"), ("C", "project", "output"), ("A", "unit", "output"), ("D", "unit", "benefit"), ("E", "unit", "satisfaction")]]  # fmt: skip
    found = all_facts(tmp_path, {"indicator.csv": INDICATOR + "\n".join(rows)})
    assert [part.code for part in found["output-targets"].parts] == ["A", "B"]
    assert [part.code for part in found["benefit-targets"].parts] == ["D", "E"]


# ---- checklists


DISCLOSED = "disclosure_code,kind,approved_on,published_on,complete\n"


@pytest.mark.parametrize(
    ("rows", "off"),
    [
        ("", 2),
        ("G1,部门预算,2023-02-17,2023-03-09,是\n", 1),  # the twentieth day
        ("G1,部门预算,2023-02-17,2023-03-10,是\n", 2),
        ("G1,部门预算,2023-02-17,2023-03-06,否\n", 2),
        ("G1,部门预算,,2023-03-06,是\n", 2),
        ("G1,部门预算,2023-02-17,2023-03-06,是\nG2,部门决算,2023-08-28,2023-09-12,是\n", 0),
    ],
)
def test_a_checklist_adds_up_the_points_of_what_does_not_hold(tmp_path: Path, rows: str, off: int) -> None:
    fact = all_facts(tmp_path, {"disclosure.csv": DISCLOSED + rows})["budget-disclosure"]
    assert (fact.numerator, fact.state) == (off * SCALE, None)
    assert [verdict.holds for _, verdict in fact.verdicts].count(False) == off


def test_a_checklist_is_unknown_as_soon_as_one_entry_is(tmp_path: Path) -> None:
    fact = all_facts(tmp_path, {"asset.csv": "asset_code,category,in_use\nA,台式计算机,是\n"})["asset-allocation"]
    assert fact.state is Missing.NOT_REPORTED
    assert fact.because is not None
    assert "在职在编人数" in fact.because.say("zh")


def test_a_unit_that_does_not_say_whether_it_handles_secrets_is_an_ordinary_one(tmp_path: Path) -> None:
    desktops = "".join(f"A{number},台式计算机,是\n" for number in range(10))
    tables = {"asset.csv": "asset_code,category,in_use\n" + desktops}
    for classified, off in (("", 0), ("否", 0), ("是", 0)):
        unit = f"unit_code,name,kind,classified,staff_in_post\nU1,单位,行政单位,{classified},10\n"
        assert all_facts(tmp_path, {**tables, "unit.csv": unit})["asset-allocation"].numerator == off * SCALE
    for classified, off in (("", 1), ("否", 1), ("是", 0)):
        unit = f"unit_code,name,kind,classified,staff_in_post\nU1,单位,行政单位,{classified},7\n"
        assert all_facts(tmp_path, {**tables, "unit.csv": unit})["asset-allocation"].numerator == off * SCALE


# ---- judgements


def judged_facts(folder: Path, *rows: str) -> dict[str, Fact]:
    dossier = read_folder(judged(folder, *rows))
    return facts(View(dossier, dossier.scope()), JUDGED)


@pytest.mark.parametrize(
    ("answer", "numerator", "state"),
    [
        ("符合", 1, None),
        ("部分符合", 2, None),
        ("不符合", 3, None),
        ("不适用", None, Missing.NOT_APPLICABLE),
        ("未到期", None, Missing.NOT_DUE),
        ("基本符合", None, Missing.NOT_REPORTED),
    ],
)
def test_a_judgement_is_the_number_of_its_answer(
    tmp_path: Path, answer: str, numerator: int | None, state: Missing | None
) -> None:
    fact = judged_facts(tmp_path, f"data-quality,{answer},因为")["data-quality"]
    assert fact.numerator == (None if numerator is None else numerator * SCALE)
    assert fact.state is state


@pytest.mark.parametrize(
    ("answer", "numerator", "state"),
    [
        ("85%", 8_500, None),
        ("0%", 0, None),
        ("不适用", None, Missing.NOT_APPLICABLE),
        ("120%", None, Missing.NOT_REPORTED),
        ("好", None, Missing.NOT_REPORTED),
    ],
)
def test_a_judgement_may_be_a_share(tmp_path: Path, answer: str, numerator: int | None, state: Missing | None) -> None:
    fact = judged_facts(tmp_path, f"service,{answer},因为")["service"]
    assert (fact.numerator, fact.state) == (numerator, state)


def test_what_nobody_judged_is_not_reported(tmp_path: Path) -> None:
    found = judged_facts(tmp_path)
    assert {fact.state for fact in found.values()} == {Missing.NOT_REPORTED}
    assert {fact.because.say("zh") for fact in found.values() if fact.because} == {"尚未评判"}


def test_a_judgement_under_another_framework_counts_for_nothing(tmp_path: Path) -> None:
    folder = judged(tmp_path)
    (folder / "judgement.csv").write_text("framework,item_code,answer,reason\nother-2020,data-quality,符合,因为\n", "utf-8")
    dossier = read_folder(folder)
    assert facts(View(dossier, dossier.scope()), JUDGED)["data-quality"].state is Missing.NOT_REPORTED


def test_a_judgement_counts_for_nothing_where_registers_score(tmp_path: Path) -> None:
    fact = all_facts(tmp_path, {"judgement.csv": f"framework,item_code,answer,reason\n{FRAMEWORK},asset-data,符合,因为\n"})
    assert fact["asset-data"].state is Missing.NOT_REPORTED
