"""The ways in which people draw forms, the same for the same number: what the columns are called, where things stand, how values look.

No style knows a case; ``fitting`` leaves out what would hide a fact of one, or say another.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.cases.building import Case

HEADS: Mapping[str, tuple[str, ...]] = {
    "first": ("一级指标", "一级\n指标", "一级指标名称"),
    "second": ("二级指标", "二级\n指标", "二级指标名称"),
    "third": ("三级指标", "三级指标", "三级指标名称", "具体指标", "指标名称"),
    "target": ("年度指标值", "指标值", "目标值", "年初目标值", "计划值", "预期指标值", "年度指标值（A）", "年度\n指标值"),
    "actual": ("实际完成值", "全年完成值", "实际完成情况", "完成值", "实际完成值（B）", "全年实际值", "实际\n完成值"),
    "points": ("分值", "权重", "标准分", "满分", "权重（分）", "分值（分）", "指标分值", "分值（100分）"),
    "score": ("得分", "自评得分", "自评分", "单位自评得分", "得分（分）", "自评\n得分", "分值得分"),
    "standard": ("评分标准", "评分细则", "计分标准", "评价标准", "计分办法"),
    "reason": ("偏差原因分析及改进措施", "未完成原因分析", "备注", "偏差原因", "未完成原因及拟采取的改进措施", "扣分原因"),
    "operator": ("指标性质", "符号", "性质", "运算符号", "指标符号"),
    "unit": ("度量单位", "计量单位", "单位"),
    "number": ("序号", "编号"),
    "initial": ("年初预算数", "年初预算", "年初批复数", "年初预算安排数"),
    "adjusted": ("全年预算数", "全年预算数（A）", "调整后预算数", "全年预算", "预算数"),
    "executed": ("全年执行数", "全年执行数（B）", "执行数", "实际支出", "全年支出数"),
    "rate": ("执行率", "预算执行率", "执行率（B/A）", "支出率", "执行率（%）"),
    "all": ("年度资金总额", "资金总额", "合计", "总额", "年度资金总额："),
    "fiscal": ("其中：当年财政拨款", "当年财政拨款", "其中:财政拨款", "1.财政拨款"),
    "carried_over": ("上年结转资金", "上年结转", "2.上年结转资金"),
    "other": ("其他资金", "单位资金", "3.其他资金"),
    "superior": ("上级资金", "上级补助资金", "其中：中央资金"),
    "local": ("本级资金", "地方资金", "县级资金"),
    "total": ("总分", "合计", "总计", "自评总分", "总得分", "总　分"),
}


@dataclass(frozen=True)
class Style:
    """How the facts of a case stand on the page."""

    words: Mapping[str, str]
    order: tuple[str, ...] = ("target", "actual", "points", "score", "standard", "reason")
    head: str = "rows"
    goals: bool = False
    money: str = "rows"
    money_unit: str = "note"
    yuan: str = "as published"
    scored: str = "money"
    is_parted: bool = False
    total: str = "last"
    groups: str = "every"
    side: str = ""
    weights: str = "column"
    target: str = "one"
    percent: str = "sign"
    digits: str = "half"
    header: int = 1
    has_subtotals: bool = False
    has_numbers: bool = False
    has_blanks: bool = False
    has_notes: bool = False
    title: str = "row"
    names: str = "plain"
    cells: str = "numbers"

    def column(self, role: str) -> str:
        """What a column or a line is called."""
        return self.words[role]


def drawn(seed: int) -> Style:
    """A style by its number."""
    chance = random.Random(f"style {seed}")
    pick = chance.choice
    order = [
        *pick(
            (
                ("target", "actual", "points", "score"),
                ("points", "target", "actual", "score"),
                ("target", "points", "actual", "score"),
            )
        )
    ]
    order[pick((0, 4)) : 0] = [] if pick((True, False)) else ["standard"]
    order += [] if "standard" in order else ["standard"]
    order.append("reason")
    return Style(
        {role: pick(names) for role, names in HEADS.items()},
        tuple(order),
        head=pick(("rows", "pairs", "block", "lines")),
        goals=pick((True, False)),
        money=pick(("rows", "rows", "total last", "after", "beside", "two headers", "across", "aside")),
        money_unit=pick(("note", "header", "cells", "columns")),
        yuan=pick(("as published", "元", "万元")),
        scored=pick(("money", "line")),
        is_parted=pick((True, False, False)),
        total=pick(("last", "last", "first", "key", "note")),
        groups=pick(("every", "once", "merged")),
        side=pick(("", "", "绩效指标", "绩\n效\n指\n标")),
        weights=pick(("column", "column", "names", "groups too")),
        target=pick(("one", "one", "split", "words")),
        percent=pick(("sign", "part", "bare")),
        digits=pick(("half", "half", "half", "full")),
        header=pick((1, 1, 2)),
        has_subtotals=pick((True, False, False, False)),
        has_numbers=pick((True, False, False)),
        has_blanks=pick((True, False, False)),
        has_notes=pick((True, False)),
        title=pick(("row", "text")),
        names=pick(("plain", "plain", "numbered", "指标")),
        cells=pick(("numbers", "texts", "formats")),
    )


def fitting(style: Style, case: Case) -> Style:
    """The style without what would hide a fact of the case, or say another."""
    amounts = case["amounts"]
    is_split = style.target == "split"
    if any(isinstance(amounts.get(name), Mapping) for name in ("fiscal", "total_row")) and style.money == "beside":
        style = replace(style, money="rows")
    if style.money == "across" and ("total_row" in amounts or not isinstance(amounts.get("fiscal"), Mapping)):
        style = replace(style, money="rows")
    if amounts.get("unit") not in {"元", "万元"}:
        style = replace(style, yuan="as published")
    if not case["items"] or any(item["weight"] is None for item in case["items"]):
        style = replace(style, weights="column")
    if style.weights == "names" and style.order[0] == "standard":
        style = replace(style, weights="column")
    if not any(item["l1"] for item in case["items"]) or style.weights == "names" or len(_groups(case)) < len("甲乙"):
        style = replace(style, has_subtotals=False)
    if is_split and style.percent == "part":
        style = replace(style, percent="bare")
    if style.percent == "bare" and not is_split and any(item["unit"] for item in case["items"]):
        style = replace(style, percent="sign")
    return style


def _groups(case: Case) -> list[str]:
    return list(dict.fromkeys(item["l1"] for item in case["items"]))
