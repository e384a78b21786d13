"""Bindings of a narrative that was edited as plain text: put back where the words around their numbers still stand.

A form shows ``接待{ledger.reception.persons}人次`` as ``接待120人次``. From both, it is known which digits were bound; comparing the
shown text with the edited one tells where these digits have gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from jixiao.score.bindings import bindings

AROUND = 2
"""So many signs on each side of a number have to stand as they stood, unless the text begins or ends there."""

_LONGEST_FIGURE = 60
_IN_NUMBERS = frozenset("0123456789０１２３４５６７８９.,．，")


class Bound(NamedTuple):
    """A binding as it was shown: as it is written in braces, its id, and where its text begins and ends."""

    written: str
    id: str
    start: int
    end: int


class Lost(NamedTuple):
    """A binding that found no place: its number among all of the text, from 1, its id, and its text."""

    number: int
    id: str
    text: str


class Rebound(NamedTuple):
    """An edited text with its bindings, and those that found no place."""

    text: str
    lost: tuple[Lost, ...] = ()


def all_lost(template: str) -> tuple[Lost, ...]:
    """Every binding of a narrative that another text takes the place of."""
    return tuple(Lost(number, each.id, each.written) for number, each in enumerate(bindings(template), 1))


def in_lines(text: str) -> str:
    """The text as forms show it: its lines without empty ones and without space around them."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def placed(template: str, shown: str, known: Mapping[str, Sequence[str]] | None = None) -> list[Bound] | None:
    """Where the numbers of a narrative stand in the text that a form shows; None if that text does not come from this narrative.

    ``known`` are the texts that figures had when the form was made, by their ids.
    """
    found: list[Bound] = []
    template = in_lines(template)
    listed = list(bindings(template))
    if not listed:
        return [] if template == shown else None
    if not shown.startswith(template[: listed[0].start]):
        return None
    at = listed[0].start
    for number, each in enumerate(listed):
        is_last = number + 1 == len(listed)
        literal = template[each.end :] if is_last else template[each.end : listed[number + 1].start]
        texts = known.get(each.id) if known else None
        end = _end_of(shown, at, literal, texts, is_last=is_last)
        if end is None:
            return None
        found.append(Bound(each.written, each.id, at, end))
        at = end + len(literal)
    return found


def _end_of(shown: str, at: int, literal: str, texts: Sequence[str] | None, *, is_last: bool) -> int | None:
    """Where a number that begins at a place ends, given the words that follow it in the narrative."""
    for text in texts or ():
        end = at + len(text)
        rest_fits = shown[end:] == literal if is_last else shown.startswith(literal, end)
        if text and shown.startswith(text, at) and rest_fits:
            return end
    if texts:
        return None
    if is_last:
        end = len(shown) - len(literal)
        fits = shown.endswith(literal)
    else:
        end = shown.find(literal, at + 1)
        fits = end >= 0
    is_one = at < end <= at + _LONGEST_FIGURE and "\n" not in shown[at:end]
    return end if fits and is_one else None


def rebound(shown: str, found: Sequence[Bound], edited: str) -> Rebound:
    """The edited text with every binding put back whose number and the words around it still stand there."""
    blocks = _equal(shown, edited)
    parts, at, lost = list[str](), 0, list[Lost]()
    for number, each in enumerate(found, 1):
        moved = next((new - old for old, new, size in blocks if old <= each.start and each.end <= old + size), None)
        start = each.start + moved if moved is not None else -1
        if moved is None or start < at or not _stands(shown, edited, each, moved):
            lost.append(Lost(number, each.id, shown[each.start : each.end]))
            continue
        parts += [edited[at:start], each.written]
        at = each.end + moved
    return Rebound("".join(parts) + edited[at:], tuple(lost))


def _equal(one: str, other: str) -> list[tuple[int, int, int]]:
    """The stretches that two texts have in common, in order: where each begins in both, and its length."""
    head = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    most = min(len(one), len(other)) - head
    tail = next((at for at in range(most) if one[-1 - at] != other[-1 - at]), most)
    middle = SequenceMatcher(None, one[head : len(one) - tail], other[head : len(other) - tail], autojunk=False)
    inner = [(head + a, head + b, size) for a, b, size in middle.get_matching_blocks() if size]
    blocks = [(0, 0, head), *inner, (len(one) - tail, len(other) - tail, tail)]
    joined: list[tuple[int, int, int]] = []
    for old, new, size in blocks:
        if joined and (joined[-1][0] + joined[-1][2], joined[-1][1] + joined[-1][2]) == (old, new):
            joined[-1] = (*joined[-1][:2], joined[-1][2] + size)
        elif size:
            joined.append((old, new, size))
    return joined


def _stands(shown: str, edited: str, each: Bound, moved: int) -> bool:
    """Whether the words on both sides of a number stand as they stood, and no sign has come that makes it another number."""
    start, end = each.start + moved, each.end + moved
    before, after = shown[max(0, each.start - AROUND) : each.start], shown[each.end : each.end + AROUND]
    signs = (
        (edited[start - 1 : start], shown[each.start - 1 : each.start]),
        (edited[end : end + 1], shown[each.end : each.end + 1]),
    )
    grows = any(now in _IN_NUMBERS and now != then for now, then in signs if now)
    return edited[:start].endswith(before) and edited[end:].startswith(after) and not grows
