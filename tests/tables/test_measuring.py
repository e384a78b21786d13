from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import strategies
from tests.tables.small import SCHEMA, dossier

from jixiao.exact import Missing, Precision
from jixiao.tables.dossier import Dossier
from jixiao.tables.measure_text import Fault, parse_measure, parse_test
from jixiao.tables.measures import Measure
from jixiao.tables.measuring import Absent, Measured, Verdict, hold, measure

Rows = Mapping[str, Sequence[Mapping[str, str]]]

TRIPS: Rows = {
    "trip": [
        {
            "occurred_on": "2023-01-05",
            "kind": "境内",
            "place": "北京",
            "persons": "3",
            "guests": "1.5",
            "cost_yuan": "100.50",
            "days": "2",
            "ready": "是",
            "office_code": "A",
            "starts_on": "2023-01-05",
            "ends_on": "2023-01-06",
        },
        {
            "occurred_on": "2023-03-31",
            "kind": "境内",
            "place": "上海",
            "persons": "约10",
            "cost_yuan": "0.01",
            "days": "5",
            "ready": "否",
            "office_code": "B",
            "starts_on": "2023-03-27",
            "ends_on": "2023-03-31",
        },
        {
            "occurred_on": "2023-07-01",
            "kind": "abroad",
            "place": "北京",
            "persons": "20余",
            "cost_yuan": "-50",
            "office_code": "B",
            "starts_on": "2023-09-28",
            "ends_on": "2023-10-09",
        },
        {"occurred_on": "2023-12-31", "persons": "1", "cost_yuan": "不适用", "days": "1", "place": "不适用"},
    ],
    "office": [{"office_code": "A", "name": "办公室"}, {"office_code": "B", "name": "外事处"}],
    "stocktake": [],
}


@pytest.fixture(scope="module")
def trips() -> Dossier:
    return dossier(TRIPS)


def found(made: Dossier, text: str, until: date | None = None) -> Measured | Absent:
    expression = parse_measure(text, SCHEMA)
    assert not isinstance(expression, Fault), expression.because.say("en")
    return measure(made, expression, until)


def number(made: Dossier, text: str, until: date | None = None) -> str:
    """The number in plain digits with its precision; the state where there is none."""
    result = found(made, text, until)
    if isinstance(result, Absent):
        assert result.because.say("zh")
        assert result.because.say("en")
        return result.state.value
    ratio = Fraction(result.numerator, result.denominator)
    mark = {Precision.EXACT: "", Precision.ABOUT: "~", Precision.MORE_THAN: "+"}[result.precision]
    return f"{Decimal(ratio.numerator) / ratio.denominator:f}{mark}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(trip)", "4"),
        ("count(stocktake)", "0"),
        ("sum(stocktake.book_count)", "0"),
        ("count(unit)", "not_reported"),  # an absent table is not an empty one
        ("sum(trip.persons)", "34~"),
        ("sum(trip.persons where kind = 境内)", "13~"),
        ("sum(trip.persons where kind = abroad)", "20+"),
        ("sum(trip.persons where kind != abroad)", "13~"),  # a missing cell fulfils no comparison
        ("sum(trip.persons where kind is missing)", "1"),
        ("sum(trip.persons where kind is given and persons > 5)", "30~"),
        ("sum(trip.persons where place = 不适用)", "1"),  # in a text cell the word is a text
        ("count(trip where cost_yuan is missing)", "1"),
        ("sum(trip.cost_yuan)", "50.51"),  # what does not apply is left out of a sum
        ("sum(trip.days)", "not_reported"),  # an empty cell leaves a sum unknown
        ("sum(trip.days where days is given)", "8"),
        ("sum(trip.guests where guests is given)", "1.5"),
        ("distinct(trip.place)", "3"),
        ("distinct(trip.kind)", "2"),
        ("distinct(trip.cost_yuan)", "3"),
        ("latest(trip.persons)", "1"),
        ("latest(trip.persons where place = 北京)", "20+"),
        ("latest(trip.days)", "1"),
        ("latest(stocktake.book_count)", "not_reported"),
        ("count(trip where place in (北京, 上海))", "3"),
        ("count(trip where kind in (home, abroad) and ready = no)", "1"),
        ("count(trip where ready = yes)", "1"),
        ("count(trip where persons >= 10)", "2"),
        ("count(trip where persons = 10)", "1"),
        ("count(trip where cost_yuan < 0)", "1"),
        ("count(trip where cost_yuan = -50)", "1"),
        ("count(trip where occurred_on >= 2023-03-31)", "3"),
        ("count(trip where occurred_on = 2023-03-31)", "1"),
        ("count(trip where office_code.name = 外事处)", "2"),
        ("count(trip where office_code.name is missing)", "1"),
        ("count(trip where days(starts_on, ends_on) <= 4)", "2"),
        ("count(trip where days(ends_on, starts_on) < 0)", "3"),
        ("count(trip where workdays(starts_on, ends_on) = 4)", "1"),
        ("count(trip where workdays(starts_on, ends_on) = 4 and days(starts_on, ends_on) = 11)", "0"),
        ("count(trip where workdays(starts_on, ends_on) = 3)", "1"),  # eight days of holiday, 7 and 8 October are worked
        ("count(trip where persons >= 2 * guests)", "1"),
        ("count(trip where ends_on > starts_on)", "3"),
        ("count(trip during H1)", "2"),
        ("count(trip during Q1)", "2"),
        ("count(trip during 3月)", "1"),
        ("count(trip during H2)", "2"),
        ("count(trip during year)", "4"),
        ("sum(trip.persons where kind = home during M01)", "3"),
        ("count(trip) - count(office)", "2"),
        ("count(trip) - 5", "-1"),
        ("1.5 * count(office) + 0.25", "3.25"),
        ("50% * sum(trip.persons where persons = 1)", "0.5"),
        ("count(trip) / count(office)", "2"),
        ("count(office) / count(trip)", "0.5"),
        ("sum(trip.persons) / count(office)", "17~"),
        ("(count(trip) - 1) / (2 * count(office))", "0.75"),
        ("count(trip) / count(stocktake)", "not_applicable"),
        ("count(stocktake) / count(trip)", "0"),
        ("count(trip) / (count(stocktake) - 1)", "not_reported"),  # a share of less than nothing means nothing
        ("count(trip) / count(unit)", "not_reported"),
        ("count(unit) / count(stocktake)", "not_reported"),
    ],
)
def test_a_measure_gives_its_number_with_precision_or_says_why_there_is_none(trips: Dossier, text: str, expected: str) -> None:
    assert number(trips, text) == expected


PAIRS: Rows = {
    "trip": [
        {"persons": "6", "guests": "2", "starts_on": "2023-05-04", "ends_on": "2023-05-04"},
        {"persons": "5", "guests": "2", "starts_on": "2023-05-05", "ends_on": "2023-05-04"},
        {"persons": "约4", "guests": "4", "starts_on": "2023-05-04"},
        {"persons": "1", "guests": "0.4", "ends_on": "2023-05-04"},
        {"persons": "7"},
        {"guests": "7"},
        {"persons": "未到期", "guests": "不适用"},
    ]
}


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ("persons = guests", [4]),
        ("persons != guests", [2, 3, 5]),
        ("persons >= 3 * guests", [2]),
        ("persons > 2.5 * guests", [2]),
        ("persons = 2.5 * guests", [3, 5]),
        ("guests <= 40% * persons", [2, 3, 5]),
        ("guests <= 0 * persons", []),
        ("persons >= persons", [2, 3, 4, 5, 6]),  # what is missing is not even equal to itself
        ("ends_on >= starts_on", [2]),
        ("ends_on < starts_on", [3]),
        ("ends_on = starts_on and persons >= 3 * guests", [2]),
    ],
)
def test_a_cell_is_compared_with_another_of_its_row_and_only_if_both_are_there(condition: str, rows: list[int]) -> None:
    result = found(dossier(PAIRS), f"count(trip where {condition})")
    assert isinstance(result, Measured)
    assert [row.number for row in result.rows] == rows


@pytest.mark.parametrize(
    ("until", "count", "persons", "latest"),
    [
        ("2022-12-31", "0", "0", "not_reported"),
        ("2023-01-05", "1", "3", "3"),
        ("2023-03-31", "2", "13~", "10~"),
        ("2023-06-30", "2", "13~", "10~"),
        ("2023-12-31", "4", "34~", "1"),
    ],
)
def test_until_counts_rows_up_to_that_day(trips: Dossier, until: str, count: str, persons: str, latest: str) -> None:
    day = date.fromisoformat(until)
    assert number(trips, "count(trip)", day) == count
    assert number(trips, "sum(trip.persons)", day) == persons
    assert number(trips, "latest(trip.persons)", day) == latest
    assert number(trips, "count(office)", day) == "2"  # a table without a date is as it is on every day


def test_a_ratio_is_exact_and_not_reduced_to_a_decimal(trips: Dossier) -> None:
    result = found(trips, "count(office) / (count(trip) - 1)")
    assert isinstance(result, Measured)
    assert Fraction(result.numerator, result.denominator) == Fraction(2, 3)


def test_the_rows_behind_a_number_are_those_that_were_counted(trips: Dossier) -> None:
    result = found(trips, "sum(trip.cost_yuan) / count(trip where place = 北京)")
    assert isinstance(result, Measured)
    assert [row.number for row in result.rows] == [2, 3, 4]


def test_of_several_rows_on_the_latest_day_the_last_key_counts() -> None:
    rows = [
        {"row_id": key, "occurred_on": "2023-05-01", "persons": number} for key, number in (("B", "7"), ("C", "8"), ("A", "9"))
    ]
    assert number(dossier({"trip": rows}), "latest(trip.persons)") == "8"


@pytest.mark.parametrize(
    ("cell", "expected"), [("未到期", "not_due"), ("not_reported", "not_reported"), ("", "not_reported"), ("不适用", "2")]
)
def test_a_missing_cell_leaves_the_sum_unknown_unless_it_does_not_apply(cell: str, expected: str) -> None:
    made = dossier({"trip": [{"persons": "2"}, {"persons": cell} if cell else {}]})
    assert number(made, "sum(trip.persons)") == expected
    if expected != "2":
        result = found(made, "sum(trip.persons)")
        assert isinstance(result, Absent)
        assert "trip.csv" in result.because.say("zh")
        assert "3" in result.because.say("en")


def test_a_sum_of_nothing_but_what_does_not_apply_does_not_apply() -> None:
    made = dossier({"trip": [{"persons": "不适用"}, {"persons": "不适用"}]})
    assert number(made, "sum(trip.persons)") == "not_applicable"
    assert number(made, "count(trip)") == "2"


def test_what_is_not_reported_outweighs_what_is_not_due() -> None:
    for cells in (["未到期", "未填报"], ["未填报", "未到期"], ["不适用", "未到期", "未填报"]):
        assert number(dossier({"trip": [{"persons": cell} for cell in cells]}), "sum(trip.persons)") == "not_reported"


def test_working_days_of_a_year_without_a_holiday_plan_are_unknown() -> None:
    made = dossier({"trip": [{"starts_on": "2098-09-28", "ends_on": "2098-10-09"}]})
    result = found(made, "count(trip where workdays(starts_on, ends_on) <= 7)")
    assert isinstance(result, Absent)
    assert result.state is Missing.NOT_REPORTED
    assert "节假日安排尚未公布" in result.because.say("zh")
    assert number(made, "count(trip where days(starts_on, ends_on) = 11)") == "1"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("count(trip) >= 4", True),
        ("count(trip) > 4", False),
        ("count(trip) = 2 * count(office)", True),
        ("count(trip) != 4", False),
        ("count(trip) <= 1.5 * count(office)", False),
        ("sum(trip.cost_yuan) < 50.52", True),
        ("count(unit) >= 0", None),
    ],
)
def test_a_test_holds_or_not_or_cannot_be_decided(trips: Dossier, text: str, holds: bool | None) -> None:  # noqa: FBT001 - the table's own column
    expression = parse_test(text, SCHEMA)
    assert not isinstance(expression, Fault)
    verdict = hold(trips, expression)
    assert (verdict.holds if isinstance(verdict, Verdict) else None) == holds


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(strategies.measures(SCHEMA), st.randoms(), st.none() | st.dates(date(2023, 1, 1), date(2023, 12, 31)))
def test_the_order_of_rows_never_matters(expression: Measure, random: Random, until: date | None) -> None:
    shuffled = {name: list(enumerate(rows, 2)) for name, rows in TRIPS.items()}
    for rows in shuffled.values():
        random.shuffle(rows)
    first = dossier(
        {
            name: [{"row_id": f"R{n}", **row} if name == "trip" else row for n, row in enumerate(rows, 2)]
            for name, rows in TRIPS.items()
        }
    )
    second = dossier(
        {name: [{"row_id": f"R{n}", **row} if name == "trip" else row for n, row in rows] for name, rows in shuffled.items()}
    )
    one, two = measure(first, expression, until), measure(second, expression, until)
    assert type(one) is type(two)
    if isinstance(one, Measured) and isinstance(two, Measured):
        assert (one.numerator, one.denominator, one.precision) == (two.numerator, two.denominator, two.precision)
    elif isinstance(one, Absent) and isinstance(two, Absent):
        assert one.state is two.state
