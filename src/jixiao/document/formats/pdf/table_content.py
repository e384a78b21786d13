"""A table as data for the typesetter: widths, sizes, and what may go over a page's end."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate, pairwise

from jixiao.document.layout import TWIPS, Layout, Sides
from jixiao.document.measure import height_of, row_heights, unbroken
from jixiao.document.model import Align, Cell, Placed, Runs, Table, text_of
from jixiao.exact import half_up

Data = dict[str, object]
SetRuns = Callable[[Runs, int, int], list[Data]]
"""Sets runs of a size (in half points) in so much room."""

_BELOW = 120
_SMALLEST = 2
_REPEATED = 3
"""What stands again on every page takes at most a third of it."""


def table_data(table: Table, layout: Layout, sides: Sides, set_runs: SetRuns) -> Data:
    """The table of a tidy document, as wide as the text of the page.

    What is higher than half of a page may be cut by the page's end, rows and merged cells alike; what is lower stays whole. Of a high
    header only the last rows stand on every page, and one that would nearly fill a page is set as any row.
    """
    widths = column_widths([column.share for column in table.columns], sides.text_width, _narrowest(layout))
    edges = [0, *accumulate(widths)]
    half, header = sides.text_height // 2, len(table.header)
    needs = [_height(placed.cell, layout, _width(placed, edges)) for placed in table.placed()]
    heights = row_heights(
        [(placed.row, placed.cell.down, need) for placed, need in zip(table.placed(), needs, strict=True)],
        header + len(table.body),
        layout.row_height,
    )
    whole = sum(heights[:header]) * 5 < sides.text_height * 4
    cells = []
    for placed, need in zip(table.placed(), needs, strict=True):
        data = _cell(placed, table.align_of(placed), layout, _width(placed, edges), set_runs)
        rows = heights[placed.row : placed.row + placed.cell.down]
        cells.append(data | {"cut": sum(rows) > half, "text_cut": need > half})
    return {
        "block": "table",
        "widths": widths,
        "header": header if whole else 0,
        "repeated": _repeated(table, heights, sides.text_height // _REPEATED) if whole else 0,
        "border": half_up(layout.border_eighths, TWIPS, 8),
        "below": _BELOW,
        "cells": cells,
    }


def column_widths(shares: list[int], width: int, narrowest: int) -> list[int]:
    """The columns' widths, which fill the text's width exactly, none narrower than a character as long as all find room."""
    least = min(narrowest, width // len(shares))
    spare, total = width - least * len(shares), sum(shares)
    wanted = _in_proportion(shares, width)
    if min(wanted) >= least:
        return wanted
    beyond = [max(0, each - least) for each in wanted]
    return [least + more for more in _in_proportion(beyond if any(beyond) else [1] * len(shares), spare)] if total else wanted


def _in_proportion(shares: list[int], width: int) -> list[int]:
    total = sum(shares)
    edges = [half_up(reached, width, total) for reached in accumulate(shares, initial=0)]
    return [right - left for left, right in pairwise(edges)]


def _narrowest(layout: Layout) -> int:
    return 2 * layout.cell_side + max(layout.styles[kind].height for kind in ("text", "label", "number"))


def _repeated(table: Table, heights: list[int], limit: int) -> int:
    """How many of the last rows of the header stand on every page; a cell that is merged over rows is not cut."""
    header = len(table.header)
    tops = {placed.row + down for placed in table.placed() if placed.row < header for down in range(1, placed.cell.down)}
    starts = (row for row in range(header) if row not in tops and sum(heights[row:header]) <= limit)
    return header - next(starts, header)


def _width(placed: Placed, edges: list[int]) -> int:
    return edges[placed.column + placed.cell.across] - edges[placed.column]


def _cell(placed: Placed, align: Align, layout: Layout, width: int, set_runs: SetRuns) -> Data:
    row, column, cell = placed
    kind = layout.styles[cell.kind]
    side = min(layout.cell_side, width // 4)
    room = width - 2 * side
    size = _size(cell, kind.half_points, room)
    return {
        "x": column,
        "y": row,
        "across": cell.across,
        "down": cell.down,
        "align": align,
        "style": cell.kind,
        **({} if size == kind.half_points else {"size": size * TWIPS // 2}),
        "side": side,
        "above": max(layout.cell_above, (layout.row_height - max(kind.line, kind.height)) // 2),
        "runs": set_runs(cell.runs, size, room),
    }


def _size(cell: Cell, half_points: int, room: int) -> int:
    """The size of a cell's text: a number that is too long for its column is set smaller, and nothing wider than the room."""
    size = unbroken(text_of(cell.runs), half_points, room) if cell.number else half_points
    return max(_SMALLEST, min(size, room * 2 // TWIPS))


def _height(cell: Cell, layout: Layout, width: int) -> int:
    """About how high a cell is; lines of small type keep the pitch of their style."""
    kind, text = layout.styles[cell.kind], text_of(cell.runs)
    if len(text) * kind.height <= width - 2 * layout.cell_side and "\n" not in text:
        return layout.row_height
    return height_of(text, kind.half_points, width) * max(kind.line, kind.height) // kind.height
