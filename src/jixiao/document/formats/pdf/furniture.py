"""What stands on every page and is no part of the text: page numbers, and lines that come again at the head or foot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from jixiao.document.formats.pdf.lines import Line
from jixiao.document.formats.pdf.pages import Sheet
from jixiao.document.formats.pdf.signs import is_page_number

_HEAD, _FOOT = 0.12, 0.86
"""Parts of the page's height above and below which such lines stand."""

_DIGITS = re.compile(r"\d+")
_LEAST_PAGES = 3


def without_furniture(pages: Sequence[tuple[Sheet, list[Line]]]) -> list[list[Line]]:
    """The lines of each page without those that are no part of the text."""
    seen: Counter[tuple[str, int]] = Counter()
    for sheet, lines in pages:
        seen.update({_sort(line) for line in _outer(sheet, lines)})
    most = max(_LEAST_PAGES, len(pages) // 3)
    kept = []
    for sheet, lines in pages:
        outer = set(_outer(sheet, lines))
        ends = {lines[0], lines[-1]} if lines else set()
        kept.append(
            [
                line
                for line in lines
                if not (line in outer and (seen[_sort(line)] >= most or (line in ends and is_page_number(line.text))))
            ]
        )
    return kept


def _outer(sheet: Sheet, lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if not sheet.height * _HEAD < line.base <= sheet.height * _FOOT]


def _sort(line: Line) -> tuple[str, int]:
    """What a line has in common with those of other pages: its words without numbers, and its height on the page."""
    return _DIGITS.sub("#", line.text), round(line.base / 3)
