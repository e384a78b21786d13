"""A stretch of time ends after it begins.

## What it does

Where two days with their years are joined (2023年3月1日至2023年12月31日), or one sentence says when something was begun and when it was
finished (2023年3月开工，2023年9月竣工), the second is not before the first. A stretch whose end says no year may end in the next one: it is
asked for only if that would be more than half a year ahead (2023年4月8日至3月21日).

## Why it matters

A project that is finished before it is begun has at least one date that is not in the records (N01).

## Example

“项目于2023年9月1日开工，2023年3月31日竣工”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import PAPER, Passage
from jixiao.review.statements.dates import spans
from jixiao.wording import Text, same

rules = ("N01",)
needs = (PAPER,)

_WHEN = r"(?P<{0}y>\d{{4}})年(?P<{0}m>\d{{1,2}})月(?:(?P<{0}d>\d{{1,2}})日)?"
_TO = r"(?:至|到|[-—–~～－]{1,2})"
_MONTHS = re.compile(r"(?<!\d)" + _WHEN.format("a") + r"(?:起)?" + _TO + _WHEN.format("b"))
_BEGUN = r"(?:正式)?(?:开工|动工|启动|开始|开建|进场)(?:实施|建设|施工)?"
_DONE = r"(?:全面|全部|正式|顺利)?(?:竣工|完工|完成验收|验收完成|通过验收|结束)"
_WORK = re.compile(
    r"(?<!\d)"
    + _WHEN.format("a")
    + _BEGUN
    + r"[，、,](?:并|已|现已)?(?:计划|预计)?[于至到在]?"
    + _WHEN.format("b")
    + _DONE
    + r"|(?:开工|开始|起始|启动)(?:日期|时间)(?:为|：|:)?"
    + _WHEN.format("c")
    + r"[，、；,;](?:竣工|完工|结束|终止|完成)(?:日期|时间)(?:为|：|:)?"
    + _WHEN.format("d")
)


_HEAD = 4
_OVER_YEARS = re.compile(r"学年|学期|供暖|采暖|取暖|次年|翌年|第二年|来年|跨年|年度合同|任期|租")


class _Stretch(NamedTuple):
    start: int
    end: int
    first: str
    last: str
    is_clear: bool = True


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every stretch of time whose end lies before its beginning."""
    if claims.paper is None:
        return
    over_years = any(_OVER_YEARS.search(each.text) for each in claims.paper.passages[:_HEAD])
    for passage in claims.paper.passages:
        for found in {each.start: each for each in _backward(passage)}.values():
            if over_years and not found.is_clear:
                continue
            yield Finding(
                "periods-end-after-they-begin",
                passage.place_at(found.start),
                Text("{last}早于{first}", "{last} comes before {first}").fill(first=found.first, last=found.last),
                "error" if found.is_clear else "explain",
                rule="N01",
                quote=passage.quote(found.start, found.end),
                stated=same(f"{found.first}—{found.last}"),
                expected=Text("不早于{first}的结束日期", "an end that is not before {first}").fill(first=found.first),
                advice=Text("核对起止日期，改正其中之一", "Look up both days and correct one of them"),
            )


def _backward(passage: Passage) -> Iterator[_Stretch]:
    for each in spans(passage):
        first, last = each
        both = first.year is not None and last.year is not None and first.exists and last.exists
        if both and last.order < first.order:
            yield _Stretch(first.start, last.end, first.written, last.written)
        elif each.is_reversed and not _OVER_YEARS.search(passage.text):
            yield _Stretch(first.start, last.end, first.written, last.written, is_clear=False)
    if "年" not in passage.text:
        return
    for found in (*_MONTHS.finditer(passage.text), *_WORK.finditer(passage.text)):
        begin, end = ("a", "b") if found["ay"] else ("c", "d")
        if not (found["ad"] and found["bd"] and found.re is _MONTHS) and _is_before(found, end, begin):
            yield _Stretch(found.start(), found.end(), _written(found, begin), _written(found, end))


def _written(found: re.Match[str], one: str) -> str:
    """A time of a match, as it is written."""
    day = f"{found[one + 'd']}日" if found[one + "d"] else ""
    return f"{found[one + 'y']}年{found[one + 'm']}月{day}"


def _is_before(found: re.Match[str], one: str, other: str) -> bool:
    """Whether one time of a match lies before the other, as far as both say: years and months, and days where both have them."""
    parts = "ymd" if found[f"{one}d"] and found[f"{other}d"] else "ym"
    return [int(found[one + part]) for part in parts] < [int(found[other + part]) for part in parts]
