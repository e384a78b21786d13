"""One quantity in several places: in two paragraphs, or in a paragraph and a table of the paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from jixiao.exact import Precision
from jixiao.findings import Place
from jixiao.review.lexer import YUAN, Token
from jixiao.review.paper import Grid, Paper, Passage
from jixiao.review.precision import HALF
from jixiao.review.statements.amounts import Said, named, said
from jixiao.review.statements.columns import with_header
from jixiao.review.statements.division import class_of, value_of
from jixiao.review.statements.vocabulary import pattern

Difference = Literal["number", "factor", "unit"]

_UNIT = re.compile(
    r"[（(/](?:单位)?[:：]?(?P<one>亿元|万元|元|人次|批次|批|人|个|项|次|篇|期|场|家|份|件|%)[）)]?$|单位[:：](?P<two>亿元|万元|元)(?![亿万])"
)
_MEASURE = {
    "批次": "批次",
    "批数": "批",
    "人次": "人次",
    "人次数": "人次",
    "人数": "人",
    "次数": "次",
    "篇数": "篇",
    "场次": "场次",
    "期数": "期",
}
_NO_VALUE = re.compile(r"目标|计划|指标值|上年|去年|分值|得分|权重|率|比|序号|编号|标准|增减|差|备注|^年度$")
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_ABOVE = re.compile(r"单位[:：]|[表]")
_NARROW = re.compile(r"项目|三公|专项|采购|资产|来源|经济分类|转移支付|基金|收入|接待|会议|培训|公用|人员")
_WHOLE_UNIT = re.compile(r"部门|整体|单位(?![:：])|收支|支出|预算|资金")
_ROWS = {"基本支出": frozenset({"基本支出", "基本支出预算"}), "项目支出": frozenset({"项目支出", "项目预算"})}
_WHOLES = frozenset({"预算", "支出", "年初预算", "调整预算"})
_LINES = 3
_LABEL_END = 24
_FACTOR = 10_000
_TWO = 2


class Cell(NamedTuple):
    """A number in a table: what its row and column name, in one wording, and the number with its unit."""

    passage: Passage
    token: Token
    names: frozenset[str]


class Conflict(NamedTuple):
    """Two places that state one quantity differently. ``odd`` is the one that others speak against, or the later one."""

    odd: Said
    token: Token
    place: Place
    quote: str
    difference: Difference


@lru_cache(maxsize=8)
def conflicts(paper: Paper) -> tuple[Conflict, ...]:
    """Every quantity that two places state differently."""
    return (*_in_text(paper), *_against_tables(paper))


@lru_cache(maxsize=8)
def is_told_twice(paper: Paper) -> bool:
    """Whether any quantity of the text is told in two places at all."""
    return any(len(group) > 1 for group in _groups(paper).values()) or bool(_matches(paper)) or any(_of_rows(paper))


def _groups(paper: Paper) -> dict[tuple[str, str, str], list[Said]]:
    found: dict[tuple[str, str, str], list[Said]] = {}
    for each in said(paper):
        if each.is_scoped:
            found.setdefault(each.key, []).append(each)
    return found


def _in_text(paper: Paper) -> Iterator[Conflict]:
    for group in _groups(paper).values():
        values: list[list[Said]] = []
        for each in group:
            alike = next((others for others in values if is_same(each.token, others[0].token)), None)
            values.append([each]) if alike is None else alike.append(each)
        if len(values) == _TWO and _stand_apart(*values):
            yield from _between(*values)
        elif len(values) == 1:
            yield from _units(values[0])


def _stand_apart(one: list[Said], other: list[Said]) -> bool:
    """Whether no paragraph states both numbers: it would list them."""
    return not {each.passage.number for each in one} & {each.passage.number for each in other}


def _between(one: list[Said], other: list[Said]) -> Iterator[Conflict]:
    if {one[0].token.unit, other[0].token.unit} == {"人", "人次"}:
        return
    odd, known = (one, other) if len(one) < len(other) else (other, one)
    first = known[0]
    difference: Difference = "factor" if _is_factor(odd[0].token, first.token) else "number"
    yield from (Conflict(each, first.token, first.place, first.quote, difference) for each in odd)


def _units(group: list[Said]) -> Iterator[Conflict]:
    """Places that give the same number of the same thing in 人 and in 人次."""
    first = group[0]
    odd = next((each for each in group if {each.token.unit, first.token.unit} == {"人", "人次"}), None)
    if odd is not None:
        yield Conflict(odd, first.token, first.place, first.quote, "unit")


def is_same(one: Token, other: Token) -> bool:
    """Whether two numbers can be one, as they are rounded."""
    off = abs(value_of(one) - value_of(other))
    if one.kind != "amount":
        return off == 0
    return off <= HALF * max(int(one.step), int(other.step)) if max(one.step, other.step) > 1 else off == 0


def _is_factor(one: Token, other: Token) -> bool:
    low, high = sorted((abs(value_of(one)), abs(value_of(other))))
    return one.kind == "amount" and low * _FACTOR == high


# ---- tables


@lru_cache(maxsize=8)
def cells(paper: Paper) -> tuple[Cell, ...]:
    """The numbers of the tables whose row and column say what they are of."""
    around: dict[str | None, str] = {}
    for passage in paper.passages:
        if passage.kind in {"note", "caption"}:
            around[passage.place.table] = around.get(passage.place.table, "") + " " + passage.text
    return tuple(
        cell
        for grid in map(with_header, paper.grids)
        if _is_of_the_year(paper, grid, told := f"{around.get(grid.name, '')} {_above(paper, grid)}")
        for cell in _of_grid(grid, told)
    )


def _above(paper: Paper, grid: Grid) -> str:
    """The short lines right above a table: its caption and its unit, where a file has them as paragraphs."""
    first = grid.rows[0][0].number if grid.rows and grid.rows[0] else 0
    lines = []
    for passage in reversed(paper.passages[max(0, first - _LINES) : first]):
        text = passage.text.strip()
        if passage.kind == "cell" or len(text) > _LABEL_END + _LABEL_END or text.endswith("。"):
            break
        if _ABOVE.search(text):
            lines.append(text)
    return " ".join(lines)


def _is_of_the_year(paper: Paper, grid: Grid, around: str) -> bool:
    """Whether a table is of the paper's year, and of all of it, as far as it says."""
    words = " ".join((around, *grid.section[-1:]))
    years = {int(year) for year in _YEAR.findall(words)}
    is_other = bool(years) and paper.year is not None and paper.year not in years
    return not is_other and pattern("numbers", "part-of-year").search(words) is None


def _of_grid(grid: Grid, around: str) -> Iterator[Cell]:
    is_narrow = _is_narrow(grid, around)
    heads = [" ".join(dict.fromkeys(row[column].text for row in grid.rows[: grid.header])) for column in range(_width(grid))]
    for row in grid.rows[grid.header :]:
        numbers = [column for column, cell in enumerate(row) if _number_of(cell) is not None and column < len(heads)]
        usable = [column for column in numbers if not _NO_VALUE.search(heads[column])]
        label = "".join(dict.fromkeys(cell.text for cell in row[: min(numbers, default=0)] if not _is_unit(cell.text)))
        if not label or len(label) > _LABEL_END or _NO_VALUE.search(label):
            continue
        told = next((cell.text for cell in row if _is_unit(cell.text)), "")
        for column in usable:
            token = _with_unit(row[column], (told, heads[column], label, around))
            names = _names(label, heads[column], is_only=len(usable) == 1)
            if token is not None and not (is_narrow and names & _WHOLES):
                yield Cell(row[column], token, names)


def _is_narrow(grid: Grid, around: str) -> bool:
    """Whether a table may be of a part of the unit's money only, so that its total is not the unit's: 项目支出情况表."""
    if any("基本支出" in cell.text for row in grid.rows for cell in row[:1]):
        return False
    words = " ".join((grid.name, around, *grid.section[-1:]))
    return _NARROW.search(words) is not None or _WHOLE_UNIT.search(words) is None


def _width(grid: Grid) -> int:
    return min((len(row) for row in grid.rows), default=0)


def _is_unit(text: str) -> bool:
    return text in {"亿元", "万元", "元", "人次", "批次", "批", "人", "个", "项", "次", "篇", "期", "场", "家", "份", "件", "%"}


def _number_of(cell: Passage) -> Token | None:
    """The number that a cell is, and nothing else."""
    tokens = cell.tokens
    text = cell.text.strip()
    is_whole = len(tokens) == 1 and tokens[0].end - tokens[0].start == len(text) and tokens[0].precision is Precision.EXACT
    return tokens[0] if is_whole and tokens[0].kind in {"number", "amount", "count"} else None


def _with_unit(cell: Passage, around: tuple[str, str, str, str]) -> Token | None:
    token = _number_of(cell)
    if token is None or token.kind != "number":
        return token
    for words in around:
        unit = words if _is_unit(words) else next((each for word, each in _MEASURE.items() if words.endswith(word)), "")
        found = _UNIT.search(words)
        unit = unit or (found["one"] or found["two"] if found else "")
        if unit in YUAN:
            factor = YUAN[unit]
            return token._replace(kind="amount", unit=unit, value=value_of(token) * factor, step=token.step * factor)
        if unit:
            return token._replace(kind="count", unit=unit)
    return None


def _names(label: str, head: str, *, is_only: bool) -> frozenset[str]:
    """What a cell can be called: by its row and column, by its row alone where it is the only number of it."""
    head = next((head.removesuffix(word) for word in _MEASURE if head.endswith(word)), head)
    label, head = (re.sub(r"[（(][^（()）]*[）)]", "", words) for words in (label, head))
    found = {named(label + head)[0], named(head + label)[0]}
    if is_only or not head:
        found.add(named(label)[0])
    return frozenset(name for name in found if name)


def _matches(paper: Paper) -> list[tuple[Said, list[Cell]]]:
    by_name: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells(paper):
        for name in cell.names:
            by_name.setdefault((name, class_of(cell.token)), []).append(cell)
    return [
        (each, by_name[each.name, class_of(each.token)])
        for each in said(paper)
        if each.is_scoped and "/" not in each.time and (each.name, class_of(each.token)) in by_name
    ]


def _of_rows(paper: Paper) -> Iterator[tuple[Said, Cell]]:
    """The basic or the projects' spending, without a word that says whose, that no column of its row in the paper's tables has."""
    rows: dict[str, list[Cell]] = {}
    for cell in cells(paper):
        for name, columns in _ROWS.items():
            if cell.names & columns:
                rows.setdefault(name, []).append(cell)
    if len({cell.passage.place.table for found in rows.values() for cell in found}) != 1:
        return
    for each in said(paper):
        if each.is_scoped or each.name not in rows or "/" in each.time or each.token.kind != "amount":
            continue
        found = rows[each.name]
        if len(found) >= _TWO and not any(is_same(each.token, cell.token) for cell in found):
            spent = [cell for cell in found if each.name in cell.names]
            yield each, (spent or found)[-1]


def _against_tables(paper: Paper) -> Iterator[Conflict]:
    for each, cell in _of_rows(paper):
        difference: Difference = "factor" if _is_factor(each.token, cell.token) else "number"
        yield Conflict(each, cell.token, cell.passage.place, cell.passage.quote(0, len(cell.passage.text)), difference)
    told: set[tuple[str, Decimal]] = set()
    for each, found in _matches(paper):
        values = {value_of(cell.token) for cell in found}
        if len(values) != 1 or is_same(each.token, found[0].token) or pattern("numbers", "part-of-year").search(each.quote):
            continue
        if found[0].token.unit != each.token.unit and {found[0].token.unit, each.token.unit} == {"人", "人次"}:
            continue
        if (each.name, value_of(each.token)) not in told:
            told.add((each.name, value_of(each.token)))
            cell = found[0]
            difference = "factor" if _is_factor(each.token, cell.token) else "number"
            yield Conflict(each, cell.token, cell.passage.place, cell.passage.quote(0, len(cell.passage.text)), difference)
