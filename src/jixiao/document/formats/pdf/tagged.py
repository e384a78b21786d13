"""A file with marks: paragraphs, headings and tables as its tree of marks names them.

The tree is used only where it is whole. Text that it leaves out, a table that does not fill its rows, or a ruled table that it does
not know speak against it; then the file is read by the way it is set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from jixiao.document.formats.pdf.flow import Drawing, Inside, Piece, frames
from jixiao.document.formats.pdf.lines import Line, cell_of, lines_of
from jixiao.document.formats.pdf.pages import UNMARKED, Glyph, Sheet
from jixiao.document.formats.pdf.ruled_tables import grids_of
from jixiao.document.formats.pdf.structure import Node, Tree
from jixiao.document.formats.pdf.tables import Box, Ruled, built

_PARAGRAPHS = frozenset(
    ("P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "Title", "Caption", "LI", "TOCI", "Note", "FENote", "BibEntry")
)
_INLINE = frozenset(
    (
        "Span",
        "Quote",
        "Reference",
        "Code",
        "Link",
        "Annot",
        "Ruby",
        "RB",
        "RT",
        "RP",
        "Warichu",
        "WT",
        "WP",
        "Em",
        "Strong",
        "Sub",
        "Lbl",
    )
)
_ROLES = {"title": "Title", "subtitle": "Subtitle", "caption": "Caption"}
_LEFT_OUT = 0.02
_LEAST_CELLS = 6

Kid = Node | list[tuple[int, int]] | None

Marked = dict[tuple[int, int], list[Glyph]]


class NotWholeError(Exception):
    """The tree of marks does not tell all; never leaves this module."""


def items_of(tree: Tree, sheets: Sequence[Sheet], *, is_exact: bool = False) -> list[Piece | Ruled | Drawing] | None:
    """The paragraphs, tables and drawings of a file in the order of its tree; None if the tree is not whole.

    In an ``is_exact`` file every heading is marked as one; in others a paragraph may be one where none is marked at all.
    """
    if tree.is_broken or not tree.root.places:
        return None
    glyphs: Marked = defaultdict(list)
    for sheet in sheets:
        for glyph in sheet.glyphs:
            glyphs[sheet.number, glyph.mark].append(glyph)
    reader = _Reader(glyphs)
    try:
        found = list(reader.block(tree.root))
    except NotWholeError:
        return None
    if not _is_whole(glyphs, reader.used) or (not reader.tables and _has_tables(sheets)):
        return None
    return _framed(found, reader.tables, sheets, is_exact=is_exact)


def _is_whole(glyphs: Marked, used: set[tuple[int, int]]) -> bool:
    """Whether nearly all text is in the tree, but for what is marked as no part of it."""
    told = sum(len(some) for place, some in glyphs.items() if place in used)
    lost = sum(len(some) for (page, mark), some in glyphs.items() if mark >= UNMARKED and (page, mark) not in used)
    return bool(told) and lost <= _LEFT_OUT * (told + lost)


def _has_tables(sheets: Sequence[Sheet]) -> bool:
    return any(sum(bool(spot.lines) for spot in grid.spots) >= _LEAST_CELLS for sheet in sheets for grid in grids_of(sheet)[0])


def _framed(
    found: list[tuple[list[Line], str] | Ruled | Drawing], tables: list[Inside], sheets: Sequence[Sheet], *, is_exact: bool
) -> list[Piece | Ruled | Drawing]:
    """The paragraphs with the frames of their pages, and with what their marks say if the file marks its headings at all."""
    lines: dict[int, list[Line]] = defaultdict(list)
    for item in found:
        if isinstance(item, tuple) and not isinstance(item, (Ruled, Drawing)):
            for line in item[0]:
                lines[line.page].append(line)
    known = frames([(sheet, lines[sheet.number]) for sheet in sheets], tables)
    names_headings = is_exact or any(
        role.startswith("H") for item in found if not isinstance(item, (Ruled, Drawing)) for role in item[1:]
    )
    items: list[Piece | Ruled | Drawing] = []
    for item in found:
        if isinstance(item, (Ruled, Drawing)):
            items.append(item)
        else:
            role = "Text" if is_exact and item[1] == "P" else item[1] if names_headings or item[1] != "P" else ""
            items.append(Piece(item[0], known[item[0][0].page], role))
    return items


class _Reader:
    """Walks over the tree."""

    def __init__(self, glyphs: Marked) -> None:
        self.glyphs = glyphs
        self.used: set[tuple[int, int]] = set()
        self.tables: list[Inside] = []

    def block(self, node: Node) -> Iterator[tuple[list[Line], str] | Ruled | Drawing]:
        """What an element holds: its own text between the blocks in it is a paragraph as well."""
        waiting: list[tuple[int, int]] = []
        for number in sorted(node.places):
            below = node.places[number]
            if isinstance(below, list):
                waiting += below
            elif below.kind in _INLINE and not _has_blocks(below):
                waiting += _marks(below)
            else:
                yield from self._paragraph(waiting, "P")
                waiting = []
                yield from self._element(below)
        yield from self._paragraph(waiting, "P")

    def _element(self, node: Node) -> Iterator[tuple[list[Line], str] | Ruled | Drawing]:
        if node.kind == "Table":
            yield from self._table(node)
        elif node.kind == "Figure":
            marks = list(_marks(node))
            self.used |= set(marks)
            yield Drawing(node.alt, marks[0][0] if marks else 0)
        elif node.kind in _PARAGRAPHS and not _has_blocks(node):
            role = _ROLES.get(node.raw.lower(), node.kind if node.kind[0] == "H" or node.kind in {"Title", "Caption"} else "P")
            yield from self._paragraph(list(_marks(node)), role)
        else:
            yield from self.block(node)

    def _paragraph(self, marks: list[tuple[int, int]], role: str) -> Iterator[tuple[list[Line], str]]:
        lines = self._lines(marks)
        if lines:
            yield lines, role

    def _lines(self, marks: list[tuple[int, int]]) -> list[Line]:
        """The lines of marked content, page by page."""
        self.used |= set(marks)
        pages: dict[int, list[Glyph]] = defaultdict(list)
        for page, mark in dict.fromkeys(marks):
            pages[page] += self.glyphs.get((page, mark), [])
        return [line for page in sorted(pages) for line in lines_of(pages[page], page)]

    def _table(self, node: Node) -> Iterator[tuple[list[Line], str] | Ruled | Drawing]:
        rows: list[tuple[Node, bool]] = []
        has_rows = any(below.kind == "TR" for below in node.kids)
        for at in range(node.count):
            below = node.places.get(at)
            if isinstance(below, Node) and below.kind == "Caption":
                yield from self._element(below)
            elif isinstance(below, Node) and below.kind in {"THead", "TBody", "TFoot"}:
                rows += [(_row(below, row), below.kind == "THead") for row in range(below.count)]
            elif isinstance(below, Node) and below.kind != "TR":
                yield from self.block(below)
            elif has_rows:
                row = _row(node, at)
                rows.append((row, bool(row.kids) and all(cell.kind == "TH" for cell in row.kids)))
        ruled = self._ruled(rows) if rows else None
        if ruled is not None:
            yield ruled

    def _ruled(self, rows: list[tuple[Node, bool]]) -> Ruled | None:
        """The table that rows make, None if it has no text; ``NotWholeError`` if they do not fill it."""
        header = next((at for at, (_, is_header) in enumerate(rows) if not is_header), len(rows))
        seen: dict[int, list[Line]] = defaultdict(list)
        kids = [[node.places.get(at) for at in range(node.count)] for node, _ in rows]
        width = _without_strays(kids)
        taken: set[tuple[int, int]] = set()
        boxes: list[Box] = []
        edges: set[int] = set()
        for row, cells in enumerate(kids):
            column, reaches = 0, _reaches(cells, width, [at for at in range(width) if (row, at) not in taken], edges)
            edges = set()
            for below in cells:
                while (row, column) in taken:
                    column += 1
                box = self._box(below, row, column, seen)
                box.across = box.across if isinstance(below, Node) else next(reaches)
                edges |= {column, column + box.across}
                taken |= {(row + y, column + x) for y in range(box.down) for x in range(box.across)}
                boxes.append(box)
            free = [column for column in range(width) if (row, column) not in taken]
            if cells and free:
                raise NotWholeError
            boxes += [Box(row, column, 1, 1, "", 0) for column in free]
            taken |= {(row, column) for column in free}
        for page, lines in seen.items():
            self.tables.append(Inside(page, min(line.left for line in lines), max(line.right for line in lines), lines))
        if not seen:
            return None
        _give_pages(boxes)
        return built(boxes, header)

    def _box(self, node: Kid, row: int, column: int, seen: dict[int, list[Line]]) -> Box:
        if not isinstance(node, Node):
            return Box(row, column, 1, 1, "", 0)
        parts: list[str] = []
        page = 0
        for item in self.block(node):
            if isinstance(item, Drawing):
                continue
            if isinstance(item, Ruled):
                parts += [run.text for placed in item.table.placed() for run in placed.cell.runs]
                continue
            lines = item[0]
            page = page or lines[0].page
            parts.append(cell_of(lines, 0.0))
            for line in lines:
                seen[line.page].append(line)
        return Box(row, column, node.down, node.across, "\n".join(parts), page)


def _row(part: Node, at: int) -> Node:
    """A row of a part of a table; one of which no cell holds anything has no cells that are known."""
    below = part.places.get(at)
    return below if isinstance(below, Node) and below.kind == "TR" else Node("TR")


def _without_strays(rows: list[list[Kid]]) -> int:
    """The width of a table; children without text that have no room in it are no cells, and go."""
    covered: list[tuple[int, int]] = []
    ends: list[tuple[int, bool]] = []
    for row, cells in enumerate(rows):
        covered = [(end, across) for end, across in covered if end > row]
        known = [cell for cell in cells if isinstance(cell, Node)]
        ends.append((sum(across for _, across in covered) + sum(cell.across for cell in known), len(known) == len(cells)))
        covered += [(row + cell.down, cell.across) for cell in known if cell.down > 1]
    width = max((end for end, is_known in ends if is_known), default=0) or max(
        end + len(cells) - sum(isinstance(cell, Node) for cell in cells) for (end, _), cells in zip(ends, rows, strict=True)
    )
    for (end, _), cells in zip(ends, rows, strict=True):
        unknown = [at for at, cell in enumerate(cells) if not isinstance(cell, Node)]
        room = max(0, width - end)
        usual = min((cell.across for cell in cells if isinstance(cell, Node)), default=1)
        for at in reversed(unknown[room if len(unknown) <= room else -(-room // usual) :]):
            del cells[at]
    return width


def _reaches(cells: list[Kid], width: int, free: list[int], edges: set[int]) -> Iterator[int]:
    """How far each empty cell of a row reaches: to where a cell of the row above ends, if that fills the row, else in equal parts."""
    known = [cell for cell in cells if isinstance(cell, Node)]
    lacking, empty = len(free) - sum(cell.across for cell in known), len(cells) - len(known)
    found: list[int] = []
    column = 0
    for cell in cells:
        column = next((at for at in free if at >= column), width)
        across = (
            cell.across if isinstance(cell, Node) else min((edge for edge in edges if edge > column), default=column + 1) - column
        )
        if not isinstance(cell, Node):
            found.append(across)
        column += across
    is_whole = sum(found) == lacking and column == width
    equal = lacking // empty if empty and lacking > 0 and lacking % empty == 0 else 1
    return iter(found if is_whole else [equal] * empty)


def _give_pages(boxes: list[Box]) -> None:
    """Empty cells stand on the page of their row, or of the row before."""
    told: dict[int, int] = {}
    for box in boxes:
        if box.page:
            told[box.row] = min(box.page, told.get(box.row, box.page))
    page = min(told.values())
    for box in sorted(boxes, key=lambda box: box.row):
        page = told.get(box.row, page)
        box.page = box.page or page


def _marks(node: Node) -> Iterator[tuple[int, int]]:
    """All marked content of an element, in order."""
    for number in sorted(node.places):
        below = node.places[number]
        if isinstance(below, list):
            yield from below
        else:
            yield from _marks(below)


def _has_blocks(node: Node) -> bool:
    """Whether an element holds tables, drawings or paragraphs of its own."""
    return any(
        below.kind in {"Table", "Figure", "L"}
        or (below.kind in _PARAGRAPHS and node.kind not in {"LI", "TOCI", "Caption"})
        or _has_blocks(below)
        for below in node.kids
    )
