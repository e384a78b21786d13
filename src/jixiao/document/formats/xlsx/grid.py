"""A sheet as rows and columns before any library sees it: which text stands where, how large, and how high its row is."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from jixiao.document.formats.xlsx.sheets import BODY_NAME, CAPTION_NAME, HEADER_NAME, NOTE_NAME, TEXT_NAME, Sheet
from jixiao.document.layout import Layout, Type
from jixiao.document.measure import fitting, height_of, row_heights, unbroken
from jixiao.document.model import Align, Cell, Runs, ShownNumber, Table, text_of
from jixiao.exact import half_up

_TITLE_SPACE = 120
_NUMBER_SIDES = 160
_MOST_DIGITS = 15
_TEXT_SHARES = [1] * 8
"""Running text stands over several columns: programs shrink a sheet to the paper only if it can be cut."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks."""

    font: str
    half_points: int
    align: Align
    bold: bool
    framed: bool
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of a sheet: its rows and columns, its runs, its look, and its number if it is written as one."""

    row: int
    column: int
    down: int
    across: int
    runs: Runs
    look: Look
    number: ShownNumber | None = None


@dataclass(slots=True)
class Grid:
    """A sheet ready to be written."""

    widths: list[int]
    spots: list[Spot] = field(default_factory=list)
    heights: list[int] = field(default_factory=list)
    names: dict[str, tuple[int, int]] = field(default_factory=dict)
    """The first and the last row of each named range."""


def grid_of(sheet: Sheet, layout: Layout) -> Grid:
    """Lay out a sheet."""
    shares = [column.share for column in sheet.table.columns] if sheet.table else _TEXT_SHARES
    sides = layout.sides(sheet.page)
    width = sides.width - 2 * layout.sheet_margin
    edges = [half_up(sum(shares[:at]), width, sum(shares)) for at in range(len(shares) + 1)]
    grid = Grid([max(1, right - left) for left, right in pairwise(edges)])
    for line in sheet.above:
        _line(grid, layout, *line)
    if sheet.table:
        _table(grid, layout, sheet.table)
    elif sheet.above:
        grid.names[TEXT_NAME] = (0, len(grid.heights) - 1)
    for line in sheet.below:
        _line(grid, layout, *line)
    return grid


def number_format(number: ShownNumber) -> str:
    """The format that shows a number the way its text does."""
    places = f".{'0' * number.places}" if number.places else ""
    return f"{'#,##0' if number.grouped else '0'}{places}{'%' if number.percent else ''}"


def _line(grid: Grid, layout: Layout, style: str, runs: Runs) -> None:
    """A paragraph over the whole width."""
    kind = layout.styles[style]
    if style == "title":
        size = layout.sheet_title
    else:
        size = min(kind.half_points, layout.styles["note"].half_points) if style != "caption" else kind.half_points
    text, width = text_of(runs), sum(grid.widths)
    size = fitting(text, size, width, 1)
    look = Look(kind.font, size, kind.align, kind.bold or _bold(runs), framed=False)
    grid.spots.append(Spot(len(grid.heights), 0, 1, len(grid.widths), runs, look))
    space = _TITLE_SPACE if style in {"title", "caption"} else 0
    grid.heights += row_heights([(0, 1, height_of(text, size, width) + space)], 1, 0)


def _number(cell: Cell) -> ShownNumber | None:
    """The number of a cell, if a sheet can hold all its digits."""
    number = cell.number
    return number if number and len(number.value.as_tuple().digits) <= _MOST_DIGITS else None


def _bold(runs: Runs) -> bool:
    return bool(runs) and all(run.bold for run in runs)


def _table(grid: Grid, layout: Layout, table: Table) -> None:
    for name, style, runs in ((CAPTION_NAME, "caption", table.caption), (NOTE_NAME, "unit", table.note)):
        if runs:
            grid.names[name] = (len(grid.heights), len(grid.heights))
            _line(grid, layout, style, runs)
    first = len(grid.heights)
    height = len(table.header) + len(table.body)
    needs: list[tuple[int, int, int]] = []
    for placed in table.placed():
        row, column, cell = placed
        kind: Type = layout.styles[cell.kind]
        width = sum(grid.widths[column : column + cell.across])
        text = text_of(cell.runs)
        size = fitting(text, kind.half_points, width, cell.down)
        number = _number(cell)
        if number:
            size = unbroken(text, size, width - _NUMBER_SIDES)
        look = Look(
            kind.font,
            size,
            table.align_of(placed),
            _bold(cell.runs),
            framed=True,
            number_format=number_format(number) if number else "",
        )
        grid.spots.append(Spot(first + row, column, cell.down, cell.across, cell.runs, look, number))
        needs.append((row, cell.down, height_of(text, size, width)))
    grid.heights += row_heights(needs, height, layout.row_height)
    for name, start, rows in ((HEADER_NAME, first, len(table.header)), (BODY_NAME, first + len(table.header), len(table.body))):
        if rows:
            grid.names[name] = (start, start + rows - 1)
