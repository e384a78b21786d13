"""Pages of others read as far as their markup tells: the lines that a browser shows, headings, tables and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from jixiao.document.formats.html.elements import align_of, as_figure, flowing, is_bold, is_shown, picture_of, span
from jixiao.document.formats.html.source import Element, Source
from jixiao.document.formats.html.spans import Rows, fitted, reaches_out
from jixiao.document.model import (
    DEEPEST_HEADING,
    Align,
    Block,
    Cell,
    CellKind,
    Paragraph,
    Picture,
    Run,
    Runs,
    Style,
    Table,
    shown_number,
    text_of,
)
from jixiao.document.numbering import Counter
from jixiao.document.tidy import tidy_heading

_BLOCKS = {
    *(
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "address",
        "section",
        "article",
        "main",
        "figure",
        "form",
    ),
    *("figcaption", "details", "summary", "fieldset", "legend", "header", "footer", "hr", "center", "body", "html", "caption"),
    *("tr", "td", "th", "tbody", "thead", "tfoot"),
}
_HEADING = re.compile(r"h([1-6])")
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_TYPED = (re.compile(f"{_NUMERAL}、"), re.compile(f"[（(]{_NUMERAL}[）)]"))
_LONGEST_HEADING, _LONGEST_TITLE = 40, 60
_SENTENCE_ENDS = "。；;：:，,！？"
_STYLES: dict[Align | None, Style] = {"center": "plain", "right": "signature"}
_ROW_GROUPS = {"thead", "tbody", "tfoot"}


class _Line(NamedTuple):
    """A line of text: its runs, where it stands, and the level of the heading that it is (0 for none)."""

    runs: Runs
    align: Align | None
    level: int = 0


class _Look(NamedTuple):
    """How text looks that stands in an element."""

    bold: bool = False
    align: Align | None = None
    level: int = 0


_Item = _Line | Table | Picture


class Flow:
    """Reads what a browser shows, in order."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def blocks(self, element: Element, counter: Counter | None = None) -> Iterator[Block]:
        """The blocks in an element; headings are counted on from those before."""
        if counter is None:
            yield from _titled(self._items(element, _Look()))
            return
        collector = _Collector()
        self._element(element, _Look(), collector)
        collector.end(_Look())
        yield from _made(collector.items, counter, {})

    def _items(self, element: Element, look: _Look) -> list[_Item]:
        """The lines, tables and pictures in an element."""
        collector = _Collector()
        self._inside(element, look, collector)
        collector.end(look)
        return collector.items

    def _inside(self, element: Element, look: _Look, to: _Collector) -> None:
        to.text(element.text, look)
        for child in element:
            if is_shown(child):
                self._element(child, look, to)
            to.text(child.tail, look)

    def _element(self, element: Element, look: _Look, to: _Collector) -> None:
        name = element.tag
        found = _HEADING.fullmatch(name)
        inner = _Look(look.bold or is_bold(element), align_of(element) or look.align, int(found[1]) if found else look.level)
        if name == "br":
            to.end(look)
        elif name == "img":
            to.picture(picture_of(element), look)
        elif name == "table":
            to.end(look)
            to.items += self._table(element, inner)
        elif found or name in _BLOCKS:
            to.end(look)
            self._inside(element, inner, to)
            to.end(inner)
        elif element.get("data-figure"):
            to.runs += as_figure([Run(element.text_content(), None, inner.bold)], element.get("data-figure"))
        else:
            self._inside(element, inner, to)

    def _table(self, element: Element, look: _Look) -> list[_Item]:
        """A table; where tables only put things in their places, what stands in them."""
        rows = list(_rows(element))
        if _only_places(rows):
            return [item for row in rows for cell in _cells(row) for item in self._items(cell, look)]
        head = [row for row in rows if row.getparent().tag == "thead"]
        body = [row for row in rows if row.getparent().tag != "thead"]
        if not head:
            at = next((at for at, row in enumerate(rows) if any(cell.tag != "th" for cell in _cells(row))), 0)
            head, body = (rows[:at], rows[at:]) if not reaches_out(self._read(rows[:at])) else ([], rows)
        table = fitted(self.source, self._read(head), self._read(body))
        if table is None:
            return []
        captions = [line for each in element.iterchildren("caption") for line in self._lines(each)]
        return [replace(table, caption=_broken(captions))]

    def _read(self, rows: list[Element]) -> Rows:
        return [[self._cell(cell, len(rows)) for cell in _cells(row)] for row in rows if len(row)]

    def _cell(self, element: Element, height: int) -> Cell:
        runs = _broken(self._lines(element))
        is_head = element.tag == "th"
        align = align_of(element) or align_of(element.getparent()) or ("center" if is_head else "left")
        kind: CellKind = "label" if is_head else "number" if shown_number(text_of(runs)) else "text"
        return Cell(runs, span(element, "colspan"), span(element, "rowspan", height), align, kind)

    def _lines(self, element: Element) -> list[Runs]:
        """The lines of a cell; a table inside it is a line for each of its rows."""
        lines: list[Runs] = []
        for item in self._items(element, _Look()):
            if isinstance(item, _Line):
                lines.append(item.runs)
            elif isinstance(item, Table):
                rows: dict[int, list[Runs]] = {}
                for placed in item.placed():
                    rows.setdefault(placed.row, []).append(placed.cell.runs)
                lines += [_joined(" ", [runs for runs in row if runs]) for row in rows.values()]
        return lines


class _Collector:
    """Gathers runs until a line ends."""

    def __init__(self) -> None:
        self.items: list[_Item] = []
        self.runs: list[Run] = []

    def text(self, text: str | None, look: _Look) -> None:
        """More of the line."""
        if text:
            self.runs.append(Run(text, None, look.bold and not look.level))

    def end(self, look: _Look) -> None:
        """The end of a line."""
        runs = flowing(self.runs)
        self.runs = []
        if runs:
            self.items.append(_Line(runs, look.align, look.level))

    def picture(self, picture: Picture | None, look: _Look) -> None:
        """A picture between lines; one that is not in the page leaves no trace."""
        if picture is not None:
            self.end(look)
            self.items.append(picture)


def _titled(items: list[_Item]) -> Iterator[Block]:
    """The blocks of a whole page: its only heading of the first level, or else a centred first line, is the title."""
    lines = [item for item in items if isinstance(item, _Line)]
    heads = [line for line in lines if line.level == 1]
    first = lines[0] if lines else None
    title = heads[0] if len(heads) == 1 else None
    if not heads and first and first.align == "center" and len(text_of(first.runs)) <= _LONGEST_TITLE:
        title = first
    levels = sorted({line.level for line in lines if line.level and line is not title})
    ranks = {level: min(at, DEEPEST_HEADING) for at, level in enumerate(levels, 1)}
    counter = Counter()
    for item in items:
        if item is title and title is not None:
            counter.restart()
            yield Paragraph(title.runs, "title")
        else:
            yield from _made([item], counter, ranks)


def _made(items: list[_Item], counter: Counter, ranks: dict[int, int]) -> Iterator[Block]:
    """Lines as headings and paragraphs."""
    for item in items:
        if not isinstance(item, _Line):
            yield item
            continue
        level = _typed(text_of(item.runs), is_heading=item.level > 0) or ranks.get(item.level, min(item.level, DEEPEST_HEADING))
        if level:
            yield tidy_heading(level, item.runs, counter)
        else:
            yield Paragraph(item.runs, _STYLES.get(item.align, "body"))


def _typed(text: str, *, is_heading: bool) -> int:
    """The level that a line's own number says (一、 or （一）); 0 for a line that is no heading: it is long, or a sentence."""
    level = next((at for at, pattern in enumerate(_TYPED, 1) if (found := pattern.match(text)) and found.end() < len(text)), 0)
    is_short = len(text) <= _LONGEST_HEADING and text[-1] not in _SENTENCE_ENDS
    return level if is_heading or is_short else 0


def _rows(table: Element) -> Iterator[Element]:
    """The rows of a table, not those of tables in it."""
    for child in table:
        if child.tag == "tr" and is_shown(child):
            yield child
        elif child.tag in _ROW_GROUPS and is_shown(child):
            yield from _rows(child)


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row if cell.tag in {"td", "th"} and is_shown(cell)]


def _only_places(rows: list[Element]) -> bool:
    """Whether a table has one column at most and whole blocks in it, as pages have that use tables for their frame."""
    filled = [[cell for cell in _cells(row) if cell.text_content().strip() or len(cell)] for row in rows]
    if any(len(row) > 1 for row in filled):
        return False
    return any(_is_frame(cell) for row in filled for cell in row)


def _is_frame(cell: Element) -> bool:
    blocks = [each for each in cell if each.tag in _BLOCKS or each.tag == "table" or _HEADING.fullmatch(str(each.tag))]
    return len(blocks) > 1 or next(cell.iter("table"), None) is not None


def _broken(lines: list[Runs]) -> Runs:
    """Lines as the one text of a cell."""
    return _joined("\n", lines)


def _joined(between: str, parts: list[Runs]) -> Runs:
    runs: list[Run] = []
    for part in parts:
        runs += [*([Run(between)] if runs else []), *part]
    return tuple(runs)
