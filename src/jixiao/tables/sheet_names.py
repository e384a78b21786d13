"""The name of each table's sheet in a workbook, and which table a sheet that people have renamed stands for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from jixiao.files.sheet_writing import LISTS_SHEET
from jixiao.tables.ledger_kinds import SHEET as KINDS_SHEET
from jixiao.tables.schema import Schema

MANIFEST_SHEET = "卷宗"

_RESERVED = (MANIFEST_SHEET, KINDS_SHEET, LISTS_SHEET, "History")
_LONGEST = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'\n\t", " "))
_DECORATION = re.compile(r"^(?:表?\s*[0-9]+\s*[-、.． ]?\s*)|\s*(?:\([^()]*\)|[0-9]+|副本|表)$")


def sheet_names(schema: Schema) -> dict[str, str]:
    """The sheet of each table by its id: its Chinese label as far as Excel allows, each name once."""
    taken = {name.casefold() for name in _RESERVED}
    names: dict[str, str] = {}
    for table in ordered(schema):
        name = next(name for name in _candidates(schema[table].label.zh, table) if name.casefold() not in taken)
        taken.add(name.casefold())
        names[table] = name
    return names


def ordered(schema: Schema) -> list[str]:
    """The ids of all tables, each after those that it refers to; ledgers stand last."""
    found: dict[str, None] = {}

    def add(name: str) -> None:
        if name in schema and name not in seen:
            seen.add(name)
            for target in sorted(field.refers for field in schema[name].fields.values() if field.refers):
                add(target)
            found[name] = None

    seen: set[str] = set()
    for name in ["unit", *sorted(schema, key=lambda name: (schema[name].is_ledger, name))]:
        add(name)
    return sorted(found, key=lambda name: schema[name].is_ledger)


def near_name(name: str, known: Iterable[str]) -> str | None:
    """The one of several names that a sheet's name comes close to: without numbers, marks of a copy and the like, or by few signs."""
    if len(name) > 2 * _LONGEST:  # Excel would not open it
        return None
    by_plain = {_plain(each): each for each in known}
    plain = _plain(name)
    near = get_close_matches(plain, [each for each in by_plain if abs(len(each) - len(plain)) <= 1 < len(each)], 1)
    return by_plain.get(plain) or (by_plain[near[0]] if near else None)


def _plain(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold().strip()
    for _ in range(3):
        plain = _DECORATION.sub("", plain).strip() or plain
    return "".join(plain.split())


def _candidates(label: str, table: str) -> Iterator[str]:
    stem = " ".join(label.translate(_NOT_IN_NAMES).split()) or table
    yield _cut(stem, _LONGEST)
    tail = f"（{table}）"
    if len(tail) < _LONGEST:
        yield _cut(stem, _LONGEST - len(tail)) + tail
    for number in range(2, 1_000):
        yield _cut(table, _LONGEST - len(str(number))) + str(number)


def _cut(text: str, units: int) -> str:
    """The beginning of a text that fills so many units of UTF-16, as Excel counts."""
    while len(text.encode("utf-16-le")) > 2 * max(units, 0):
        text = text[:-1]
    return text.strip()
