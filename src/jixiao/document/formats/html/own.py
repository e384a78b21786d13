"""Our own pages read: every block comes back as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from jixiao.document.formats.html.elements import classes, exact_runs, picture_of, span
from jixiao.document.formats.html.foreign import Flow
from jixiao.document.formats.html.head import carried, meta, properties, title
from jixiao.document.formats.html.marks import ALIGN_CLASSES, GENERATOR, KIND_CLASSES, MISSING, SHEET
from jixiao.document.formats.html.source import Element, Source
from jixiao.document.formats.html.spans import Rows, fitted
from jixiao.document.model import (
    Block,
    Cell,
    CellKind,
    Chart,
    ChartKind,
    Document,
    Page,
    PageBreak,
    Paragraph,
    Picture,
    Runs,
    Series,
    Style,
    Table,
    text_of,
)
from jixiao.document.numbering import Counter
from jixiao.document.tidy import tidy_heading

_HEADING = re.compile(r"heading([1-4])")
_STYLES: dict[str, Style] = {style: style for style in get_args(Style)}
_KINDS: dict[str, ChartKind] = {kind: kind for kind in get_args(ChartKind)}
_PERCENT = 100


def is_own(root: Element) -> bool:
    """Whether a page says that it was written here."""
    return meta(root, "generator") == GENERATOR and bool(_sheets(root))


def own(source: Source) -> Document:
    """The document in a page of ours."""
    root = source.root
    behind = carried(root)
    reader = _Reader(source, behind.charts)
    return Document(title(root), tuple(reader.blocks()), _page(_sheets(root)[0]), properties(root), behind.trace)


class _Reader:
    """Reads the sheets in order; headings are counted, and charts as well, to find what was carried of them."""

    def __init__(self, source: Source, charts: tuple[Chart, ...]) -> None:
        self.source = source
        self.flow = Flow(source)
        self.counter = Counter()
        self.charts = iter(charts)

    def blocks(self) -> Iterator[Block]:
        """All blocks, with a page break before every further sheet."""
        for at, sheet in enumerate(_sheets(self.source.root)):
            if at:
                yield PageBreak(_page(sheet))
            for element in sheet:
                yield from self._block(element)

    def _block(self, element: Element) -> Iterator[Block]:
        names = classes(element)
        heading = next((found for name in names if (found := _HEADING.fullmatch(name))), None)
        style = next((_STYLES[name] for name in names if name in _STYLES), None)
        table = element.find("table") if "table" in names else None
        if heading:
            yield tidy_heading(int(heading[1]), exact_runs(element), self.counter)
        elif style:
            if style == "title":
                self.counter.restart()
            yield Paragraph(exact_runs(element), style)
        elif table is not None:
            yield from _known(self._table(table))
        elif "chart" in names:
            yield from _known(_chart(element, next(self.charts, None)))
        elif "picture" in names:
            yield from _known(_picture(element))
        else:
            yield from self.flow.blocks(element, self.counter)

    def _table(self, element: Element) -> Table | None:
        shares = [span(column, "data-share") for column in element.iter("col")]
        header, body = (_rows(element.find(part)) for part in ("thead", "tbody"))
        table = fitted(self.source, header, body, shares or None)
        if table is None:
            return None
        caption, note = (_runs_in(element, name) for name in ("caption", "unit"))
        return replace(table, caption=caption, note=note)


def _rows(part: Element | None) -> Rows:
    return [] if part is None else [[_cell(cell) for cell in row.iterchildren("td", "th")] for row in part.iterchildren("tr")]


def _cell(element: Element) -> Cell:
    names = classes(element)
    kind: CellKind = next((KIND_CLASSES[name] for name in names if name in KIND_CLASSES), "text")
    align = next((ALIGN_CLASSES[name] for name in names if name in ALIGN_CLASSES), None)
    return Cell(exact_runs(element), span(element, "colspan"), span(element, "rowspan"), align, kind)


def _runs_in(table: Element, name: str) -> Runs:
    found = (each for each in table.iterfind("caption/div") if name in classes(each))
    element = next(found, None)
    return () if element is None else exact_runs(element)


def _chart(element: Element, behind: Chart | None) -> Chart | None:
    """A chart as its numbers stand in the page; as it was carried, where they do not stand there any more."""
    kind, table = _KINDS.get(element.get("data-kind") or ""), next(element.iter("table"), None)
    rows = [] if table is None else [[*row.iterchildren("td", "th")] for row in table.iter("tr")]
    if kind is None or len(rows) < 2 or len(rows[0]) < 2 or any(len(row) != len(rows[0]) for row in rows):  # noqa: PLR2004 - a table
        return behind
    names = [text_of(exact_runs(cell)) for cell in rows[0][1:]]
    series = tuple(Series(name, tuple(_value(row[at]) for row in rows[1:])) for at, name in enumerate(names, 1))
    categories = tuple(text_of(exact_runs(row[0])) for row in rows[1:])
    caption = element.find("figcaption")
    heading = () if caption is None else exact_runs(caption)
    return Chart(kind, heading, categories, series, element.get("data-unit") or "")


def _value(element: Element) -> Runs:
    return () if MISSING in classes(element) else exact_runs(element)


def _picture(element: Element) -> Picture | None:
    image = element.find("img")
    picture = None if image is None else picture_of(image)
    return None if picture is None else replace(picture, share=span(element, "data-share", _PERCENT))


def _known(block: Block | None) -> Iterator[Block]:
    if block is not None:
        yield block


def _sheets(root: Element) -> list[Element]:
    return [each for each in root.iterfind("body/main/section") if SHEET in classes(each)]


def _page(sheet: Element) -> Page:
    return "landscape" if "landscape" in classes(sheet) else "portrait"
