"""What the bytes of a picture say about it: which kind it is, and how many points wide and high."""

from __future__ import annotations

import struct
from typing import NamedTuple

from jixiao.document.model import Media

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_PNG_HEAD = struct.Struct(">4x4s2I")
_SEGMENT = struct.Struct(">2BH")
_FRAME = struct.Struct(">x2H")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The marks of the segments of a JPEG file that say how large the picture is."""

_PAD, _SCAN = 0xFF, 0xDA
_MOST_SEGMENTS = 1_000


class Pixels(NamedTuple):
    """How many points a picture has across and down."""

    width: int
    height: int


def media_of(data: bytes) -> Media | None:
    """The kind of a picture by its first bytes; None for what is neither PNG nor JPEG."""
    if data.startswith(_PNG):
        return "image/png"
    return "image/jpeg" if data.startswith(_JPEG) else None


def pixels_of(data: bytes) -> Pixels | None:
    """The size of a PNG or JPEG picture in points; None where its bytes do not tell."""
    media = media_of(data)
    try:
        found = _png(data) if media == "image/png" else _jpeg(data) if media else None
    except struct.error:
        return None
    return found if found and found.width and found.height else None


def _png(data: bytes) -> Pixels | None:
    kind, width, height = _PNG_HEAD.unpack_from(data, len(_PNG))
    return Pixels(width, height) if kind == b"IHDR" else None


def _jpeg(data: bytes) -> Pixels | None:
    """Segments are skipped until one describes the frame."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        pad, mark, length = _SEGMENT.unpack_from(data, at)
        if pad != _PAD or mark == _SCAN:
            return None
        if mark in _FRAMES:
            height, width = _FRAME.unpack_from(data, at + _SEGMENT.size)
            return Pixels(width, height)
        at += 1 if mark == _PAD else 2 + max(length, 2)
    return None
