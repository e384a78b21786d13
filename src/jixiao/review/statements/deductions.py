"""Points that a paper says it lost: what lost them, how many, and what it says about the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from jixiao.exact import decimal_of
from jixiao.findings import Place
from jixiao.review.paper import Paper, Passage
from jixiao.review.statements.headings import roles_of
from jixiao.review.statements.vocabulary import any_of, pattern, vocabulary

_SHARED = r"均|分别|各自?|都"
_LOST = re.compile(
    rf"(?P<how>(?:{_SHARED}|共|合计|共计|总共|一共|总计|累计|有所){{0,2}})(?:被)?(?:扣(?:除|减|掉|去)?|失|丢)(?:了|掉)?"
    r"(?P<points>\d+(?:\.\d+)?)?分(?![值析别类项点原标办细情制之])"
)
_LISTED = re.compile(
    r"(?:扣分|失分|丢分)(?:的)?(?:项目?|指标|点|方面|内容|因素|原因)?(?:主要|集中|体现|反映|分别|共){0,2}(?:为|是|有|在于|在|包括|涉及|：|:)"
    r"(?P<items>[^。；;]{2,60})"
)
_POINTS = re.compile(
    r"(?:扣(?:除|减|掉|去)?|失|丢|减|得|计)(?:了)?(\d+(?:\.\d+)?)分|-\d+(?:\.\d+)?分?|(?:\d+(?:\.\d+)?)分[）)，、；;。]"
)
_EDGES = "，。；：,;:（()）！!？?\n"
_AND = re.compile(r"、|以及|和|与|及(?!时[性率])")
_SHORTEST, _LONGEST, _LONGEST_QUOTE = 2, 20, 60
_LONGEST_LIST, _NEAR = 90, 400
_CLAUSES = re.compile(r"(?:[^，,；;。]*[，,；;。])*")
_SHARED_PAIRS, _MOST_PARTS = 2, 12
_PARTS = re.compile(r"[，,]?(?:[：:（(]|其中|包括|分别)")
_REASON = re.compile(r"(?:由于|因为?|鉴于)(?P<reason>[^。；;]{2,80})$")
_SIGNS = re.compile(r"[一-鿿]{2,}")
_DETAIL_END = re.compile(r"[。！？!?\n]")


class Deduction(NamedTuple):
    """Points lost, as one sentence tells it: the names of what lost them, what follows about them, and how far the points are told."""

    passage: Passage
    start: int
    end: int
    items: tuple[str, ...]
    total: Decimal | None
    is_split: bool
    detail: str
    reason: str = ""
    """What the same sentence says around it alone: a reason in front (由于…，), and all that follows up to the next deduction."""

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.passage.place_at(self.start)

    @property
    def quote(self) -> str:
        """The words as they stand in the file, as far as they fit."""
        return self.passage.quote(self.start, min(self.end, self.start + _LONGEST_QUOTE))

    def detail_of(self, item: str) -> str:
        """What is said about one item: the part of the detail that begins as it does."""
        parts = re.split(r"[；;。\n]", self.detail)
        return next((part for part in parts if item[:2] in part[: _LONGEST + len(item)]), "")


def single_deductions(paper: Paper) -> Iterator[Deduction]:
    """The deductions without those of groups: whose points the next ones of the same sentence come to (管理效率扣2.5分：甲扣1.5分，乙扣1分)."""
    listed = deductions(paper)
    for at, each in enumerate(listed):
        found, number = Decimal(0), at + 1
        while (
            each.total
            and number < len(listed)
            and number - at <= _MOST_PARTS
            and _is_within(each, listed[number])
            and found < each.total
        ):
            found += listed[number].total or Decimal(0)
            number += 1
        is_group = each.total and len(each.items) == 1 and number > at + 1 and found == each.total
        if not (is_group and _PARTS.match(each.detail)):
            yield each


def _is_within(each: Deduction, other: Deduction) -> bool:
    """Whether another deduction stands in the sentence of one."""
    return other.passage is each.passage and other.start < each.end


@lru_cache(maxsize=8)
def deductions(paper: Paper) -> tuple[Deduction, ...]:
    """The sentences of the running text that name what lost points."""
    return tuple(
        found
        for passage in paper.texts
        if passage.kind in {"paragraph", "heading"} and "分" in passage.text and not _is_about_measures(passage)
        for found in _in(passage)
    )


def _is_about_measures(passage: Passage) -> bool:
    return bool(passage.section) and roles_of(passage.section[-1]) == frozenset({"measures"})


def _in(passage: Passage) -> Iterator[Deduction]:
    text = passage.text
    for found in _LOST.finditer(text):
        begins = max(0, found.start() - _LONGEST_LIST)
        start = max((text.rfind(edge, begins, found.start()) for edge in _EDGES), default=-1) + 1
        if start <= begins > 0 or _is_rule(text, start, found.end()):
            continue
        items = _names(text[start : found.start()])
        if items:
            yield _deduction(passage, start, found, items)
    for found in _LISTED.finditer(text):
        if not _is_rule(text, found.start(), found.end()):
            items = _names(re.split(r"[，,：:（(]", found["items"])[0])
            if items:
                yield _deduction(passage, found.start(), found, items)


def _is_rule(text: str, start: int, end: int) -> bool:
    """Whether the sentence around tells how points are given."""
    return pattern("deductions", "rules").search(text, *_sentence(text, start, end)) is not None


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around begins and ends, as far as that is near."""
    lowest, highest = max(0, start - _NEAR), min(len(text), end + _NEAR)
    stop = _DETAIL_END.search(text, end, highest)
    return max(lowest, *(text.rfind(edge, lowest, start) + 1 for edge in "。！？\n")), stop.end() if stop else highest


def _deduction(passage: Passage, start: int, found: re.Match[str], items: tuple[str, ...]) -> Deduction:
    text = passage.text
    begins, end = _sentence(text, start, found.end())
    groups = found.groupdict()
    total = decimal_of(groups["points"]) if groups.get("points") else None
    told = len(_POINTS.findall(text, begins, end)) if "points" not in groups else 0
    told = told or len(_POINTS.findall(text[found.end() : end])) + len(_POINTS.findall(text[start : found.start()]))
    shared = total is not None and re.search(_SHARED, groups.get("how") or "") is not None
    before, after = _REASON.search(text, begins, start), _LOST.search(text, found.end(), end)
    told_after = text[found.end() : after.start() if after else end]
    reason = (before["reason"] if before else "") + (_CLAUSES.match(told_after)[0] if after else told_after)  # type: ignore[index]
    return Deduction(
        passage, start, end, items, None if shared else total, shared or told >= len(items), text[found.end() : end], reason
    )


def _names(text: str) -> tuple[str, ...]:
    """The names in a list; nothing if a part is too long to be a name."""
    before, after = _around()
    text = after.sub("", before.sub("", text.strip()))
    names = [after.sub("", part).strip("“”\"' ") for part in _AND.split(text)]
    names = [name for name in names if name]
    return tuple(names) if names and all(_SHORTEST <= len(name) <= _LONGEST for name in names) else ()


@cache
def _around() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = vocabulary("deductions")
    return re.compile(f"^(?:{any_of(words['before'])})+"), re.compile(f"(?:{any_of(words['after'])})+$")


@lru_cache(maxsize=1024)
def aspects(text: str) -> frozenset[str]:
    """The parts of a department's management that a text speaks of."""
    return frozenset(name for name in vocabulary("deductions")["aspect-names"] if pattern("deductions", name).search(text))


def is_in_words(item: str, detail: str, problem: str) -> bool:
    """Whether a problem tells an item in its own words, or in those of its detail."""
    own = matter(_without_aspects(item))
    return item in problem or bool(own & matter(problem)) or are_alike(item, problem) or are_alike(detail, problem)


def _without_aspects(item: str) -> str:
    """A name without the words of its aspects: what is its own."""
    for name in aspects(item):
        item = pattern("deductions", name).sub(" ", item)
    return item


def is_taken_up(item: str, detail: str, text: str) -> bool:
    """Whether a text speaks of an item: of its aspect, in its words or those of its detail, or by the words its name begins or ends with."""
    named = aspects(item) or aspects(detail)
    if item in text or named & aspects(text) or are_alike(item, text) or are_alike(detail, text):
        return True
    if named:
        return False
    core = re.sub(r"(?:管理|工作|情况|建设|质量|水平|指标|率|度|性)+$", "", item) or item
    return core[:2] in text or core[-2:] in text


def are_answered(problems: list[str], measures: str) -> bool:
    """Whether measures speak of every problem: in its words, or of an aspect of which no other problem is spoken of in its words."""
    alike = [are_alike(each, measures) for each in problems]
    taken = frozenset[str]().union(*(aspects(each) for each, is_alike in zip(problems, alike, strict=True) if is_alike))
    open_ = aspects(measures) - taken
    return all(is_alike or aspects(each) & open_ for each, is_alike in zip(problems, alike, strict=True))


def are_alike(one: str, other: str) -> bool:
    """Whether two texts share matter: three signs on end, or two pairs of signs, besides words that every report has."""
    known = matter(other)
    shared = matter(one) & known
    return any(len(each) > _SHORTEST for each in shared) or len(shared) >= _SHARED_PAIRS


@lru_cache(maxsize=1024)
def matter(text: str) -> frozenset[str]:
    """The pairs and triples of signs that a text is made of, besides common words."""
    found = set()
    for run in _SIGNS.findall(_common().sub(" ", text)):
        found |= {run[at : at + size] for size in (2, 3) for at in range(len(run) - size + 1)}
    return frozenset(found)


@cache
def _common() -> re.Pattern[str]:
    return re.compile(any_of(vocabulary("deductions")["common"]))
