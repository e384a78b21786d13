"""What an annotated copy needs of every kind of file: which of its words each finding is about.

A kind is one file of ``annotating/``, named by the ending of its files. It has ``annotated(path, paper, remarks) -> bytes``: the whole
file with the remarks in it, and all else as it was. It lists the texts of its file in order (``pieces``), and ``spans`` says where in
them each remark belongs. Words are found by the words themselves, whatever lies between them (spaces, line ends, invisible signs), so that
a reader and an annotator need not agree on how a file is parted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from jixiao.findings import Finding, as_comment
from jixiao.review.paper import Paper, Passage
from jixiao.wording import Language

FOLDER = "jixiao.review.annotating"
AUTHOR = "jixiao"

_NUMBER = re.compile(r"(?:[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十百\d]+[）)]|\d+[.．、])")
_SEEN = re.compile("[^\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffc]")
_NEAR, _NEAR_PER_SIGN, _FAR = 100, 40, 20_000


class Remark(NamedTuple):
    """A finding as it is put beside the words that it is about."""

    finding: Finding
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All lines as one text."""
        return "\n".join(self.lines)


class Span(NamedTuple):
    """A stretch of one of a file's texts: the number of the text, and its first and last position (the last is not in it)."""

    piece: int
    start: int
    end: int


class Annotator(Protocol):
    """The shape of a kind's file."""

    def annotated(self, path: Path, paper: Paper, remarks: Sequence[Remark]) -> bytes:
        """The whole file with the remarks in it."""
        ...


def remarks_of(findings: Sequence[Finding], language: Language) -> list[Remark]:
    """The remarks that findings make."""
    return [Remark(finding, tuple(as_comment(finding, language))) for finding in findings]


def spans(paper: Paper, remarks: Sequence[Remark], pieces: Sequence[str]) -> list[list[Span]]:
    """Where in the texts of a file each remark belongs; nothing for one whose words are not found there."""
    stream = _Stream(pieces)
    homes = _homes(paper, stream)
    by_place: dict[tuple[object, ...], list[Passage]] = {}
    by_row: dict[tuple[object, ...], list[Passage]] = {}
    for passage in paper.passages:
        place = passage.place
        by_place.setdefault((place.paragraph, place.table, place.row, place.column), []).append(passage)
        by_row.setdefault((place.table, place.row), []).append(passage)
        by_row.setdefault((place.table, None), []).append(passage)
    found = []
    for remark in remarks:
        place = remark.finding.place
        known = by_place.get((place.paragraph, place.table, place.row, place.column), [])
        if not known and place.table is not None:
            known = by_row.get((place.table, place.row), []) or by_row.get((place.table, None), [])
        found.append(_spans(remark.finding.quote, known, homes, stream))
    return found


def _spans(quote: str, passages: Sequence[Passage], homes: dict[int, tuple[int, int]], stream: _Stream) -> list[Span]:
    """The quoted words in the first passage that has them; otherwise the whole of the first passage that was found."""
    squeezed = _squeezed(quote)
    whole: list[Span] = []
    for passage in passages:
        if passage.number not in homes:
            continue
        start, end = homes[passage.number]
        at = stream.text.find(squeezed, start, end) if squeezed else -1
        if at >= 0:
            return stream.spans(at, at + len(squeezed))
        if not whole:
            whole = stream.spans(start, end)
    return whole


def _homes(paper: Paper, stream: _Stream) -> dict[int, tuple[int, int]]:
    """Where each passage stands in the stream, looked for one after the other; those that are not found are left out."""
    found = {}
    cursor = 0
    for passage in paper.passages:
        original = passage.normal.original
        for text in (original, _NUMBER.sub("", original, count=1)):
            words = _squeezed(text)
            reach = min(_FAR, _NEAR + _NEAR_PER_SIGN * len(words)) + len(words)
            at = stream.text.find(words, cursor, cursor + reach) if words else -1
            if at >= 0:
                cursor = at + len(words)
                found[passage.number] = (at, cursor)
                break
    return found


def _squeezed(text: str) -> str:
    return "".join(_SEEN.findall(text))


class _Stream:
    """The texts of a file as one, without spaces, of which every sign knows where it stood."""

    def __init__(self, pieces: Sequence[str]) -> None:
        signs: list[str] = []
        self.positions: list[int] = []
        self.starts: list[int] = []
        for piece in pieces:
            self.starts.append(len(signs))
            for found in _SEEN.finditer(piece):
                signs.append(found[0])
                self.positions.append(found.start())
        self.text = "".join(signs)

    def spans(self, start: int, end: int) -> list[Span]:
        """A stretch of the stream in the texts that it was made of."""
        found = []
        while start < end:
            piece = bisect_right(self.starts, start) - 1
            edge = min(end, self.starts[piece + 1]) if piece + 1 < len(self.starts) else end
            found.append(Span(piece, self.positions[start], self.positions[edge - 1] + 1))
            start = edge
        return found
