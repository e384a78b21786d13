from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import strategies
from tests.tables.small import SCHEMA

from jixiao.tables.measure_text import LONGEST_MEASURE, Fault, parse_measure, parse_test
from jixiao.tables.measures import Aggregate, Cell, Condition, Days, Measure, Term, Total, reads, tree
from jixiao.tables.measures import Test as Comparison

SLOW = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


def parsed(text: str) -> Measure:
    found = parse_measure(text, SCHEMA)
    assert not isinstance(found, Fault), (text, found.because.say("en"))
    return found


def fault(text: str) -> Fault:
    found = parse_measure(text, SCHEMA)
    assert isinstance(found, Fault), str(found)
    return found


def one(aggregate: Aggregate) -> Measure:
    return Measure(Total((Term(Decimal(1), aggregate),)))


@SLOW
@given(strategies.measures(SCHEMA))
def test_a_printed_measure_reads_back_as_the_same(expression: Measure) -> None:
    text = str(expression)
    if len(text) <= LONGEST_MEASURE:
        assert parsed(text) == expression
        assert str(parsed(text)) == text


@SLOW
@given(strategies.comparisons(SCHEMA))
def test_a_printed_test_reads_back_as_the_same(expression: Comparison) -> None:
    text = str(expression)
    if len(text) <= LONGEST_MEASURE:
        assert parse_test(text, SCHEMA) == expression


@given(st.text(max_size=60) | st.text('sumcount(trip.persons where days)<=>"“”%，3月 ', max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = parse_measure(text, SCHEMA)
    if isinstance(found, Fault):
        assert 1 <= found.position <= max(1, len(text) + 1)
        assert found.because.say("zh")
        assert found.because.say("en")


@SLOW
@given(strategies.measures(SCHEMA))
def test_the_tree_is_plain_data(expression: Measure) -> None:
    assert json.loads(json.dumps(tree(expression))) == tree(expression)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("合计(出差台账.人次)", "sum(trip.persons)"),
        ("计数（出差台账）", "count(trip)"),
        ("不同数(出差台账.地点)", "distinct(trip.place)"),
        ("最新(资产盘点.实盘数量)", "latest(stocktake.found_count)"),
        ("合计(出差台账.人次 其中 类别 ＝ 境内)", "sum(trip.persons where kind = home)"),
        ("合计(出差台账.人次 其中 类别 = 境内 且 人次 ≥ 3)", "sum(trip.persons where kind = home and persons >= 3)"),
        ("合计(出差台账.人次 其中 地点 ≠ 北京)", "sum(trip.persons where place != 北京)"),
        ('合计(出差台账.人次 其中 类别 = "境外（含港澳）")', "sum(trip.persons where kind = abroad)"),
        ("合计(出差台账.人次 其中 类别 属于 (境内， “境外（含港澳）”))", "sum(trip.persons where kind in (home, abroad))"),
        ("计数(出差台账 期间 上半年)", "count(trip during H1)"),
        ("计数(出差台账 期间 3月)", "count(trip during M03)"),
        ("计数(出差台账 期间 第2季度)", "count(trip during Q2)"),
        ("计数(出差台账 其中 工作日(出发日期, 返回日期) ≤ 7)", "count(trip where workdays(starts_on, ends_on) <= 7)"),
        ("计数(出差台账 其中 天数(出发日期, 返回日期) ＞ 30)", "count(trip where days(starts_on, ends_on) > 30)"),
        ("计数(出差台账 其中 天数 > 30)", "count(trip where days > 30)"),
        ("计数(出差台账 其中 是否完成 = 是)", "count(trip where ready = yes)"),
        ("计数(出差台账 其中 返回日期 为 已填)", "count(trip where ends_on is given)"),
        ("计数(出差台账 其中 返回日期 为 未填)", "count(trip where ends_on is missing)"),
        ("计数(出差台账 其中 “报告（篇名、日期）” is given)", "count(trip where report is given)"),
        ("50% × 计数(出差台账) ÷ 计数(内设机构)", "(0.5 * count(trip)) / count(office)"),
        ("计数(出差台账 其中 登记机构.机构名称 = 办公室)", "count(trip where office_code.name = 办公室)"),
        ("计数(出差台账 其中 人次 >= 2 * 随行)", "count(trip where persons >= 2 * guests)"),
    ],
)
def test_chinese_spelling_means_the_same(chinese: str, english: str) -> None:
    assert parsed(chinese) == parsed(english)
    assert str(parsed(chinese)) == english


@pytest.mark.parametrize("choice", ["home", "境内", "Home", '"境内"', "“境内”"])
def test_a_choice_may_be_named_by_id_or_label(choice: str) -> None:
    condition = Condition("kind", "=", ("home",))
    assert parsed(f"count(trip where kind = {choice})") == one(Aggregate("count", "trip", None, (condition,)))


@pytest.mark.parametrize(
    ("text", "position", "because", "expected"),
    [
        ("", 1, "没有写完", "sum count"),
        ("sum", 4, "没有写完", "("),
        ("sum trip.persons)", 5, "不应出现", "("),
        ("sum(trips.persons)", 5, "没有表", "trip"),
        ("sum(trip.person)", 10, "没有列", "persons"),
        ("sum(trip)", 1, "需要列名", None),
        ("count(trip.persons)", 1, "不带列名", None),
        ("sum(trip.place)", 1, "不是数字列", None),
        ("latest(office.name)", 1, "不是数字列", None),
        ("avg(trip.persons)", 1, "不应出现", "sum count"),
        ("sum(trip.persons", 17, "没有写完", ")"),
        ("sum(trip.persons) sum(trip.days)", 19, "不应出现", "到此为止"),
        ("sum(trip.persons) / ", 20, "没有写完", "sum count"),
        ("sum(trip.persons where kind = 国外)", 31, "不是所列选项", "境内"),
        ("sum(trip.persons where kind < home)", 29, "只能用 = 或 !=", None),
        ("sum(trip.persons where persons = 许多)", 34, "不应出现", "数字"),
        ("sum(trip.persons where ends_on = 2023-02-30)", 34, "不是日期", "2023-06-30"),
        ("sum(trip.persons where ready = 也许)", 32, "是或否", None),
        ("sum(trip.persons where place.name = 北京)", 24, "不指向别的表", None),
        ("sum(trip.persons where office_code.nam = 办公室)", 36, "没有列", "name"),
        ("sum(trip.persons where days(persons, ends_on) > 3)", 29, "不是日期列", None),
        ("sum(trip.persons where days(starts_on ends_on) > 3)", 39, "不应出现", ","),
        ("sum(trip.persons where ends_on is here)", 35, "不应出现", "given"),
        ("sum(trip.persons where)", 23, "没有列", None),
        ("sum(trip.persons where kind in ())", 33, "一个值", None),
        ("sum(trip.persons during 2月半)", 25, "期间", "H1"),
        ("count(office during H1)", 21, "没有日期列", None),
        ("1.23456 * count(trip)", 1, "四位", None),
        ("0.001% * count(trip)", 1, "四位", None),
        ("count(trip) ≥ 3", 13, "不应出现", "到此为止"),
        ("count(trip; office)", 11, "不认识的符号", None),
        ('count(trip where place = "北京)', 26, "不认识的符号", None),
        ("count(trip) & 1", 13, "不认识的符号", None),
        ("count(((((trip)))))", 7, "没有表", None),
        ("__import__('os')", 12, "不认识的符号", None),
    ],
)
def test_every_fault_says_where_and_what_was_expected(text: str, position: int, because: str, expected: str | None) -> None:
    found = fault(text)
    told = f"{found.because.say('zh')} {found.expected.say('zh') if found.expected else ''}"
    assert because in told
    assert found.position == position
    if expected is not None:
        assert found.expected is not None
        assert expected in found.expected.say("zh")


def test_a_test_needs_a_comparison() -> None:
    found = parse_test("count(trip)", SCHEMA)
    assert isinstance(found, Fault)
    assert found.expected is not None
    assert ">=" in found.expected.say("en")


def test_a_measure_is_not_longer_than_a_cell_should_be() -> None:
    assert "过长" in fault(" + ".join(["count(trip)"] * 200)).because.say("zh")


@pytest.mark.parametrize(
    "text", ["count(payment)", "sum(unit.salary)", "count(trip where project_code = P1)", "count(sqlite_master)"]
)
def test_nothing_outside_the_schema_can_be_named(text: str) -> None:
    fault(text)


def test_a_column_may_be_called_like_a_keyword() -> None:
    condition = Condition("days", ">=", (Decimal(3),))
    assert parsed("sum(trip.days where days >= 3)") == one(Aggregate("sum", "trip", "days", (condition,)))


def test_words_that_are_keywords_are_quoted_where_they_are_values() -> None:
    condition = Condition("place", "in", ("where", "yes", "北京", "30217", 'say "so"'))
    text = str(one(Aggregate("count", "trip", None, (condition,))))
    assert text == 'count(trip where place in ("where", "yes", 北京, "30217", "say ""so"""))'
    assert parsed(text) == one(Aggregate("count", "trip", None, (condition,)))


def test_days_may_be_compared_with_a_number_below_zero() -> None:
    condition = Condition(Days("starts_on", "ends_on"), "<", (Decimal(-1),))
    assert parsed("count(trip where days(starts_on, ends_on) < -1)") == one(Aggregate("count", "trip", None, (condition,)))


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("persons = guests", Condition("persons", "=", (Cell("guests"),))),
        ("persons = 人次", Condition("persons", "=", (Cell("persons"),))),
        ("cost_yuan != persons", Condition("cost_yuan", "!=", (Cell("persons"),))),
        ("persons >= 3 * guests", Condition("persons", ">=", (Cell("guests", Decimal(3)),))),
        ("guests < 50% * persons", Condition("guests", "<", (Cell("persons", Decimal("0.5")),))),
        ("persons <= days", Condition("persons", "<=", (Cell("days"),))),  # a column called like a keyword
        ("ends_on >= starts_on", Condition("ends_on", ">=", (Cell("starts_on"),))),
        ("persons > 1 * guests", Condition("persons", ">", (Cell("guests"),))),
        ("office_code.name = place", Condition("office_code.name", "=", ("place",))),  # texts are compared with words
        ("place = report", Condition("place", "=", ("report",))),
        ("persons = 3", Condition("persons", "=", (Decimal(3),))),
        ("starts_on = 2023-06-30", Condition("starts_on", "=", (date(2023, 6, 30),))),
    ],
)
def test_a_column_of_numbers_or_dates_may_be_compared_with_another(text: str, condition: Condition) -> None:
    expected = one(Aggregate("count", "trip", None, (condition,)))
    assert parsed(f"count(trip where {text})") == expected
    assert parsed(str(expected)) == expected


@pytest.mark.parametrize(
    ("text", "position", "because"),
    [
        ("persons >= place", 29, "不应出现"),  # a text is no number
        ("persons >= starts_on", 29, "不应出现"),
        ("ends_on >= persons", 29, "不是日期"),
        ("ends_on >= 2 * starts_on", 29, "不是日期"),  # twice a day is no day
        ("persons >= 2 * ", 31, "不应出现"),
        ("persons >= 2 * 3", 31, "不应出现"),
        ("persons >= guests * 2", 36, "不应出现"),
        ("persons in (guests, 3)", 30, "不应出现"),
        ("persons >= trip.guests", 29, "不应出现"),
        ("persons >= office_code.name", 29, "不应出现"),
        ("place < report", 24, "只能用 = 或 !="),
        ("days(starts_on, ends_on) <= persons", 46, "不应出现"),
        ("persons >= 1.23456 * guests", 29, "四位"),
    ],
)
def test_what_cannot_be_compared_is_said(text: str, position: int, because: str) -> None:
    found = fault(f"count(trip where {text})")
    assert (found.position, because in found.because.say("zh")) == (position, True), (found, found.because.say("zh"))


def test_a_comparison_of_columns_stands_in_the_tree_and_reads_both() -> None:
    measure = parsed("count(trip where persons >= 3 * guests and ends_on > starts_on)")
    made: Any = tree(measure)
    assert [each["values"] for each in made["over"][0]["where"]] == [["3 * guests"], ["starts_on"]]
    assert reads(measure) == tuple(("trip", column) for column in ("*", "persons", "guests", "ends_on", "starts_on"))


def test_the_tree_names_every_part() -> None:
    text = "sum(trip.persons where kind in (home) and workdays(starts_on, ends_on) <= 7 during H1) / (2 * count(office) - 1)"
    assert tree(parsed(text)) == {
        "over": [
            {
                "factor": "1",
                "function": "sum",
                "table": "trip",
                "column": "persons",
                "where": [
                    {"left": "kind", "operator": "in", "values": ["home"]},
                    {"left": {"days": ["starts_on", "ends_on"], "working": True}, "operator": "<=", "values": ["7"]},
                ],
                "during": "H1",
            }
        ],
        "under": [
            {"factor": "2", "function": "count", "table": "office", "column": None, "where": [], "during": None},
            {"factor": "-1"},
        ],
    }


def test_a_measure_says_what_it_reads() -> None:
    text = "sum(trip.persons where office_code.name = 办公室 and days(starts_on, ends_on) < 3) / count(office)"
    assert reads(parsed(text)) == (
        ("trip", "persons"),
        ("trip", "office_code"),
        ("trip", "starts_on"),
        ("trip", "ends_on"),
        ("office", "*"),
    )
