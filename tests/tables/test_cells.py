from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.exact import Missing, Precision, Quantity, unscaled
from jixiao.tables.cells import Misfit, Value, text_of_value, value_of
from jixiao.tables.schema import NUMERIC, TYPES, Field
from jixiao.wording import Text

CHOICES = {"ge": Text("≥", "at least"), "home": Text("境内", "Home"), "abroad": Text("境外（含港澳）", "Abroad")}
FIELDS = {name: Field("x", Text("列", "Column"), name, choices=CHOICES if name == "choice" else None) for name in TYPES}

EXACT, ABOUT, MORE = Precision.EXACT, Precision.ABOUT, Precision.MORE_THAN


def units(places: int) -> st.SearchStrategy[Decimal]:
    return st.integers(-(10**14), 10**14).map(lambda number: unscaled(number, places))


VALUES: dict[str, st.SearchStrategy[Value]] = {
    "whole": st.builds(Quantity, st.integers(-(10**12), 10**12).map(Decimal), st.sampled_from(Precision))
    | st.sampled_from(Missing),
    "number": st.builds(Quantity, units(4), st.sampled_from(Precision)) | st.sampled_from(Missing),
    "yuan": units(2).map(Quantity) | st.sampled_from(Missing),
    "date": st.dates(date(1900, 1, 1), date(2999, 12, 31)) | st.sampled_from(Missing),
    "yes_no": st.booleans(),
    "choice": st.sampled_from(list(CHOICES)),
}
TEXT = st.text(st.characters(codec="utf-8")).map(str.strip).filter(bool)


@pytest.mark.parametrize("name", TYPES)
def test_what_a_cell_is_written_as_reads_back_as_the_same(name: str) -> None:
    @given(st.none() | VALUES.get(name, TEXT))
    def holds(value: Value) -> None:
        field = FIELDS[name]
        assert value_of(field, text_of_value(field, value)) == value

    holds()


@pytest.mark.parametrize("name", TYPES)
def test_an_empty_cell_is_nothing(name: str) -> None:
    for text in ("", "   ", "\t", "　"):
        assert value_of(FIELDS[name], text) is None


@pytest.mark.parametrize("name", sorted({*NUMERIC, "date"}))
@pytest.mark.parametrize(("word", "state"), [(word, state) for state in Missing for word in (state.value, *state.label[:2])])
def test_numbers_and_dates_may_be_missing_in_three_ways(name: str, word: str, state: Missing) -> None:
    assert value_of(FIELDS[name], f" {word} ") is state


def test_in_a_text_the_words_for_missing_are_words() -> None:
    assert value_of(FIELDS["text"], "不适用") == "不适用"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("whole", "12", Quantity(Decimal(12))),
        ("whole", "约1600", Quantity(Decimal(1600), ABOUT)),
        ("whole", "50余", Quantity(Decimal(50), MORE)),
        ("whole", "300以上", Quantity(Decimal(300), MORE)),
        ("whole", "12.0", Quantity(Decimal(12))),
        ("whole", "１，２３４", Quantity(Decimal(1234))),
        ("number", "-0.0001", Quantity(Decimal("-0.0001"))),
        ("yuan", "2,157.27", Quantity(Decimal("2157.27"))),
        ("yuan", "0", Quantity(Decimal(0))),
        ("date", "2023年6月30日", date(2023, 6, 30)),
        ("date", "2023/6/3", date(2023, 6, 3)),
        ("date", "2023-06-30 00:00:00", date(2023, 6, 30)),
        ("yes_no", "YES", True),
        ("yes_no", "否", False),
        ("yes_no", "0", False),
        ("choice", "abroad", "abroad"),
        ("choice", "境外（含港澳）", "abroad"),
        ("choice", "Abroad", "abroad"),
        ("choice", "≥", "ge"),
        ("code", "00123", "00123"),
        ("long_text", " 一\n二 ", "一\n二"),
        ("measure", "count(office)", "count(office)"),
    ],
)
def test_a_cell_means_its_value(name: str, text: str, value: Value) -> None:
    assert value_of(FIELDS[name], text) == value


@pytest.mark.parametrize(
    ("name", "text", "check", "because"),
    [
        ("whole", "1.5", "cells-fit-their-type", "不是整数"),
        ("whole", "三", "cells-fit-their-type", "不是数字"),
        ("number", "1e3", "cells-fit-their-type", "不是数字"),
        ("number", "0.00001", "cells-fit-their-type", "四位"),
        ("number", "nan", "cells-fit-their-type", "不是数字"),
        ("number", "9" * 41, "cells-fit-their-type", "不是数字"),
        ("yuan", "约5", "cells-fit-their-type", "精确到分"),
        ("yuan", "1.001", "cells-fit-their-type", "精确到分"),
        ("yuan", "5元", "cells-fit-their-type", "不是数字"),
        ("date", "2023-02-29", "dates-exist", "2023-02-28"),
        ("date", "2023年6月31日", "dates-exist", "2023-06-30"),
        ("date", "2023-00-10", "dates-exist", "没有这一天"),
        ("date", "6月30日", "cells-fit-their-type", "不是日期"),
        ("yes_no", "有", "cells-fit-their-type", "是或否"),
        ("choice", "国外", "choices-are-known", "不是所列选项"),
        ("choice", "HOME", "choices-are-known", "不是所列选项"),
    ],
)
def test_a_text_that_is_no_value_says_why_and_what_was_expected(name: str, text: str, check: str, because: str) -> None:
    found = value_of(FIELDS[name], text)
    assert isinstance(found, Misfit)
    assert found.check == check
    assert because in found.because.say("zh")
    assert found.because.say("en")
    assert found.expected.say("zh") != found.expected.say("en")


@pytest.mark.parametrize("name", TYPES)
@given(text=st.text(max_size=60))
def test_no_text_breaks_the_reader(name: str, text: str) -> None:
    value_of(FIELDS[name], text)
