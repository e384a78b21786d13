"""A total and the parts that the same sentence gives: 自评得分97分，其中履职效能49分，管理效率48分; 产出28分，效益29分，合计57分."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from jixiao.review.lexer import Token
from jixiao.review.paper import Paper, Passage
from jixiao.review.statements.scores import Mention, Role, mentions
from jixiao.review.statements.vocabulary import vocabulary

_LEADS = re.compile(r"其中|分别|包括|包含|由|具体|即|[：:]|，")
_CLOSES = re.compile(
    r"^[，,；;。、）)\s]*(?:[两二三四五六七八九十以上各项部分者]{0,4})?(?:合计|总计|共计|总共|总得分|总分|共得|共|相加|自评总)"
)
_COLON = re.compile("[：:]")
_END = re.compile(r"[。！？\n]")
_PARTS: frozenset[Role] = frozenset({"part", "named"})
_APART = frozenset({"lost", "other"})
_OPEN = Decimal(3)
_HUNDRED = Decimal(100)
_FEWEST = 2


class ScoreSum(NamedTuple):
    """A total and its parts. ``is_closed`` says that the parts are all there are, by words or by their full marks."""

    passage: Passage
    total: Mention
    parts: tuple[Mention, ...]
    is_closed: bool

    @property
    def sum(self) -> Decimal:
        """What the parts come to."""
        return sum((_value(each.token) for each in self.parts), Decimal(0))

    @property
    def off(self) -> Decimal:
        """How far the total is from it."""
        return _value(self.total.token) - self.sum

    @property
    def is_whole(self) -> bool:
        """Whether the parts are all there are: closed by words, known to make a whole together, or next to the total."""
        names = [each.name for each in self.parts]
        known = any(
            len(parts) == len(names) and all(any(name.endswith(part) for name in names) for part in parts)
            for parts in (each.split("+") for each in vocabulary("numbers")["score-parts"])
        )
        return self.is_closed or known or abs(self.off) <= _OPEN


def _value(token: Token) -> Decimal:
    return token.value if token.value is not None else Decimal(0)


@lru_cache(maxsize=8)
def score_sums(paper: Paper) -> tuple[ScoreSum, ...]:
    """Every total of the running text with its parts beside it."""
    return tuple(found for passage in paper.texts if passage.text.count("分") > _FEWEST for found in _in(passage))


def _in(passage: Passage) -> Iterator[ScoreSum]:
    for sentence in _sentences(passage):
        got = [each for each in sentence if each.role != "full"]
        full = {each.name: _value(each.token) for each in sentence if each.role == "full" and each.name}
        for at, each in enumerate(got):
            if each.role != "total":
                continue
            after, before = _run(passage, got[at + 1 :]), _run(passage, got[:at][::-1])[::-1]
            if len(after) >= _FEWEST and _leads(passage, each, after[0]):
                yield ScoreSum(passage, each, after, _are_all(after, full))
            elif len(before) >= _FEWEST and _CLOSES.search(passage.text[before[-1].token.end : each.token.start]):
                yield ScoreSum(passage, each, before, is_closed=True)


def _sentences(passage: Passage) -> Iterator[list[Mention]]:
    """The mentions of a passage, sentence by sentence."""
    current: list[Mention] = []
    for each in mentions(passage):
        if current and _END.search(passage.text, current[-1].token.end, each.token.start):
            yield current
            current = []
        current.append(each)
    if current:
        yield current


def _run(passage: Passage, following: list[Mention]) -> tuple[Mention, ...]:
    """The parts up to the next number that is none; names must differ, and no colon stand between them."""
    found: list[Mention] = []
    for each in following:
        if each.role not in _PARTS or any(each.name == other.name for other in found):
            break
        if found and _COLON.search(passage.text, *sorted((found[-1].token.start, each.token.start))):
            break
        found.append(each)
    return tuple(found)


def _leads(passage: Passage, total: Mention, first: Mention) -> bool:
    """Whether parts follow a total in the same breath."""
    return _LEADS.search(passage.text, total.token.end, first.token.start) is not None


def _are_all(parts: tuple[Mention, ...], full: dict[str, Decimal]) -> bool:
    """Whether the full marks beside the parts make a hundred."""
    found = [full.get(each.name) for each in parts]
    return None not in found and sum((each for each in found if each is not None), Decimal(0)) == _HUNDRED
