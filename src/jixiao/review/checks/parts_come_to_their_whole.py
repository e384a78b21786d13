"""The parts that a sentence names come to the whole that it names.

## What it does

Reads sentences that divide a number: “接待457批2095人次，其中省部级33批80人次，…”, “由…和…组成”, “…，合计24人”, “48+49.99=97.99”, also in
brackets. Batches, persons, amounts and scores are added up each for itself. Rounded amounts may be half a last digit of every part
off. Parts after “其中” need not be all there are: they may not exceed the whole, unless they are of kinds that overlap (党员, 女性). If
nearly all of the whole is named, the rest is asked for. Numbers with 约 set no bounds. A sum of scores answers A12.

## Why it matters

A reader adds up what stands in one sentence first (N03).

## Example

“共24人，其中办公室8人、接待处7人、其他10人”: 25.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.lexer import YUAN
from jixiao.review.paper import PAPER
from jixiao.review.statements.division import Division, value_of
from jixiao.review.statements.sums import divisions
from jixiao.wording import Text, same

rules = ("N03", "A12")
needs = (PAPER,)


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every whole that its parts do not come to; None if no sentence divides a number."""
    found = [each for each in divisions(claims.paper) if each.verdict is not None] if claims.paper else []
    return (_finding(each) for each in found if each.verdict not in {"holds", "open"} and each.slip is None) if found else None


def _finding(each: Division) -> Finding:
    unit = each.whole.unit if each.whole.kind == "amount" else ""
    stated, summed = _shown(value_of(each.whole), unit), _shown(each.total, unit)
    difference = _shown(abs(value_of(each.whole) - each.total), unit)
    parts = " + ".join(_shown(value_of(part), unit) for part in each.parts)
    if each.verdict == "nearly":
        because = Text(
            "列出的各项之和是{parts} = {summed}，比{stated}少{difference}：是没有列全，还是数字有误",
            "The parts named are {parts} = {summed}, {difference} less than {stated}: are some left out, or is a number wrong?",
        )
    elif len(each.parts) == 1 or each.total < value_of(each.whole) or not each.is_overlapping:
        because = Text(
            "各项之和是{parts} = {summed}，与{stated}相差{difference}",
            "The parts are {parts} = {summed}, {difference} off from {stated}",
        )
    else:
        because = Text(
            "其中一项大于总数{stated}：{parts} = {summed}，相差{difference}",
            "One part is above the whole of {stated}: {parts} = {summed}, {difference} off",
        )
    return Finding(
        "parts-come-to-their-whole",
        each.passage.place_at(each.start),
        because.fill(parts=parts, summed=summed, stated=stated, difference=difference),
        "explain" if each.verdict == "nearly" else "error",
        rule="A12" if each.whole.kind == "score" and not each.is_lost else "N03",
        quote=each.quote,
        stated=same(each.whole.text),
        expected=same(summed + (unit or each.whole.unit)),
        advice=Text("对照原始资料改正总数，或改正其中一项", "Correct the whole or one of the parts by the records"),
    )


def _shown(value: Decimal, unit: str) -> str:
    """A number in the unit of the whole."""
    return plain(value.scaleb(1 - len(str(YUAN[unit]))) if unit else value)
