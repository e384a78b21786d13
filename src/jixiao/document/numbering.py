"""The numbers of headings, made from their levels: 一、 （一） 1. （1）, as GB/T 9704-2012 7.3.3 has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jixiao.document.model import DEEPEST_HEADING, Block, Heading, Paragraph

_DIGITS = "〇一二三四五六七八九"
_TENS = 10
_LARGEST = 99


def chinese_numeral(number: int) -> str:
    """A whole number from 1 as headings count: 一, 十, 十一, 二十, 九十九; beyond that digit by digit (一〇〇)."""
    if number > _LARGEST:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    tens, ones = divmod(number, _TENS)
    return ("" if tens <= 1 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def heading_number(level: int, number: int) -> str:
    """The sign before the so-many-th heading of a level."""
    if level == 1:
        return f"{chinese_numeral(number)}、"
    if level == 2:  # noqa: PLR2004 - the second level
        return f"（{chinese_numeral(number)}）"
    return f"{number}." if level == 3 else f"（{number}）"  # noqa: PLR2004 - the third level


class Counter:
    """Counts headings as they come: a heading starts the deeper levels anew, a title starts all of them anew."""

    def __init__(self) -> None:
        self._counts = [0] * DEEPEST_HEADING

    def restart(self) -> None:
        """Begin a new part of the paper."""
        self._counts = [0] * DEEPEST_HEADING

    def expected(self, level: int) -> str:
        """The number that the next heading of a level would have."""
        return heading_number(level, self._counts[level - 1] + 1)

    def pass_heading(self, level: int, *, numbered: bool) -> str:
        """Go past a heading; gives its number, or nothing for one without."""
        number = self.expected(level) if numbered else ""
        self._counts[level - 1] += numbered
        self._counts[level:] = [0] * (DEEPEST_HEADING - level)
        return number


def with_numbers(blocks: Iterable[Block]) -> Iterator[tuple[str, Block]]:
    """Every block with the number that stands before it; nothing before what is no numbered heading."""
    counter = Counter()
    for block in blocks:
        if isinstance(block, Heading):
            yield counter.pass_heading(block.level, numbered=block.numbered), block
            continue
        if isinstance(block, Paragraph) and block.style == "title":
            counter.restart()
        yield "", block
