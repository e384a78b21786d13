"""A paper as passages: paragraphs that a page broke are one, headings open sections, attachments end them, the title says the year."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.review.papers import paper

from jixiao.document.model import Document, Heading, Paragraph, runs_of
from jixiao.review.paper import Paper, is_broken, paper_of

LONG = "绩效运行监控主要分为日常监控和年中监控，本单位在做好日常监控的同时重点做好年中监控工作，截至"


def of(*blocks: tuple[str, str]) -> Paper:
    """A paper of paragraphs, each with its style."""
    return paper_of(Document("", tuple(Paragraph(runs_of(text), style) for style, text in blocks)), "f")  # type: ignore[arg-type]


def test_a_paragraph_that_a_page_broke_is_one_passage_with_both_places() -> None:
    read = paper(f"{LONG}\n\n2023年6月30日，支出进度为60%。分项如下。\n\n另一段。")
    first, second = read.passages
    assert first.text.startswith(LONG)
    assert "截至2023年6月30日" in first.text
    assert [sentence.place.paragraph for sentence in first.sentences] == [1, 2]
    assert first.place_at(len(LONG) - 1).paragraph == 1
    assert first.place_at(len(LONG)).paragraph == 2
    assert first.quote(len(LONG) - 2, len(LONG) + 5) == "截至\n2023年"
    assert second.place.paragraph == 3


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LONG + "。", "2023年6月30日"),
        (LONG + "。”", "2023年6月30日"),
        (LONG + "：", "2023年6月30日"),
        (LONG + "；", "2023年6月30日"),
        (LONG, "一、存在问题"),
        (LONG, "（二）机构"),
        (LONG, "1.组织培训"),
        (LONG, "二是完善制度"),
        (LONG, "附件1"),
        (LONG, "注：数据截至年末"),
        ("云溪市文化局", "2024年3月1日"),
        ("短句没有句号", "另一句"),
    ],
)
def test_what_ends_or_begins_anew_is_not_joined(before: str, after: str) -> None:
    assert not is_broken(before, after)
    assert len(paper(f"{before}\n\n{after}").passages) == 2


@pytest.mark.parametrize(
    ("before", "after"), [(LONG, "年末"), (LONG + "（馆内）", "模型"), ("接待来宾三批、来访两次，", "其中省级一批")]
)
def test_what_stops_in_a_sentence_goes_on(before: str, after: str) -> None:
    assert is_broken(before, after)


def test_a_heading_or_a_table_between_parts_them() -> None:
    assert len(paper(f"{LONG}\n\n# 题\n\n年末").passages) == 3
    assert [each.kind for each in paper(f"{LONG}\n\n|甲|乙|\n\n年末").passages] == ["paragraph", "cell", "cell", "paragraph"]


def test_no_more_than_a_few_parts_are_joined() -> None:
    assert len(paper("\n\n".join([LONG] * 60)).passages) == 10


@given(st.lists(st.sampled_from([LONG, "短", "年末。", "一、甲", "（二）乙", "1.丙", "附件1", "12.5万元"]), max_size=12))
def test_joined_or_not_every_sign_stands_once_and_in_order(texts: list[str]) -> None:
    read = paper("\n\n".join(texts))
    assert "".join(passage.text.replace(" ", "") for passage in read.passages) == "".join(texts)
    for passage in read.passages:
        places = [passage.place_at(at).paragraph or 0 for at in range(len(passage.text))]
        assert places == sorted(places)


def test_typed_headings_open_sections_whatever_their_marks_say() -> None:
    read = paper("# 一、情况\n\n## （一）职能\n\n甲。\n\n#### （二）收支\n\n乙。\n\n二、问题\n\n丙。")
    assert {each.text: each.section for each in read.passages if each.kind == "paragraph"} == {
        "甲。": ("一、情况", "（一）职能"),
        "乙。": ("一、情况", "（二）收支"),
        "丙。": ("二、问题",),
    }


def test_an_attachment_and_a_title_end_the_sections() -> None:
    read = paper("一、问题\n\n甲。\n\n附件1\n\n乙。\n\n一、措施\n\n= 自评表\n\n丙。")
    assert {each.text: each.section for each in read.passages if each.text in {"甲。", "乙。", "丙。"}} == {
        "甲。": ("一、问题",),
        "乙。": (),
        "丙。": (),
    }
    assert of(("body", "一、问题"), ("attachment", "附表"), ("body", "甲。")).passages[-1].section == ()


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("= 2023年度某局整体支出绩效自评报告\n\n2022年甲。2022年乙。2022年丙。", 2023),
        ("2023年度某局整体支出绩效自评报告\n\n2022年度甲。", 2023),
        ("附件2\n\n2023年度某局整体支出绩效自评报告\n\n2022年度甲。", 2023),
        ("某局\n\n|2023年度绩效自评表|\n\n2022年度甲。", 2023),
        ("= 部门整体支出绩效自评报告\n\n2022年度自评得分97分。", None),
        ("= 2022年和2023年绩效自评报告\n\n甲。", None),
        (
            "2023年我局全面完成了各项工作任务并按要求开展了整体支出绩效自评，得分九十七分，另有部分项目在2022年已经完成了验收工作",
            None,
        ),
        ("一、2023年度收支情况\n\n甲。", None),
        ("甲。", None),
    ],
)
def test_the_year_of_the_title(text: str, year: int | None) -> None:
    assert paper(text).title_year == year


def test_the_year_is_the_titles_or_the_one_named_most() -> None:
    assert paper("= 2023年度自评报告\n\n2022年甲。2022年乙。2022年度丙。").year == 2023
    assert paper("甲说2022年。\n\n乙说2023年度。\n\n丙说2023年。").year == 2023
    assert paper("甲。").year is None


def test_numbers_of_headings_belong_to_their_text() -> None:
    read = paper_of(Document("", (Heading(1, runs_of("情况")), Paragraph(runs_of("甲。")))), "f")
    assert [each.text for each in read.passages] == ["一、情况", "甲。"]
    assert read.passages[1].section == ("一、情况",)
