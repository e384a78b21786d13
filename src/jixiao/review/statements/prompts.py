"""What a template left in a paper: words to the author, places kept free, rows that were never used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from jixiao.review.paper import Paper, Passage
from jixiao.review.statements.vocabulary import pattern

_SPEAKS = re.compile(r"[请此击待（(【\[]|TBD|TODO|(?i:lick)|字|填")
_KEPT_FREE = re.compile(r"[Xx×*_＿（(【〔]")
"""What no prompt, and no place kept free, is without: a quick look at texts that have none."""

PromptKind = Literal["prompt", "blank", "unnamed", "unused"]


class Prompt(NamedTuple):
    """Where a template still speaks."""

    kind: PromptKind
    passage: Passage
    start: int
    end: int


class _Cell(NamedTuple):
    """A cell with the text beside it (None if it is the last of its row) and whether anything else of its row is filled in."""

    passage: Passage
    beside: str | None
    row_is_filled: bool


def prompts(paper: Paper) -> Iterator[Prompt]:
    """The first thing that a template left in each passage."""
    cells = {each.passage.number: each for each in _cells(paper)}
    for passage in paper.passages:
        cell = cells.get(passage.number)
        found = (
            _words(passage, cell) or _title(passage) or _blank(passage) or (_whole(cell) if cell is not None else _line(passage))
        )
        if found is not None:
            yield found


def _cells(paper: Paper) -> Iterator[_Cell]:
    for grid in paper.grids:
        for at, row in enumerate(grid.rows):
            distinct = list(dict.fromkeys(row))
            for number, cell in enumerate(distinct):
                after = distinct[number + 1].text if number + 1 < len(distinct) else None
                if after is None and at + 1 < len(grid.rows):
                    below = grid.rows[at + 1][row.index(cell)]
                    after = below.text if below is not cell else None
                yield _Cell(cell, after, any(each.text.strip() for each in distinct[1:] if each is not cell))


def _words(passage: Passage, cell: _Cell | None) -> Prompt | None:
    text = passage.text
    if _SPEAKS.search(text) is None:
        return None
    found = pattern("prompts", "always").search(text)
    if found is None:
        found = pattern("prompts", "limits").search(text)
        if (
            found is not None
            and cell is not None
            and found.end() - found.start() < len(text.strip())
            and (cell.beside or "").strip()
        ):
            found = None
    return Prompt("prompt", passage, found.start(), found.end()) if found else None


def _blank(passage: Passage) -> Prompt | None:
    found = pattern("prompts", "blanks").search(passage.text) if _KEPT_FREE.search(passage.text) else None
    if found is None:
        return None
    return Prompt("blank", passage, max(0, found.start() - 4), min(len(passage.text), found.end() + 4))


def _title(passage: Passage) -> Prompt | None:
    found = pattern("prompts", "titles").search(passage.text) if passage.kind == "title" or _is_first_line(passage) else None
    return Prompt("blank", passage, 0, min(len(passage.text), found.end() + 4)) if found else None


def _is_first_line(passage: Passage) -> bool:
    return passage.number == 0 and "。" not in passage.text


def _line(passage: Passage) -> Prompt | None:
    found = pattern("prompts", "lines").match(passage.text)
    return Prompt("blank", passage, 0, len(passage.text)) if found else None


def _whole(cell: _Cell) -> Prompt | None:
    text = cell.passage.text.strip()
    if pattern("prompts", "cells").fullmatch(text):
        dots = text[0] in "….."
        return None if dots and cell.row_is_filled else Prompt("blank", cell.passage, 0, len(cell.passage.text))
    if text[:2] == "指标" and text[2:].rstrip("：:").isdigit():
        return Prompt("unnamed" if cell.row_is_filled else "unused", cell.passage, 0, len(cell.passage.text))
    return None
