"""Word files read: ours come back as they were, those of others as far as their styles tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from jixiao.document.carried import Carried, unpacked
from jixiao.document.figures import Quote, with_figures
from jixiao.document.formats.docx.graphics import Drawing, Room, chart_number, share_of
from jixiao.document.formats.docx.names import FIGURES
from jixiao.document.formats.docx.pictures import Pictures
from jixiao.document.formats.docx.runs import flag, inside, number, q, turns_page
from jixiao.document.formats.docx.story import Story
from jixiao.document.formats.docx.style_sheet import CONTENTS_KIND, GAP_KIND
from jixiao.document.formats.docx.tables import DEEPEST, read_table
from jixiao.document.images import media_of
from jixiao.document.model import Block, Document, Page, PageBreak, Paragraph, Picture, Runs, Style, is_figure_id, text_of
from jixiao.document.numbering import Counter
from jixiao.document.properties import read_properties
from jixiao.document.tidy import tidied, tidy_heading
from jixiao.files.package import Element, Package
from jixiao.wording import Text

MOST_PARAGRAPHS = 100_000
"""Paragraphs, those of cells as well. The longest papers have some 20,000."""

_STYLES: tuple[Style, ...] = ("title", "subtitle", "body", "plain", "note", "signature", "attachment")
_ORDINARY = Room(8_845, 12_756)
_LONGEST_TITLE, _LONGEST_CAPTION = 60, 50
_UNIT = re.compile(r"[（(]?\s*(?:金额|计量|计算|货币)?单位\s*[:：].{1,12}")
_CAPTION = re.compile(r"附?表\s?[\d一二三四五六七八九十]{1,3}[^。；]*")
_NO_TITLE_ENDS = "。；;：:，,、"
_PARAGRAPHS: dict[str, Style] = {style: style for style in _STYLES}


def read(path: Path) -> Document:
    """The document in a Word file; ``Unreadable`` says in a sentence why it cannot be opened."""
    with Package(path) as package:
        main = package.related("", "officeDocument")
        root = None if main is None else package.tree(main)
        body = None if root is None else root.find(q("body"))
        if main is None or body is None:
            raise package.fault(Text("它不是 Word 文件", "it is no Word file"))
        if sum(1 for _ in body.iter(q("p"))) > MOST_PARAGRAPHS:
            raise package.fault(Text("它超过 {limit} 段", "it has more than {limit} paragraphs").fill(limit=MOST_PARAGRAPHS))
        maps = _maps(package)
        carried = unpacked("".join(part.text or "" for root in maps for part in root.iterfind(f"{{{FIGURES}}}carried")))
        reader = _Reader(Story(package, main), body, Pictures(package, main), carried)
        title, properties = read_properties(package)
        document = Document(title, tuple(reader.blocks()), reader.pages[0], properties, carried.trace)
        return with_figures(tidied(document), [quote for root in maps for quote in _quotes(root)])


class _Reader:
    """Reads the body in order; captions wait for the table or chart that they stand above."""

    def __init__(self, story: Story, body: Element, pictures: Pictures, carried: Carried) -> None:
        self.story = story
        self.sheet = story.sheet
        self.body = body
        self.pictures = pictures
        self.charts = carried.charts
        sections = list(body.iter(q("sectPr")))
        self.pages: list[Page] = [_page(section) for section in sections] or ["portrait"]
        self.rooms = [_room(section) for section in sections] or [_ORDINARY]
        self.flows = [_flows_on(section) for section in sections] or [False]
        self.section = 0
        self.has_begun = False
        self.counter = Counter()
        self.waiting: dict[str, Runs] = {}

    def blocks(self) -> Iterator[Block]:
        """All blocks, with page breaks where sections or paragraphs begin new pages."""
        yield from self._inside(self.body)
        yield from self._released()

    def _inside(self, place: Element, depth: int = 0) -> Iterator[Block]:
        """The blocks of the body or of a text box."""
        for element in inside(place):
            if element.tag == q("p"):
                yield from self._paragraph(element)
                for box in self.story.boxes(element) if depth < DEEPEST else ():
                    yield from self._inside(box, depth + 1)
            elif element.tag == q("tbl") and (table := read_table(element, self.story)):
                caption, note = self.waiting.pop("caption", ()), self.waiting.pop("unit", ())
                yield type(table)(table.columns, table.header, table.body, caption, note)

    def _paragraph(self, element: Element) -> Iterator[Block]:
        runs = self.story.runs(element)
        kind = self._kind(element, runs)
        if kind == CONTENTS_KIND:
            kind, runs = GAP_KIND, ()
        drawings = self.pictures.of(element)
        turn = turns_page(element)
        new_page = bool(flag(element, "pPr", "pageBreakBefore")) or turn == "before"
        if new_page:
            yield from self._released()
            yield PageBreak()
        if kind in {"caption", "unit"}:
            if kind in self.waiting or "unit" in self.waiting:
                yield from self._released()
            self.waiting[kind] = runs
        elif runs or not (drawings or kind == GAP_KIND):
            yield from self._released()
            yield from self._text(kind, runs, bare=turn is not None)
        for each in drawings:
            yield from self._drawn(each)
        for note in self.story.notes(element):
            yield Paragraph(note, "note")
        if turn == "after":
            yield PageBreak()
        if element.find(f"{q('pPr')}/{q('sectPr')}") is not None:
            yield from self._released()
            yield from self._next_section()

    def _kind(self, element: Element, runs: Runs) -> str:
        """The kind of a paragraph; short lines in the middle, before all other text, are the title of a paper without styles."""
        kind, text = self.sheet.kind(element), text_of(runs)
        if text.strip() and not self.has_begun:
            is_bare = kind == "body" and self.sheet.is_title(element)
            if is_bare and len(text) <= _LONGEST_TITLE and text.strip()[-1] not in _NO_TITLE_ENDS:
                return "title"
            self.has_begun = kind not in {"title", CONTENTS_KIND}
        is_line = kind == "body" and self.sheet.is_plain(element)
        return (_above_table(text) if is_line else "") or kind

    def _text(self, kind: str, runs: Runs, *, bare: bool) -> Iterator[Block]:
        if kind.startswith("heading"):
            yield tidy_heading(int(kind[-1]), runs, self.counter)
        elif runs or not bare:
            if kind == "title":
                self.counter.restart()
            yield Paragraph(runs, _PARAGRAPHS.get(kind, "body"))

    def _drawn(self, drawing: Drawing) -> Iterator[Block]:
        """The chart that a drawing shows, titled as the paper has it now; otherwise the picture."""
        number = chart_number(drawing.name)
        if number is not None and number <= len(self.charts):
            title = self.waiting.pop("caption", ()) if "unit" not in self.waiting else ()
            yield from self._released()
            yield replace(self.charts[number - 1], title=title)
            return
        yield from self._released()
        share = share_of(drawing, self.rooms[self.section])
        yield Picture(drawing.data, drawing.words, media_of(drawing.data) or "image/png", share)

    def _released(self) -> Iterator[Block]:
        """What waited for a table or chart that did not come."""
        for runs in self.waiting.values():
            yield Paragraph(runs, "note")
        self.waiting = {}

    def _next_section(self) -> Iterator[Block]:
        before = self.pages[self.section]
        self.section = min(self.section + 1, len(self.pages) - 1)
        page = self.pages[self.section]
        if page != before or not self.flows[self.section]:
            yield PageBreak(page)


def _above_table(text: str) -> str:
    """What a line without a style of its own is to the table that follows it, if one does: its caption, or its unit."""
    clean = text.strip()
    if len(clean) > _LONGEST_CAPTION:
        return ""
    return "unit" if _UNIT.fullmatch(clean) else "caption" if _CAPTION.fullmatch(clean) else ""


def _page(section: Element) -> Page:
    size = section.find(q("pgSz"))
    if size is None:
        return "portrait"
    return "landscape" if number(size.get(q("w"))) > number(size.get(q("h"))) else "portrait"


def _flows_on(section: Element) -> bool:
    kind = section.find(q("type"))
    return kind is not None and kind.get(q("val")) == "continuous"


def _room(section: Element) -> Room:
    size, margins = section.find(q("pgSz")), section.find(q("pgMar"))
    if size is None or margins is None:
        return _ORDINARY
    width = number(size.get(q("w"))) - number(margins.get(q("left"))) - number(margins.get(q("right")))
    height = number(size.get(q("h"))) - number(margins.get(q("top"))) - number(margins.get(q("bottom")))
    return Room(width, height) if width > 0 and height > 0 else _ORDINARY


def _maps(package: Package) -> list[Element]:
    """The parts of the file that name its figures and carry what no page shows."""
    found = []
    for name in package.names:
        if name.startswith("customXml/item") and "Props" not in name and name.endswith(".xml"):
            root = package.tree(name)
            if root.tag == f"{{{FIGURES}}}figures":
                found.append(root)
    return found


def _quotes(root: Element) -> Iterator[Quote]:
    """The figures that a map names, with the words around them."""
    for element in root.iterfind(f"{{{FIGURES}}}figure"):
        figure = element.get("id") or ""
        if is_figure_id(figure):
            before, text, after = (element.findtext(f"{{{FIGURES}}}{part}") or "" for part in ("before", "text", "after"))
            yield Quote(figure, text, before, after, element.get("place") or "")
