from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.cycle.rebinding import Bound, Lost, in_lines, placed, rebound

TEMPLATE = "全年接待{ledger.reception.persons}人次，其中省部级{a.b}批。\n\n  召开会议{m}次"
SHOWN = "全年接待1,234人次，其中省部级5批。\n召开会议8次"


def edited(text: str) -> tuple[str, tuple[Lost, ...]]:
    found = placed(TEMPLATE, SHOWN)
    assert found is not None
    return rebound(SHOWN, found, text)


def test_the_numbers_of_a_shown_narrative_are_found() -> None:
    found = placed(TEMPLATE, SHOWN)
    assert found is not None
    assert [(each.id, SHOWN[each.start : each.end]) for each in found] == [
        ("ledger.reception.persons", "1,234"),
        ("a.b", "5"),
        ("m", "8"),
    ]


@pytest.mark.parametrize(
    "shown",
    [
        "全年接待1,234人次。",
        SHOWN + "等",
        "今" + SHOWN,
        SHOWN.replace("省部级", "地厅级"),
        "全年接待人次，其中省部级5批。\n召开会议8次",
        "",
    ],
)
def test_a_text_of_another_narrative_is_none(shown: str) -> None:
    assert placed(TEMPLATE, shown) is None


def test_a_narrative_without_bindings_is_shown_as_it_is() -> None:
    assert placed("甲\n\n乙", "甲\n乙") == []
    assert placed("甲", "乙") is None


def test_what_figures_said_decides_where_words_alone_would_not() -> None:
    assert placed("共{a}批", "共3批5批") == [Bound("{a}", "a", 1, 4)]
    assert placed("共{a}批", "共3批5批", {"a": ["3"]}) is None
    assert placed("{a}{b}批", "123批", {"a": ["12"], "b": ["3"]}) == [Bound("{a}", "a", 0, 2), Bound("{b}", "b", 2, 3)]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (SHOWN, in_lines(TEMPLATE)),
        (SHOWN + "，比上年多。", in_lines(TEMPLATE) + "，比上年多。"),
        ("引言。\n" + SHOWN, "引言。\n" + in_lines(TEMPLATE)),
        (SHOWN.replace("召开会议8次", ""), "全年接待{ledger.reception.persons}人次，其中省部级{a.b}批。\n"),
        (SHOWN.replace("全年", "本年度"), in_lines(TEMPLATE).replace("全年", "本年度")),
    ],
)
def test_bindings_stay_where_their_words_stand(text: str, after: str) -> None:
    assert edited(text)[0] == after


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        (SHOWN.replace("1,234", "1,235"), Lost(1, "ledger.reception.persons", "1,234")),
        (SHOWN.replace("1,234人次", "1,2345人次"), Lost(1, "ledger.reception.persons", "1,234")),
        (SHOWN.replace("接待1,234", "接待21,234"), Lost(1, "ledger.reception.persons", "1,234")),
        (SHOWN.replace("省部级5", "地厅类5"), Lost(2, "a.b", "5")),
        (SHOWN.replace("\n召开会议8次", ""), Lost(3, "m", "8")),
    ],
)
def test_a_number_that_was_changed_or_whose_words_are_gone_is_typed_from_now_on(text: str, lost: Lost) -> None:
    after, found = edited(text)
    assert found == (lost,)
    assert after.count("{") == 2


WORDS = st.text(st.sampled_from("接待人次会议。，\n 5"), max_size=6)


@given(st.lists(st.tuples(WORDS, st.integers(0, 9999)), max_size=5), WORDS, st.data())
def test_an_untouched_text_gives_the_narrative_again(parts: list[tuple[str, int]], end: str, data: st.DataObject) -> None:
    template = in_lines("".join(f"{words}{{f.{at}}}" for at, (words, _) in enumerate(parts)) + end)
    known = {f"f.{at}": [str(number)] for at, (_, number) in enumerate(parts)}
    shown = template
    for figure, (text,) in known.items():
        shown = shown.replace(f"{{{figure}}}", text)
    found = placed(template, shown, data.draw(st.sampled_from([known, None])))
    assert found is not None
    assert rebound(shown, found, shown) == (template, ())


@given(st.lists(st.tuples(WORDS, st.integers(0, 9999)), max_size=4), WORDS, WORDS)
def test_an_edited_text_says_what_was_typed(parts: list[tuple[str, int]], end: str, typed: str) -> None:
    """Whatever is put back, the paper shows the very text that came back as long as the data stand."""
    template = in_lines("".join(f"{words}{{f.{at}}}" for at, (words, _) in enumerate(parts)) + end)
    known = {f"f.{at}": [str(number)] for at, (_, number) in enumerate(parts)}

    def shown(text: str) -> str:
        for figure, (number,) in known.items():
            text = text.replace(f"{{{figure}}}", number)
        return text

    found = placed(template, shown(template), known)
    assert found is not None
    half = len(shown(template)) // 2
    text = shown(template)[:half] + typed + shown(template)[half + 1 :]
    assert shown(rebound(shown(template), found, text).text) == text
