"""Signs in lines: what belongs together, where a space is meant, and how two lines make one text."""

from __future__ import annotations

import re
import unicodedata

_RADICALS = range(0x2E80, 0x2FE0)
"""Radicals that fonts map in place of the characters that look the same (⼀ for 一)."""

_HALVES = range(0xD800, 0xE000)
"""Halves of a sign that are none by themselves."""

_CLOSING = "，。、；：？！）》〉」』】〕”’％℃‰,.;:?!)]}%"
_OPENING = "（《〈「『【〔“‘([{￥¥$"
_IN_WORD = ".,-/%:"
_WORD = re.compile(r"[0-9A-Za-z\u00c0-\u024f]")
_LAST_WORD, _FIRST_WORD = re.compile(r"[!-~]{1,80}\Z"), re.compile(r"[!-~]{1,80}")
_IN_CODE = re.compile(r"[-_/\\@:]")
_IN_NUMBER = re.compile(r"[0-9.,%]")
_PAGE_NUMBER = re.compile(
    r"[-—–─―－·•~\s]*(?:第\s*)?(?:\d{1,4}|[ivxlc]{1,6}|[一二三四五六七八九十百]{1,4})\s*(?:页)?"
    r"(?:\s*(?:/|／|，|,|共|of|\||之)\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–─―－·•~\s]*",
    re.IGNORECASE,
)
_ENGLISH_PAGE_NUMBER = re.compile(r"page\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)


def plain_sign(code: int) -> str:
    """The sign of a code; a radical is the character that it stands for, and every space is a plain one."""
    sign = chr(code) if code not in _HALVES else ""
    if code in _RADICALS:
        return unicodedata.normalize("NFKC", sign)
    return " " if sign in "\u00a0\t\u2002\u2003\u2009\u202f" else sign


def is_word(sign: str) -> bool:
    """Whether a sign is a letter or digit of writing that puts spaces between words."""
    return bool(_WORD.match(sign))


def is_closing(sign: str) -> bool:
    """Whether a sign may not begin a line."""
    return sign in _CLOSING


def is_opening(sign: str) -> bool:
    """Whether a sign may not end a line."""
    return sign in _OPENING


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but the number of a page."""
    return bool(_PAGE_NUMBER.fullmatch(text) or _ENGLISH_PAGE_NUMBER.fullmatch(text))


def is_chinese(sign: str) -> bool:
    """Whether a sign is as wide as it is high."""
    return sign >= "\u2e80"


def is_latin(sign: str) -> bool:
    """Whether a sign belongs to writing that puts spaces between words; dashes and quotation marks belong to none."""
    return sign < "\u2000" or "\u2190" <= sign < "\u2300"


def holds_together(before: str, after: str) -> bool:
    """Whether a line would not have been broken between two signs."""
    if is_opening(before) or is_closing(after):
        return True
    return (
        before < "\u2000"
        and after < "\u2000"
        and (is_word(before) or before in _IN_WORD)
        and (is_word(after) or after in _IN_WORD)
    )


def widest_join(before: str, after: str) -> float:
    """The widest gap between two signs, in parts of their size, that is still no space.

    Many programs put a quarter of a character between Chinese and Latin, and nothing tells it from a typed space that was not kept.
    """
    if is_chinese(before) != is_chinese(after):
        return 0.75
    if is_chinese(before):
        return 1.2
    return 0.45 if _IN_NUMBER.match(before) and _IN_NUMBER.match(after) else 0.22


def flat(text: str) -> str:
    """A text as lines that break at every space would give it back."""
    joined = ""
    for word in text.split():
        joined = join(joined, word)
    return joined


def join(before: str, after: str, *, is_full: bool = False) -> str:
    """Two lines as one text: a space between words, none within Chinese.

    A number, a code or an address that filled its line goes on in the next one.
    """
    before, after = before.rstrip(), after.lstrip()
    if not before or not after:
        return before + after
    last, first = before[-1], after[0]
    is_apart = is_latin(last) and is_latin(first) and not is_opening(last) and not is_closing(first)
    if not is_apart or last in "-/" or (is_full and _goes_on(before, after)):
        return before + after
    return f"{before} {after}"


def _goes_on(before: str, after: str) -> bool:
    """Whether what stands at the end of a line and what begins the next could be one code."""
    ends, begins = _LAST_WORD.search(before), _FIRST_WORD.match(after)
    if ends is None or begins is None:
        return False
    return bool(_IN_CODE.search(ends[0]) or _IN_CODE.search(begins[0])) or (ends[0][-1].isdigit() and begins[0][0].isdigit())
