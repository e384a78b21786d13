"""The rows behind a number, for a page: table by table, each row by what it says, with the evidence that proves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from jixiao.exact import Missing
from jixiao.score.explanation import evidence_of
from jixiao.tables.cells import NO, YES
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.dossier import Row
from jixiao.wording import Text, joined, same

MOST = 30
"""Rows of a table that are listed one by one; the rest is counted."""


class Behind(NamedTuple):
    """A row: its number in its table, what it says, and the files that prove it."""

    number: int
    said: Text
    proofs: Sequence[str]


class Group(NamedTuple):
    """The rows of one table behind a number; ``more`` are not listed."""

    table: str
    label: Text
    total: int
    rows: Sequence[Behind]
    more: int


def groups(tables: Tables, rows: Iterable[Row]) -> list[Group]:
    """The rows, by table."""
    by_table: dict[str, list[Row]] = {}
    for row in dict.fromkeys(rows):
        by_table.setdefault(row.spec.name, []).append(row)
    return [
        Group(
            name,
            found[0].spec.label,
            len(found),
            [Behind(row.number, said(row), [proof.text("file") for proof in evidence_of(tables, row)]) for row in found[:MOST]],
            max(0, len(found) - MOST),
        )
        for name, found in by_table.items()
    ]


def said(row: Row) -> Text:
    """What a row says: its cells with their labels, without narratives and what is personal."""
    return joined((_CELL.fill(label=label, text=text) for label, text in cells(row, brief=True)), "，", ", ")


_CELL = Text("{label}{text}", "{label} {text}")


def cells(row: Row, *, brief: bool = False) -> list[tuple[Text, Text]]:
    """The cells of a row that are filled in, with their labels; what is personal is left out."""
    found = []
    for name, column in row.spec.fields.items():
        is_long = column.type == "long_text"
        if name == "unit_code" or column.personal or row[name] is None or (brief and is_long):
            continue
        found.append((column.label, cell(row, name)))
    return found


def cell(row: Row, name: str) -> Text:
    """A cell as people read it in their language: the words of a choice, yes or no; anything else as it stands."""
    value = row[name]
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Missing):
        return value.label
    choices = row.spec.fields[name].choices or {}
    return choices.get(value, same(row.text(name))) if isinstance(value, str) else same(row.text(name))
