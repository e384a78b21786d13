"""What headings say that stands below them, and what stands beside the labels of a form."""

from __future__ import annotations

import pytest
from tests.review.papers import paper

from jixiao.review.statements.headings import roles_of, stretches, under


@pytest.mark.parametrize(
    ("heading", "roles"),
    [
        ("三、存在的主要问题", {"problems"}),
        ("四、存在问题及原因分析", {"problems"}),
        ("三、工作中的不足", {"problems"}),
        ("四、下一步改进措施", {"measures"}),
        ("五、有关建议", {"measures"}),
        ("四、存在的问题和下一步改进措施", {"problems", "measures"}),
        ("（三）部门整体支出绩效目标", {"goal"}),
        ("三、绩效目标完成情况", {"analysis"}),
        ("（三）绩效目标管理", set()),
        ("（一）自评结论", {"conclusion"}),
        ("（二）履职效能分析", {"analysis"}),
        ("（三）管理效率分析", {"analysis"}),
        ("（一）部门职能", {"duties"}),
        ("（二）年度总体工作和重点工作任务", {"work"}),
        ("二、上年度问题整改情况", set()),
        ("二、坚持问题导向", set()),
        ("三、主要做法和保障措施", set()),
        ("四、偏差原因和纠偏措施", set()),
        ("（四）部门整体收支情况", set()),
    ],
)
def test_headings_and_their_roles(heading: str, roles: set[str]) -> None:
    assert roles_of(heading) == roles


def told(text: str, role: str) -> list[str]:
    return [stretch.text for stretch in under(paper(text), role)]


def test_text_below_a_heading_and_below_those_under_it() -> None:
    text = "三、存在的主要问题\n\n甲。\n\n（一）预算编制不精细\n\n乙。\n\n四、改进措施\n\n针对的问题：丙。\n\n丁。"
    assert told(text, "problems") == ["甲。", "（一）预算编制不精细\n乙。"]
    assert told(text, "measures") == ["针对的问题：丙。\n丁。"]


def test_a_heading_that_says_all_and_one_that_runs_into_its_paragraph() -> None:
    assert told("三、存在的问题：无", "problems") == ["无"]
    assert told("（四）存在的主要问题：预算执行偏慢，公开不够细化，需要在今后的工作中加以改进和完善。", "problems") == [
        "预算执行偏慢，公开不够细化，需要在今后的工作中加以改进和完善。"
    ]


def test_cells_beside_labels_and_tables_below_headings() -> None:
    assert told("|存在的问题|支出进度慢|", "problems") == ["支出进度慢"]
    assert told("四、改进措施\n\n|措施|责任单位|\n|--|--|\n|盘点|办公室|", "measures") == ["盘点\n办公室"]
    assert told("四、改进措施\n\n见附表。\n\n|指标|得分|\n|--|--|\n|培训|10|", "measures") == ["见附表。"]


def test_every_paragraph_stands_in_one_stretch() -> None:
    read = paper("甲。\n\n一、情况\n\n乙。\n\n（一）职能\n\n丙。\n\n二、问题\n\n丁。")
    words = [each.text for stretch in stretches(read) for each in stretch.words]
    assert words == ["甲。", "乙。", "丙。", "丁。"]
