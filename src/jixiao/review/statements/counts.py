"""Counts that stand in pairs (N批M人次), and counts that announce a list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from jixiao.review.paper import Paper, Passage
from jixiao.review.statements.spans import Span, is_whole, spans
from jixiao.review.statements.vocabulary import vocabulary

_PAIR = re.compile(
    r"(?<![\d.,])(?P<many>\d[\d,]{0,8})(?P<first>批次|批|期|场次|场|家|个)(?P<stray>[人批次]?)、?(?P<heads>\d[\d,]{0,9}(?:余|多)?)(?P<second>人次|人|名|次|(?=[，,、；;。）)]|$))"
)
_TELLING = frozenset({"批", "批次"})


class Pair(NamedTuple):
    """Two counts that belong together. ``stray`` is a sign of the second unit that slipped before its number."""

    passage: Passage
    start: int
    end: int
    many: str
    first: str
    stray: str
    heads: str
    second: str

    @property
    def text(self) -> str:
        """The pair as it is normally written."""
        return self.passage.text[self.start : self.end]

    @property
    def quote(self) -> str:
        """The pair as it stands in the file."""
        return self.passage.quote(self.start, self.end)


class Odd(NamedTuple):
    """A pair that is written in another way than its siblings, one of them, and how it would be written their way."""

    pair: Pair
    sibling: Pair | None
    expected: str


def pairs(paper: Paper) -> Iterator[tuple[Pair, ...]]:
    """The pairs of each long sentence."""
    for span in spans(paper):
        if len(span.tokens) > 1:
            found = tuple(each for each in _pairs(span) if is_whole(paper, each.passage, each.start, each.end))
            if found:
                yield found


def _pairs(span: Span) -> Iterator[Pair]:
    for found in _PAIR.finditer(span.words):
        start, end = found.start() + span.start, found.end() + span.start
        yield Pair(span.passage, start, end, found["many"], found["first"], found["stray"], found["heads"], found["second"])


def odd_pairs(siblings: tuple[Pair, ...]) -> Iterator[Odd]:
    """The pairs that are not written as the others of their sentence are."""
    for first in dict.fromkeys(_first(pair) for pair in siblings):
        alike = [pair for pair in siblings if _first(pair) == first]
        sound = [pair for pair in alike if not pair.stray and pair.second in {"人次", "人", "名"}]
        usual = _usual(sound)
        for pair in alike:
            if pair.stray or (usual is not None and pair.second != usual.second and _is_doubtful(pair, sound, usual)):
                second = usual.second if usual is not None else "人次"
                yield Odd(pair, usual, f"{pair.many}{pair.first}{pair.heads}{second}")


def _first(pair: Pair) -> str:
    """The first measure word, by one name where two mean one thing (批, 批次)."""
    return "批" if pair.first in _TELLING else pair.first


def _usual(sound: list[Pair]) -> Pair | None:
    """The pair that shows how the others are meant: the unit of most of them, of the first if that is not clear."""
    if not sound:
        return None
    counted = Counter(pair.second for pair in sound)
    most = max(counted.values())
    return next(pair for pair in sound if counted[pair.second] == most)


def _is_doubtful(pair: Pair, sound: list[Pair], usual: Pair) -> bool:
    """Whether another unit is a slip: none, 次 where the others have 人次, or one of the persons' units among many of another."""
    if pair.second in {"", "次"}:
        return pair.first in _TELLING or sum(each.second == usual.second for each in sound) > 1
    return pair.first in _TELLING and sum(each.second == usual.second for each in sound) > sum(
        each.second != usual.second for each in sound
    )


# ---- verbs that a particle broke


@cache
def _broken_verbs() -> re.Pattern[str]:
    verbs = vocabulary("numbers")["whole-verbs"]
    return re.compile("|".join(f"{verb[0]}了{verb[1]}(?![{verb[1]}后于]){verb[2:]}" for verb in verbs))


def broken_verbs(paper: Paper) -> Iterator[tuple[Passage, int, int, str]]:
    """Verbs of two signs with 了 between them, and how they are written."""
    for passage in paper.texts:
        if "了" in passage.text:
            for found in _broken_verbs().finditer(passage.text):
                yield passage, found.start(), found.end(), f"{found[0][0]}{found[0][2]}了"
