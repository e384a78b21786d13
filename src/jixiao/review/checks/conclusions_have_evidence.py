"""What is said to have gone well is shown to have.

## What it does

Looks for conclusions (顺利完成, 圆满完成, 达到预期) whose paragraph gives no number and names no indicator, document or other evidence. A
paragraph that sums up what follows it with numbers is left alone, and so are plans, wishes and denials, and the sections of goals, problems
and measures.

## Why it matters

“顺利完成” can be said of everything; what was done, how often and with what result can be checked (N16).

## Example

“顺利完成重点时期安全保障任务。” as the only sentence about that task.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER
from jixiao.review.statements.claims_in_words import bare_conclusions
from jixiao.wording import Text, same

rules = ("N16",)
needs = (PAPER,)


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every paragraph that concludes without evidence."""
    for each in bare_conclusions(claims.paper) if claims.paper else ():
        yield Finding(
            "conclusions-have-evidence",
            each.sentence.place,
            Text(
                "这一段写“{words}”，没有数字、指标或佐证",
                "The paragraph says “{words}” and gives no number, indicator or evidence",
            ).fill(words=each.words),
            "hint",
            rule="N16",
            quote=each.sentence.quote.strip(),
            stated=same(each.words),
            expected=Text("完成了多少、结果怎样", "how much was done, and with what result"),
            advice=Text("写上数量、指标完成值或佐证材料", "Give the amount, the value of the indicator, or the evidence"),
        )
