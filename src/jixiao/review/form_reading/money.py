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
    steps = (read.step for text in written if (read := amount(text, factor)) is not None)
    return Given(factor, min(steps, default=factor))


def _units(text: str) -> Iterator[str]:
    for found in _UNIT.finditer(text):
        yield found[1] or found[2]


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


def across(rows: Sequence[tuple[int, Line]], factor: Decimal) -> list[Money]:
    """Money whose sources are columns, and whose budget and spending are lines below them."""
    for at, (_, head) in enumerate(rows):
        named = {place: words().line(each.text) for place, each in enumerate(head) if place and each is not head[place - 1]}
        sources = {place: name for place, name in named.items() if name is not None}
        if (
            len(set(sources.values())) < len(sources)
            or "total" not in sources.values()
            or len(sources) < len(("total", "fiscal"))
        ):
            continue
        first = min(sources)
        cells: dict[int, dict[str, Passage]] = {place: {} for place in sources}
        for _, line in rows[at + 1 :]:
            label = next((each.text for each in reversed(distinct(line[:first])) if each.text.strip()), "")
            role = words().column(label)
            if role in MONEY:
                for place in sources:
                    cells[place].setdefault(role, line[place])
        if all({"adjusted", "executed"} <= each.keys() for each in cells.values()):
            return _by_source([_read(head[place].text.strip(), name, cells[place], factor) for place, name in sources.items()])
    return []


def beside(rows: Sequence[tuple[int, Line]], factor: Decimal) -> list[Money]:
    """Money that stands beside its words, one after the other: 全年预算数 | 43.2 | 全年执行数 | 37.24 | 执行率 | 86%."""
    cells: dict[str, Passage] = {}
    for _, line in rows:
        for left, right in pairwise(distinct(line)):
            role = words().column(left.text)
            is_value = words().column(right.text) is None and len(right.text) < 2 * len("123,456,789.00元")
            is_of_form = words().key(left.text) is not None and words().line(left.text) is None
            if role in {*MONEY, "points", "score"} and is_value and not is_of_form and role not in cells:
                cells[role] = right
    amounts = [role for role in AMOUNTS if role in cells and amount(cells[role].text, factor) is not None]
    if len(amounts) < len(("adjusted", "executed")) or "executed" not in amounts:
        return []
    is_scored = {"rate", "points", "score"} <= cells.keys()
    return [_read("", "total", {role: cells[role] for role in cells if is_scored or role in MONEY}, factor)]
