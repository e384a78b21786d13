"""What a paragraph of any file shows beyond its own runs: the number that Word counts, notes at its foot, boxes drawn beside it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from jixiao.document.formats.docx.names import MC
from jixiao.document.formats.docx.numbers import Numbers
from jixiao.document.formats.docx.runs import inside, q, runs_of_paragraph
from jixiao.document.formats.docx.style_sheet import StyleSheet, read_styles
from jixiao.document.model import Run, Runs
from jixiao.document.tidy import joined
from jixiao.files.package import Element, Package

_ALTERNATIVES = f"{{{MC}}}AlternateContent"
_BOX = q("txbxContent")
_NOT_THROUGH = {q(name) for name in ("p", "tbl", "del", "moveFrom")}
_NOTES = (("footnotes", "footnote"), ("endnotes", "endnote"))


class Story:
    """The styles, the numbers and the notes of a file."""

    def __init__(self, package: Package, main: str) -> None:
        self.package = package
        self.sheet: StyleSheet = read_styles(package, package.related(main, "styles"))
        self._numbers = Numbers(package, package.related(main, "numbering"), self.sheet)
        self._notes: dict[tuple[str, str], Element] = {}
        for kind, name in _NOTES:
            part = package.related(main, kind)
            if part is not None:
                self._notes |= {(name, each.get(q("id")) or ""): each for each in package.tree(part).iterfind(q(name))}

    def runs(self, paragraph: Element) -> Runs:
        """The runs of a paragraph, after its number."""
        runs = runs_of_paragraph(paragraph)
        text = self._numbers.before(paragraph)
        if not text or (not runs and paragraph.getparent().tag != q("tc")):
            return runs
        return joined((Run(text, None, bool(runs) and runs[0].bold), *runs))

    def notes(self, paragraph: Element) -> Iterator[Runs]:
        """The notes that a paragraph refers to, in order."""
        for name in ("footnote", "endnote"):
            for reference in paragraph.iter(q(f"{name}Reference")):
                note = self._notes.get((name, reference.get(q("id")) or ""))
                lines = [] if note is None else [runs_of_paragraph(each) for each in note.iter(q("p"))]
                if runs := in_lines([line for line in lines if line]):
                    yield runs

    def boxes(self, paragraph: Element) -> Iterator[Element]:
        """The contents of the text boxes that are anchored in a paragraph, each once: programs write them for old readers again."""
        yield from _boxes(paragraph)


def in_lines(lines: list[Runs]) -> Runs:
    """Runs one under the other."""
    return joined(chain.from_iterable(((Run("\n"),) if at else ()) + runs for at, runs in enumerate(lines)))


def rows_of(table: Element) -> Iterator[Element]:
    """The rows of a table; those deleted with the change tracked are left out."""
    for row in inside(table):
        if row.tag == q("tr") and row.find(f"{q('trPr')}/{q('del')}") is None:
            yield row


def _boxes(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag == _ALTERNATIVES:
            yield from _boxes(next((each for each in child if next(each.iter(_BOX), None) is not None), ()))
        elif child.tag not in _NOT_THROUGH:
            yield from _boxes(child)
