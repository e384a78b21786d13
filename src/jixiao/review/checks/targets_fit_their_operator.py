"""Targets fit the operator of their indicator.

## What it does

A judged indicator's target is a share from 0 to 100; only a range has an upper target; a target in words stands at judged indicators
only; and an indicator whose name is an effect in general words (促进…, 推动…, 提升…) is not measured in percent. The review of goals
(`jixiao goals`) asks whether = is meant where more can be done than the target: with it, 421 of 420 misses (a hint).

## Why it matters

Sign, value and unit together are the target (T01). A judgement of 120 cannot be reached, a second target nobody compares with is a
wrong operator, and “促进教育事业健康发展 ≥ 100%” cannot be measured by anyone.

## Example

Operator 定性 with a target of 120.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.tables.dossier import Row
from jixiao.wording import Text, same

rules = ("T01",)
needs = ("indicator",)

_MOST = Decimal(100)
_EFFECTS = ("促进", "推动", "推进", "增强", "维护", "保障")


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every target that its operator cannot mean."""
    for row in claims.dossier.table("indicator"):
        yield from _judged(claims, row)
        if row["target_high"] is not None and row["operator"] not in {None, "between"}:
            yield Finding(
                "targets-fit-their-operator",
                claims.place(row, "target_high"),
                Text(
                    "只有区间型指标才有上限，这个指标的性质是“{operator}”",
                    "Only a range has an upper target; this one is “{operator}”",
                ).fill(operator=row.text("operator")),
                rule="T01",
                stated=same(row.text("target_high")),
                expected=Text("空，或性质改为“区间”", "nothing, or the operator “between”"),
                advice=Text("删去上限，或改正指标性质", "Clear the cell, or correct the operator"),
            )
        if claims.of_goals:
            yield from _exact(claims, row)
        if row["measure_unit"] == "%" and row.quantity("target") and row.text("name").startswith(_EFFECTS):
            yield Finding(
                "targets-fit-their-operator",
                claims.place(row, "name"),
                Text("这样的效果不能用百分数测量", "An effect in such words cannot be measured in percent"),
                "explain",
                rule="T01",
                stated=same(f"{row.text('name')} {row.text('operator')} {row.text('target')}%"),
                expected=Text("可以计数或调查的指标", "something that can be counted or surveyed"),
                advice=Text(
                    "改为可测量的名称，或改为定性指标", "Name something that can be measured, or make it a judged indicator"
                ),
            )


def _exact(claims: Claims, row: Row) -> Iterator[Finding]:
    target = row.quantity("target")
    if row["operator"] != "eq" or target is None or target.value <= 0 or row["class"] == "cost":
        return
    if row["measure_unit"] == "%" and target.value == _MOST:
        return  # there is no more than the whole
    yield Finding(
        "targets-fit-their-operator",
        claims.place(row, "operator"),
        Text("指标性质是“＝”：完成值多于指标值也算没有达到", "With the operator = a value above the target misses it as well"),
        "hint",
        rule="T01",
        stated=same(f"{row.text('operator')}{row.text('target')}{row.text('measure_unit')}"),
        expected=same(f"≥{row.text('target')}{row.text('measure_unit')}"),
        advice=Text("多做更好的改为“≥”；确须恰好的保留", "Use ≥ where more is better; keep = where it has to be exact"),
    )


def _judged(claims: Claims, row: Row) -> Iterator[Finding]:
    target = row.quantity("target")
    if row["operator"] == "judged" and target is not None and not 0 <= target.value <= _MOST:
        yield Finding(
            "targets-fit-their-operator",
            claims.place(row, "target"),
            Text(
                "定性指标按0至100评判，达不到这个指标值", "A judged indicator is judged from 0 to 100: its target cannot be met"
            ),
            rule="T01",
            stated=same(plain(target.value)),
            expected=Text("0 至 100，或空", "0 to 100, or nothing"),
            advice=Text("改正指标值，或改正指标性质", "Correct the target or the operator"),
        )
    if row["operator"] not in {None, "judged"} and row["target_text"] is not None:
        yield Finding(
            "targets-fit-their-operator",
            claims.place(row, "target_text"),
            Text(
                "定量指标（{operator}）的指标值应是数字", "The target of a quantitative indicator ({operator}) is a number"
            ).fill(operator=row.text("operator")),
            rule="T01",
            stated=same(row.text("target_text")),
            expected=Text("“指标值”列中的数字", "a number in the column of targets"),
            advice=Text("把数字填入“指标值”，或改为定性指标", "Enter the number as the target, or make it a judged indicator"),
        )
