"""Amounts say their unit and keep it; persons are counted as persons.

## What it does

- An amount that is 10,000 times what another place, a table, a sum or a percentage makes of it has 元 for 万元, or the other way round: an
  error.
- An amount of money without a unit is a hint.
- Persons counted with 个, and one number that is given in 人 here and in 人次 there, are hints.

## Why it matters

2,154.34 yuan and 2,154.34 ten thousand yuan look alike (N04). 人 are persons, 人次 are visits: one person may come five times.

## Example

“预算2157.27万元，支出2154.34元，完成预算的99.86%”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from jixiao.findings import Finding, Severity
from jixiao.review.check import Claims
from jixiao.review.lexer import Token
from jixiao.review.paper import PAPER, Paper, Passage
from jixiao.review.statements.places import conflicts
from jixiao.review.statements.ratios import ratios
from jixiao.review.statements.sums import divisions
from jixiao.review.statements.vocabulary import pattern
from jixiao.wording import Text, same

rules = ("N04",)
needs = (PAPER,)

_CHECK = "units-are-told-and-kept"
_MONEY = re.compile(
    r"(?:预算|支出|收入|资金|经费|拨款|金额|执行数|决算数|余额|结余)(?:数|额|总额|总计|合计|共计|共)?(?:为|是|达|达到|约|：|:)?$"
)
_BEHIND = re.compile(r"[，,。；;、）)]|$|的")
_PERSONS_END = re.compile(r"[，,。；;、）)]|$|参|到|出|进")
_PERSONS = frozenset({"人", "人次", "名", "个"})
_LOOK_BACK = 12
_PLACES = 2


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every unit that is wrong, lacks, or changes; None if the text counts neither money nor persons."""
    paper = claims.paper
    if paper is None or not any(_is_of_its_kind(token) for passage in paper.texts for token in passage.tokens):
        return None
    return chain(_slips(paper), _others(paper))


def _is_of_its_kind(token: Token) -> bool:
    """Whether a number is an amount, may be one without its unit, or counts persons or may do so."""
    return token.kind == "amount" or token.unit in _PERSONS or (token.kind == "number" and token.places == _PLACES)


def _slips(paper: Paper) -> Iterator[Finding]:
    """Amounts that are wrong by 10,000, each once."""
    told: set[tuple[int, int]] = set()
    held = {
        (each.span.passage.number, token.start)
        for each in ratios(paper)
        if each.holds
        for token in (each.over, each.under)
        if token is not None
    }
    found: list[tuple[Passage, Token, str]] = []
    found += [(each.span.passage, slip, each.quote) for each in ratios(paper) if (slip := each.slip) is not None]
    found += [(each.passage, slip, each.quote) for each in divisions(paper) if (slip := each.slip) is not None]
    found += [(each.odd.passage, each.odd.token, each.odd.quote) for each in conflicts(paper) if each.difference == "factor"]
    for passage, token, quote in found:
        place = (passage.number, token.start)
        if place not in told and place not in held:
            told.add(place)
            other = token.text.replace("万元", "元") if "万元" in token.text else token.text.replace("元", "万元")
            because = Text("与别处的数相差一万倍，应是“{other}”", "It is off by 10,000 from other places: “{other}” is meant")
            yield _finding(passage, token, because.fill(other=other), "error", other, quote)


def _others(paper: Paper) -> Iterator[Finding]:
    for passage in paper.texts:
        for token in passage.tokens:
            lead = passage.text[max(0, token.start - _LOOK_BACK) : token.start]
            if (
                token.kind == "number"
                and token.places == _PLACES
                and _MONEY.search(lead)
                and _BEHIND.match(passage.text, token.end)
            ):
                because = Text("金额没有写单位", "The amount has no unit")
                yield _finding(passage, token, because, "hint", f"{token.text}万元 / {token.text}元")
            elif (
                token.kind == "count"
                and token.unit == "个"
                and _PERSONS_END.match(passage.text, token.end)
                and _is_of_persons(lead)
            ):
                because = Text("人数用“人”或“名”计", "Persons are counted with another measure word")
                yield _finding(passage, token, because, "hint", token.text.replace("个", "人"))
    for each in conflicts(paper):
        if each.difference == "unit":
            because = Text("同一数量别处用“{unit}”：{quote}", "Another place has “{unit}” for the same: {quote}")
            filled = because.fill(unit=each.token.unit, quote=each.quote)
            yield _finding(each.odd.passage, each.odd.token, filled, "hint", each.token.text, each.odd.quote)


def _is_of_persons(lead: str) -> bool:
    return pattern("numbers", "persons").search(lead) is not None


def _finding(
    passage: Passage, token: Token, because: Text, severity: Severity, expected: str, quote: str | None = None
) -> Finding:
    return Finding(
        _CHECK,
        passage.place_at(token.start),
        because,
        severity,
        rule="N04",
        quote=passage.quote(max(0, token.start - _LOOK_BACK), token.end) if quote is None else quote,
        stated=same(token.text),
        expected=same(expected),
        advice=Text("写明并统一单位", "Write the unit, and the same one everywhere"),
    )
