"""The lines of a text: how wide they are, how far they are indented, and what they begin with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

_DIGITS = "一二三四五六七八九十百〇零"
_NUMBERS = (
    re.compile(rf"[{_DIGITS}]{{1,5}}、"),
    re.compile(rf"[（(]\s?[{_DIGITS}]{{1,5}}\s?[）)]"),
    re.compile(r"\d{1,2}(?:[.．](?!\s?\d)|、)"),
    re.compile(r"[（(]\s?\d{1,2}\s?[）)]"),
)
_MARKDOWN = re.compile(r"(#{1,6})\s*(?=\S)")
_BEGINS = re.compile(
    rf"#{{1,6}}\s|[{_DIGITS}]{{1,5}}、|[（(]\s?(?:[{_DIGITS}]{{1,5}}|\d{{1,2}})\s?[）)]|\d{{1,2}}(?:[.．](?!\s?\d)|、)"
    rf"|第[{_DIGITS}\d]{{1,4}}(?:章|节|条|部分)|附\s*[件表录]|[表图]\s*\d|[-*•·●○■◆▪]\s|(?:备?注|说明|单位|金额单位)\s?[:：]|[①-⑳]|\|"
)
_SENTENCE_END = re.compile(r"[。！？；：.!?;:][”’」』》\"')）]{0,2}$")
_PAGE_NUMBER = re.compile(r"[-—–－─·]+\s?\d{1,4}\s?[-—–－─·]+|第?\s?\d{1,4}\s?页(?:[,，/\s]*共\s?\d{1,4}\s?页)?")
_BARE_NUMBER = re.compile(r"\d{1,4}(?:\s?/\s?\d{1,4})?")
_SPACE = " \t\u3000\xa0"
_TAB = 4
_FULL, _FULL_HEADING = 8, 3
_BAND = 8
_NARROWEST = 40
_FEWEST, _SHARE, _STRAYS = 3, 4, 30
_LONGEST_HEADING = 40


class Line(NamedTuple):
    """A line as it stands, without space at its end, and its page counted from one."""

    text: str
    page: int

    @property
    def inner(self) -> str:
        """The line without the space around it."""
        return self.text.strip(_SPACE)

    @property
    def indent(self) -> int:
        """How many columns of space stand before it; a full-width space takes two."""
        before = self.text[: len(self.text) - len(self.text.lstrip(_SPACE))]
        return sum({"\t": _TAB, "\u3000": 2}.get(sign, 1) for sign in before)


class Setting(NamedTuple):
    """How a text is set: the width at which its lines break (None if each paragraph is one line), and its left edge.

    ``is_spaced`` if empty lines part its paragraphs, and lines break anywhere.
    """

    width: int | None
    left: int
    indents: bool
    is_spaced: bool = False

    def is_full(self, line: Line) -> bool:
        """Whether a line reaches the right edge, so that its paragraph may go on in the next."""
        if self.width is None:
            return False
        slack = _FULL_HEADING if level_of(line.inner) else _FULL
        return columns(line.text) - self.left >= self.width - slack

    def is_indented(self, line: Line) -> bool:
        """Whether a line begins further right than the text does."""
        return line.indent - self.left > 1


def columns(text: str) -> int:
    """How many columns a text takes: a Chinese sign takes two."""
    return len(text) if text.isascii() else len(text) + (len(text.encode("utf-8", "replace")) - len(text)) // 2


def lines_of(text: str) -> list[Line]:
    """The lines of a text with their pages; the numbers of pages are left out."""
    pages = text.split("\f")
    found: list[Line] = []
    for number, page in enumerate(pages, 1):
        lines = [Line(line.rstrip(_SPACE), number) for line in page.split("\n")]
        shown = [at for at, line in enumerate(lines) if line.text]
        edges = {shown[0], shown[-1]} if shown and len(pages) > 1 else set()
        found += [
            Line("", number)
            if _PAGE_NUMBER.fullmatch(line.inner) or (at in edges and _BARE_NUMBER.fullmatch(line.inner))
            else line
            for at, line in enumerate(lines)
        ]
    return found


def setting_of(lines: Sequence[Line]) -> Setting:
    """How a text is set, by the widths of its lines: broken by hand, many have nearly the same, and hardly one a larger one."""
    shown = [line for line in lines if line.text]
    left = min((line.indent for line in shown), default=0)
    indents = sum(1 < line.indent - left <= 2 * _TAB for line in shown) > 1
    widths = Counter(columns(line.text) - left for line in shown)
    total = len(shown)
    sums = {width: sum(widths.get(each, 0) for each in range(width - _BAND + 1, width + 1)) for width in widths}
    wide = {width: count for width, count in sums.items() if width >= _NARROWEST}
    if not wide:
        return Setting(None, left, indents)
    width = max(wide, key=lambda each: (wide[each], each))
    longer = sum(count for each, count in widths.items() if each > width + 2)
    is_broken = wide[width] >= _FEWEST and wide[width] * _SHARE >= total and longer * _STRAYS <= total
    return Setting(width if is_broken else None, left, indents)


def begins_anew(text: str) -> bool:
    """Whether a text begins as a heading, an item of a list or a caption does."""
    return _BEGINS.match(text) is not None


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends with a text."""
    return _SENTENCE_END.search(text[-4:]) is not None


def level_of(text: str) -> int:
    """The level of the heading that a text's own number or marks tell; 0 for a text that is none."""
    marks = _MARKDOWN.match(text)
    bare = text[marks.end() :] if marks else text
    level = next((at for at, number in enumerate(_NUMBERS, 1) if (found := number.match(bare)) and found.end() < len(bare)), 0)
    if marks:
        return level or min(len(marks[1]), len(_NUMBERS))
    if not level or len(text) > _LONGEST_HEADING or text[-1] in "。；;：:，,、！？!?":
        return 0
    is_sentence = any(sign in text for sign in ("。；" if level <= 2 else "。；;，,：:"))  # noqa: PLR2004 - 一、 and （一）
    return 0 if is_sentence else level


def without_marks(text: str) -> str:
    """A heading's text without its markdown marks."""
    return _MARKDOWN.sub("", text, count=1).rstrip("# ") if _MARKDOWN.match(text) else text


def gap(before: str, after: str) -> str:
    """What stands between two lines of a paragraph when they are joined: a space between Latin words, else nothing."""
    last, first = before[-1:], after[:1]
    if not (last.isascii() and first.isascii() and first.isalnum()):
        return ""
    if last.isdigit() or last in ",.":
        return " " if first.isalpha() else ""
    return " " if last.isalpha() or last in ";:!?)" else ""
