"""Texts that people saved or copied."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.document.foreign import txt
from jixiao.document.model import Document, Heading, Paragraph, Table, text_of
from jixiao.document.opening import open_pages
from jixiao.document.tidy import tidied
from jixiao.errors import Unreadable


def read(folder: Path, text: str | bytes) -> Document:
    path = folder / "报告.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return txt.read(path)


def shown(document: Document) -> list[str]:
    """Each block in a line: what it is and its text."""
    lines = []
    for block in document.blocks:
        if isinstance(block, Heading):
            lines.append(f"{block.level} {text_of(block.runs)}")
        elif isinstance(block, Paragraph):
            lines.append(f"{'= ' if block.style == 'title' else ''}{text_of(block.runs)}")
        elif isinstance(block, Table):
            lines += [" | ".join(text_of(cell.runs) for cell in row) for row in (*block.header, *block.body)]
    return lines


TEXT = "一、部门基本情况\n\n市水务局2023年支出2154.34万元，完成预算的99.86%。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_is_read_in_each_encoding_that_says_what_it_is(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding.endswith(("le", "be")) else ""
    assert shown(read(tmp_path, (mark + TEXT).encode(encoding))) == [
        "1 部门基本情况",
        "市水务局2023年支出2154.34万元，完成预算的99.86%。",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_every_kind_of_line_end_ends_a_line(tmp_path: Path, end: str) -> None:
    assert len(read(tmp_path, TEXT.replace("\n", end)).blocks) == 2


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "空"),
        (b" \r\n", "空"),
        (bytes(range(256)) * 20, "不是文字"),
        (b"\x89PNG\r\n\x1a\n" + bytes(400), "不是文字"),
        (TEXT.encode("utf-16-le"), "不是文字"),
        (TEXT.encode() + b"\xff" + TEXT.encode(), "有损坏"),
        (b"a\n" * 1_000_002, "行"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(tmp_path: Path, raw: bytes, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(tmp_path, raw)
    assert said in refused.value.say("zh")


def test_a_text_cut_in_the_middle_of_a_sign_loses_only_that_sign(tmp_path: Path) -> None:
    assert shown(read(tmp_path, "预算完成率为百分之百，自评得分".encode()[:-1])) == ["预算完成率为百分之百，自评得"]


WRAPPED = """
          2023年度某市水务局
        部门整体支出绩效自评报告

    一、基本情况
    2023年以来，市水务局坚持以习近平新时代中国特色社会主
义思想为指引，深入学习党的二十大精神，扎实推进各项工作，全
年累计巡查河道 457 次，其中一季度 120 次，二季度 117 次，三
季度 110 次，四季度 110 次。
    （一）部门职能
    负责全市水务工作，2023年支出2154.34万元，完成预算的
99.86%。
    1.项目支出情况
    全年项目支出340.15万元。Budget execution was good and
nothing was left.

                              某市水务局
                              2024年3月15日
"""
FLOWING = [
    "= 2023年度某市水务局部门整体支出绩效自评报告",
    "1 基本情况",
    (
        "2023年以来，市水务局坚持以习近平新时代中国特色社会主义思想为指引，深入学习党的二十大精神，扎实推进各项工作，"
        "全年累计巡查河道 457 次，其中一季度 120 次，二季度 117 次，三季度 110 次，四季度 110 次。"
    ),
    "2 部门职能",
    "负责全市水务工作，2023年支出2154.34万元，完成预算的99.86%。",
    "3 项目支出情况",
    "全年项目支出340.15万元。Budget execution was good and nothing was left.",
    "某市水务局",
    "2024年3月15日",
]


@pytest.mark.parametrize("margin", ["", "      "])
@pytest.mark.parametrize("indent", ["    ", "　　"])
def test_lines_broken_by_hand_are_joined(tmp_path: Path, margin: str, indent: str) -> None:
    lines = [margin + (line.replace("    ", indent, 1) if line[4:5] != " " else line) for line in WRAPPED.splitlines()]
    assert shown(read(tmp_path, "\n".join(lines))) == FLOWING


def test_a_line_is_a_paragraph_where_lines_are_long(tmp_path: Path) -> None:
    lines = ["负责全市水务工作，" * times + "做好服务" for times in (3, 17, 9, 30, 5)]
    assert shown(read(tmp_path, "\n".join(lines))) == lines


def test_short_lines_are_not_joined(tmp_path: Path) -> None:
    lines = ["单位名称：某市水务局", "负责人：张某", "联系电话：000", "编报日期：2024年3月15日"]
    assert shown(read(tmp_path, "\n".join(lines))) == lines


def test_a_paragraph_broken_by_the_end_of_a_page_is_whole(tmp_path: Path) -> None:
    first, rest = "参加中国发展高层论坛2023年会经济闭门峰会，以及ESG可持续发展", "论坛等重大活动，报送政策动态320篇。"
    assert shown(read(tmp_path, f"{first}\n\n{rest}")) == [first + rest]
    assert shown(read(tmp_path, f"{first}\n— 3 —\n{rest}")) == [first + rest]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("参加中国发展高层论坛2023年会经济闭门峰会，以及ESG可持续发展论坛。", "报送政策动态320篇。"),
        ("参加中国发展高层论坛2023年会经济闭门峰会，以及ESG可持续发展等活动", "（二）报送情况"),
        ("参加中国发展高层论坛2023年会经济闭门峰会，以及ESG可持续发展等活动", "　　报送政策动态320篇。"),
        ("2023年度某市某局部门整体支出绩效自评情况报告的补充", "报送政策动态320篇。"),
        ("参加中国发展高层论坛2023年会经济闭门峰会，以及ESG可持续发展等活动", "填报单位：某局"),
    ],
)
def test_paragraphs_that_are_whole_stay_apart(tmp_path: Path, first: str, second: str) -> None:
    assert len(read(tmp_path, f"{first}\n\n{second}").blocks) == 2


def test_form_feeds_are_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "一、基本情况\n第一页的文字，没有写完整的一段话，说的是水务工作，还有河道的\n1\n\f治理工作。\n二、结论\n2\n", "utf-8"
    )
    opened = open_pages(path)
    assert shown(opened.document) == [
        "1 基本情况",
        "第一页的文字，没有写完整的一段话，说的是水务工作，还有河道的治理工作。",
        "1 结论",
    ]
    assert opened.pages == {0: 1, 1: 1, 2: 2}


def test_typed_numbers_say_a_headings_level_and_marks_do_where_there_are_none(tmp_path: Path) -> None:
    text = "# 自评报告\n\n#### 一、情况\n\n## （一）职能\n\n### 无号\n\n1. 项目\n\n（1）小项\n\n1.5万元是全年支出。\n"
    assert shown(read(tmp_path, text)) == [
        "= 自评报告",
        "1 情况",
        "2 职能",
        "3 无号",
        "3  项目",
        "4 小项",
        "1.5万元是全年支出。",
    ]


TABLES = {
    "markdown": "| 项目名称 | 预算数 | 执行率 |\n|---|:---:|---:|\n| 河道治理 | 120.00 | 98.50% |\n| 合计 | 460.15 | 90.88% |",
    "strokes": "项目名称|预算数|执行率\n河道治理|120.00|98.50%\n合计|460.15|90.88%",
    "box": "┌──┬──┬──┐\n│项目名称│预算数│执行率│\n├──┼──┼──┤\n│河道治理│120.00│98.50%│\n│合计│460.15│90.88%│\n└──┴──┴──┘",
    "tabs": "项目名称\t预算数\t执行率\n河道治理\t120.00\t98.50%\n合计\t460.15\t90.88%",
    "spaces": "项目名称    预算数    执行率\n河道治理    120.00    98.50%\n合计        460.15    90.88%",
    "wide spaces": "项目名称　　预算数　　执行率\n河道治理　　120.00　　98.50%\n合计　　　　460.15　　90.88%",
}


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_is_known_by_what_parts_its_cells(tmp_path: Path, kind: str) -> None:
    document = read(tmp_path, f"表1 项目支出情况表\n单位：万元\n{TABLES[kind]}\n\n以上项目均已完成。")
    table, after = document.blocks
    assert isinstance(table, Table)
    assert isinstance(after, Paragraph)
    assert shown(document)[:3] == ["项目名称 | 预算数 | 执行率", "河道治理 | 120.00 | 98.50%", "合计 | 460.15 | 90.88%"]
    assert (text_of(table.caption), text_of(table.note)) == ("表1 项目支出情况表", "单位：万元")
    assert len(table.header) == (1 if kind in {"markdown", "box"} else 0)


@pytest.mark.parametrize(
    "text",
    [
        "第一句话  有两个空格\n第二句话也有  空格在这里\n第三  句",
        "一 | 二",
        "只有一行\t有制表符",
    ],
)
def test_unclear_columns_are_no_table(tmp_path: Path, text: str) -> None:
    assert not read(tmp_path, text).tables


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text("一、（）1.|\t \n\f#－—表单位：。，甲ab", max_size=300),
        st.text(max_size=100),
        st.lists(st.sampled_from([*WRAPPED.splitlines(), *TABLES.values()]), max_size=20).map("\n".join),
    )
)
def test_any_text_gives_a_tidy_document_without_losing_a_sign(tmp_path: Path, text: str) -> None:
    try:
        document = read(tmp_path, text.encode("utf-8", "replace"))
    except Unreadable:
        return
    assert tidied(document) == document
    assert "".join(filter(str.isalpha, text)).count("甲") == "".join(shown(document)).count("甲")


SPACED = """一、部门基本情况

市水务局设办公室、计财科和工
程科3个内设机构。

（一）年度重点工
作

全年支出215
4.34万元，完成
预算的99.86%。

共检查74批181人次。

二、自评结论

自评得分97.99分。
"""


def test_in_a_text_with_empty_lines_between_its_paragraphs_lines_that_break_anywhere_are_joined(tmp_path: Path) -> None:
    assert shown(read(tmp_path, SPACED)) == [
        "1 部门基本情况",
        "市水务局设办公室、计财科和工程科3个内设机构。",
        "2 年度重点工作",
        "全年支出2154.34万元，完成预算的99.86%。",
        "共检查74批181人次。",
        "1 自评结论",
        "自评得分97.99分。",
    ]


def test_lines_that_end_their_sentences_stay_apart(tmp_path: Path) -> None:
    text = "甲单位自评得分90分。\n乙单位自评得分95分。\n\n" * 6
    assert len(shown(read(tmp_path, text))) == 12


def test_no_line_begins_with_what_ends_a_part_of_a_sentence(tmp_path: Path) -> None:
    text = "全年支出2154.34万元\n，完成预算的99.86%。\n自评得分97.99分。"
    assert shown(read(tmp_path, text)) == ["全年支出2154.34万元，完成预算的99.86%。", "自评得分97.99分。"]
