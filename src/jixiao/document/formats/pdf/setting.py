"""A file without marks: paragraphs and tables by the way they are set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jixiao.document.formats.pdf.flow import Inside, Piece, frames, pieces
from jixiao.document.formats.pdf.furniture import without_furniture
from jixiao.document.formats.pdf.lines import Line, lines_of
from jixiao.document.formats.pdf.pages import Sheet
from jixiao.document.formats.pdf.ruled_tables import Grid, grids_of
from jixiao.document.formats.pdf.tables import Ruled, goes_on, table_of


def items_of(sheets: Sequence[Sheet]) -> list[Piece | Ruled]:
    """The paragraphs and tables of all pages in reading order."""
    grids: list[Grid] = []
    pages: list[tuple[Sheet, list[Line]]] = []
    for sheet in sheets:
        found, outside = grids_of(sheet)
        grids += found
        pages.append((sheet, lines_of(outside, sheet.number)))
    kept = without_furniture(pages)
    known = frames([(sheet, lines) for (sheet, _), lines in zip(pages, kept, strict=True)], map(_inside, grids))
    items: list[Line | Grid] = []
    for sheet, lines in zip(sheets, kept, strict=True):
        here: list[Line | Grid] = [*lines, *(grid for grid in grids if grid.page == sheet.number)]
        items += sorted(here, key=_top)
    return list(_joined(pieces(items, known)))


def _inside(grid: Grid) -> Inside:
    return Inside(grid.page, grid.xs[0], grid.xs[-1], [line for spot in grid.spots for line in spot.lines])


def _top(item: Line | Grid) -> float:
    return item.ys[0] if isinstance(item, Grid) else item.base - item.size


def _joined(items: Iterable[Piece | Grid]) -> list[Piece | Ruled]:
    """Pieces of a table on pages that follow each other made one."""
    groups: list[Piece | list[Grid]] = []
    for item in items:
        last = groups[-1] if groups else None
        if isinstance(item, Piece):
            groups.append(item)
        elif isinstance(last, list) and goes_on(last[-1], item):
            last.append(item)
        else:
            groups.append([item])
    return [table_of(group) if isinstance(group, list) else group for group in groups]
