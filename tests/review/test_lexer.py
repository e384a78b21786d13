from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.exact import Precision
from jixiao.review.lexer import Token, han_value, tokens

EXACT, ABOUT, MORE = Precision.EXACT, Precision.ABOUT, Precision.MORE_THAN

NUMBERS: dict[str, tuple[str, str, str, Precision]] = {
    "接待457批": ("count", "457", "批", EXACT),
    "2095人次": ("count", "2095", "人次", EXACT),
    "支出2154.34万元": ("amount", "21543400", "万元", EXACT),
    "2,157.27元": ("amount", "2157.27", "元", EXACT),
    "1.2亿元": ("amount", "120000000", "亿元", EXACT),
    "3亿多元": ("amount", "300000000", "亿元", MORE),
    "完成99.86%": ("percent", "99.86", "%", EXACT),
    "提高1.2个百分点": ("points", "1.2", "个百分点", EXACT),
    "得97.99分": ("score", "97.99", "分", EXACT),
    "10余家": ("count", "10", "家", MORE),
    "50余次": ("count", "50", "次", MORE),
    "约1600余名": ("count", "1600", "名", ABOUT),
    "近80%": ("percent", "80", "%", ABOUT),
    "节约5万元": ("amount", "50000", "万元", EXACT),
    "80%以上": ("percent", "80", "%", MORE),
    "不超过3%": ("percent", "3", "%", ABOUT),
    "1.2万人次": ("count", "12000", "人次", EXACT),
    "6个月": ("count", "6", "个月", EXACT),
    "5个内设机构": ("count", "5", "个", EXACT),
    "人数28人": ("count", "28", "人", EXACT),
    "增长-3%": ("percent", "-3", "%", EXACT),
    "两次": ("count", "2", "次", EXACT),
    "三期": ("count", "3", "期", EXACT),
    "十余家": ("count", "10", "家", MORE),
    "二十个": ("count", "20", "个", EXACT),
    "数十家": ("count", "10", "家", ABOUT),
    "百余家": ("count", "100", "家", MORE),
    "一百二十三件": ("count", "123", "件", EXACT),
    "五十六万三千人": ("count", "563000", "人", EXACT),
    "两千余万元": ("amount", "20000000", "万元", MORE),
    "百分之九十": ("percent", "90", "%", EXACT),
    "百分之九十九点八六": ("percent", "99.86", "%", EXACT),
    "下降三点五个百分点": ("points", "3.5", "个百分点", EXACT),
    "扣二分": ("score", "2", "分", EXACT),
}
NONE = (
    "一是",
    "进一步",
    "统一次序",
    "一一对应",
    "二十大",
    "三公经费",
    "百家争鸣",
    "十四五",
    "一带一路",
    "E9新车",
    "九三学社",
    "一个",
)
DAYS = {
    "2023年6月31日": (2023, 6, 31, None),
    "2023-06-30": (2023, 6, 30, None),
    "2023.6.30": (2023, 6, 30, None),
    "6月30日": (None, 6, 30, None),
    "二〇二三年六月三十一日": (2023, 6, 31, None),
    "1-6月": (None, 1, None, 6),
    "2023年1至7月": (2023, 1, None, 7),
    "2023年度": (2023, None, None, None),
    "2023年上半年": (2023, None, None, None),
}


def only(text: str) -> Token:
    (found,) = tokens(text)
    return found


@pytest.mark.parametrize(("text", "meant"), NUMBERS.items())
def test_a_number_has_its_kind_value_unit_and_precision(text: str, meant: tuple[str, str, str, Precision]) -> None:
    found = only(text)
    assert (found.kind, found.value, found.unit, found.precision) == (meant[0], Decimal(meant[1]), meant[2], meant[3])
    assert found.text == text[found.start : found.end]


@pytest.mark.parametrize("text", NONE)
def test_words_with_numerals_are_no_numbers(text: str) -> None:
    assert not list(tokens(text))


@pytest.mark.parametrize(("text", "meant"), DAYS.items())
def test_days_and_periods_are_told_apart(text: str, meant: tuple[int | None, ...]) -> None:
    found = only(text)
    assert (found.year, found.month, found.day, found.last_month) == meant
    assert found.value is None


def test_a_measure_word_that_begins_another_word_is_none() -> None:
    assert [token.unit for token in tokens("3部门、5部电影、2市区、4位于")] == ["", "部", "", ""]


def test_ends_of_a_range_are_about() -> None:
    assert [token.precision for token in tokens("5-10人")] == [EXACT, ABOUT]


def test_an_ordinal_counts_nothing() -> None:
    assert [token.kind for token in tokens("第三届、第14届、第2项")] == ["ordinal"] * 3


@given(st.integers(1, 9_999_999))
def test_chinese_numerals_are_read_as_they_are_written(number: int) -> None:
    assert han_value(written(number)) == number


def written(number: int) -> str:
    """A number in Chinese numerals, as schoolbooks write it."""
    over, under = divmod(number, 10_000)
    return (small(over) + "万" if over else "") + (("零" if over and under < 1000 else "") + small(under) if under else "")


def small(number: int) -> str:
    text, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if gap and text else "") + "零一二三四五六七八九"[digit] + sign
            gap = False
        else:
            gap = bool(text)
    return text


@given(st.text(st.sampled_from("0123456789.,%年月日批人次余约百分之十二两个万元-至第（），。一"), max_size=30))
def test_tokens_follow_one_another_and_are_what_stands_there(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert token.start >= end
        assert token.end > token.start
        assert token.text == text[token.start : token.end]
        end = token.end


def test_the_last_digit_is_a_step() -> None:
    assert [token.step for token in tokens("2154.34万元、97.9分、3万人")] == [Decimal(100), Decimal("0.1"), Decimal(10_000)]
