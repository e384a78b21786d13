"""A sheet as another program exports it: titles above, a header in several lines, sums and signatures below, amounts in ten thousand yuan.

What is no row is left out and told, never silently; what stands above the rows is kept only as far as it says what they mean.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from jixiao.files.sheets import Cell, Merge, Number, SheetLine, cell_text
from jixiao.tables.schema import TableSpec
from jixiao.tables.workbook import HEADER_WITHIN, match

WAN = "万元"
PARTED = "／"
"""Between the words of a header that stand above each other and are not known as one."""
_UNIT = re.compile(r"[(\[](?:单位[::]?)?(?:人民币)?(?:万元|元)[)\]]$")
_COUNTS_IN_WAN = re.compile(r"单位[::]?(?:人民币)?万元|^[(\[]?万元[)\]]?$|[(\[]万元[)\]]$")
_SUM = re.compile(r"[(\[]?(?:本[页日月季年次期]|当[日月年]|以上)?(?:合计|总计|小计|累计)(?:数|金额)?[)\]]?:?")
_FOOT = re.compile(r"(?:制表|审核|复核|填表|填报|打印|导出|经办|单位负责|财务负责|负责|会计主管|注|说明|备注)[^:]{0,6}:")
_DEEPEST = 4
"""Lines that a header has at most."""


@cache
def foreign_words() -> Mapping[str, Sequence[str]]:
    """What other programs call our columns, by column; of several in one file the first of a list is taken."""
    data: Mapping[str, Sequence[str]] = yaml.safe_load(
        files(__package__).joinpath("exported_words.yaml").read_text(encoding="utf-8")
    )
    return data


class LeftOut(NamedTuple):
    """A line that is no row: its number in the file, and what stands in it first."""

    line: int
    text: str


class Laid(NamedTuple):
    """A sheet laid out: the words above its columns, its rows, what was left out of it, and whether a caption says that it counts in 万元."""

    words: list[str]
    lines: list[SheetLine]
    left_out: list[LeftOut]
    says_wan: bool


def bare(word: str) -> str:
    """A header's word without spaces, stars and the unit behind it."""
    return _UNIT.sub("", _plain(word).strip("*:"))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def in_wan(word: str) -> bool:
    """Whether a header's word says that its column counts in ten thousand yuan."""
    return WAN in _plain(word)


def laid(spec: TableSpec, lines: Sequence[SheetLine], merges: Iterable[Merge] = ()) -> Laid | None:
    """The sheet laid out under its header; None if no line names two columns of the table."""
    known, merged = _Known(spec), sorted(merges)
    headers = [_header(lines, at, merged, known) for at in range(min(HEADER_WITHIN, len(lines)))]
    counts = [len({known(word) for word in header.words} - {None}) for header in headers]
    best = max(counts, default=0)
    if best < min(2, len(spec.fields)):
        return None
    at = counts.index(best)
    above, header = lines[:at], headers[at]
    below = _filled_down(lines[at + header.depth :], merged)
    repeated = {tuple(_texts(line)) for line in lines[at : at + header.depth]}
    left_out = [line for line in below if _is_no_row(line) or tuple(_texts(line)) in repeated]
    gone = {line.number for line in left_out}
    return Laid(
        header.words,
        [line for line in below if line.number not in gone],
        [LeftOut(line.number, next(text for text in _texts(line) if text)) for line in left_out],
        any(_COUNTS_IN_WAN.search(_plain(text)) for line in above for text in _texts(line)),
    )


# ---- the header


class _Header(NamedTuple):
    words: list[str]
    depth: int


class _Known:
    """The column that a word names: by our own words, or by those of other programs."""

    def __init__(self, spec: TableSpec) -> None:
        self.spec = spec
        self.foreign = {word: column for column, words in foreign_words().items() if column in spec.fields for word in words}

    def __call__(self, word: str) -> str | None:
        own = match(self.spec, word)
        return own.name if own else self.foreign.get(bare(word))


def _header(lines: Sequence[SheetLine], at: int, merges: Sequence[Merge], known: _Known) -> _Header:
    """The words above the columns if the header begins in this line; merged cells that begin in it say how deep it is."""
    top = lines[at].number
    bottom = max((merge.bottom for merge in merges if merge.top == top), default=top)
    block = [line for line in lines[at : at + _DEEPEST] if line.number <= bottom]
    texts = [_spread(line, merges) for line in block]
    width = max(map(len, texts))
    columns = [list(dict.fromkeys(row[at] for row in texts if at < len(row) and row[at])) for at in range(width)]
    return _Header([_word(parts, known) for parts in columns], len(block))


def _spread(line: SheetLine, merges: Sequence[Merge]) -> list[str]:
    """The texts of a line; of cells that are merged sideways the text of the first in all of them."""
    texts = [" ".join(cell_text(cell).split()) for cell in line.cells]
    for merge in merges:
        if merge.top == line.number and merge.left < len(texts):
            texts += [""] * (merge.right + 1 - len(texts))
            texts[merge.left : merge.right + 1] = [texts[merge.left]] * (merge.right + 1 - merge.left)
    return texts


def _word(parts: Sequence[str], known: _Known) -> str:
    """The word of a column under which several stand: all of them as one if that is known, else the last if it is, else all of them."""
    if len(parts) < 2:  # noqa: PLR2004 - one word is that word
        return "".join(parts)
    if known("".join(parts)):
        return "".join(parts)
    return parts[-1] if known(parts[-1]) else PARTED.join(parts)


# ---- what is no row


def _texts(line: SheetLine) -> list[str]:
    return [cell_text(cell).strip() for cell in line.cells]


def _is_no_row(line: SheetLine) -> bool:
    """Whether a line is a sum, which is said before its first number, or a signature or a remark below the rows."""
    numbers = [at for at, cell in enumerate(line.cells) if isinstance(cell, Number)]
    before = [_plain(text) for text in _texts(line)[: min(numbers, default=len(line.cells))] if text]
    if any(_SUM.fullmatch(text) for text in before):
        return True
    return not numbers and bool(before) and bool(_FOOT.match(before[0]))


def _filled_down(lines: Sequence[SheetLine], merges: Sequence[Merge]) -> list[SheetLine]:
    """The lines; what is merged downwards stands in each of the rows that it covers."""
    found = {line.number: SheetLine(line.number, [*line.cells]) for line in lines}
    for merge in merges:
        if merge.top not in found or merge.left != merge.right or merge.left >= len(found[merge.top].cells):
            continue
        for number in range(merge.top + 1, min(merge.bottom, max(found)) + 1):
            if number in found:
                cells = found[number].cells
                cells.extend([""] * (merge.left + 1 - len(cells)))
                cells[merge.left] = found[merge.top].cells[merge.left]
    return list(found.values())


# ---- amounts


def in_yuan(cell: Cell) -> Cell:
    """An amount of ten thousand yuan in yuan, exactly; what is no number stays as it stands."""
    text = cell_text(cell)
    try:
        number = Decimal(_plain(text).replace(",", "").removesuffix(WAN))
    except InvalidOperation:
        return cell
    if not number.is_finite() or abs(number.adjusted()) > _LONGEST:
        return cell
    said = f"{number.scaleb(4):f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


_LONGEST = 30
