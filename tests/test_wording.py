from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.errors import JixiaoError, Misuse, Unreadable, Unwritable
from jixiao.wording import LANGUAGES, Language, Text, joined, same, spoken, text_of

LACKS = Text("第{row}行缺少{column}", "Row {row} lacks {column}")


def test_values_are_spoken_in_the_language_of_the_sentence() -> None:
    text = LACKS.fill(row=3, column=Text("金额", "the amount"))
    assert text.say("zh") == "第3行缺少金额"
    assert text.say("en") == "Row 3 lacks the amount"


def test_texts_nest_as_deep_as_they_are_filled() -> None:
    inner = LACKS.fill(row=3, column=Text("{a}列", "column {a}").fill(a=Text("金额", "amount")))
    outer = Text("注意：{what}", "Note: {what}").fill(what=inner)
    assert [outer.say(language) for language in LANGUAGES] == ["注意：第3行缺少金额列", "Note: Row 3 lacks column amount"]


def test_values_may_come_one_after_the_other_and_the_later_counts() -> None:
    text = LACKS.fill(row=3).fill(column="x")
    assert text.say("zh") == "第3行缺少x"
    assert text.fill(row=4).say("zh") == "第4行缺少x"
    assert not LACKS.values


def test_a_value_that_was_forgotten_is_a_mistake_of_the_caller() -> None:
    for language in LANGUAGES:
        with pytest.raises(KeyError, match="column"):
            LACKS.fill(row=3).say(language)


def test_a_text_without_values_is_spoken_as_it_stands() -> None:
    assert Text("写作 {数字代码}", "write {figure id}").say("en") == "write {figure id}"


@given(st.text())
def test_a_value_is_never_read_as_a_template(word: str) -> None:
    assert same(word).say("zh") == same(word).say("en") == word
    assert Text("“{a}”", "“{a}”").fill(a=word).say("en") == f"“{word}”"


def test_sentences_are_joined_with_the_mark_of_each_language() -> None:
    parts = [Text("甲", "one"), Text("乙{n}", "two {n}").fill(n=2), same("{x}")]
    assert joined(parts).say("zh") == "甲，乙2，{x}"
    assert joined(parts).say("en") == "one, two 2, {x}"
    assert joined(parts, "；", "; ").say("zh") == "甲；乙2；{x}"
    assert [joined(iter(parts[:1])).say("en"), joined([]).say("zh")] == ["one", ""]
    assert joined([joined(parts[:2]), same("丙")], "。", ". ").say("en") == "one, two 2. 丙"


@pytest.mark.parametrize(("language", "said"), [("zh", "甲"), ("en", "one")])
def test_anything_else_is_spoken_as_it_prints(language: Language, said: str) -> None:
    assert spoken(Text("甲", "one"), language) == said
    assert spoken(12, language) == "12"
    assert spoken(None, language) == "None"


@pytest.mark.parametrize(
    "value",
    [None, "文字", {}, {"zh": "甲"}, {"en": "one"}, {"zh": "甲", "en": ""}, {"zh": "", "en": "one"}, {"zh": 1, "en": "one"}],
)
def test_a_label_without_both_languages_is_none(value: dict[str, object] | str | None) -> None:
    assert text_of(value) is None


def test_a_label_with_both_languages_is_a_text() -> None:
    assert text_of({"zh": "甲", "en": "one", "more": 1}) == Text("甲", "one")


@pytest.mark.parametrize("kind", [Misuse, Unreadable, Unwritable])
def test_what_is_raised_says_one_sentence_in_the_language_of_the_reader(kind: type[JixiaoError]) -> None:
    error = kind(LACKS.fill(row=3, column=Text("金额", "the amount")))
    assert isinstance(error, JixiaoError)
    assert (error.say("zh"), error.say("en"), str(error)) == ("第3行缺少金额", "Row 3 lacks the amount", "Row 3 lacks the amount")
