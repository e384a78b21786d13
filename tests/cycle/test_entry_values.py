from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.cycle.entry_values import in_form, is_same, means, taken
from jixiao.document.model import Scale
from jixiao.exact import Missing, Precision, Quantity, grouped, plain
from jixiao.tables.cells import Misfit, Value
from jixiao.tables.rows import Taken
from jixiao.tables.schema import Field
from jixiao.wording import Text, same

YUAN, NUMBER, WHOLE, DAY, WORD, YES = (
    Field(name, same(name), name) for name in ("yuan", "number", "whole", "date", "text", "yes_no")
)
CHOICE = Field("choice", same("choice"), "choice", choices={"open": Text("待整改", "Open")})


def number(text: str, precision: Precision = Precision.EXACT) -> Quantity:
    return Quantity(Decimal(text), precision)


@pytest.mark.parametrize(
    ("field", "scale", "text", "value"),
    [
        (YUAN, "plain", "1,234.50", number("1234.5")),
        (YUAN, "wan", "1,234.567891", number("12345678.91")),
        (YUAN, "wan", " -0.05 ", number("-500")),
        (YUAN, "wan", "12.5万元", number("125000")),
        (YUAN, "wan", "未填报", Missing.NOT_REPORTED),
        (YUAN, "wan", "", None),
        (YUAN, "wan", "—", None),
        (WORD, "plain", "未填报", None),
        (NUMBER, "wan", "约12", number("120000", Precision.ABOUT)),
        (NUMBER, "percent", "97.99%", number("0.9799")),
        (NUMBER, "percent", "97.5", number("0.975")),
        (WHOLE, "plain", "５０余", number("50", Precision.MORE_THAN)),
        (DAY, "plain", "2023年6月30日", date(2023, 6, 30)),
        (CHOICE, "plain", "待整改", "open"),
        (YES, "plain", "否", False),
        (WORD, "plain", " 甲\n乙 ", "甲\n乙"),
    ],
)
def test_a_cell_is_read_as_the_dossier_reads_it_and_scaled_back_exactly(
    field: Field, scale: Scale, text: str, value: Value
) -> None:
    assert taken(field, scale, text) == value


@pytest.mark.parametrize(
    ("field", "scale", "text", "check"),
    [
        (YUAN, "wan", "1.2345678", "cells-fit-their-type"),
        (YUAN, "wan", "约12", "cells-fit-their-type"),
        (YUAN, "wan", "一万", "cells-fit-their-type"),
        (YUAN, "plain", "1.234", "cells-fit-their-type"),
        (NUMBER, "percent", "97.9951%", "cells-fit-their-type"),
        (DAY, "plain", "2023-02-30", "dates-exist"),
        (CHOICE, "plain", "机密", "no-state-secrets"),
        (CHOICE, "plain", "完了", "choices-are-known"),
    ],
)
def test_what_cannot_be_taken_is_a_misfit(field: Field, scale: Scale, text: str, check: str) -> None:
    found = taken(field, scale, text)
    assert isinstance(found, Misfit)
    assert found.check == check


def test_a_percentage_in_a_plain_cell_is_read_as_it_is_seen_and_said() -> None:
    found = taken(NUMBER, "plain", "96.5%")
    assert isinstance(found, Taken)
    assert (found.value, found.severity) == (number("96.5"), "explain")


def test_a_fen_that_ten_thousands_cannot_reach_is_said_in_yuan() -> None:
    found = taken(YUAN, "wan", "1.2345678")
    assert isinstance(found, Misfit)
    assert "12345.678" in found.because.say("zh")


@given(st.decimals(-(10**9), 10**9, places=2), st.integers(0, 6))
def test_an_amount_is_what_its_rounded_form_shows(amount: Decimal, places: int) -> None:
    shown = grouped(in_form("wan", amount), places)
    assert means(YUAN, "wan", Quantity(amount), shown)
    assert is_same(YUAN, "wan", shown, shown.replace(",", ""))
    if places == 6:
        assert taken(YUAN, "wan", shown) == Quantity(amount)


@given(st.decimals(0, 10, places=4))
def test_a_share_comes_back_from_its_percentage(share: Decimal) -> None:
    assert taken(NUMBER, "percent", f"{plain(in_form('percent', share))}%") == Quantity(share)


@pytest.mark.parametrize(
    ("field", "ours", "shown", "does"),
    [
        (YUAN, number("123456.78"), "12.35", True),
        (YUAN, number("123456.78"), "12.34", False),
        (YUAN, None, "—", True),
        (YUAN, None, "0.00", False),
        (YUAN, number("0"), "", False),
        (YUAN, Missing.NOT_DUE, "未到期", True),
        (YUAN, Missing.NOT_DUE, "", False),
        (DAY, date(2023, 6, 30), "2023年6月30日", True),
        (CHOICE, "open", "待整改", True),
        (CHOICE, "open", "", False),
        (WORD, "甲", "乙", False),
        (WORD, None, "未填报", True),
        (WORD, None, "无", False),
    ],
)
def test_a_shown_text_means_a_value_or_does_not(field: Field, ours: Value, shown: str, does: object) -> None:
    assert means(field, "wan" if field is YUAN else "plain", ours, shown) is does


@pytest.mark.parametrize(
    ("field", "one", "other", "same_"),
    [
        (NUMBER, "1,234.50", "1234.5", True),
        (NUMBER, "", "0", False),
        (NUMBER, "约12", "12", False),
        (NUMBER, "十二", "十三", False),
        (DAY, "2023年6月30日", "2023-06-30", True),
        (DAY, "2023年6月30日", "2023-06-29", False),
        (WORD, "甲 乙\n丙", "甲 乙  丙", True),
        (WORD, "甲", "乙", False),
    ],
)
def test_whether_a_cell_was_changed_at_all(field: Field, one: str, other: str, same_: object) -> None:
    assert is_same(field, "plain", one, other) is same_
