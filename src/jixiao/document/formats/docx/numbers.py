"""numbering.xml: the numbers that Word counts itself and never writes into a paragraph, as people see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from jixiao.document.formats.docx.runs import flag, number, q, value
from jixiao.document.formats.docx.style_sheet import StyleSheet
from jixiao.document.numbering import chinese_numeral
from jixiao.files.package import Element, Package

_DEEPEST = 9
_PLACE = re.compile(r"%([1-9])")
_LONGEST_LINK, _LONGEST_TEXT = 5, 60
_LARGEST_CIRCLED = 20
_LETTERS = 26
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST_ROMAN = 3999
_LEGAL = str.maketrans("一二三四五六七八九十〇", "壹贰叁肆伍陆柒捌玖拾零")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_NUMERALS = "〇一二三四五六七八九"


class _Level(NamedTuple):
    """How one level counts: where it starts, in which signs, the text around them, and after which level it starts anew."""

    start: int
    form: str
    text: str
    restarts_after: int
    is_legal: bool


@dataclass(slots=True)
class _List:
    """The levels of a list and where its counting stands; lists that share their definition count together."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class _Use(NamedTuple):
    """A list as paragraphs name it: its levels, and those that it starts anew."""

    which: _List
    starts: dict[int, int]


class Numbers:
    """Counts the numbered paragraphs of a file as they come."""

    def __init__(self, package: Package, part: str | None, sheet: StyleSheet) -> None:
        self._sheet = sheet
        self._uses: dict[str, _Use] = {}
        self._begun: set[str] = set()
        if part is not None:
            self._read(package.tree(part))

    def before(self, paragraph: Element) -> str:
        """The number that stands before a paragraph; nothing before one without."""
        found = self._sheet.numbered(paragraph)
        use = self._uses.get(found.list) if found else None
        if found is None or use is None:
            return ""
        at = min(found.level, _DEEPEST - 1)
        level = use.which.levels.get(at)
        if level is None:
            return ""
        self._count(found.list, use, at, level)
        text = _PLACE.sub(
            lambda place: self._shown(use.which, int(place[1]) - 1, level), "" if level.form == "bullet" else level.text
        )
        return f"{text} " if text and text[-1].isalnum() and text[-1].isascii() else text

    def _count(self, name: str, use: _Use, at: int, level: _Level) -> None:
        counts = use.which.counts
        if name not in self._begun:
            self._begun.add(name)
            for each, start in use.starts.items():
                counts[each] = start - 1
        counts[at] = counts.get(at, level.start - 1) + 1
        for deeper in [each for each in counts if each > at]:
            below = use.which.levels.get(deeper)
            if below is None or at < below.restarts_after:
                del counts[deeper]

    def _shown(self, which: _List, at: int, level: _Level) -> str:
        its = which.levels.get(at)
        if its is None:
            return ""
        return in_signs(which.counts.get(at, its.start), "decimal" if level.is_legal else its.form)

    def _read(self, root: Element) -> None:
        shapes: dict[str, _List] = {}
        links: dict[str, str] = {}
        for each in root.iterfind(q("abstractNum")):
            name = each.get(q("abstractNumId")) or ""
            shapes[name] = _List({number(level.get(q("ilvl"))): _level(level) for level in each.iterfind(q("lvl"))})
            if link := value(each, "numStyleLink"):
                links[name] = link
        shape_of = {each.get(q("numId")) or "": value(each, "abstractNumId") or "" for each in root.iterfind(q("num"))}
        for each in root.iterfind(q("num")):
            name = each.get(q("numId")) or ""
            shape = shape_of[name]
            for _ in range(_LONGEST_LINK):
                target = self._sheet.list_of_style(links.get(shape, ""))
                shape = shape_of.get(target, shape)
            if shape in shapes and name != "0":
                self._uses[name] = _use(each, shapes[shape])


def in_signs(count: int, form: str) -> str:
    """A count in the signs of a form that Word names; forms that are not known count in ordinary digits."""
    signs = _FORMS.get(form)
    return str(count) if signs is None or (count < 1 and form != "none") else signs(count)


def _circled(count: int) -> str:
    return chr(ord("①") + count - 1) if count <= _LARGEST_CIRCLED else str(count)


def _letters(count: int) -> str:
    """A to z, then aa to zz."""
    return chr(ord("a") + (count - 1) % _LETTERS) * ((count - 1) // _LETTERS % 10 + 1)


def _roman(count: int) -> str:
    if count > _LARGEST_ROMAN:
        return str(count)
    text = ""
    for worth, sign in _ROMAN:
        text += sign * (count // worth)
        count %= worth
    return text


def _level(element: Element) -> _Level:
    at = number(element.get(q("ilvl")))
    return _Level(
        number(value(element, "start"), 1),
        value(element, "numFmt") or "decimal",
        (value(element, "lvlText") or "")[:_LONGEST_TEXT],
        number(value(element, "lvlRestart"), at),
        bool(flag(element, "isLgl")),
    )


def _use(element: Element, shape: _List) -> _Use:
    """A list with what it overrides; one that defines a level of its own counts by itself."""
    starts: dict[int, int] = {}
    own: dict[int, _Level] = {}
    for each in element.iterfind(q("lvlOverride")):
        at = number(each.get(q("ilvl")))
        if (start := value(each, "startOverride")) is not None:
            starts[at] = number(start, 1)
        if (level := each.find(q("lvl"))) is not None:
            own[at] = _level(level)
    return _Use(_List(shape.levels | own) if own else shape, starts)


_FORMS: dict[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "ideographTraditional": lambda count: _STEMS[(count - 1) % len(_STEMS)],
    "ideographZodiac": lambda count: _BRANCHES[(count - 1) % len(_BRANCHES)],
    "lowerLetter": _letters,
    "upperLetter": lambda count: _letters(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
    "decimalFullWidth": lambda count: str(count).translate(_FULL_WIDTH),
    "decimalZero": lambda count: f"{count:02d}",
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting"),
        chinese_numeral,
    ),
    **dict.fromkeys(
        ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"),
        lambda count: chinese_numeral(count).translate(_LEGAL),
    ),
    **dict.fromkeys(
        ("ideographDigital", "taiwaneseDigital"), lambda count: "".join(_NUMERALS[int(digit)] for digit in str(count))
    ),
}
