"""Text damaged as scanners, PDF extraction and typing damage it, the same for the same seed.

``PRESERVING`` kinds leave every number and every word what a reader takes it for: a check must say the same before and after.
``LOOSE`` kinds leave the meaning to a reader who thinks, but a program may lose a word, part a number or join two sentences: a check may
fall silent, it must not speak. ``CHANGING`` kinds change numbers: what the text says is different then.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable

_HAN = "[\u4e00-\u9fff]"
_FULL = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789%+.~"}
_HALF = str.maketrans("，；：（）！？“”", ',;:()!?""')
_RADICALS = str.maketrans(
    "一二人入八刀力十口土大女子工干文方日月木止比水火玉生用田白目立",
    "⼀⼆⼈⼊⼋⼑⼒⼗⼝⼟⼤⼥⼦⼯⼲⽂⽅⽇⽉⽊⽌⽐⽔⽕⽟⽣⽤⽥⽩⽬⽴",
)
_BESIDE = re.compile(rf"(?<={_HAN})(?=[\d{_HAN[1:-1]}])|(?<=[\d%])(?={_HAN})")
_POINT = re.compile(r"(?<=\d)\.(?=\d{1,2}(?!\d|\.))")
_LONG_POINT = re.compile(r"(?<=\d{3})\.(?=\d{1,2}(?!\d|\.))")
_YEAR = re.compile(r"(?<!\d)20\d\d(?=年)")
_NUMBER = re.compile(r"(?<![\d.])[\d,]+(?:\.\d+)?%?")
_INSIDE = re.compile(r"(?<=\d)(?=\d)")
_SIGN = re.compile("[，。；、：]")
_PUNCTUATION = re.compile("(?<![0-9])[，。；](?![0-9])")
_PAIR = re.compile(f"{_HAN}{_HAN}")
_ZERO, _DIGIT = re.compile(r"(?<=\d)0(?=[\d年月日%万元分])"), re.compile(r"\d")

_Kind = Callable[[str, random.Random, float], str]


def _at(pattern: re.Pattern[str], change: Callable[[str], str]) -> _Kind:
    """A kind that changes some of what a pattern finds."""

    def kind(text: str, chance: random.Random, share: float) -> str:
        return pattern.sub(lambda found: change(found[0]) if chance.random() < share else found[0], text)

    return kind


def _swapped(pair: str) -> str:
    return pair[1] + pair[0]


def _other(digit: str) -> str:
    return str((int(digit) + 3) % 10)


PRESERVING: dict[str, _Kind] = {
    "spaces": _at(_BESIDE, lambda _: " "),
    "cut_decimals": _at(_LONG_POINT, lambda _: ". "),
    "spelt_years": _at(_YEAR, " ".join),
    "full_width": _at(_NUMBER, lambda number: number if "," in number else number.translate(_FULL)),
    "half_width": _at(re.compile("(?<![0-9])[；：（）！？“”]|(?<![0-9])，|，(?![0-9])"), lambda sign: sign.translate(_HALF)),
    "broken_lines": _at(_BESIDE, lambda _: "\n"),
    "invisible": _at(_BESIDE, lambda _: "\u200b"),
    "radicals": _at(
        re.compile("[一二人入八刀力十口土大女子工干文方日月木止比水火玉生用田白目立]"), lambda sign: sign.translate(_RADICALS)
    ),
    "letters": _at(_ZERO, lambda _: "O"),
    "middle_dots": _at(_POINT, lambda _: "·"),
}
"""Kinds that a reader does not even notice: each number and each word is still there."""

LOOSE: dict[str, _Kind] = {
    "missing_punctuation": _at(_PUNCTUATION, lambda _: ""),
    "doubled_punctuation": _at(_SIGN, lambda sign: sign * 2),
    "broken_numbers": _at(_INSIDE, lambda _: "\n"),
    "cut_short_decimals": _at(_POINT, lambda _: ". "),
    "swapped_signs": _at(_PAIR, _swapped),
}
"""Kinds that leave the meaning to a reader who thinks."""

CHANGING: dict[str, _Kind] = {
    "other_digits": _at(_DIGIT, _other),
    "lost_digits": _at(_DIGIT, lambda _: ""),
    "lost_points": _at(_POINT, lambda _: ""),
}
"""Kinds after which the text says something else."""

KINDS = PRESERVING | LOOSE | CHANGING


def damaged(text: str, seed: int, kinds: Iterable[str] = tuple(PRESERVING), share: float = 0.15) -> str:
    """The text after each of the kinds in turn, each at that share of the places where it can happen."""
    for kind in kinds:
        text = KINDS[kind](text, random.Random(f"{seed} {kind}"), share)
    return text
