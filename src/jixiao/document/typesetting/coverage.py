"""Signs for which no font here has a shape are named, so that nothing that was written vanishes or turns into an empty box."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache

from jixiao.document.typesetting.compiling import MARKUP, Refused, pages
from jixiao.document.typesetting.fonts import face

_PROBE = """#set document(title: "-")
#set text(lang: "zh", font: {family})
"""
_LINE = re.compile(rf"{re.escape(MARKUP)}:(\d+):")
_NEEDS_NO_FONT = re.compile(r"[\s -~]")
_TURNS = (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Signs that turn the direction of writing: they can show digits in another order than they stand in."""

_LINE_ENDS = (0x85, 0x2028, 0x2029)
_CONTROLS = (code for code in range(0x7F, 0xA0) if code not in _LINE_ENDS)
_LEFT_OUT: dict[int, str | None] = dict.fromkeys((*_TURNS, *_CONTROLS))
_ON_ONE_LINE: dict[int, str | None] = _LEFT_OUT | dict.fromkeys(_LINE_ENDS, " ")

_TESTED = 2_000
"""Signs tried at once."""


def named(text: str, *, system: bool = True) -> str:
    """The text with every sign that no font here can show as its number in Unicode: 〔U+20BB7〕."""
    return with_numbers(text, without_shape(text, system=system))


def with_numbers(text: str, signs: Iterable[str]) -> str:
    """The text with these signs as their numbers, and without those that turn the direction of writing or steer machines."""
    numbers: dict[int, str | None] = {ord(sign): f"〔U+{ord(sign):04X}〕" for sign in signs}
    return text.translate(_LEFT_OUT | numbers) if numbers or not text.isprintable() else text


def stood_for(text: str, *, system: bool = True) -> str:
    """The text with 〓, as printers have it, for every sign that no font here can show: where there is no room for a number."""
    return text.translate(_ON_ONE_LINE | {ord(sign): "〓" for sign in without_shape(text, system=system)})


def without_shape(text: str, *, system: bool = True) -> frozenset[str]:
    """The signs of a text for which no font has a shape."""
    known = _known(system=system)
    signs = set(text)
    unknown = sorted(sign for sign in signs - known.keys() if not _NEEDS_NO_FONT.match(sign) and ord(sign) not in _LEFT_OUT)
    for start in range(0, len(unknown), _TESTED):
        part = unknown[start : start + _TESTED]
        refused = _refused(part, system=system)
        known.update((sign, sign not in refused) for sign in part)
    return frozenset(sign for sign in signs if not known.get(sign, True))


def _refused(signs: list[str], *, system: bool) -> set[str]:
    """Those that the typesetter will not write to a standard which forbids empty boxes; each is a paragraph of its own."""
    head = _PROBE.format(family=json.dumps(face("", system=system).families[0]))
    lines = "".join(f'#text("\\u{{{ord(sign):x}}}")\n\n' for sign in signs)
    try:
        pages({MARKUP: (head + lines).encode()}, ("ua-1",), system=system)
    except Refused as error:
        first = head.count("\n") + 1
        found = {signs[(int(line) - first) // 2] for line in _LINE.findall(str(error))}
        if found or len(signs) == 1:
            return found or {*signs}
        middle = len(signs) // 2
        return _refused(signs[:middle], system=system) | _refused(signs[middle:], system=system)
    return set()


@cache
def _known(*, system: bool) -> dict[str, bool]:  # noqa: ARG001 - each has its own
    """What was found out so far: whether a sign has a shape."""
    return {}
