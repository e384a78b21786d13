"""Whether a PDF stays within bounds when its streams are unpacked, found out before anything is made of them.

pdfium cannot be interrupted within a page. So what a file would make it do is estimated from outside: bytes, signs in strings, and forms
within forms. A file that hides this by encryption is not seen through; what takes untrusted files gives the process a limit of its own.
"""

from __future__ import annotations

import re
import zlib
from math import prod

LARGEST_STREAM = 128_000_000
MOST_STREAM_BYTES = 2_000_000_000
LARGEST_TEXT = 16_000_000
"""Bytes: of one stream unpacked, of all of them, pictures among them, and of one that shows text."""

MOST_FORMS = 100_000
"""How often forms within forms could be drawn."""

_CHUNK = 1_000_000
_PACKED_CHUNK = 65_536
_DEFLATE = 8
_NESTED = 5
_DICTIONARY = 600
_STREAM = re.compile(rb"stream\r?\n")
_END = b"endstream"
_SHOWS_TEXT = re.compile(rb"T[jJ]\b")
_SHOWN = re.compile(rb"\((?:[^()\\]|\\.)*+\)|<[0-9A-Fa-f\s]*+>", re.DOTALL)
_DRAWS = re.compile(rb"\bDo\b")
_IS_FORM = re.compile(rb"/Subtype\s*/Form\b")


def is_measured(raw: bytes, most_glyphs: int) -> bool:
    """Whether the file stays within bounds; nothing of what was unpacked is kept."""
    left = MOST_STREAM_BYTES
    forms: list[int] = []
    drawn = 1
    end = 0
    for found in _STREAM.finditer(raw):
        start = found.end()
        size, head = _unpacked(raw, start) if _is_packed(raw, start) else (0, raw[start : raw.find(_END, start)])
        left -= size
        if size > LARGEST_STREAM or left < 0:
            return False
        if len(head) > most_glyphs and _shows_too_much(head, size, most_glyphs):
            return False
        draws = len(_DRAWS.findall(head)) if head.count(b"Do") > 1 else 0
        if draws > 1 and _IS_FORM.search(raw, max(end, start - _DICTIONARY), start):
            forms = sorted([draws, *forms], reverse=True)[:_NESTED]
        else:
            drawn = max(drawn, draws)
        end = start
    return drawn * prod(forms) <= MOST_FORMS or not forms


def _shows_too_much(head: bytes, size: int, most_glyphs: int) -> bool:
    """Whether a stream shows more text than is read. A sign takes up to four bytes."""
    return bool(_SHOWS_TEXT.search(head)) and (size > LARGEST_TEXT or sum(map(len, _SHOWN.findall(head))) > 4 * most_glyphs)


def _is_packed(raw: bytes, start: int) -> bool:
    return len(raw) > start + 1 and raw[start] & 15 == _DEFLATE and int.from_bytes(raw[start : start + 2], "big") % 31 == 0


def _unpacked(raw: bytes, start: int) -> tuple[int, bytes]:
    """How many bytes a packed stream holds, as far as its bound, and the beginning of them."""
    unpacking, size, fed = zlib.decompressobj(), 0, start
    waiting = b""
    parts: list[bytes] = []
    try:
        while not unpacking.eof and size <= LARGEST_STREAM:
            if not waiting:
                waiting = raw[fed : fed + _PACKED_CHUNK]
                fed += len(waiting)
            if not waiting:
                break
            part = unpacking.decompress(waiting, _CHUNK)
            size += len(part)
            if size <= LARGEST_TEXT:
                parts.append(part)
            waiting = unpacking.unconsumed_tail
    except zlib.error:
        pass
    return size, b"".join(parts)
