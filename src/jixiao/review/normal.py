"""Text as it was meant: what scanners, PDF extraction and typing did to it undone, while every sign knows where it stood.

Spaces between Chinese signs and digits, full-width digits, broken lines inside words and numbers, zero-width signs, a letter O within
digits. Nothing is guessed: two numbers beside each other stay two unless the space cuts a number that its neighbours show to be one
(2157. 27, 2 0 9 5, 20 23年).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

_DIGIT = frozenset("0123456789")
_FOLDED = {
    **{
        code: chr(code - 0xFEE0)
        for code in range(0xFF01, 0xFF5F)
        if chr(code - 0xFEE0).isalnum() or chr(code - 0xFEE0) in "%+-.~"
    },
    **{ord(sign): " " for sign in "\t\n\r\v\f\u00a0\u3000\u202f\u205f"},
    **dict.fromkeys(range(0x2000, 0x200B), " "),
    ord("﹪"): "%",
}
for _code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00)):
    _plain = unicodedata.normalize("NFKC", chr(_code))
    if len(_plain) == 1:
        _FOLDED[_code] = _plain
_ODD = re.compile("[" + "".join(map(re.escape, map(chr, sorted(_FOLDED)))) + "]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffc]+")
_SPACE, _SPACES = re.compile(" "), re.compile("  +")
_COMMA = re.compile(r"，(?<=[0-9]，)(?=[0-9]{3}(?:[^0-9]|$))")
_POINT = re.compile(r"[·•‧](?<=[0-9].)(?=[0-9])")
_LETTER = re.compile("[OoQlI|]")
_LETTERS = re.compile(r"(?<=[0-9])[OoQ]+(?=[0-9年月日%万亿元批人次分.])|(?<=[0-9])[lI|](?=[0-9])")
_AS_DIGIT = str.maketrans("OoQlI|", "000111")
_SPELT = re.compile(r"(?<![\d.])\d(?: \d){2,}(?: ?\. ?\d(?: \d)*)?(?![\d.])")
_PAIR_CUT = re.compile(r"(?<![\d.])\d \d(?= ?(?:[分%％批人万亿元个次家期篇份项场]))")
_YEAR_CUT = re.compile(r"(?<![\d.])(?:2 ?0 ?\d ?\d|1 ?9 ?\d ?\d)(?= ?年)")
_DECIMALS_CUT = re.compile(r"(?<=\d) ?\. ?\d(?: \d)+(?= ?(?:%|万 ?元|亿 ?元|元))")
_POINT_CUT = re.compile(r"(?<=\d)(?: \. |\. | \.)(?=\d)(?!\d{4} ?年)")
_LIST_NUMBER = re.compile(r"(?:^|[。；;：:（(，,、] ?)\d{1,2}\. $")
_GROUP_CUT = re.compile(r"(?<=\d), (?=\d{3}(?!\d))|(?<=\d) ,(?=\d{3}(?!\d))")
_ONLY_NUMBER = re.compile(r" ?\d+ ?\. ?\d+ ?(?:[%％]|万 ?元|元)? ?")
_BACK, _SHORT = 5, 1000
_CUTS = (_SPELT, _PAIR_CUT, _YEAR_CUT, _DECIMALS_CUT, _POINT_CUT, _GROUP_CUT)


class Normal(NamedTuple):
    """A normal text, and for each of its signs the position that it had in the original."""

    text: str
    origin: Sequence[int]
    original: str

    def quote(self, start: int, end: int) -> str:
        """What stands in the original between two positions of the normal text."""
        if start >= end:
            return ""
        return self.original[self.origin[start] : self.origin[end - 1] + 1]


def normal(text: str) -> Normal:
    """The normal form of a text; texts that are normal already cost one look. Short ones that come again cost none."""
    return _short(text) if len(text) < _SHORT else _normal(text)


@lru_cache(maxsize=512)
def _short(text: str) -> Normal:
    return _normal(text)


def _normal(text: str) -> Normal:
    origin: Sequence[int] = range(len(text))
    signs = text
    if not text.isascii():
        signs, origin = _left(signs, origin, [found.span() for found in _INVISIBLE.finditer(text)])
    if _ODD.search(signs):
        signs = _ODD.sub(_folded, signs)
    if "  " in signs:
        signs, origin = _left(signs, origin, [(found.start() + 1, found.end()) for found in _SPACES.finditer(signs)])
    if " " in signs:
        signs, origin = _left(signs, origin, list(_needless(signs)))
    return Normal(_mended(signs), origin, text)


def _folded(found: re.Match[str]) -> str:
    return _FOLDED[ord(found[0])]


def _left(text: str, origin: Sequence[int], spans: Sequence[tuple[int, int]]) -> tuple[str, Sequence[int]]:
    """What is left of a text without some of its stretches, which are in order, and where its signs stood."""
    if not spans:
        return text, origin
    edges = [0, *chain.from_iterable(spans), len(text)]
    kept = list(zip(edges[::2], edges[1::2], strict=True))
    return "".join([text[start:end] for start, end in kept]), tuple(chain.from_iterable(origin[start:end] for start, end in kept))


def _mended(text: str) -> str:
    """Signs within numbers as they were meant: 2，157.27, 99·86, 2O95; a sign stays one sign."""
    if "，" in text:
        text = _COMMA.sub(",", text)
    text = _POINT.sub(".", text)
    if _LETTER.search(text):
        text = _LETTERS.sub(lambda found: found[0].translate(_AS_DIGIT), text)
    return text


def _needless(text: str) -> Iterator[tuple[int, int]]:
    """The spaces that part nothing: none is left but one between Latin words, and between two numbers."""
    cut = set(_cuts(text))
    for found in _SPACE.finditer(text):
        at = found.start()
        if at in cut or not _is_real(text[at - 1 : at], text[at + 1 : at + 2]):
            yield at, at + 1


def _cuts(text: str) -> Iterator[int]:
    """The spaces that stand within a number."""
    is_number = _ONLY_NUMBER.fullmatch(text) is not None
    for pattern in _CUTS:
        for match in pattern.finditer(text):
            if pattern is _POINT_CUT and not is_number and _LIST_NUMBER.search(text, max(0, match.start() - _BACK), match.end()):
                continue
            yield from (found.start() for found in _SPACE.finditer(text, match.start(), match.end()))


def _is_real(before: str, after: str) -> bool:
    """Whether a space between two signs parts two words: Latin ones, or two numbers."""
    if before == "." and after in _DIGIT:
        return True
    return _is_word(before) and _is_word(after)


def _is_word(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def joined_lines(lines: list[str]) -> str:
    """Lines of one paragraph as one text: a space only between Latin words."""
    parts = [line.strip() for line in lines if line.strip()]
    text = parts[0] if parts else ""
    for before, after in pairwise(parts):
        gap = " " if _is_word(before[-1]) and _is_word(after[0]) and not (before[-1] in _DIGIT and after[0] in _DIGIT) else ""
        text += gap + after
    return text
