from __future__ import annotations

import time
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests import strategies

from jixiao.exact import (
    LONGEST_NUMBER,
    Missing,
    Precision,
    Quantity,
    decimal_of,
    decimal_ratio,
    grouped,
    half_up,
    half_width,
    loosest,
    missing_of,
    plain,
    quantity_of,
    rounded,
    scaled,
    unscaled,
)

ABOUT, MORE, EXACT = Precision.ABOUT, Precision.MORE_THAN, Precision.EXACT


def by_decimal(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, strategies.WIDE)


# ---- rounding


@given(strategies.ratios())
@example((97985, 1, 10))
@example((1, 1, 2))
@example((0, 0, 1))
@example((10**40, 10**6, 3))
def test_half_up_is_what_decimals_of_eighty_digits_give(ratio: tuple[int, int, int]) -> None:
    x, y, d = ratio
    with localcontext(strategies.WIDE):
        expected = (Decimal(x) * y / d).quantize(Decimal(1), ROUND_HALF_UP)
    assert half_up(x, y, d) == expected


@pytest.mark.parametrize(("x", "y", "d"), [(-1, 1, 1), (1, -1, 1), (1, 1, 0), (1, 1, -1)])
def test_half_up_refuses_what_engines_would_round_differently(x: int, y: int, d: int) -> None:
    with pytest.raises(ValueError, match="half_up needs"):
        half_up(x, y, d)


@given(strategies.decimals(), st.integers(0, 6))
@example(Decimal("97.985"), 2)
@example(Decimal("-0.004"), 2)
@example(Decimal("0.49999999999999999999999999999999999999999"), 0)
@example(Decimal("1E+30"), 2)
def test_a_rounded_number_is_half_away_from_zero_with_exactly_its_places(value: Decimal, places: int) -> None:
    found = rounded(value, places)
    assert found == by_decimal(value, places)
    assert found.as_tuple().exponent == -places
    assert found or not found.is_signed()


def test_rounding_does_not_depend_on_the_decimal_context() -> None:
    value = Decimal("123456789012345678901234567890.125")
    with localcontext() as context:
        context.prec = 3
        assert str(rounded(value, 2)) == "123456789012345678901234567890.13"
        assert scaled(value, 3) == 123456789012345678901234567890125
        assert plain(value) == "123456789012345678901234567890.125"


@given(st.integers(-(10**18), 10**18), st.integers(-(10**18), 10**18).filter(bool), st.integers(0, 6))
@example(1, -8, 2)
@example(-1, -8, 2)
@example(0, -3, 2)
def test_a_ratio_is_rounded_half_away_from_zero_whatever_the_signs(numerator: int, denominator: int, places: int) -> None:
    with localcontext(strategies.WIDE):
        expected = (Decimal(numerator) / denominator).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert decimal_ratio(numerator, denominator, places) == expected


def test_a_ratio_to_zero_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="d > 0"):
        decimal_ratio(1, 0, 2)


# ---- scaling


@given(st.integers(-(10**40), 10**40), st.integers(0, 8))
def test_what_is_unscaled_and_scaled_again_is_the_same(number: int, places: int) -> None:
    value = unscaled(number, places)
    assert scaled(value, places) == number
    assert value.as_tuple().exponent == -places


@pytest.mark.parametrize(
    ("text", "places", "units"),
    [
        ("1", 4, 10_000),
        ("0.0001", 4, 1),
        ("0.00010", 4, 1),
        ("0.00001", 4, None),
        ("-2.5", 4, -25_000),
        ("1E+3", 2, 100_000),
        ("0.005", 2, None),
    ],
)
def test_a_number_finer_than_the_scale_is_never_rounded_silently(text: str, places: int, units: int | None) -> None:
    assert scaled(Decimal(text), places) == units


# ---- writing


@given(strategies.decimals())
@example(Decimal("1E+30"))
@example(Decimal("1E-30"))
@example(Decimal("-0.00"))
@example(Decimal("0E+5"))
def test_plain_digits_have_no_exponent_and_no_needless_zero(value: Decimal) -> None:
    text = plain(value)
    assert Decimal(text) == value
    assert set(text) <= set("-.0123456789")
    assert text == "0" if value == 0 else not text.startswith("-0") or text.startswith("-0.")
    assert not ("." in text and text.endswith(("0", ".")))


@pytest.mark.parametrize(
    ("text", "places", "shown"),
    [
        ("9.985", 2, "9.99"),
        ("10", 2, "10.00"),
        ("-0.001", 2, "0.00"),
        ("1E+3", 0, "1000"),
        ("100", None, "100"),
        ("0", 8, "0.00000000"),
    ],
)
def test_plain_digits_keep_the_places_that_are_asked_for(text: str, places: int | None, shown: str) -> None:
    assert plain(Decimal(text), places) == shown


def test_amounts_are_grouped_by_thousands() -> None:
    assert grouped(Decimal("21572700.005"), 2) == "21,572,700.01"
    assert grouped(Decimal("-1234.5"), 2) == "-1,234.50"
    assert grouped(Decimal(999), 0) == "999"


# ---- reading

READ = [
    ("1600", "1600", EXACT),
    ("2,157.27", "2157.27", EXACT),
    ("２，１５７．２７", "2157.27", EXACT),
    ("  12.50 ", "12.50", EXACT),
    ("+3", "3", EXACT),
    ("-1,234,567.8", "-1234567.8", EXACT),
    ("－５", "-5", EXACT),
    ("约1600", "1600", ABOUT),
    ("约 1600", "1600", ABOUT),
    ("大约1600", "1600", ABOUT),
    ("近1,600", "1600", ABOUT),
    ("~1600", "1600", ABOUT),
    ("About 1600", "1600", ABOUT),
    ("约１６００", "1600", ABOUT),
    ("约1600余", "1600", ABOUT),
    ("近1600多", "1600", ABOUT),
    ("约超过50", "50", ABOUT),
    ("超过约50", "50", ABOUT),
    ("1600余", "1600", MORE),
    ("1600多", "1600", MORE),
    ("50以上", "50", MORE),
    ("50 以上", "50", MORE),
    ("５０＋", "50", MORE),
    ("超过50", "50", MORE),
    (">50", "50", MORE),
    ("more than 50", "50", MORE),
]


@pytest.mark.parametrize(("text", "number", "precision"), READ)
def test_a_number_is_read_with_its_precision(text: str, number: str, precision: Precision) -> None:
    assert quantity_of(text) == Quantity(Decimal(number), precision)


NOTHING = ["", "   ", "约", "余", "超过", "约约5", "50余余", "1.", ".5", "--5", "1e5", "NaN", "Infinity", "0x10", "1_000", "12元"]
NOTHING += ["21,57", "1,2345", "1 600", "1,600,", "五十", "½", "12％", "9" * (LONGEST_NUMBER + 1)]


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_number_is_not_read_as_one(text: str) -> None:
    assert quantity_of(text) is None
    assert decimal_of(text) is None


@pytest.mark.parametrize("text", ["9" * LONGEST_NUMBER, "0." + "1" * (LONGEST_NUMBER - 2)])
def test_the_longest_number_keeps_every_digit(text: str) -> None:
    assert str(decimal_of(text)) == text


LONG = [
    ("5", " ", "x"),
    ("", "9", ""),
    ("约", " ", ""),
    ("", "余", ""),
    ("超过", "超过", "5"),
    ("1", ",000", "余"),
    (" ", " ", "5"),
]


@pytest.mark.parametrize(("first", "middle", "last"), LONG)
def test_very_long_text_is_answered_at_once(first: str, middle: str, last: str) -> None:
    began = time.perf_counter()
    found = quantity_of(first + middle * 20_000 + last)
    assert time.perf_counter() - began < 0.5
    assert found == (Quantity(Decimal(5)) if last == "5" and not first.strip() else None)


@given(st.text())
def test_any_text_is_a_number_or_none(text: str) -> None:
    found = quantity_of(text)
    assert found is None or found.value.is_finite()


@given(strategies.decimals(20, 8), st.sampled_from(Precision))
def test_a_quantity_reads_back_from_its_own_text(value: Decimal, precision: Precision) -> None:
    quantity = Quantity(value, precision)
    assert quantity_of(quantity.text()) == quantity
    assert quantity_of(str(quantity)) == quantity


def test_a_quantity_shows_the_places_that_are_asked_for() -> None:
    assert Quantity(Decimal("2157.265"), ABOUT).text(2) == "约2157.27"
    assert Quantity(Decimal(50), MORE).text(1) == "50.0余"


def test_full_width_signs_become_ordinary_ones() -> None:
    assert half_width("（１２．５％）／３：－４　＋５") == "(12.5%)/3:-4 +5"


# ---- precision and absence


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (set(), EXACT),
        ({EXACT}, EXACT),
        ({EXACT, MORE}, MORE),
        ({EXACT, ABOUT}, ABOUT),
        ({MORE, ABOUT, EXACT}, ABOUT),
    ],
)
def test_a_sum_is_as_loose_as_its_loosest_part(parts: set[Precision], whole: Precision) -> None:
    assert loosest(parts) is whole


@pytest.mark.parametrize("state", Missing)
def test_an_absence_is_read_by_its_id_and_by_its_word_in_both_languages(state: Missing) -> None:
    for word in (state.value, state.label.zh, f" {state.label.en} "):
        assert missing_of(word) is state
        assert quantity_of(word) is None


@pytest.mark.parametrize("text", ["", "0", "无", "none", "NOT_DUE", "未到期。"])
def test_other_words_are_no_absence(text: str) -> None:
    assert missing_of(text) is None
