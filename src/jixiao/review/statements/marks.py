"""The marks of a form: its lines with a name, the points that they can have and the score that they got, as far as the header says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from jixiao.exact import decimal_of
from jixiao.findings import Place
from jixiao.review.paper import Grid, Paper, Passage

_NAMES = ("三级指标", "指标名称", "评价指标", "绩效指标", "指标内容", "二级指标", "指标")
_POINTS = re.compile(r"^(?:分值|权重|满分|标准分|指标分值|分值权重|权重分值|分值（权重）|权重（分值）)(?:[（(]分?[）)])?$")
_SCORE = re.compile(r"^(?:自评|实际|最终|评价|本次)?(?:得分|评分|分数)(?:[（(]分?[）)])?$")
_REASON = re.compile(r"(?:扣分|偏差|未完成|失分).{0,4}(?:原因|说明|情况)|原因分析")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WHOLE_LINES = re.compile(r"总分|合计|总计|小计")


class Mark(NamedTuple):
    """A line of a form: ``name`` is the passage that names it."""

    name: Passage
    points: Decimal
    score: Decimal
    reason: str = ""

    @property
    def place(self) -> Place:
        """Where it is named."""
        return self.name.place

    @property
    def lost(self) -> Decimal:
        """The points that it did not get."""
        return self.points - self.score


@lru_cache(maxsize=8)
def marks(paper: Paper) -> tuple[Mark, ...]:
    """The lines of all forms; those of totals are left out."""
    return tuple(mark for grid in paper.grids for mark in _of(grid))


def _of(grid: Grid) -> Iterator[Mark]:
    columns: tuple[int, int, int] | None = None
    reasons: int | None = None
    for row in grid.rows:
        found = _columns(row)
        if found is not None:
            columns, reasons = found, _column(row, _REASON)
        elif columns is not None and max(columns) < len(row):
            name, points, score = (row[column] for column in columns)
            numbers = [decimal_of(cell.text.strip()) for cell in (points, score) if _NUMBER.fullmatch(cell.text.strip())]
            counted = [each for each in numbers if each is not None]
            if len(counted) == 2 and name.text.strip() and not _WHOLE_LINES.search(name.text):  # noqa: PLR2004 - points and score
                told = row[reasons] if reasons is not None and reasons < len(row) else None
                yield Mark(name, counted[0], counted[1], told.text.strip() if told is not None else "")


def mark_of_row(paper: Paper, place: Place) -> tuple[Decimal, Decimal, Passage] | None:
    """The points, the score and the cell of the score in the row of a table that a place is in, if a header above names both."""
    for grid in paper.grids:
        if grid.name != place.table or place.row is None or not 1 < place.row <= len(grid.rows):
            continue
        row = grid.rows[place.row - 1]
        for header in reversed(grid.rows[: place.row - 1]):
            points, score = _column(header, _POINTS), _column(header, _SCORE)
            if points is not None and score is not None:
                numbers = [decimal_of(row[column].text.strip()) for column in (points, score)]
                return None if numbers[0] is None or numbers[1] is None else (numbers[0], numbers[1], row[score])
    return None


def _column(row: tuple[Passage, ...], heading: re.Pattern[str]) -> int | None:
    return next((at for at, cell in enumerate(row) if heading.search(cell.text.strip())), None)


def _columns(row: tuple[Passage, ...]) -> tuple[int, int, int] | None:
    """The columns of name, points and score in a row that is a header."""
    texts = [cell.text.strip() for cell in row]
    name = next((texts.index(word) for word in _NAMES if word in texts), None)
    points, score = _column(row, _POINTS), _column(row, _SCORE)
    return None if name is None or points is None or score is None else (name, points, score)
