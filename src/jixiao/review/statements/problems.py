"""The problems that a paper tells and the measures that it announces, one by one as far as they are counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from jixiao.findings import Place
from jixiao.review.paper import Paper, Passage
from jixiao.review.statements.headings import Stretch, Words, stretches
from jixiao.review.statements.vocabulary import pattern

_HEAD = re.compile(
    r"(?:[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]|\d{1,2}(?:[、．]|\.(?!\d))|[①-⑳]|[一二三四五六七八九十]{1,3}、)"
)
_WITHIN = re.compile(r"(?:^|(?<=[。；;：:，,\s\n]))(?:[一二三四五六七八九十]{1,3}是(?![否非])|第[一二三四五六七八九十][，,、])")
_NUMBER_WITHIN = re.compile(
    r"(?:^|(?<=[。；;：:\n]))(?:[（(](?:[一二三四五六七八九十]|\d{1,2})[）)]|\d{1,2}[、．]|\d{1,2}\.(?!\d)|[①-⑳])"
)
_LONGEST_NONE = 60
_BUT = re.compile(r"但|不过|然而|仍|还[有存需]|只是")
_LONGEST_HEAD = 20


class Told(NamedTuple):
    """One problem or one measure, with the paragraphs below it that are not counted themselves."""

    passage: Passage
    start: int
    end: int
    is_counted: bool
    more: tuple[Words, ...] = ()

    @property
    def text(self) -> str:
        """Its words."""
        return "\n".join((self.passage.text[self.start : self.end], *(each.text for each in self.more)))

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.passage.place_at(self.start)

    @property
    def quote(self) -> str:
        """Its own words as they stand in the file."""
        return self.passage.quote(self.start, self.end)


class Section(NamedTuple):
    """The stretches of problems or measures below one heading, and what they tell."""

    stretches: tuple[Stretch, ...]
    told: tuple[Told, ...]

    @property
    def roles(self) -> frozenset[str]:
        """What its heading says."""
        return self.stretches[0].roles

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(each.text for each in self.stretches)

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.told[0].place

    @property
    def says_none(self) -> bool:
        """Whether it says that there is none."""
        texts = [each.text for each in self.told if each.passage.kind != "heading" or each.start or each.more]
        return bool(texts) and all(says_none(text) for text in texts)

    @property
    def counted(self) -> int:
        """How many are counted one by one."""
        return sum(each.is_counted for each in self.told)


@lru_cache(maxsize=8)
def problem_sections(paper: Paper) -> tuple[Section, ...]:
    """The stretches that tell problems. A heading with headings below it tells what stands below those."""
    return tuple(_sections(paper, "problems"))


@lru_cache(maxsize=8)
def measure_sections(paper: Paper) -> tuple[Section, ...]:
    """The stretches that announce measures."""
    return tuple(_sections(paper, "measures"))


def says_none(text: str) -> bool:
    """Whether a text says that there are no problems: 无, 暂无, 未发现明显问题."""
    plain = text.strip().strip("。.；;！ \n")
    if not plain or len(plain) > _LONGEST_NONE or _BUT.search(plain):
        return False
    clauses = [clause.strip() for clause in re.split(r"[，,。；;：:\n]", plain) if clause.strip()]
    return bool(clauses) and any(pattern("problems", "none").search(clause) for clause in (plain, *clauses))


def _sections(paper: Paper, role: str) -> Iterator[Section]:
    gathered: list[list[Stretch]] = []
    for stretch in stretches(paper):
        if role not in stretch.roles:
            continue
        if stretch.inherited and gathered:
            gathered[-1].append(stretch)
        else:
            gathered.append([stretch])
    for group in gathered:
        told = tuple(_told(words for stretch in group for words in stretch.words if words.text.strip()))
        if told:
            yield Section(tuple(group), told)


def _told(words: Iterable[Words]) -> Iterator[Told]:
    """What is told: each counted part by itself with what follows it, a paragraph that no counted part goes before as a whole."""
    last: Told | None = None
    for each in words:
        text = each.passage.text
        marks = _marks(text, each.start)
        if not marks and last is not None and last.is_counted and last.passage.kind == "heading":
            last = last._replace(more=(*last.more, each))
            continue
        if last is not None:
            yield last
        if not marks:
            last = Told(each.passage, each.start, len(text), is_counted=False)
            continue
        *before, last = [
            Told(each.passage, start, marks[at + 1] if at + 1 < len(marks) else len(text), is_counted=True)
            for at, start in enumerate(marks)
        ]
        yield from before
    if last is not None:
        yield last


def _marks(text: str, start: int) -> list[int]:
    """Where the counted parts of a text begin: its own number, or those within it if there are two or more."""
    for within in (_WITHIN, _NUMBER_WITHIN):
        found = [each.start() for each in within.finditer(text, start)]
        if len(found) > 1 or (found and found[0] == start):
            return found
    return [start] if _HEAD.match(text, start) else []
