from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.review.normal import joined_lines, normal

DAMAGED = {
    "2157. 27 万 元": "2157.27万元",
    "2157 . 27": "2157.27",
    "99. 68 %": "99.68%",
    "支出进度为 99. 8 6 %": "支出进度为99.86%",
    "２０２３年　６ 月 ３１日": "2023年6月31日",
    "2 0 9 5 人次": "2095人次",
    "20 23 年": "2023年",
    "得 9 5 分": "得95分",
    "2，157.27": "2,157.27",
    "2, 157.27": "2,157.27",
    "2O95人次": "2095人次",
    "99．86 ％": "99.86%",
    "99·86%": "99.86%",
    "7\u200b2  人": "72人",
    "33 批 80 人次, 其中": "33批80人次,其中",
    "信 访协调处": "信访协调处",
    "10. 50": "10.50",
}
SOUND = (
    "1. 2023年工作",
    "；2. 5个处室",
    "Hello World 2023 report",
    "3,5人",
    "1，2，3",
    "附件3 2023年",
    "没有空格的正文，共457批2095人次。",
    "预算 2157.27 2154.34",
)


@pytest.mark.parametrize(("damaged", "meant"), DAMAGED.items())
def test_damage_is_undone_and_the_original_can_be_quoted(damaged: str, meant: str) -> None:
    found = normal(damaged)
    assert found.text == meant
    assert found.quote(0, len(meant)) == damaged


@pytest.mark.parametrize("text", SOUND)
def test_nothing_is_guessed(text: str) -> None:
    assert normal(text).text in {text, text.replace("预算 ", "预算")}


@given(st.text(st.sampled_from("0123456789.,，。 　\u200b年月批人次%Ａ１ab（）\n"), max_size=40))
def test_every_sign_knows_where_it_stood_and_no_digit_is_lost(text: str) -> None:
    found = normal(text)
    assert len(found.origin) == len(found.text)
    assert list(found.origin) == sorted(set(found.origin))
    assert all(0 <= each < len(text) for each in found.origin)
    assert [sign for sign in found.text if sign.isdigit()] == [
        chr(ord(sign) - 0xFEE0) if sign > "9" else sign for sign in text if sign.isdigit()
    ]


@given(st.text(st.sampled_from("0123456789.,，。 年月批人次%ab"), max_size=40))
def test_what_is_normal_stays_as_it_is(text: str) -> None:
    once = normal(text).text
    assert normal(once).text == once


def test_broken_lines_are_joined_without_a_gap_within_words_and_numbers() -> None:
    assert joined_lines(["共 20", "23年支出2157.", "27万元，使用 LED", "screens"]) == "共 2023年支出2157.27万元，使用 LED screens"
