from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.document import papers

from jixiao.document.model import (
    Cell,
    Column,
    Document,
    Heading,
    Run,
    ShownNumber,
    Table,
    cell,
    heading,
    paragraph,
    shown_number,
    text_of,
)
from jixiao.document.numbering import chinese_numeral, with_numbers
from jixiao.document.projection import project
from jixiao.document.tidy import tidied, tidy_shares


def test_the_projection_shows_numbers_spans_and_figures() -> None:
    text = project(papers.report(), figures=True)
    assert text.startswith("《2023年度自评报告》 portrait\n[title] 2023年度部门整体支出绩效自评报告\n# 一、基本情况\n")
    assert "得分[[score.total|97.99]]分。" in text
    assert "## （一）职责\n### 1.目标\n#### （1）指标\n[caption] 表1 绩效自评表\n[note] 单位：分\n" in text
    assert "|---|---|---|---|\n| 一级指标1 | 三级指标1：按期完成 | 10.00 | [[score.item-1|9.99]] |\n| ^ |" in text
    assert "---- landscape ----" in text
    assert "| 甲 | < | < | < | =1+1 | < | < | < |" in text


def test_headings_are_counted_by_level_and_anew_after_a_title() -> None:
    blocks = [heading(1), heading(2), heading(2), heading(1), heading(2), Heading(1, (), numbered=False), heading(1)]
    blocks = [*blocks, heading(4), heading(3), heading(4)]
    numbers = [number for number, _ in with_numbers([*blocks, paragraph("附件", style="title"), heading(1)])]
    assert numbers == ["一、", "（一）", "（二）", "二、", "（一）", "", "三、", "（1）", "1.", "（1）", "", "一、"]


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (99, "九十九"), (101, "一〇一")]
)
def test_chinese_numerals(number: int, text: str) -> None:
    assert chinese_numeral(number) == text


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (((cell("a"),),), "without a cell"),
        (((cell("a"), cell("b"), cell("c")),), "more cells"),
        (((cell("a", across=3),),), "reaches out"),
        (((cell("a", down=2), cell("b")),), "reaches out"),
        (((cell("a"), cell("b", down=2)), (cell("c", across=2),)), "over another"),
        ((), "at least one row"),
    ],
)
def test_rows_that_do_not_fill_their_table_are_refused(rows: tuple[tuple[Cell, ...], ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Table((Column(), Column()), (), rows)


@pytest.mark.parametrize("figure", ["", "Score", "a b", "x" * 41, "总分"])
def test_figure_ids_are_short_paths(figure: str) -> None:
    with pytest.raises(ValueError, match="figure id"):
        Run("1", figure)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2,157.27", ShownNumber(Decimal("2157.27"), 2, grouped=True, percent=False)),
        ("97.99%", ShownNumber(Decimal("0.9799"), 2, grouped=False, percent=True)),
        ("-3", ShownNumber(Decimal(-3), 0, grouped=False, percent=False)),
        *((text, None) for text in ("约1600", "007", "-0.00", "1,23", "+5", "１２", "", "1.", "12,34.5", "1e5")),
    ],
)
def test_a_number_is_one_only_if_writing_it_shows_the_same_text(text: str, number: ShownNumber | None) -> None:
    assert shown_number(text) == number


@given(papers.DOCUMENTS)
def test_tidying_twice_is_tidying_once(document: Document) -> None:
    once = tidied(document)
    assert tidied(once) == once


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=60))
def test_shares_are_whole_parts_of_a_thousand(shares: list[int]) -> None:
    parts = tidy_shares(shares)
    assert sum(parts) == 1000
    assert min(parts) > 0


def test_what_no_file_can_hold_is_left_out() -> None:
    document = tidied(Document("t", (paragraph("a\x00\x1b\ud800b\r\nc\vd\te🙂"),)))
    assert isinstance(document.blocks[0], type(paragraph()))
    assert text_of(document.blocks[0].runs) == "ab\nc\nd\te🙂"
