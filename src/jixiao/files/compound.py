"""Compound files, the containers of old office programs (MS-CFB): their streams by name, read within bounds.

Sectors of a stream form a chain in a table. A damaged file has chains that run in circles; here each sector is followed once.
"""

from __future__ import annotations

import struct
from itertools import islice
from typing import NamedTuple

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER = 512
_ENTRY = 128
_SMALLEST_SECTOR, _LARGEST_SECTOR = 6, 12
_IN_HEADER = 109
_MOST_ENTRIES = 4096
_ROOT, _STREAM = 5, 2
_NONE = -1


class _Entry(NamedTuple):
    """An entry of the directory: its name, what it is, its first sector and its size."""

    name: str
    kind: int
    start: int
    size: int


class Compound:
    """An opened compound file; ``ValueError`` if it is damaged."""

    def __init__(self, raw: bytes) -> None:
        if not raw.startswith(SIGNATURE) or len(raw) < _HEADER:
            raise ValueError("no compound file")
        self._raw = raw
        shift, small_shift = struct.unpack_from("<HH", raw, 30)
        if not _SMALLEST_SECTOR <= small_shift <= shift <= _LARGEST_SECTOR:
            raise ValueError("sectors of no usual size")
        self._size, self._small_size = 1 << shift, 1 << small_shift
        directory, _, self._least, small_table, _, more, _ = struct.unpack_from("<i4siiiii", raw, 48)
        self._table = self._joined_table(more)
        entries = _chain(self._table, directory, _MOST_ENTRIES)
        self._entries = [_entry(each) for each in _pieces(b"".join(map(self._sector, entries)), _ENTRY)]
        root = next((entry for entry in self._entries if entry.kind == _ROOT), None)
        self._small_table = _numbers(b"".join(self._sector(each) for each in _chain(self._table, small_table)))
        self._small = b"" if root is None else b"".join(self._sector(each) for each in _chain(self._table, root.start))

    @property
    def names(self) -> list[str]:
        """The names of all streams, in the order of the directory."""
        return [entry.name for entry in self._entries if entry.kind == _STREAM]

    def stream(self, name: str) -> bytes | None:
        """The bytes of the first stream with that name; None if there is none."""
        entry = next((entry for entry in self._entries if entry.kind == _STREAM and entry.name.lower() == name.lower()), None)
        if entry is None:
            return None
        if entry.size >= self._least:
            chain = _chain(self._table, entry.start, -(-entry.size // self._size))
            return b"".join(map(self._sector, chain))[: entry.size]
        chain = _chain(self._small_table, entry.start, -(-entry.size // self._small_size))
        return b"".join(self._small[at * self._small_size : (at + 1) * self._small_size] for at in chain)[: entry.size]

    def _sector(self, number: int) -> bytes:
        start = _HEADER + number * self._size if self._size == _HEADER else (number + 1) * self._size
        return self._raw[start : start + self._size]

    def _joined_table(self, more: int) -> list[int]:
        """The table of chains, whose own sectors the header lists, and sectors that the header begins a chain of."""
        listed = list(struct.unpack_from(f"<{_IN_HEADER}i", self._raw, _HEADER - 4 * _IN_HEADER))
        seen: set[int] = set()
        while more >= 0 and more not in seen and self._sector(more):
            seen.add(more)
            numbers = _numbers(self._sector(more))
            listed += numbers[:-1]
            more = numbers[-1] if numbers else _NONE
        known = dict.fromkeys(number for number in listed if number >= 0)
        return _numbers(b"".join(self._sector(number).ljust(self._size, b"\xff") for number in known if self._sector(number)))


def _chain(table: list[int], start: int, most: int | None = None) -> list[int]:
    """The sectors of a chain from its first to its last; ``ValueError`` if it runs in a circle."""
    found: dict[int, None] = {}
    at = start
    while 0 <= at < len(table) and (most is None or len(found) < most):
        if at in found:
            raise ValueError("a chain of sectors runs in a circle")
        found[at] = None
        at = table[at]
    return list(found)


def _numbers(raw: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(raw) // 4}i", raw[: len(raw) // 4 * 4]))


def _pieces(raw: bytes, size: int) -> list[bytes]:
    return [raw[at : at + size] for at in islice(range(0, len(raw) - size + 1, size), _MOST_ENTRIES)]


def _entry(raw: bytes) -> _Entry:
    length, kind = struct.unpack_from("<HB", raw, 64)
    start, size = struct.unpack_from("<iI", raw, 116)
    return _Entry(raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace"), kind, start, size)
