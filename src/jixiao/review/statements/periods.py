"""Until when a paper counts in the middle of the year, and which shares of which budgets it says were spent by then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from jixiao.exact import Precision
from jixiao.findings import Place
from jixiao.review.lexer import Token
from jixiao.review.paper import Paper, Passage
from jixiao.review.statements.scores import Stage, stage_at
from jixiao.review.statements.vocabulary import pattern

_UNTIL = re.compile(r"(?:截至|截止到?|至)$")
_HALF = re.compile(r"上半年")
_PROGRESS = re.compile(
    r"(?P<who>[^，,；;。：:（）()、]{0,12}?)(?:支出|执行|资金|预算|使用|拨付){1,3}(?:进度|率)(?:为|是|达到|达|仅|：|:)*$"
)
_LOOK_BACK, _JUNE, _DECEMBER = 26, 6, 12


class Until(NamedTuple):
    """The month that a count of the middle of the year goes up to, and the words that say so."""

    passage: Passage
    start: int
    end: int
    month: int

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.passage.place_at(self.start)

    @property
    def quote(self) -> str:
        """The words as they stand in the file."""
        return self.passage.quote(self.start, self.end)


class Rate(NamedTuple):
    """A share of a budget that was spent; ``of_projects`` where it is of the projects' budget."""

    passage: Passage
    token: Token
    stage: Stage
    start: int
    of_projects: bool

    @property
    def quote(self) -> str:
        """The clause as it stands in the file."""
        return self.passage.quote(self.start, self.token.end)


@lru_cache(maxsize=8)
def untils(paper: Paper) -> tuple[Until, ...]:
    """Up to which months the paragraphs about the middle of the year count."""
    return tuple(each for passage in paper.texts if _is_mid_year(passage) for each in _in(passage))


def _is_mid_year(passage: Passage) -> bool:
    return pattern("numbers", "mid-year").search(passage.text) is not None


def _in(passage: Passage) -> Iterator[Until]:
    for token in passage.tokens:
        if stage_at(passage, token.end) != "mid_year" and not _is_mid_year(passage):
            continue
        month = _last_month(passage, token)
        if month is not None and 1 < month < _DECEMBER:
            yield Until(passage, token.start, token.end, month)
    for found in _HALF.finditer(passage.text):
        yield Until(passage, found.start(), found.end(), _JUNE)


def _last_month(passage: Passage, token: Token) -> int | None:
    """The month up to which a number says that is counted."""
    if token.kind == "period" and token.month == 1:
        return token.last_month
    if token.kind == "date" and _UNTIL.search(passage.text[max(0, token.start - 3) : token.start]):
        return token.month
    return None


@lru_cache(maxsize=8)
def rates(paper: Paper) -> tuple[Rate, ...]:
    """The spending rates of the unit and of its projects."""
    found = []
    for passage in paper.texts:
        for token in passage.tokens:
            if token.kind == "percent" and token.precision is Precision.EXACT:
                begin = max(0, token.start - _LOOK_BACK)
                told = _PROGRESS.search(passage.text[begin : token.start])
                if told and not re.search(r"采购|指标|任务|三公|基本|目标|上年|去年|工作|每|各|平均|序时", told[0]):
                    found.append(Rate(passage, token, stage_at(passage, token.start), begin + told.start(), "项目" in told[0]))
    return tuple(found)
