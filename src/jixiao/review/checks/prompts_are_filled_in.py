"""Nothing of the template is left in a paper.

## What it does

Looks for words that a template says to its author (（100字以内）, 请在此填写), for places kept free (20XX年, ××万元, 【】), for the names of
fonts, and for rows of a form that still begin with “……” or “指标1：”. A label of a form may keep its limit once the cell beside it is
filled in. Masked names and numbers (王××, 138****5678, ××公司) are no prompts.

## Why it matters

Who finds “××万元” in a published report asks whether anybody has read it (N07).

## Example

“三、存在的主要问题（100字以内）”.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding, Severity
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER
from jixiao.review.statements.prompts import PromptKind, prompts
from jixiao.wording import Text, same

rules = ("N07",)
needs = (PAPER,)

_SAID: dict[PromptKind, tuple[Text, Text, Severity]] = {
    "prompt": (
        Text("模板的提示语没有删除", "A prompt of the template was not removed"),
        Text("删去提示语，写上内容", "Remove the prompt and write what it asks for"),
        "error",
    ),
    "blank": (
        Text("模板留的空还没有填", "A place that the template keeps free was not filled in"),
        Text("填上实际的数字、日期或名称", "Fill in the number, the day or the name"),
        "error",
    ),
    "unnamed": (
        Text("这一行有数字，指标名称还是模板里的", "The row has numbers, but the name of the indicator is still the template's"),
        Text("写上指标名称", "Write the name of the indicator"),
        "error",
    ),
    "unused": (
        Text("模板里没有用的行还在", "A row of the template that was not used is still there"),
        Text("删去这一行", "Remove the row"),
        "hint",
    ),
}


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every passage in which a template still speaks."""
    if claims.paper is None:
        return
    for each in prompts(claims.paper):
        because, advice, severity = _SAID[each.kind]
        quote = each.passage.quote(each.start, each.end)
        yield Finding(
            "prompts-are-filled-in",
            each.passage.place_at(each.start),
            because,
            severity,
            rule="N07",
            quote=quote,
            stated=same(each.passage.text[each.start : each.end].strip()),
            expected=Text("单位自己的内容", "what the unit itself has to say"),
            advice=advice,
        )
