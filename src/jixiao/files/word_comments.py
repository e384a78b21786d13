"""Comments put into a Word file: around the words they are about, and every part that does not list them keeps its bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from jixiao.files.comments import SPACE, Additions, office_of, parsed, serialized
from jixiao.files.package import Element, Package
from jixiao.wording import Text

_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_NO_WORD = Text("它不是 Word 文件", "it is no Word file")


class Stretch(NamedTuple):
    """A stretch of a paragraph: the paragraph's number, and the first and last position in its text (the last is not in it)."""

    paragraph: int
    start: int
    end: int


class WordComments:
    """A Word file while comments are put into it. Paragraphs are numbered in the order of the file, those in cells and boxes included."""

    def __init__(self, path: Path, author: str) -> None:
        with Package(path) as package:
            main = package.related("", "officeDocument")
            if main is None:
                raise package.fault(_NO_WORD)
            self._main = main
            self._root = parsed(package, main)
            self._listed = package.related(main, "comments")
            raw = None if self._listed else f'<w:comments xmlns:w="{etree.QName(self._root).namespace}"/>'.encode()
            self._comments = parsed(package, self._listed or "", raw)
        self._path = path
        self._author = author
        self._space = f"{{{etree.QName(self._root).namespace}}}"
        self._paragraphs = list(self._root.iter(self._q("p")))
        taken = [each.get(self._q("id")) or "" for each in self._comments]
        self._next = max((int(each) for each in taken if each.isdigit()), default=-1) + 1

    @property
    def texts(self) -> list[str]:
        """The text of every paragraph."""
        return ["".join(element.text or "" for element in self._texts(paragraph)) for paragraph in self._paragraphs]

    def add(self, stretches: Sequence[Stretch], lines: Sequence[str]) -> None:
        """Put a comment around stretches that follow each other; at the first paragraph if there are none."""
        if not self._paragraphs:
            return
        number = str(self._next)
        self._next += 1
        self._write(number, lines)
        if not stretches:
            self._put_first(self._paragraphs[0], self._reference(number))
            return
        end = etree.Element(self._q("commentRangeEnd"), {self._q("id"): number})
        self._after(stretches[-1]).addnext(end)
        end.addnext(self._reference(number))
        self._before(stretches[0]).addprevious(etree.Element(self._q("commentRangeStart"), {self._q("id"): number}))

    def content(self) -> bytes:
        """The bytes of the whole file."""
        with Package(self._path) as package:
            added = Additions(package)
            if self._listed is None:
                self._listed = added.free_name(self._main.rpartition("/")[0] + "/comments", ".xml")
                added.declare(self._listed, _KIND)
                added.relate(self._main, "comments", self._listed, office_of(self._root))
            added.parts |= {self._main: serialized(self._root), self._listed: serialized(self._comments)}
            return package.rewritten(added.all())

    def _q(self, name: str) -> str:
        return f"{self._space}{name}"

    def _texts(self, paragraph: Element) -> Iterator[Element]:
        """The texts of a paragraph, without those of paragraphs in a box within it."""
        for element in paragraph.iter(self._q("t")):
            around = element.getparent()
            while around is not None and around.tag != self._q("p"):
                around = around.getparent()
            if around is paragraph:
                yield element

    def _at(self, paragraph: Element, position: int) -> tuple[Element, int]:
        """The text and the place in it of a position; at the end of a text it is that text's."""
        found: tuple[Element, int] | None = None
        for element in self._texts(paragraph):
            length = len(element.text or "")
            found = (element, min(position, length))
            if position <= length:
                break
            position -= length
        assert found is not None
        return found

    def _before(self, stretch: Stretch) -> Element:
        """The child of a paragraph that begins with a stretch; a run is divided for it."""
        paragraph = self._paragraphs[stretch.paragraph]
        text, at = self._at(paragraph, stretch.start)
        if at == len(text.text or "") and at:
            text, at = self._at(paragraph, stretch.start + 1)
            at = 0
        run = text.getparent()
        if at and run is not None and run.getparent() is paragraph and run.tag == self._q("r"):
            return self._divided(run, text, at)
        return self._child(paragraph, text)

    def _after(self, stretch: Stretch) -> Element:
        """The child of a paragraph that ends with a stretch; a run is divided for it."""
        paragraph = self._paragraphs[stretch.paragraph]
        text, at = self._at(paragraph, stretch.end)
        run = text.getparent()
        if at < len(text.text or "") and run is not None and run.getparent() is paragraph and run.tag == self._q("r"):
            self._divided(run, text, at)
            return run
        return self._child(paragraph, text)

    def _child(self, paragraph: Element, element: Element) -> Element:
        while element.getparent() is not paragraph:
            element = element.getparent()
        return element

    def _divided(self, run: Element, text: Element, at: int) -> Element:
        """A run cut in two within one of its texts; the second half."""
        words = text.text or ""
        second = etree.Element(run.tag, run.attrib)
        look = run.find(self._q("rPr"))
        if look is not None:
            second.append(deepcopy(look))
        rest = etree.SubElement(second, text.tag)
        text.text, rest.text = words[:at], words[at:]
        for each in (text, rest):
            each.set(SPACE, "preserve")
        for following in list(text.itersiblings()):
            second.append(following)
        run.addnext(second)
        second.tail, run.tail = run.tail, None
        return second

    def _put_first(self, paragraph: Element, made: Element) -> None:
        look = paragraph.find(self._q("pPr"))
        if look is not None:
            look.addnext(made)
        else:
            paragraph.insert(0, made)

    def _reference(self, number: str) -> Element:
        run = etree.Element(self._q("r"))
        etree.SubElement(run, self._q("commentReference"), {self._q("id"): number})
        return run

    def _write(self, number: str, lines: Sequence[str]) -> None:
        named = {self._q("id"): number, self._q("author"): self._author, self._q("initials"): self._author[:2]}
        comment = etree.SubElement(self._comments, self._q("comment"), named)
        for line in lines:
            run = etree.SubElement(etree.SubElement(comment, self._q("p")), self._q("r"))
            text = etree.SubElement(run, self._q("t"))
            text.text = line
            text.set(SPACE, "preserve")
