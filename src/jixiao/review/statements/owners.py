"""Who takes a measure, and by when: offices and persons where a sentence has its subject, days and spans of time.

An office is a name that ends as offices do (财务科, 区委编办, 防灾减灾救灾股). It takes a measure where it stands behind 由, behind a label
(责任科室：), in brackets, or at the head of a clause before what it does or when (借阅部2024年6月底前采购…). The unit itself (我局, 学校)
is nobody.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from jixiao.review.statements.vocabulary import any_of, pattern, vocabulary

_SIGN = r"[^，,。；;：:、！!？?（）()“”\"《》\s]"
_HEAD = r"(?:^|(?<=[，,。；;：:、！!\n）)])|(?<=[一二三四五六七八九十]是))\s*(?:[一二三四五六七八九十\d]{1,3}[、.．]|第[一二三四五六七八九十])?"


class Names(NamedTuple):
    """Whether a text says who takes a measure, and by when."""

    owner: bool
    due: bool

    def __or__(self, other: object) -> Names:
        """What either of two texts says."""
        if not isinstance(other, Names):
            return NotImplemented
        return Names(self.owner or other.owner, self.due or other.due)


def names(text: str) -> Names:
    """What a text says."""
    return Names(has_owner(text), has_due(text))


def has_owner(text: str) -> bool:
    """Whether a text says who takes a measure."""
    return any(each.search(text) for each in _owners())


def has_due(text: str) -> bool:
    """Whether a text says by when a measure is taken."""
    return pattern("problems", "due").search(text) is not None


def may_have_owner(text: str) -> bool:
    """Whether a text has a word that may be an office at all."""
    return re.search(_office(), text) is not None or pattern("problems", "owner").search(text) is not None


@cache
def _office() -> str:
    words = vocabulary("problems")
    none = "".join(f"(?<!{word})" for word in words["no-office"])
    return f"{any_of(words['office'])}{none}"


@cache
def _owners() -> tuple[re.Pattern[str], ...]:
    words = vocabulary("problems")
    office = _office()
    named = rf"(?!{any_of(words['ourselves'])}(?:{any_of(words['takes'])}|\d)){_SIGN}{{1,16}}?{office}"
    more = rf"(?:(?:、|和|与|及|会同|联合){_SIGN}{{1,16}}?{office}){{0,6}}"
    return (
        pattern("problems", "owner"),
        re.compile(rf"{any_of(words['label'])}(?:为|是|：|:|\n)?\s*{_SIGN}{{0,16}}?(?:{office}|{any_of(words['person'])})"),
        re.compile(
            rf"{any_of(words['given-to'])}(?:{named}{more}|{_SIGN}{{0,12}}?{any_of(words['person'])})(?!{any_of(words['made-of'])})"
        ),
        re.compile(
            rf"{_HEAD}(?:{any_of(words['before-office'])})*(?:{named}{more}|{_SIGN}{{0,10}}?{any_of(words['person'])})[，,]?{any_of(words['takes'])}"
        ),
        re.compile(
            rf"{_HEAD}(?:{any_of(words['before-office'])})*(?!{any_of(words['measure'])}){named}{more}{any_of(words['measure'])}"
        ),
        re.compile(rf"[（(](?:{_SIGN}{{0,12}}[：:])?{_SIGN}{{0,16}}?{office}{more}(?:[，,；;：:]?[^（）()]{{0,25}})[）)]"),
    )
