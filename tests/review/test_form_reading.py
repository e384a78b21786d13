"""Forms become claims: by the words of their headers, wherever these stand, each cell with its place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.review.papers import claims_of, paper

from jixiao.errors import Misuse
from jixiao.exact import Precision, Quantity, plain
from jixiao.review.check import Claims
from jixiao.review.deductions import full_marks, stepped
from jixiao.review.form_reading.cells import amount, measured, operator_of, share
from jixiao.review.form_reading.words import words
from jixiao.review.reading_forms import read_forms
from jixiao.tables.dossier import Row

PROJECT = """
{title}

{title}
单位：{unit}
| 项目名称 | 校舍维修 | < | < | < | < | < |
| 主管部门 | 县教育局 | < | < | 实施单位 | 中心小学 | < |
| 项目资金 | < | 年初预算数 | 全年预算数（A） | 全年执行数（B） | 执行率（B/A） | 得分 |
| 年度资金总额 | < | 43.2 | 43.2 | 37.24 | 86% | 8.62 |
| 其中：当年财政拨款 | < | 43.2 | 43.2 | 37.24 | — | — |
| 年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | < |
| ^ | 维修三栋 | < | < | 已修三栋 | < | < |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 维修栋数 | ≥3栋 | 3栋 | 50 | 50 |
| ^ | 质量指标 | 合格率 | 100% | 1 | 20 | 20 |
| 满意度指标 | 服务对象满意度 | 学生满意度 | 95%以上 | 96.5% | 20 | 20 |
| 总分 | < | < | < | < | 90 | 90 |
| 评价等次 | 优 | < | < | < | < | < |
"""


def rows(claims: Claims, table: str) -> list[Row]:
    return claims.dossier.table(table).rows


def shown(row: Row, *columns: str) -> list[str]:
    return [row.text(column) for column in columns]


def project(**values: str) -> Claims:
    return claims_of(PROJECT.format(**{"title": "2023年度项目支出绩效自评表", "unit": "万元"} | values))


def test_a_form_becomes_a_project_with_its_money_and_indicators() -> None:
    claims = project()
    (named,) = rows(claims, "project")
    assert shown(named, "name", "competent_department", "implementing_unit", "year_goal", "goal_achieved") == [
        *("校舍维修", "县教育局", "中心小学", "维修三栋", "已修三栋"),
    ]
    total, fiscal = rows(claims, "stated_amount")
    assert shown(total, "line", "adjusted_yuan", "executed_yuan", "rate") == ["年度资金总额", "432000.00", "372400.00", "86"]
    assert fiscal.text_id("line") == "fiscal"
    assert total.steps == dict.fromkeys(("initial_yuan", "adjusted_yuan", "executed_yuan"), Decimal(100))
    first, second, third = rows(claims, "indicator")
    assert shown(first, "class", "subclass", "name", "operator", "target", "measure_unit") == [
        *("产出指标", "数量指标", "维修栋数", "≥", "3", "栋"),
    ]
    assert shown(second, "class", "operator", "target", "measure_unit") == ["产出指标", "", "100", "%"]
    assert shown(third, "class", "operator", "target") == ["满意度指标", "≥", "95"]
    assert [row.text("value") for row in rows(claims, "actual")] == ["3", "100", "96.5"]
    scores = {row.text("item_code"): row.text("score") for row in rows(claims, "stated_score")}
    assert scores == {"f1-rate": "8.62", "f1-01": "50", "f1-02": "20", "f1-03": "20", "total": "90"}
    assert rows(claims, "stated_score")[-1].text("grade") == "优"


def test_cells_know_where_they_stand() -> None:
    claims = project()
    total = rows(claims, "stated_amount")[0]
    place = claims.place(total, "executed_yuan")
    assert (place.table, place.row, place.column) == ("2023年度项目支出绩效自评表", 4, "E")
    missing = claims.place(total, "reason")
    assert (missing.row, missing.file) == (4, "paper.txt")


@pytest.mark.parametrize(
    ("unit", "yuan"), [("元", "37.24"), ("万元", "372400.00"), ("千元", "37240.00"), ("亿元", "3724000000.00")]
)
def test_the_unit_of_amounts_is_the_one_that_the_paper_says(unit: str, yuan: str) -> None:
    assert rows(project(unit=unit), "stated_amount")[0].text("executed_yuan") == yuan


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        *(("项目支出绩效自评表", "self"), ("项目支出绩效目标执行监控表", "mid_year"), ("年中绩效自评表", "mid_year")),
        *(("项目支出绩效复核表", "reviewed"), ("自评抽查复核评分表", "reviewed")),
    ],
)
def test_the_stage_is_the_one_of_the_title(title: str, stage: str) -> None:
    assert {row.text_id("stage") for row in rows(project(title=title), "stated_amount")} == {stage}


CHONGQING = """
部门整体绩效自评表
| 指标名称 | 计量单位 | 指标性质 | 年初指标值 | 调整指标值 | 全年完成值 | 得分系数(%) | 权重(分) | 指标得分 | 是否核心指标 |
|---|---|---|---|---|---|---|---|---|---|
| 预算执行率 | % | ≥ | 100 | | 76 | 76 | 10 | 7.6 | 是 |
| 培训次数 | 次 | ≥ | 6 | 8 | 12 | 100 | 5 | 5 | 否 |
| 制度健全性 | / | 定性 | 高 | | 高 | 100 | 3 | 3 | 否 |
"""


def test_the_form_of_chongqing_has_its_target_in_four_columns() -> None:
    claims = claims_of(CHONGQING)
    training, system = rows(claims, "indicator")
    assert shown(training, "operator", "target", "measure_unit") == ["≥", "8", "次"]
    assert shown(system, "operator", "target", "target_text") == ["定性", "", "高"]
    spending, second, _ = rows(claims, "stated_score")
    assert (spending["actual"], second["coefficient"]) == (Quantity(Decimal(76)), Quantity(Decimal(100)))


def test_points_behind_a_heading_are_those_of_the_group() -> None:
    claims = claims_of(
        "部门整体支出绩效评价指标表\n| 一级指标 | 三级指标 | 分值 | 得分 |\n|---|---|---|---|\n"
        "| 投入（13分） | 在职人员控制率（5分） | | 5 |\n| ^ | 三公经费变动率（8分） | | 8 |"
    )
    (own,) = claims.own
    assert [(item.name.say("zh"), plain(item.points)) for item in own.walk()] == [
        ("投入", "13"),
        ("在职人员控制率", "5"),
        ("三公经费变动率", "8"),
    ]


LISTS = {
    "columns of levels": "| 一级指标 | 二级指标 | 分值 | 得分 |\n|---|---|---|---|\n| 甲 | 乙 | 60 | 60 |\n| | 丙 | 40 | 30 |",
    "merged levels": "| 一级指标 | 二级指标 | 分值 | 得分 |\n|---|---|---|---|\n| 甲 | 乙 | 60 | 60 |\n| ^ | 丙 | 40 | 30 |",
    "a line for the group": "| 一级指标 | 二级指标 | 分值 | 得分 |\n|---|---|---|---|\n| 甲 | | 100 | 90 |\n| | 乙 | 60 | 60 |\n| | 丙 | 40 | 30 |",
    "a subtotal": "| 一级指标 | 二级指标 | 分值 | 得分 |\n|---|---|---|---|\n| 甲 | 乙 | 60 | 60 |\n| ^ | 丙 | 40 | 30 |\n| 甲小计 | < | 100 | 90 |",
    "a column of depths": "| 层级 | 指标 | 分值 | 得分 |\n|---|---|---|---|\n| 一级指标 | 甲 | 100 | 90 |\n| 二级指标 | 乙 | 60 | 60 |\n| 二级指标 | 丙 | 40 | 30 |",
    "numbers": "| 评价指标 | 分值 | 得分 |\n|---|---|---|\n| 一、甲 | 100 | 90 |\n| （一）乙 | 60 | 60 |\n| （二）丙 | 40 | 30 |",
}


@pytest.mark.parametrize("table", LISTS.values(), ids=LISTS.keys())
def test_a_tree_is_read_however_it_is_drawn(table: str) -> None:
    (own,) = claims_of(f"部门整体支出绩效自评表\n{table}").own
    (group,) = own.items
    assert group.name.say("zh").endswith("甲")
    assert [(item.name.say("zh")[-1], plain(item.points)) for item in group.children] == [("乙", "60"), ("丙", "40")]


def test_a_list_whose_groups_nothing_tells_from_leaves_is_not_judged() -> None:
    claims = claims_of(
        "得分表\n| 指标 | 分值 | 得分 |\n|---|---|---|\n| 甲 | 100 | 90 |\n| 乙 | 60 | 60 |\n| 丙 | 40 | 30 |\n| 合计 | 100 | 90 |"
    )
    assert not claims.own
    assert not rows(claims, "stated_score")


def test_a_table_that_goes_on_without_a_header_is_one_form() -> None:
    head = "自评表\n| 一级指标 | 二级指标 | 分值 | 得分 |\n|---|---|---|---|\n| 甲 | 乙 | 60 | 60 |"
    claims = claims_of(f"{head}\n\n| 甲 | 丙 | 40 | 30 |\n| 合计 | < | 100 | 90 |")
    assert [row.text("item_code") for row in rows(claims, "stated_score")] == ["f1-01", "f1-02", "total"]


def test_money_may_stand_beside_its_words_and_apart_from_the_indicators() -> None:
    claims = claims_of(
        "项目支出绩效自评表\n| 年初预算数 | 43.2万元 | 全年预算数 | 43.2万元 | 全年执行数 | 37.24万元 | 执行率 | 0.862 |\n|---|---|---|---|---|---|---|---|"
    )
    (total,) = rows(claims, "stated_amount")
    assert shown(total, "adjusted_yuan", "executed_yuan", "rate") == ["432000.00", "372400.00", "86.2"]


def test_each_project_of_a_list_has_its_own_money() -> None:
    claims = claims_of(
        "项目支出情况表\n单位：万元\n| 项目名称 | 全年预算数 | 全年执行数 | 执行率 |\n|---|---|---|---|\n"
        "| 甲 | 10 | 9 | 90% |\n| 乙 | 20 | 20 | 100% |\n| 合计 | 30 | 29 | 96.67% |"
    )
    assert [row.text("name") for row in rows(claims, "project")] == ["甲", "乙"]
    assert [row.text("executed_yuan") for row in rows(claims, "stated_amount")] == ["90000.00", "200000.00", "290000.00"]


def test_scores_of_a_second_hand_are_a_stage_of_their_own() -> None:
    claims = claims_of(
        "自评表\n| 指标 | 分值 | 自评得分 | 复核得分 |\n|---|---|---|---|\n| 甲 | 60 | 60 | 55 |\n| 合计 | 60 | 60 | 55 |"
    )
    assert [(row.text_id("stage"), row.text("score")) for row in rows(claims, "stated_score")] == [
        *(("self", "60"), ("self", "60"), ("reviewed", "55"), ("reviewed", "55")),
    ]


UNIT = """
部门整体支出绩效自评表
| 一级指标 | 二级指标 | 三级指标 | 分值 | 自评得分 |
|---|---|---|---|---|
| 履职效能 | 整体效能 | 部门预算资金支出率 | 10 | 9.99 |
| 管理效率 | 采购管理 | 采购合同签订的时效性 | {points} | 3 |
| 管理效率 | 资产管理 | 资产盘点情况 | 1 | 1 |
"""


def test_lines_are_items_of_a_framework_that_was_named() -> None:
    claims = claims_of(UNIT.format(points=3), "guangdong-unit-2022")
    codes = [row.text("item_code") for row in rows(claims, "stated_score")]
    assert claims.dossier.frameworks == ("guangdong-unit-2022",)
    (statement,) = claims.statements
    assert statement.framework is not None
    assert statement.framework.id == "guangdong-unit-2022"
    assert all(statement.framework.item(code) for code in codes)
    assert len(codes) == 3


def test_a_framework_of_another_kind_leaves_a_form_its_own() -> None:
    claims = claims_of(UNIT.format(points=3), "mof-project-2020")
    assert [each.id for each in claims.own] == ["mof-project-2020", "form-1"]


def test_an_unknown_framework_is_refused() -> None:
    with pytest.raises(Misuse):
        read_forms(paper("甲"), "no-such-framework")


def test_tables_of_other_things_are_no_forms() -> None:
    claims = claims_of(
        "三公经费统计表\n| 项目 | 预算数 | 决算数 | 上年决算数 |\n|---|---|---|---|\n| 公务接待费 | 1.8 | 1.26 | 1.52 |"
    )
    assert not any(claims.dossier.table(name).present for name in ("stated_amount", "stated_score", "indicator"))


CELLS: dict[str, Any] = {
    "≥735人次": ("ge", "735", "人次"),
    "不低于90%": ("ge", "90", "%"),
    "90%以上": ("ge", "90", "%"),
    "=100%": ("eq", "100", "%"),
    "控制在5万元以内": ("le", "5", "万元"),
    "≤5元/份": ("le", "5", "元/份"),
    "1,234.5万元": (None, "1234.5", "万元"),
    "300余本": (None, "300余", "本"),
    "约1600人": (None, "约1600", "人"),
    "95-100%": ("between", "95", "%"),
    "100%完成": (None, "100", "%"),
}


@pytest.mark.parametrize("text", CELLS)
def test_a_number_comes_with_its_sign_and_unit(text: str) -> None:
    found = measured(text)
    assert found is not None
    assert (found.operator, found.quantity.text(), found.unit) == CELLS[text]


@pytest.mark.parametrize(
    "text", ["", "有效", "12月底前", "2022年", "完成甲1个、乙1个", "2023年6月30日前", "98—95%", "—", "第1名和第2名"]
)
def test_words_dates_and_several_numbers_are_no_number(text: str) -> None:
    assert measured(text) is None


@pytest.mark.parametrize(
    ("text", "known", "percent"),
    [
        ("86%", None, "86"),
        ("0.86", None, "86"),
        ("1", None, "100"),
        ("100", None, "100"),
        ("0.8619", None, "86.19"),
        ("0.9", None, "90"),
        ("1", Decimal(1), "1"),
        ("1", Decimal(99), "100"),
        ("86.19", None, "86.19"),
        ("1.2", Decimal(120), "120"),
    ],
)
def test_a_share_is_a_percentage_however_it_is_written(text: str, known: Decimal | None, percent: str) -> None:
    found = share(text, known)
    assert found is not None
    assert format(found, "f") == percent


@given(
    st.integers(0, 10**9),
    st.integers(0, 4),
    st.sampled_from(["≥", "≤", "=", ""]),
    st.sampled_from(["%", "人次", "万元", "个", ""]),
)
def test_what_a_form_says_is_what_is_read(digits: int, places: int, sign: str, unit: str) -> None:
    value = Decimal(digits).scaleb(-places)
    found = measured(f"{sign}{value:f}{unit}")
    if unit == "" and sign == "" and 1900 <= value <= 2099 and not places:
        return
    assert found is not None
    assert (plain(found.quantity.value), found.unit, found.quantity.precision) == (plain(value), unit, Precision.EXACT)
    assert found.operator == {"≥": "ge", "≤": "le", "=": "eq", "": None}[sign]


@given(st.integers(0, 10**11), st.sampled_from([("元", 1), ("万元", 10_000), ("亿元", 100_000_000)]))
def test_amounts_are_exact_yuan(fen: int, unit: tuple[str, int]) -> None:
    value = Decimal(fen).scaleb(-2)
    found = amount(f"{value:,f}{unit[0]}", Decimal(10_000))
    assert found is not None
    assert found.yuan == value * unit[1]


def test_signs_stand_in_cells_of_their_own() -> None:
    assert [operator_of(text) for text in ("≥", "＞＝", "≤", "=", "＝", "定性", "正向", "甲")] == [
        *("ge", "ge", "le", "eq", "eq", "judged", "ge", None),
    ]


def test_rules_of_deduction_are_read_from_words() -> None:
    found = stepped("每低5%扣2分，扣完为止")
    assert found is not None
    assert (plain(found.step), plain(found.points), found.is_over, found.is_share) == ("5", "2", False, True)
    assert stepped("缺一项扣1分") is None
    assert full_marks("满分10分") == Decimal(10)
    assert full_marks("问卷满分100分") is None
    assert full_marks("满分5分或满分3分") is None


def test_headers_are_known_by_their_words_and_no_word_has_two_meanings() -> None:
    known = words()
    wholes = [word for column in known.columns.values() for word in column.whole]
    assert len(wholes) == len(set(wholes))
    assert known.column("全年执行数（B）") == "executed"
    assert known.column("偏差原因分析及改进措施") == "reason"
    assert known.column("1—6月执行情况") == "actual"
    assert known.column("这是一个很长的段落，说到了得分、分值和执行率，但不是一个表头") is None
