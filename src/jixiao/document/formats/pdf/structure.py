"""The tree of marks in a tagged PDF: headings, paragraphs and tables as the program that wrote the file knew them.

pdfium gives the tree page by page, each with the elements that have something on the page. What it leaves out keeps its number among
its neighbours, so an element on several pages is the same where its way from the root is the same.
"""

from __future__ import annotations

from ctypes import c_float, c_ulong, c_ushort, create_string_buffer
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from jixiao.document.formats.pdf.opening import Handle, wide_text

MOST_STEPS = 2_000_000
"""Elements that are looked at, over all pages; a tree that takes more is not used."""

_DEEPEST = 60
_MOST_CHILDREN = 200_000
_MOST_ATTRIBUTES = 40
_LONGEST_NAME = 64
_MOST_SPAN = 2_000


@dataclass(slots=True)
class Node:
    """An element. ``places`` are its children by number: elements, or the marked content of a page."""

    kind: str = ""
    raw: str = ""
    alt: str = ""
    down: int = 1
    across: int = 1
    count: int = 0
    places: dict[int, Node | list[tuple[int, int]]] = field(default_factory=dict)

    @property
    def kids(self) -> list[Node]:
        """The elements below, in order."""
        return [self.places[number] for number in sorted(self.places) if isinstance(self.places[number], Node)]  # type: ignore[misc]


class Tree:
    """The marks of a file, put together from those of its pages."""

    def __init__(self) -> None:
        self.root = Node()
        self.steps = 0
        self.is_broken = False

    def add(self, number: int, page: Handle) -> None:
        """Put the marks of a page into the tree."""
        if self.is_broken or page is None:
            return
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        if not tree:
            return
        try:
            for at in range(self._counted(pdfium.FPDF_StructTree_CountChildren(tree))):
                self._step(self.root, at, pdfium.FPDF_StructTree_GetChildAtIndex(tree, at), (number, 1))
        finally:
            pdfium.FPDF_StructTree_Close(tree)

    def _step(self, parent: Node, at: int, element: Handle, where: tuple[int, int]) -> None:
        page, depth = where
        if not element or self.is_broken:
            return
        if depth > _DEEPEST:
            self.is_broken = True
            return
        node = parent.places.get(at)
        if not isinstance(node, Node):
            node = parent.places[at] = _node(element)
        node.count = self._counted(pdfium.FPDF_StructElement_CountChildren(element))
        for number in range(node.count):
            below = pdfium.FPDF_StructElement_GetChildAtIndex(element, number)
            if below:
                self._step(node, number, below, (page, depth + 1))
                continue
            mark = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, number)
            if mark >= 0:
                marks = node.places.setdefault(number, [])
                if isinstance(marks, list):
                    marks.append((page, mark))

    def _counted(self, children: int) -> int:
        self.steps += max(0, children) + 1
        if self.steps > MOST_STEPS or children > _MOST_CHILDREN:
            self.is_broken = True
            return 0
        return max(0, children)


def _node(element: Handle) -> Node:
    kind = _named(pdfium.FPDF_StructElement_GetType, element)
    node = Node(kind)
    if kind == "P":
        node.raw = _named(pdfium.FPDF_StructElement_GetRawType, element)
    elif kind == "Figure":
        node.alt = wide_text(pdfium.FPDF_StructElement_GetAltText, element)
    elif kind in {"TD", "TH"}:
        node.down, node.across = _spans(element)
    return node


def _named(get: Handle, element: Handle) -> str:
    """A short name."""
    buffer = (c_ushort * _LONGEST_NAME)()
    length = get(element, buffer, 2 * _LONGEST_NAME)
    return bytes(buffer)[: length - 2].decode("utf-16-le", "replace") if 2 <= length <= 2 * _LONGEST_NAME else ""  # noqa: PLR2004 - bytes of a unit


def _spans(element: Handle) -> tuple[int, int]:
    """Over how many rows and columns a cell reaches."""
    spans = {b"RowSpan": 1, b"ColSpan": 1}
    for number in range(min(pdfium.FPDF_StructElement_GetAttributeCount(element), _MOST_ATTRIBUTES)):
        attributes = pdfium.FPDF_StructElement_GetAttributeAtIndex(element, number)
        for at in range(min(pdfium.FPDF_StructElement_Attr_GetCount(attributes), _MOST_ATTRIBUTES)):
            name, length, value = create_string_buffer(_LONGEST_NAME), c_ulong(), c_float()
            if not pdfium.FPDF_StructElement_Attr_GetName(attributes, at, name, _LONGEST_NAME, length) or name.value not in spans:
                continue
            held = pdfium.FPDF_StructElement_Attr_GetValue(attributes, name)
            if held and pdfium.FPDF_StructElement_Attr_GetNumberValue(held, value):
                spans[name.value] = int(min(max(value.value, 1), _MOST_SPAN))
    return spans[b"RowSpan"], spans[b"ColSpan"]
