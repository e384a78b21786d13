"""Web pages: the words of each finding are highlighted, with the finding as their title, and all findings are listed at the end."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from html import escape, unescape
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from jixiao.files.reading import read_bounded
from jixiao.review.annotation import Remark, spans
from jixiao.review.paper import Paper

_LARGEST = 64_000_000
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NO_TEXT = re.compile(
    r"<!--.*?-->|<(script|style|template|textarea|title|svg)\b.*?</\1\s*>|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ENDS = tuple(re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("main", "body", "html"))
_COLOURS = {"error": "#ffc9c9", "explain": "#ffe8a3", "hint": "#cfe8ff"}


class _Piece(NamedTuple):
    """A stretch of visible text: what it says, and where in the source each of its signs begins; one more for its end."""

    text: str
    places: list[int]


def annotated(path: Path, paper: Paper, remarks: Sequence[Remark]) -> bytes:
    """The page with a highlight for each remark; nothing else in it changes."""
    raw = read_bounded(path, _LARGEST)
    encoding = _encoding(raw)
    source = raw.decode(encoding, "replace")
    pieces = list(_pieces(source))
    marked: dict[int, list[tuple[int, int, int]]] = {}
    for number, found in enumerate(spans(paper, remarks, [piece.text for piece in pieces])):
        for at, start, end in found:
            marked.setdefault(at, []).append((start, end, number))
    out = []
    cursor = 0
    for at, those in sorted(marked.items()):
        for start, end, text in _highlighted(source, pieces[at], those, remarks):
            out += [source[cursor:start], text]
            cursor = end
    end = _end(source, cursor)
    out += [source[cursor:end], _listed(remarks), source[end:]]
    return "".join(out).encode(encoding, "xmlcharrefreplace")


def _end(source: str, cursor: int) -> int:
    """Where the list of all remarks goes: to the end of what the page shows."""
    for pattern in _ENDS:
        places = [found.start() for found in pattern.finditer(source, cursor)]
        if places:
            return places[-1]
    return len(source)


def _encoding(raw: bytes) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _pieces(source: str) -> Iterator[_Piece]:
    """The texts between the tags."""
    cursor = 0
    for tag in _NO_TEXT.finditer(source):
        if cursor < tag.start():
            yield _piece(source, cursor, tag.start())
        cursor = tag.end()
    if cursor < len(source):
        yield _piece(source, cursor, len(source))


def _piece(source: str, start: int, end: int) -> _Piece:
    signs: list[str] = []
    places: list[int] = []
    cursor = start
    for found in _ENTITY.finditer(source, start, end):
        signs += source[cursor : found.start()]
        places += range(cursor, found.start())
        for sign in unescape(found[0]):
            signs.append(sign)
            places.append(found.start())
        cursor = found.end()
    signs += source[cursor:end]
    places += range(cursor, end + 1)
    return _Piece("".join(signs), places)


def _highlighted(
    source: str, piece: _Piece, those: list[tuple[int, int, int]], remarks: Sequence[Remark]
) -> Iterator[tuple[int, int, str]]:
    """The marked stretches of a text in the source with their markup; where remarks overlap, a mark has all of them."""
    edges = sorted({edge for start, end, _ in those for edge in (start, end)})
    for start, end in pairwise(edges):
        here = [number for first, last, number in those if first <= start and end <= last]
        if here and piece.places[start] < piece.places[end]:
            words = source[piece.places[start] : piece.places[end]]
            ending = "".join(f"<sup>[{number + 1}]</sup>" for number in here if _ends(those, number) == end)
            title = escape("\n\n".join(f"[{number + 1}] {remarks[number].text}" for number in here)).replace("\n", "&#10;")
            colour = _COLOURS[remarks[here[0]].finding.severity]
            mark = f'<mark title="{title}" style="background-color:{colour}">{words}</mark>{ending}'
            yield piece.places[start], piece.places[end], mark


def _ends(those: list[tuple[int, int, int]], number: int) -> int:
    return max(end for _, end, each in those if each == number)


def _listed(remarks: Sequence[Remark]) -> str:
    """All remarks at the end of the page, for those who print it."""
    if not remarks:
        return ""
    items = "".join(f"<li>{'<br>'.join(escape(line) for line in remark.lines)}</li>" for remark in remarks)
    return f'<section class="jixiao-review" lang="zh"><hr><ol>{items}</ol></section>\n'
