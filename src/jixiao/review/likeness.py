"""Near copies: the same sentences with the same numbers in papers of different units, or of one unit in different years.

Two sentences are alike if their words and numbers are the same, or if they share most of their pieces of three signs and have the same
numbers; years do not count, since a text that was only dated anew is a copy. Candidates are found by the smallest hashes of their pieces
(MinHash), so that the work grows with the text and not with the pairs of papers. Short sentences, those that many papers have and those
that regulations prescribe weigh less or nothing; how much is data (``likeness.yaml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import as_file, files
from itertools import combinations, pairwise
from typing import NamedTuple
from zlib import crc32

from jixiao.exact import decimal_ratio
from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, as_text
from jixiao.review.many import Result, Said
from jixiao.wording import Text, same

CHECK = "papers-are-not-copies"
RULE = "X14"

_WORDS = re.compile(r"[^\W\d_]+")
_NUMBERS = re.compile(r"\d+(?:\.\d+)?(?!\d*\s*年)")
_YEARS = re.compile(r"(?:19|20)\d{2}\s*年")
_PIECE, _HASHES, _BAND = 3, 16, 2
_PRIME = (1 << 61) - 1
_SHIFTS = tuple((2 * number + 1) * 0x9E3779B97F4A7C15 % _PRIME for number in range(_HASHES))
_FULLEST = 60
"""A bucket of more sentences than this is common stock, and is not searched for near copies."""


class Bounds(NamedTuple):
    """The numbers and words of the data file."""

    shortest: int
    full: int
    near: int
    passage: int
    frequent: int
    most: int
    prescribed: tuple[str, ...]


class Copy(NamedTuple):
    """A sentence of one paper and its like in another. ``likeness`` is in per cent; ``weight`` in hundredths."""

    first: Result
    second: Result
    here: Said
    there: Said
    likeness: Decimal
    weight: int


class _Sentence(NamedTuple):
    """A sentence that counts: the number of its paper, its number there, its words, its numbers, its pieces."""

    paper: int
    order: int
    said: Said
    words: str
    key: tuple[str, tuple[str, ...]]


def copies(results: Sequence[Result]) -> list[Copy]:
    """All sentences that two papers share, each pair of papers in order, each sentence once with its first like."""
    limits = bounds()
    listed = [each for number, result in enumerate(results) for each in _sentences(number, result, limits)]
    exact: dict[tuple[str, tuple[str, ...]], list[_Sentence]] = {}
    for each in listed:
        exact.setdefault(each.key, []).append(each)
    papers = {key: len({each.paper for each in group}) for key, group in exact.items()}
    found: dict[tuple[int, int, int], tuple[_Sentence, _Sentence, Decimal]] = {}
    alike = [(one, other, Decimal(100)) for group in exact.values() for one, other in _pairs(group)]
    alike += _near([group[0] for group in exact.values()], limits)
    for one, other, likeness in alike:
        if not _belong_together(results[one.paper], results[other.paper]):
            found.setdefault((one.paper, other.paper, other.order), (one, other, likeness))
    made = []
    for key in sorted(found):
        one, other, likeness = found[key]
        weight = _weight(other.words, max(papers[one.key], papers[other.key]), limits)
        made.append(Copy(results[one.paper], results[other.paper], one.said, other.said, likeness, weight))
    return made


def findings(listed: Iterable[Copy]) -> Iterator[Finding]:
    """A finding for each passage that is alike, in the paper that came later (by its year, or in the order of the files)."""
    limits = bounds()
    pairs: dict[tuple[str, str], list[Copy]] = {}
    for copy in listed:
        is_turned = bool(copy.second.year) and (copy.first.year or 0) > (copy.second.year or 0)
        each = copy._replace(first=copy.second, second=copy.first, here=copy.there, there=copy.here) if is_turned else copy
        pairs.setdefault((str(each.first.path), str(each.second.path)), []).append(each)
    for those in pairs.values():
        told = 0
        for passage in _passages(those):
            if told < limits.most and sum(copy.weight for copy in passage) >= limits.passage:
                told += 1
                yield _finding(passage, len(those))


def _belong_together(one: Result, other: Result) -> bool:
    """Whether two files are one paper in two formats, or two papers of one unit and year: these say the same on purpose."""
    if one.year != other.year and one.year and other.year:
        return False
    is_one_unit = one.unit.startswith(other.unit) or other.unit.startswith(one.unit)
    return one.path.stem == other.path.stem or (bool(one.unit and other.unit) and is_one_unit)


def _passages(those: Sequence[Copy]) -> Iterator[list[Copy]]:
    """Sentences of one paragraph that stand in one paragraph of the other paper."""
    found: dict[tuple[int | None, int | None], list[Copy]] = {}
    for copy in those:
        found.setdefault((copy.there.place.paragraph, copy.here.place.paragraph), []).append(copy)
    yield from found.values()


def _finding(passage: Sequence[Copy], number: int) -> Finding:
    head = passage[0]
    total = sum((copy.likeness for copy in passage), Decimal(0))
    likeness = decimal_ratio(*(total.as_integer_ratio()[0], total.as_integer_ratio()[1] * len(passage)), 0)
    quote = "".join(copy.there.quote for copy in passage)
    return Finding(
        CHECK,
        head.there.place,
        Text(
            "这一段与 {other} {place} 的文字和数字相同或近似（{n}句，相似{likeness}%）；两份文件共有{number}句相同或近似",
            "These words and numbers are the same as, or near to, those in {other} {place} ({n} sentences, {likeness}% alike);"
            " the two papers share {number} sentences",
        ).fill(other=head.first.path.name, place=_place(head), n=len(passage), likeness=likeness, number=number),
        "explain",
        rule=RULE,
        quote=quote,
        expected=None if likeness == 100 else same("".join(copy.here.text for copy in passage)),  # noqa: PLR2004 - per cent
        advice=Text(
            "核对是否照抄：问题去年未整改的写明进展，数字照抄的改为本单位本年度的实际",
            "See whether it was copied: say what became of a problem of last year, and give this unit's own numbers of this year",
        ),
    )


def _place(copy: Copy) -> Text:
    place = copy.here.place
    return Text("{zh}", "{en}").fill(zh=place.within("zh"), en=place.within("en"))


def _sentences(number: int, result: Result, limits: Bounds) -> Iterator[_Sentence]:
    for order, said in enumerate(result.sentences):
        words = "".join(_WORDS.findall(said.text))
        if len(words) >= limits.shortest and not _is_prescribed(words, limits):
            numbers = tuple(sorted(_NUMBERS.findall(_YEARS.sub("", said.text))))
            yield _Sentence(number, order, said, words, (words, numbers))


def _is_prescribed(words: str, limits: Bounds) -> bool:
    """Whether half of a sentence are words that it had to have."""
    length = 0
    for each in limits.prescribed:
        if each in words:
            length += len(each)
            words = words.replace(each, "")
    return length > len(words)


def _weight(words: str, papers: int, limits: Bounds) -> int:
    weight = 100 * min(len(words), limits.full) // limits.full
    return weight if papers <= limits.frequent else weight * limits.frequent // (papers * papers)


def _pairs(group: Sequence[_Sentence]) -> Iterator[tuple[_Sentence, _Sentence]]:
    """The first sentence of each paper with that of each other; of a large group only neighbours, which says as much."""
    firsts: dict[int, _Sentence] = {}
    for each in group:
        firsts.setdefault(each.paper, each)
    listed = [firsts[paper] for paper in sorted(firsts)]
    if len(listed) <= 2 * bounds().frequent:
        yield from combinations(listed, 2)
    else:
        yield from pairwise(listed)


def _near(listed: Sequence[_Sentence], limits: Bounds) -> Iterator[tuple[_Sentence, _Sentence, Decimal]]:
    """Pairs of different sentences in different papers that share most of their pieces and all their numbers."""
    pieces = [
        frozenset(crc32(each.words[at : at + _PIECE].encode()) for at in range(len(each.words) - _PIECE + 1)) for each in listed
    ]
    buckets: dict[tuple[int, ...], list[int]] = {}
    for number, those in enumerate(pieces):
        smallest = [min((piece * shift + shift) % _PRIME for piece in those) for shift in _SHIFTS]
        for band in range(0, _HASHES, _BAND):
            buckets.setdefault((band, *smallest[band : band + _BAND]), []).append(number)
    seen: set[tuple[int, int]] = set()
    for those_numbers in buckets.values():
        if len(those_numbers) > _FULLEST:
            continue
        for one, other in combinations(those_numbers, 2):
            if listed[one].paper == listed[other].paper or (one, other) in seen:
                continue
            seen.add((one, other))
            shared, either = len(pieces[one] & pieces[other]), len(pieces[one] | pieces[other])
            if 100 * shared >= limits.near * either and listed[one].key[1] == listed[other].key[1]:
                yield listed[one], listed[other], decimal_ratio(100 * shared, either, 0)


@cache
def bounds() -> Bounds:
    """The shipped numbers and words. A fault in the file is a programming error (``ValueError``)."""
    faults: list[Finding] = []
    with as_file(files("jixiao.review") / "likeness.yaml") as path:
        part = Part.top(read_yaml(path), path.name, CHECK, faults)
        numbers = {name: part.whole(name) for name in Bounds._fields if name != "prescribed"}
        prescribed = ("".join(_WORDS.findall(each)) for each in part.words("prescribed"))
        found = Bounds(**numbers, prescribed=tuple(sorted(prescribed, key=len, reverse=True)))
    if faults:
        raise ValueError("\n".join(as_text(fault, "en") for fault in faults))
    return found
