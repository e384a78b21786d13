from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from tests import strategies
from tests.tables.small import SCHEMA

from jixiao.tables.measure_words import measure_in_words, words
from jixiao.tables.measures import Measure
from jixiao.tables.schema import fixed_tables


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("entered", "由责任科室填报", "entered by the office that is responsible"),
        ("sum(payment.amount_yuan)", "“支出”的“金额”合计", "total of “Amount” in “Payments”"),
        (
            "sum(payment.amount_yuan during H1) / sum(budget.adjusted_yuan)",
            "“支出”的“金额”合计（上半年） ÷ “预算”的“全年预算数”合计",
            "total of “Amount” in “Payments” (first half) ÷ total of “Adjusted budget” in “Budget”",
        ),
        (
            "count(procurement where days(notice_on, signed_on) <= 30)",
            "“政府采购”的条数（中标通知书发出日期到合同签订日期的天数 ≤ 30）",
            "number of rows in “Procurement” (days from Notice of award on to Signed on ≤ 30)",
        ),
        (
            "sum(payment.amount_yuan where project_code.kind = basic) - 2 * count(asset where in_use = yes)",
            "（“支出”的“金额”合计（项目代码的支出性质 = 基本支出） - 2 × “资产”的条数（是否在用 = 是））",
            "(total of “Amount” in “Payments” (Kind of Project = Basic expenditure) - 2 × number of rows in “Assets” (In use = yes))",
        ),
        (
            "count(asset where category in (desktop, laptop) and in_use is given)",
            "“资产”的条数（资产类别为台式计算机、便携式计算机，是否在用已填）",
            None,
        ),
        ("what is this", "what is this", "what is this"),
    ],
)
def test_a_measure_is_said_with_the_labels_of_its_tables(text: str, zh: str, en: str | None) -> None:
    said = measure_in_words(text, fixed_tables())
    assert said.say("zh") == zh
    if en is not None:
        assert said.say("en") == en


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(strategies.measures(SCHEMA))
def test_every_measure_is_said_and_names_every_table_that_it_reads(expression: Measure) -> None:
    said = words(expression, SCHEMA)
    for aggregate in expression.aggregates():
        for language in ("zh", "en"):
            assert f"“{SCHEMA[aggregate.table].label.say(language)}”" in said.say(language)
