"""Targets are not far exceeded without a word.

## What it does

Where more is better, an actual of 120 % of its target is a hint, and one above 150 % is to be explained, unless a reason stands beside
it.

## Why it matters

A target that is doubled was too low (财预〔2020〕10号 asks for the reason, and for fewer points where the target was set low, S04).

## Example

党性教育培训次数: target 6, actual 12.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.exact import plain
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.precision import said
from jixiao.review.spending import reasons_for
from jixiao.review.stated import quotient
from jixiao.review.targets import met
from jixiao.wording import Text, same

rules = ("S04",)
needs = ("stated_score", "indicator")

_HINT, _EXPLAIN = Fraction(120, 100), Fraction(150, 100)
_PERCENT = 100


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every actual that is far above its target."""
    for statement in claims.statements:
        for line in statement.lines.values():
            found = met(statement, line)
            if found is None or found.operator != "ge" or found.target <= 0 or line.row["reason"] or reasons_for(claims, line):
                continue
            share = quotient(found.actual, found.target)
            if share <= _HINT:
                continue
            yield Finding(
                "targets-are-not-far-exceeded",
                claims.place(line.row, "item_code"),
                Text("“{name}”完成目标的{share}%，没有说明", "“{name}” is {share}% of its target, and nothing says why").fill(
                    name=line.name, share=said(share * _PERCENT)
                ),
                "explain" if share > _EXPLAIN else "hint",
                rule="S04",
                stated=same(plain(found.actual)),
                expected=Text("接近目标 {target}，或说明超额的原因", "near the target {target}, or the reason").fill(
                    target=plain(found.target)
                ),
                advice=Text("说明原因；目标偏低的，下年调高", "Give the reason; if the target was low, raise it next year"),
            )
