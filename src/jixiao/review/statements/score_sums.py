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
_FOLLOWS = re.compile(r"[，,、]?[^，,。；;、]{0,8}得分(?:为|是|：|:)?")
_COLON = re.compile("[：:]")
_END = re.compile(r"[。！？\n]")
_PARTS: frozenset[Role] = frozenset({"part", "named"})
_APART = frozenset({"lost", "other"})
_OPEN = Decimal(3)
_HUNDRED = Decimal(100)
_FEWEST, _MOST = 2, 30


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
    earlier: list[Mention] = []
    for sentence in _sentences(passage):
        got = [each for each in sentence if each.role != "full"]
        for at, each in enumerate(got):
            if each.role == "total":
                before = got[max(0, at - _MOST) : at]
                found = _beside(passage, each, before, got[at + 1 : at + 1 + _MOST], _full(sentence))
                found = found or (None if before else _below(passage, each, earlier))
                if found is not None:
                    yield found
        earlier = sentence


def _beside(
    passage: Passage, total: Mention, before: list[Mention], after: list[Mention], full: dict[str, Decimal]
) -> ScoreSum | None:
    """The parts in the sentence of a total: behind it, or in front of it and closed by it."""
    parts = _run(passage, after)
    if len(parts) >= _FEWEST and _leads(passage, total, parts[0]):
        return ScoreSum(passage, total, parts, _are_all(parts, full))
    parts = _run(passage, before[::-1])[::-1]
    between = passage.text[parts[-1].token.end : total.token.start] if len(parts) >= _FEWEST else ""
    if _CLOSES.search(between):
        return ScoreSum(passage, total, parts, is_closed=True)
    return ScoreSum(passage, total, parts, _are_all(parts, full)) if between and _FOLLOWS.fullmatch(between) else None


def _below(passage: Passage, total: Mention, earlier: list[Mention]) -> ScoreSum | None:
    """The parts in the sentence before a total, if their full marks show that they are all there are."""
    parts = tuple(each for each in earlier[:_MOST] if each.role in _PARTS)
    is_plain = len({each.name for each in parts}) == len(parts) >= _FEWEST
    return ScoreSum(passage, total, parts, is_closed=True) if is_plain and _are_all(parts, _full(earlier)) else None


def _full(sentence: list[Mention]) -> dict[str, Decimal]:
    return {each.name: _value(each.token) for each in sentence if each.role == "full" and each.name}


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
