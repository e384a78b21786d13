"""Bindings: numbers of a narrative that are drawn from figures, as in ``全年接待{ledger.reception.persons}人次``.

A bound number is written by its figure whenever a paper is made, so it cannot go stale. Digits that are typed by hand are *quoted*:
they are taken as they stand, and listed for the author.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jixiao.exact import half_width
from jixiao.tables.dossier import Dossier, Row, Table
from jixiao.tables.schema import Field

_BINDING = re.compile(r"\{(?P<id>[^{}\s]{1,60})\}")
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
_CONTEXT = 8


class Binding(NamedTuple):
    """One ``{figure id}`` of a text: the id, as it is written, what stands around it, and where it begins and ends."""

    id: str
    written: str
    around: str
    start: int
    end: int


class Quoted(NamedTuple):
    """Digits that were typed by hand, and what stands around them."""

    digits: str
    around: str


class Cell(NamedTuple):
    """A narrative and where it stands."""

    table: Table
    row: Row
    column: Field
    text: str


def bindings(text: str) -> Iterator[Binding]:
    """Every binding of a text, in order."""
    for found in _BINDING.finditer(text):
        yield Binding(found["id"], found[0], _around(text, found), found.start(), found.end())


def quoted(text: str) -> Iterator[Quoted]:
    """The digits of a text that stand in no binding."""
    free = _BINDING.sub(lambda found: "█" * len(found[0]), half_width(text))
    for found in _DIGITS.finditer(free):
        yield Quoted(found[0], _around(text, found))


def narratives(dossier: Dossier) -> Iterator[Cell]:
    """Every narrative of a dossier."""
    for table in [*dossier.tables.values()]:
        for column in table.spec.fields.values():
            if column.type == "long_text":
                yield from (Cell(table, row, column, row.text(column.name)) for row in table if row[column.name])


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - _CONTEXT) : found.end() + _CONTEXT].replace("\n", " ")
