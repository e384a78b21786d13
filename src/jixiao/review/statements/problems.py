"""The problems that a paper tells and the measures that it announces, one by one as far as they are counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from jixiao.findings import Place
from jixiao.review.paper import Paper, Passage
from jixiao.review.statements.headings import Stretch, Words, stretches
from jixiao.review.statements.owners import names
from jixiao.review.statements.vocabulary import any_of, pattern, vocabulary

_HEAD = re.compile(
    r"(?:[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]|\d{1,2}(?:[、．]|\.(?!\d|\s\d)|\.(?=\s?20\d\d年))|[①-⑳]|[一二三四五六七八九十]{1,3}、)"
)
_WITHIN = re.compile(r"(?:^|(?<=[。；;：:，,\s\n]))(?:[一二三四五六七八九十]{1,3}是(?![否非])|第[一二三四五六七八九十][，,、])")
_NUMBER_WITHIN = re.compile(
    r"(?:^|(?<=[。；;：:\n]))(?:[（(](?:[一二三四五六七八九十]|\d{1,2})[）)]|\d{1,2}[、．]|\d{1,2}\.(?!\d)|\d{1,2}\.(?=\s?20\d\d年)|[①-⑳])"
)
_CLAUSE = re.compile(r"[^，,。；;：:！!？?\n]+")
_NUMBER = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[一二三四五六七八九十]{1,3}是|第[一二三四五六七八九十]|[①-⑳])"
)
_LONGEST_NONE, _SHORTEST_LEAD = 60, 4
_BUT = re.compile(r"但|不过|然而|仍|还[有存需]|只是")
_LONGEST_HEAD = 20


class Told(NamedTuple):
    """One problem or one measure, with the paragraphs below it that are not counted themselves; a lead goes before counted ones."""

    passage: Passage
    start: int
    end: int
    is_counted: bool
    is_lead: bool = False
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


def is_measure(text: str) -> bool:
    """Whether a text announces a measure: a clause that says what is done and nothing of what is wrong, or who does it by when."""
    for clause in _CLAUSE.findall(text):
        plain = _NUMBER.sub("", clause)
        if pattern("problems", "wrong").search(plain):
            continue
        done = pattern("problems", "measure").search(plain)
        if done and (
            not _lead_in().sub("", plain[: done.start()])
            or done.start() <= 1
            or pattern("problems", "to-come").search(plain, 0, done.start())
            or names(clause).owner
        ):
            return True
    return all(names(text))


@cache
def _lead_in() -> re.Pattern[str]:
    return re.compile(any_of(vocabulary("problems")["lead-in"]))


def is_problem(text: str) -> bool:
    """Whether a text tells what is wrong."""
    return pattern("problems", "wrong").search(text) is not None


def _style(mark: str) -> str:
    return re.sub(r"[一二三四五六七八九十]+", "一", re.sub(r"\d+", "1", mark))


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
    """What is told: each counted part by itself with what follows it, a row of a table as one, other paragraphs as a whole."""
    last: Told | None = None
    for each in words:
        text = each.passage.text
        is_cell = each.passage.kind == "cell"
        marks = [] if is_cell else _marks(text, each.start)
        if last is not None and (_goes_on(last, each) if is_cell else not marks and _is_headed(last)):
            last = last._replace(more=(*last.more, each))
            continue
        if last is not None:
            yield last
        if not marks:
            last = Told(each.passage, each.start, len(text), is_counted=is_cell)
            continue
        if marks[0] - each.start >= _SHORTEST_LEAD:
            yield Told(each.passage, each.start, marks[0], is_counted=False, is_lead=True)
        *before, last = [
            Told(each.passage, start, marks[at + 1] if at + 1 < len(marks) else len(text), is_counted=True)
            for at, start in enumerate(marks)
        ]
        yield from before
    if last is not None:
        yield last


def _goes_on(last: Told, cell: Words) -> bool:
    """Whether a cell stands in the row that is being told."""
    one, other = last.passage.place, cell.passage.place
    return last.passage.kind == "cell" and (one.table, one.row) == (other.table, other.row)


def _is_headed(last: Told) -> bool:
    return last.is_counted and last.passage.kind == "heading"


def _marks(text: str, start: int) -> list[int]:
    """Where the counted parts of a text begin: its own number and those like it, else those within it if there are two or more."""
    head = _HEAD.match(text, start)
    if head:
        alike = _style(head[0])
        return [start, *(each.start() for each in _NUMBER_WITHIN.finditer(text, head.end()) if _style(each[0]) == alike)]
    for within in (_WITHIN, _NUMBER_WITHIN):
        found = [each.start() for each in within.finditer(text, start)]
        if len(found) > 1 or (found and found[0] == start):
            return found
    return []
