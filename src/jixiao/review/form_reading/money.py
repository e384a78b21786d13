"""The money of a form: its lines by source, the unit in which they are written, and lists of projects with their money."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from jixiao.review.form_reading.cells import amount, is_blank, share
from jixiao.review.form_reading.regions import Line, Region, distinct
from jixiao.review.form_reading.words import MONEY, words
from jixiao.review.lexer import YUAN
from jixiao.review.paper import Passage
from jixiao.review.precision import places_of
from jixiao.review.stated import quotient

USUAL = Decimal(10_000)
"""The unit of amounts where a form says none: 万元, as 财预〔2020〕10号 has it."""

AMOUNTS = ("initial", "adjusted", "executed")
_UNIT = re.compile(
    r"(?:单位|金额)[:：]?(?:人民币)?(万元|元|千元|百万元|亿元)|[（(](?:单位[:：]?)?(万元|元|千元|百万元|亿元)[)）]|^(万元|元)$"
)


class Money(NamedTuple):
    """One line: what it is called, its cells by their meaning, and the amounts in yuan; ``line`` is None for a line of a list."""

    label: str
    line: str | None
    cells: Mapping[str, Passage]
    yuan: Mapping[str, Decimal | None]
    misread: frozenset[str]
    rate: Decimal | None
    has_rate: bool


class Given(NamedTuple):
    """What is needed to read amounts: yuan for one unit of the form, and the finest step that its amounts are written in."""

    factor: Decimal
    step: Decimal


def given(texts: Iterable[str], written: Iterable[str]) -> Given:
    """The unit by the texts around the amounts, and the finest step of what is written."""
    found = next((unit for text in texts for unit in _units(text)), None)
    factor = YUAN[found] if found else USUAL
    places = max((places_of(each) for text in written if (each := _number(text)) is not None), default=0)
    return Given(factor, factor.scaleb(-places))


def _units(text: str) -> Iterator[str]:
    for found in _UNIT.finditer(text):
        yield found[1] or found[2]


def _number(text: str) -> Decimal | None:
    found = amount(text, Decimal(1))
    return None if found is None else Decimal(1).scaleb(-found.places)


def money_lines(region: Region, factor: Decimal) -> list[Money]:
    """The lines of a region of money: those of a form by source, or one for each project of a list."""
    is_list = region.has("listed")
    found: list[Money] = []
    for _, line in region.rows:
        label = _label(region, line)
        source = words().line(label)
        if not any(not is_blank(line[place].text) for place in _places(region) if place < len(line)):
            if found and not is_list:
                break
            continue
        if is_list:
            found.append(_money(region, line, label, "total" if source == "total" else None, factor))
        elif source is not None or not found:
            found.append(_money(region, line, label, source or "total", factor))
        elif words().key(label) or words().is_in("plan", label) or not _has_amount(region, line):
            break
        else:
            found.append(_money(region, line, label, "unknown", factor))
    return found if is_list else _by_source(found)


def _by_source(found: list[Money]) -> list[Money]:
    """The lines of which it is sure what they are: where one is unknown, or stands twice, only the total and the appropriation."""
    names = [each.line for each in found]
    doubled = {name for name in names if names.count(name) > 1}
    if "unknown" in names or doubled:
        return [each for each in found if each.line in {"total", "fiscal"} and each.line not in doubled - {"total"}]
    return found


def _places(region: Region) -> list[int]:
    return [place for role in MONEY for place in region.columns.get(role, ())]


def _has_amount(region: Region, line: Line) -> bool:
    texts = [line[place].text for role in AMOUNTS for place in region.columns.get(role, ()) if place < len(line)]
    return any(amount(text, Decimal(1)) is not None for text in texts)


def _label(region: Region, line: Line) -> str:
    """What a line is called: the last text before its amounts; in a list, what stands under the heading of the list."""
    listed = region.cell(line, "listed")
    if listed is not None:
        return listed.text.strip()
    before = distinct(line[: min(_places(region))])
    return next((text for each in reversed(before) if (text := each.text.strip())), "")


def _money(region: Region, line: Line, label: str, source: str | None, factor: Decimal) -> Money:
    cells = {
        role: cell for role in (*MONEY, "points", "score", "grade", "reason") if (cell := region.cell(line, role)) is not None
    }
    return _read(label, source, cells, factor)


def _read(label: str, source: str | None, cells: Mapping[str, Passage], factor: Decimal) -> Money:
    yuan: dict[str, Decimal | None] = {}
    misread = set()
    for role in AMOUNTS:
        if role not in cells:
            continue
        text = cells[role].text.strip()
        read = amount(text, factor)
        yuan[role] = read.yuan if read else None
        if read is None and not is_blank(text):
            misread.add(role)
    rate_text = cells["rate"].text.strip() if "rate" in cells else ""
    rate = share(rate_text, _known(yuan))
    if rate is None and not is_blank(rate_text):
        misread.add("rate")
    has_rate = "rate" in cells and cells["rate"] not in (cells.get("executed"), cells.get("points"))
    return Money(label, source, cells, yuan, frozenset(misread), rate, has_rate and rate_text not in {"—", "-", "/"})


def _known(yuan: Mapping[str, Decimal | None]) -> Decimal | None:
    over, under = yuan.get("executed"), yuan.get("adjusted") or yuan.get("initial")
    if over is None or not under:
        return None
    found = quotient(over, under) * 100
    return Decimal(found.numerator // found.denominator)


def beside(rows: Sequence[tuple[int, Line]], factor: Decimal) -> list[Money]:
    """Money that stands beside its words, one after the other: 全年预算数 | 43.2 | 全年执行数 | 37.24 | 执行率 | 86%."""
    cells: dict[str, Passage] = {}
    for _, line in rows:
        for left, right in pairwise(distinct(line)):
            role = words().column(left.text)
            is_value = words().column(right.text) is None and len(right.text) < 2 * len("123,456,789.00元")
            if role in {*MONEY, "points", "score"} and is_value and role not in cells:
                cells[role] = right
    amounts = [role for role in AMOUNTS if role in cells and amount(cells[role].text, factor) is not None]
    if len(amounts) < len(("adjusted", "executed")) or "executed" not in amounts:
        return []
    return [_read("", "total", {role: cells[role] for role in cells if role in MONEY}, factor)]
