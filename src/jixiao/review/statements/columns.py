"""Rows and columns of totals in tables, with the parts that they add up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from jixiao.exact import Precision
from jixiao.review.lexer import Token
from jixiao.review.paper import Grid, Passage
from jixiao.review.precision import HALF
from jixiao.review.statements.division import value_of
from jixiao.review.statements.vocabulary import any_of, pattern, vocabulary

_EMPTY = frozenset({"", "-", "—", "--", "——", "/", "／", "无", "－"})
_ADDED = frozenset({"number", "amount", "count"})
_MARK = re.compile(r"[（(]?[一二三四五六七八九十\d]*[）)、.．]?")
_ONE = re.compile(r"[一二三四五六七八九十]+|\d+")
_FEWEST, _LONGEST, _DEEPEST = 2, 14, 4


class Total(NamedTuple):
    """A cell that says a total, and the cells that it adds up; ``is_row`` where they stand in its column (a row of totals)."""

    cell: Passage
    token: Token
    parts: tuple[Token, ...]
    is_row: bool

    @property
    def sum(self) -> Decimal:
        """What the parts come to."""
        return sum((value_of(part) for part in self.parts), Decimal(0))

    @property
    def holds(self) -> bool:
        """Whether the total is the sum: half a last digit of every part off at most where decimals are written; counts exactly."""
        off = abs(Fraction(value_of(self.token)) - Fraction(self.sum))
        if all(not token.places for token in (self.token, *self.parts)):
            return off == 0
        steps = [Fraction(part.step) for part in self.parts]
        whole = Fraction(self.token.step)
        return off <= HALF * (sum(steps) + (whole if whole > max(steps) else 0))


@cache
def _total() -> re.Pattern[str]:
    return re.compile(
        any_of(vocabulary("numbers")["totals"]) + r"(?:[（(][^（()）]*[）)])?|[^其\d]{0,8}" + any_of(["合计", "总计"])
    )


def totals(grid: Grid) -> tuple[Total, ...]:
    """The totals of a table whose parts are clear."""
    grid = with_header(grid)
    return (*_rows_of_totals(grid), *_columns_of_totals(grid))


def with_header(grid: Grid) -> Grid:
    """A table with its header, where the file does not say which rows that is: those above the first numbers, if each of these has a name."""
    if grid.header or len(grid.rows) < _FEWEST:
        return grid
    first = next((at for at, row in enumerate(grid.rows[:_DEEPEST]) if any(_number(cell) is not None for cell in row)), 0)
    columns = [column for column, cell in enumerate(grid.rows[first]) if _number(cell) is not None]
    bottom = grid.rows[first - 1]
    is_named = all(column < len(bottom) and bottom[column].text.strip() for column in columns)
    return grid._replace(header=first) if first and is_named else grid


def _is_total(text: str) -> bool:
    return len(text) <= _LONGEST and _total().fullmatch(text.strip("：: ")) is not None


def _number(cell: Passage) -> Token | None:
    """The number that a cell is."""
    text = cell.text.strip()
    is_number = len(cell.tokens) == 1 and cell.tokens[0].end - cell.tokens[0].start == len(text)
    token = cell.tokens[0] if is_number else None
    return token if token is not None and token.kind in _ADDED and token.precision is Precision.EXACT else None


def _head(grid: Grid, column: int) -> str:
    return " ".join(dict.fromkeys(row[column].text for row in grid.rows[: grid.header] if column < len(row)))


def _is_added(head: str) -> bool:
    return bool(head.strip()) and not pattern("numbers", "not-added").search(head)


def _label(row: tuple[Passage, ...]) -> str:
    """The name of a row: the last of its words before the first number."""
    words = ""
    for cell in row:
        if cell.tokens and _number(cell) is not None and words:
            break
        if cell.text.strip() not in _EMPTY and _number(cell) is None:
            words = cell.text.strip()
    return words


def _rows_of_totals(grid: Grid) -> Iterator[Total]:
    body = grid.rows[grid.header :]
    labels = [_label(row) for row in body]
    named = [at for at, row in enumerate(body) if any(_is_total(cell.text) for cell in row[: _first_number(row)])]
    if not grid.header or len(named) != 1 or named[0] not in {0, len(body) - 1} or _is_nested(body, labels, named[0]):
        return
    at = named[0]
    others = [row for number, row in enumerate(body) if number != at]
    made = []
    for column, cell in enumerate(body[at]):
        total = _number(cell)
        if total is None or not _is_added(_head(grid, column)):
            continue
        parts = _parts([row[column] for row in others if column < len(row)])
        if parts is not None and len(parts) >= _FEWEST:
            made.append(Total(cell, total, parts, is_row=True))
    yield from made


def _first_number(row: tuple[Passage, ...]) -> int:
    return next((at for at, cell in enumerate(row) if _number(cell) is not None), len(row))


def _is_nested(body: tuple[tuple[Passage, ...], ...], labels: list[str], total: int) -> bool:
    """Whether some rows are parts of others: by numbers or words before them, by merged cells, by names that hold each other."""
    others = [label for at, label in enumerate(labels) if at != total]
    if any(pattern("numbers", "nested").search(label) for label in others):
        return not _is_flat_list(others)
    known = [names.split("+") for names in vocabulary("numbers")["partitions"]]
    for names in known:
        if all(any(name in label for label in others) for name in names) and len(others) > len(names):
            return True
    columns = range(min(len(row) for row in body))
    return any(body[at][column] is body[at + 1][column] for at in range(len(body) - 1) for column in columns)


def _is_flat_list(labels: list[str]) -> bool:
    """Whether all rows are numbered alike: 一、二、三、 or 1. 2. 3."""
    shapes = {_ONE.sub("1", found[0]) for label in labels if (found := _MARK.match(label))}
    return len(shapes) == 1 and "" not in shapes and not any(word in label for label in labels for word in ("其中", "小计"))


def _parts(cells: list[Passage]) -> tuple[Token, ...] | None:
    """The numbers of several cells; empty ones count nothing; None where one holds something else."""
    found = []
    for cell in cells:
        token = _number(cell)
        if token is not None:
            found.append(token)
        elif cell.text.strip() not in _EMPTY:
            return None
    kinds = {token.kind for token in found}
    return tuple(found) if len(kinds) <= 1 else None


def _columns_of_totals(grid: Grid) -> Iterator[Total]:
    """Totals of rows, where the other columns of numbers are their parts in most rows."""
    width = min((len(row) for row in grid.rows), default=0)
    if not grid.header or len(grid.rows) - grid.header < _FEWEST:
        return
    heads = [_head(grid, column) for column in range(width)]
    bottom = [grid.rows[grid.header - 1][column].text for column in range(width)]
    named = [column for column in range(width) if _is_total(bottom[column])]
    numeric = [
        column
        for column in range(width)
        if sum(_number(row[column]) is not None for row in grid.rows[grid.header :]) * 2 > len(grid.rows) - grid.header
    ]
    parts = [column for column in numeric if column not in named]
    if (
        len(named) != 1
        or named[0] not in numeric
        or len(parts) < _FEWEST
        or not all(_is_added(heads[column]) for column in parts)
    ):
        return
    made = []
    for row in grid.rows[grid.header :]:
        token, others = _number(row[named[0]]), _parts([row[column] for column in parts])
        if token is not None and others is not None and len(others) >= _FEWEST:
            made.append(Total(row[named[0]], token, others, is_row=False))
    holding = sum(each.holds for each in made)
    if holding >= _FEWEST and holding * 2 > len(made):
        yield from made
