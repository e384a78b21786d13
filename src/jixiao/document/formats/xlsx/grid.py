"""A sheet as rows and columns before any library sees it: which text stands where, how large, and how high its row is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from jixiao.document.formats.xlsx.anatomy import Range
from jixiao.document.formats.xlsx.cell_values import drawn_as, written_as
from jixiao.document.formats.xlsx.sheets import (
    BODY_NAME,
    CAPTION_NAME,
    HEADER_NAME,
    NOTE_NAME,
    TEXT_NAME,
    Charted,
    Drawn,
    Item,
    Sheet,
    chart_table,
)
from jixiao.document.images import pixels_of
from jixiao.document.layout import Layout, Type
from jixiao.document.measure import Fit, fitted, height_of, row_heights, unbroken
from jixiao.document.model import Align, Chart, Entry, Picture, Runs, Table, runs_of, text_of
from jixiao.exact import half_up

_TITLE_SPACE = 120
_NUMBER_SIDES = 160
_TEXT_SHARES = [1] * 8
"""Running text stands over several columns: programs shrink a sheet to the paper only if it can be cut."""

_TALLEST_ROW = 8_000
_CHART_SHAPE = (9, 20)
_BAR_PITCH = 360
_GAP = 240
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks."""

    font: str
    half_points: int
    align: Align
    bold: bool
    framed: bool
    number_format: str = ""
    is_entry: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of a sheet: its rows and columns, its runs, its look, its value if it is written as a number or a day, its entry."""

    row: int
    column: int
    down: int
    across: int
    runs: Runs
    look: Look
    value: Decimal | date | None = None
    entry: Entry | None = None


class Anchor(NamedTuple):
    """Where a chart or picture stands: its row, and its width and height in twentieths of a point."""

    drawn: Drawn
    row: int
    width: int
    height: int


@dataclass(slots=True)
class Grid:
    """A sheet ready to be written."""

    widths: list[int]
    tallest: int
    spots: list[Spot] = field(default_factory=list)
    heights: list[int] = field(default_factory=list)
    names: dict[str, tuple[int, int]] = field(default_factory=dict)
    """The first and the last row of each named range."""

    charts: dict[int, Range] = field(default_factory=dict)
    """The cells of each chart's numbers; its title, if it has one, stands in the row above."""

    anchors: list[Anchor] = field(default_factory=list)


def grid_of(sheet: Sheet, layout: Layout) -> Grid:
    """Lay out a sheet."""
    widest = max((len(each.chart.series) + 1 for each in sheet.above if isinstance(each, Charted)), default=0)
    shares = (
        [column.share for column in sheet.table.columns] if sheet.table else [*_TEXT_SHARES, *[1] * (widest - len(_TEXT_SHARES))]
    )
    sides = layout.sides(sheet.page)
    width = sides.width - 2 * layout.sheet_margin
    edges = [half_up(sum(shares[:at]), width, sum(shares)) for at in range(len(shares) + 1)]
    grid = Grid([max(1, right - left) for left, right in pairwise(edges)], sides.height - 4 * layout.sheet_margin)
    for item in sheet.above:
        _item(grid, layout, item)
    if sheet.table:
        _table(grid, layout, sheet.table)
    elif sheet.above and not grid.charts:
        grid.names[TEXT_NAME] = (0, len(grid.heights) - 1)
    for item in sheet.below:
        _item(grid, layout, item)
    return grid


def _item(grid: Grid, layout: Layout, item: Item) -> None:
    if isinstance(item, Charted):
        _charted(grid, layout, item)
    elif isinstance(item, Drawn):
        _drawn(grid, item)
    else:
        _line(grid, layout, item.style, item.runs)


def _line(grid: Grid, layout: Layout, style: str, runs: Runs, align: Align | None = None) -> None:
    """A paragraph over the whole width."""
    kind = layout.styles[style]
    if style == "title":
        size = layout.sheet_title
    else:
        size = min(kind.half_points, layout.styles["note"].half_points) if style != "caption" else kind.half_points
    text, width = text_of(runs), sum(grid.widths)
    fit = fitted(text, size, width, 1)
    look = Look(kind.font, fit.half_points, align or kind.align, kind.bold or _bold(runs), framed=False)
    grid.spots.append(Spot(len(grid.heights), 0, 1, len(grid.widths), runs, look))
    space = _TITLE_SPACE if style in {"title", "caption"} else 0
    grid.heights += row_heights([(0, 1, fit.height + space)], 1, 0)


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
        fit = fitted(text, kind.half_points, width, cell.down)
        value, code = written_as(cell)
        if value is not None:
            fit = _on_one_line(text, fit, width)
        look = Look(
            kind.font,
            fit.half_points,
            table.align_of(placed),
            _bold(cell.runs),
            framed=True,
            number_format=code,
            is_entry=cell.entry is not None,
        )
        grid.spots.append(Spot(first + row, column, cell.down, cell.across, cell.runs, look, value, cell.entry))
        needs.append((row, cell.down, fit.height))
    grid.heights += row_heights(needs, height, layout.row_height)
    for name, start, rows in ((HEADER_NAME, first, len(table.header)), (BODY_NAME, first + len(table.header), len(table.body))):
        if rows:
            grid.names[name] = (start, start + rows - 1)


def _on_one_line(text: str, fit: Fit, width: int) -> Fit:
    size = unbroken(text, fit.half_points, width - _NUMBER_SIDES)
    return fit if size == fit.half_points else Fit(size, height_of(text, size, width))


def _charted(grid: Grid, layout: Layout, charted: Charted) -> None:
    """The title and the numbers of a chart, and the chart itself if it is drawn here."""
    chart = charted.chart
    if chart.title:
        _line(grid, layout, "caption", chart.title, "left")
    first = len(grid.heights)
    texts = chart_table(chart)
    for row, cells in enumerate(texts, first):
        need = layout.row_height
        for column, text in enumerate(cells):
            is_label = row == first or column == 0
            runs = runs_of(text) if is_label else chart.series[column - 1].values[row - first - 1]
            kind = layout.styles["label" if is_label else "number"]
            value, code = (None, "") if is_label else drawn_as(text)
            fit = fitted(text, kind.half_points, grid.widths[column], 1)
            if value is not None:
                fit = _on_one_line(text, fit, grid.widths[column])
            look = Look(kind.font, fit.half_points, kind.align, _bold(runs), framed=True, number_format=code)
            grid.spots.append(Spot(row, column, 1, 1, runs, look, value))
            need = max(need, fit.height)
        grid.heights += row_heights([(0, 1, need)], 1, 0)
    grid.charts[charted.number] = (first, 0, len(grid.heights) - 1, len(chart.series))
    grid.heights.append(_GAP)
    if charted.is_drawn_here:
        _drawn(grid, Drawn(chart, charted.number))
        grid.heights.append(_GAP)


def _drawn(grid: Grid, drawn: Drawn) -> None:
    """A chart or picture over rows of its own; a chart is never cut by the end of a page."""
    width = sum(grid.widths)
    if isinstance(drawn.block, Picture):
        width, height = _picture_size(drawn.block, width, grid.tallest)
    else:
        height = _chart_height(drawn.block, width)
    rows = -(-(height + _GAP) // _TALLEST_ROW)
    grid.anchors.append(Anchor(drawn, len(grid.heights), width, height))
    grid.heights += [-(-(height + _GAP) // rows)] * rows


def _chart_height(chart: Chart, width: int) -> int:
    numerator, denominator = _CHART_SHAPE
    usual = half_up(width, numerator, denominator)
    needed = len(chart.categories) * len(chart.series) * _BAR_PITCH if chart.kind == "bar" else 0
    return min(_TALLEST_ROW - _GAP, max(usual, needed))


def _picture_size(picture: Picture, room: int, tallest: int) -> tuple[int, int]:
    """The share of the width that a picture takes, or less if it would be higher than the paper."""
    width = max(1, half_up(room, picture.share, _PERCENT))
    pixels = pixels_of(picture.data)
    if pixels is None:
        return width, _GAP
    height = max(1, half_up(width, pixels.height, pixels.width))
    return (width, height) if height <= tallest else (max(1, half_up(tallest, pixels.width, pixels.height)), tallest)
