from __future__ import annotations

import re
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.document import papers

from jixiao.document.drawing import svg, words
from jixiao.document.drawing.axis import axis_of
from jixiao.document.drawing.marks import COLOURS, Canvas
from jixiao.document.layout import layout
from jixiao.document.model import Chart, ChartKind, Run, Series, runs_of

WIDTH = 8844
SVG = "{http://www.w3.org/2000/svg}"
KINDS: tuple[ChartKind, ...] = ("column", "bar", "line")


def chart(kind: ChartKind, *series: tuple[str, list[str]], categories: list[str] | None = None, unit: str = "万元") -> Chart:
    names = categories or [f"{at}月" for at in range(1, len(series[0][1]) + 1)]
    made = tuple(Series(name, tuple(runs_of(value) for value in values)) for name, values in series)
    return Chart(kind, (Run("支出进度"),), tuple(names), made, unit)


def drawn(each: Chart, width: int = WIDTH) -> Any:
    return etree.fromstring(svg(each, layout(), width))


def texts(root: Any) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def bars(root: Any) -> list[dict[str, int]]:
    return [
        {side: int(rect.get(side)) for side in ("x", "y", "width", "height")} for rect in root.iter(f"{SVG}rect") if len(rect)
    ]


@settings(deadline=None)
@given(papers.CHARTS, st.integers(1, 20_000))
def test_any_chart_is_well_formed_and_takes_nothing_from_outside(each: Chart, width: int) -> None:
    text = svg(each, layout(), width)
    assert text == svg(each, layout(), width)
    root = etree.fromstring(text)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {"svg", "rect", "line", "path", "text", "title"}
    names = {name for element in root.iter() for name in element.attrib}
    assert not names & {"href", "style", "class", "id", "onload", "onclick"}
    assert not [
        value for element in root.iter() for name, value in element.attrib.items() if "url(" in value and name != "aria-label"
    ]
    assert root.get("viewBox").split()[2] == str(width)


@settings(deadline=None)
@given(papers.CHARTS)
def test_nothing_but_zero_or_more_is_drawn_as_a_length(each: Chart) -> None:
    assert all(box["width"] >= 0 and box["height"] >= 0 for box in bars(drawn(each)))


@pytest.mark.parametrize("kind", KINDS)
def test_values_categories_series_and_unit_are_written_and_the_title_is_not(kind: ChartKind) -> None:
    said = texts(drawn(chart(kind, ("预算", ["12.50", "8"]), ("支出", ["11.25", "7"]))))
    assert {"12.50", "8", "11.25", "7", "1月", "2月", "预算", "支出", "单位：万元"} <= set(said)
    assert "支出进度" not in said


def test_the_heights_of_columns_are_as_their_numbers() -> None:
    ten, five, none = bars(drawn(chart("column", ("支出", ["10", "5", "0"]))))
    assert abs(ten["height"] - 2 * five["height"]) <= 1
    assert none["height"] == 0


def test_columns_below_zero_hang_from_the_line_that_the_others_stand_on() -> None:
    up, down = bars(drawn(chart("column", ("结余", ["4", "-4"]))))
    assert up["y"] + up["height"] == down["y"]
    assert abs(up["height"] - down["height"]) <= 1


def test_a_missing_number_is_no_bar_but_a_word() -> None:
    for kind in ("column", "bar"):
        root = drawn(chart(kind, ("支出", ["10", "", "未到期"])))
        assert len(bars(root)) == 1
        assert {"无数据", "未到期"} <= set(texts(root))


def test_a_missing_number_breaks_the_line() -> None:
    lines = [path.get("d") for path in drawn(chart("line", ("支出", ["1", "2", "", "4", "5"]))).iter(f"{SVG}path")]
    assert [text.count("L") for text in lines if re.fullmatch(r"M\d+ \d+(L\d+ \d+)*", text)] == [1, 1]


def test_one_series_has_no_legend_and_two_have() -> None:
    assert "支出" not in texts(drawn(chart("column", ("支出", ["1"]))))
    assert "支出" in texts(drawn(chart("column", ("支出", ["1"]), ("预算", ["1"]))))


def test_a_long_name_is_cut_and_stands_whole_in_its_title() -> None:
    name = "教学楼维修改造项目" * 12
    for kind in KINDS:
        root = drawn(chart(kind, ("支出", ["1"] * 12), categories=[name, *map(str, range(11))]))
        assert name not in texts(root)
        assert name in {title.text for title in root.iter(f"{SVG}title")}


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_of_many_categories_stays_on_a_page_and_names_some(kind: ChartKind) -> None:
    names = [f"第{at}个支出项目" for at in range(300)]
    root = drawn(chart(kind, ("支出", ["7"] * 300), categories=names))
    assert int(root.get("viewBox").split()[3]) < layout().portrait.text_height
    assert 5 < len(set(names) & set(texts(root))) < 300 or kind != "bar"


def test_labels_of_points_do_not_cover_each_other() -> None:
    root = drawn(chart("line", *[(f"系列{at}", [str(50 + at)] * 12) for at in range(6)]))
    placed = [(int(each.get("x")), int(each.get("y"))) for each in root.iter(f"{SVG}text") if each.get("paint-order")]
    assert placed
    for (x, y), (other, below) in combinations(placed, 2):
        assert x != other or abs(y - below) >= layout().styles["text"].half_points * 6 // 7 * 10


def test_words_tell_everything_once() -> None:
    each = chart("line", ("预算", ["10", "12.5"]), ("支出", ["9", ""]))
    assert words(each) == "折线图《支出进度》，单位：万元。1月：预算 10、支出 9；2月：预算 12.5、支出 无数据。"
    assert words(chart("bar", ("支出", ["95%"]), unit="")) == "条形图《支出进度》。1月：95%。"
    assert drawn(each).get("aria-label") == words(each)


def test_markup_in_a_text_stays_text() -> None:
    each = chart("column", ("<b>&\"'", ["1"]), ("</text><script>", ["2"]), categories=["</svg><script>alert(1)</script>"])
    root = drawn(each)
    assert "<b>&\"'" in texts(root)
    assert not list(root.iter(f"{SVG}script"))


# ---- the axis

NUMBERS = st.lists(st.decimals(-(10**12), 10**12, places=4) | st.decimals(-1, 1, places=6), max_size=8)


@given(NUMBERS, st.integers(2, 8))
def test_an_axis_holds_all_numbers_and_zero_in_few_even_steps(numbers: list[Decimal], most: int) -> None:
    axis = axis_of(numbers, most)
    marks = [tick.value for tick in axis.ticks()]
    assert marks[0] <= min([Decimal(0), *numbers])
    assert marks[-1] >= max([Decimal(0), *numbers])
    assert Decimal(0) in marks
    assert 2 <= len(marks) <= most + 1
    steps = {after - before for before, after in pairwise(marks)}
    assert len(steps) == 1
    assert str(abs(steps.pop().normalize().scaleb(0)).as_tuple().digits[0]) in "125"


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (["99.86", "80"], ["0", "20", "40", "60", "80", "100"]),
        (["2157.27"], ["0", "500", "1,000", "1,500", "2,000", "2,500"]),
        (["0.07"], ["0.00", "0.02", "0.04", "0.06", "0.08"]),
        (["-33.1", "63.1"], ["-40", "-20", "0", "20", "40", "60", "80"]),
        ([], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ],
)
def test_ticks_are_round(numbers: list[str], said: list[str]) -> None:
    assert [tick.text for tick in axis_of([Decimal(number) for number in numbers], 6).ticks()] == said


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_more_stands_higher(one: Decimal, other: Decimal) -> None:
    axis = axis_of([one, other], 6)
    assert (axis.at(one, 10**9) < axis.at(other, 10**9)) == (one < other)


# ---- what can be seen


def lightness(colour: str) -> float:
    """CIE L* of a colour, 0 to 100."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    shade = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 116 * shade ** (1 / 3) - 16 if shade > 0.008856 else 903.3 * shade


def test_colours_are_told_apart_in_grey() -> None:
    assert all(abs(lightness(one) - lightness(other)) >= 12 for one, other in combinations(COLOURS, 2))


@given(st.text(max_size=60), st.integers(100, 4000))
def test_a_cut_text_fits_and_is_a_beginning(text: str, room: int) -> None:
    canvas = Canvas(WIDTH, 18)
    cut = canvas.cut(text, room)
    assert cut == text or cut.endswith("…")
    assert text.startswith(cut.removesuffix("…"))
    assert canvas.measure(cut) <= max(room, canvas.measure("…"))


def test_a_sign_made_of_several_is_not_cut_apart() -> None:
    canvas = Canvas(WIDTH, 18)
    assert all(
        "👍" not in cut or "👍🏽" in cut
        for room in range(100, 3000, 20)
        if (cut := canvas.cut("很好👍🏽👍🏽👍🏽很好很好很好", room))
    )


def test_no_line_begins_with_closing_punctuation() -> None:
    canvas = Canvas(WIDTH, 18)
    for room in range(400, 3000, 60):
        lines = canvas.wrap("教学楼维修（含附属工程），设备购置、师资培训。", room, 99)
        assert not [line for line in lines if line[0] in "，。、）"]
