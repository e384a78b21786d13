"""Word files read: ours come back as they were, those of others as far as their styles tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jixiao.document.figures import Quote, with_figures
from jixiao.document.formats.docx.names import FIGURES
from jixiao.document.formats.docx.runs import flag, inside, number, q, runs_of_paragraph, turns_page
from jixiao.document.formats.docx.style_sheet import GAP_KIND, StyleSheet, read_styles
from jixiao.document.formats.docx.tables import read_table
from jixiao.document.model import Block, Document, Page, PageBreak, Paragraph, Runs, Style, is_figure_id
from jixiao.document.numbering import Counter
from jixiao.document.properties import read_properties
from jixiao.document.tidy import tidied, tidy_heading
from jixiao.files.package import Element, Package
from jixiao.wording import Text

_STYLES: tuple[Style, ...] = ("title", "subtitle", "body", "plain", "note", "signature")
_PARAGRAPHS: dict[str, Style] = {style: style for style in _STYLES}


def read(path: Path) -> Document:
    """The document in a Word file; ``Unreadable`` says in a sentence why it cannot be opened."""
    with Package(path) as package:
        main = package.related("", "officeDocument")
        root = None if main is None else package.tree(main)
        body = None if root is None else root.find(q("body"))
        if main is None or body is None:
            raise package.fault(Text("它不是 Word 文件", "it is no Word file"))
        reader = _Reader(read_styles(package, package.related(main, "styles")), body)
        title, properties = read_properties(package)
        document = Document(title, tuple(reader.blocks()), reader.pages[0], properties)
        return with_figures(tidied(document), _figure_map(package))


class _Reader:
    """Reads the body in order; captions wait for the table that they stand above."""

    def __init__(self, sheet: StyleSheet, body: Element) -> None:
        self.sheet = sheet
        self.body = body
        sections = list(body.iter(q("sectPr")))
        self.pages: list[Page] = [_page(section) for section in sections] or ["portrait"]
        self.flows = [_flows_on(section) for section in sections] or [False]
        self.section = 0
        self.counter = Counter()
        self.waiting: dict[str, Runs] = {}

    def blocks(self) -> Iterator[Block]:
        """All blocks, with page breaks where sections or paragraphs begin new pages."""
        for element in inside(self.body):
            if element.tag == q("p"):
                yield from self._paragraph(element)
            elif element.tag == q("tbl") and (table := read_table(element, self.sheet)):
                caption, note = self.waiting.pop("caption", ()), self.waiting.pop("unit", ())
                yield type(table)(table.columns, table.header, table.body, caption, note)
        yield from self._released()

    def _paragraph(self, element: Element) -> Iterator[Block]:
        kind = self.sheet.kind(element)
        runs = runs_of_paragraph(element)
        turn = turns_page(element)
        new_page = bool(flag(element, "pPr", "pageBreakBefore")) or turn == "before"
        if new_page:
            yield from self._released()
            yield PageBreak()
        if kind in {"caption", "unit"}:
            if kind in self.waiting or "unit" in self.waiting:
                yield from self._released()
            self.waiting[kind] = runs
        elif kind != GAP_KIND or runs:
            yield from self._released()
            yield from self._text(kind, runs, bare=turn is not None)
        if turn == "after":
            yield PageBreak()
        if element.find(f"{q('pPr')}/{q('sectPr')}") is not None:
            yield from self._released()
            yield from self._next_section()

    def _text(self, kind: str, runs: Runs, *, bare: bool) -> Iterator[Block]:
        if kind.startswith("heading"):
            yield tidy_heading(int(kind[-1]), runs, self.counter)
        elif runs or not bare:
            if kind == "title":
                self.counter.restart()
            yield Paragraph(runs, _PARAGRAPHS.get(kind, "body"))

    def _released(self) -> Iterator[Block]:
        """What waited for a table that did not come."""
        for runs in self.waiting.values():
            yield Paragraph(runs, "note")
        self.waiting = {}

    def _next_section(self) -> Iterator[Block]:
        before = self.pages[self.section]
        self.section = min(self.section + 1, len(self.pages) - 1)
        page = self.pages[self.section]
        if page != before or not self.flows[self.section]:
            yield PageBreak(page)


def _page(section: Element) -> Page:
    size = section.find(q("pgSz"))
    if size is None:
        return "portrait"
    return "landscape" if number(size.get(q("w"))) > number(size.get(q("h"))) else "portrait"


def _flows_on(section: Element) -> bool:
    kind = section.find(q("type"))
    return kind is not None and kind.get(q("val")) == "continuous"


def _figure_map(package: Package) -> Iterator[Quote]:
    """The figures that the file's map names, with the words around them."""
    for name in package.names:
        if not name.startswith("customXml/item") or "Props" in name or not name.endswith(".xml"):
            continue
        root = package.tree(name)
        if root.tag != f"{{{FIGURES}}}figures":
            continue
        for element in root:
            figure = element.get("id") or ""
            if is_figure_id(figure):
                before, text, after = (element.findtext(f"{{{FIGURES}}}{part}") or "" for part in ("before", "text", "after"))
                yield Quote(figure, text, before, after, element.get("place") or "")
