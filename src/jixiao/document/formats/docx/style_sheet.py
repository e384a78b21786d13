"""styles.xml read: which of our styles a paragraph has, and where its text stands."""

from __future__ import annotations

from typing import NamedTuple

from jixiao.document.formats.docx.names import GAP, GRAPHIC, STYLE_NAMES
from jixiao.document.formats.docx.runs import number, q, value
from jixiao.document.model import DEEPEST_HEADING, Align
from jixiao.files.package import Element, Package

GAP_KIND = "gap"
"""Paragraphs that are nothing when they hold no text."""

CONTENTS_KIND = "contents"
"""Lines of a table of contents, which say again what the headings say."""

_CONTENTS = ("toc ", "目录 ")
_BY_NAME = {name.lower(): kind for kind, (_, name) in STYLE_NAMES.items()} | {
    GAP[1]: GAP_KIND,
    GRAPHIC[1]: GAP_KIND,
    "标题": "title",
    "副标题": "subtitle",
    "正文缩进": "body",
    "题注": "caption",
    **{f"标题 {level}": f"heading{level}" for level in range(1, DEEPEST_HEADING + 1)},
}
_ALIGNS: dict[str, Align] = {
    "left": "left",
    "start": "left",
    "center": "center",
    "right": "right",
    "end": "right",
    "both": "justify",
    "distribute": "justify",
}
_LONGEST_CHAIN = 20


class _Style(NamedTuple):
    """What is asked of one style of a file."""

    name: str
    base: str | None
    level: str | None
    align: str | None
    list: str | None = None
    list_level: str | None = None


class Numbered(NamedTuple):
    """The list in which a paragraph is numbered, and its level there, counted from zero."""

    list: str
    level: int


class StyleSheet:
    """The paragraph styles of a file by their ids."""

    def __init__(self, styles: dict[str, _Style], ordinary: str, lists: dict[str, str] | None = None) -> None:
        self._styles = styles
        self._ordinary = ordinary
        self._lists = lists or {}

    def kind(self, paragraph: Element) -> str:
        """The style of a paragraph as layouts name it: by its outline level, else by its name, else ``body``."""
        direct = value(paragraph, "pPr", "outlineLvl")
        if direct is not None:
            return _heading(direct) or "body"
        chain = self._chain(paragraph)
        if chain and (known := _BY_NAME.get(chain[0].name)):
            return known
        if chain and chain[0].name.startswith(_CONTENTS):
            return CONTENTS_KIND
        level = next((style.level for style in chain if style.level is not None), None)
        if level is None:
            named = (_BY_NAME.get(style.name, "") for style in chain)
            return next((kind for kind in named if kind.startswith("heading")), "body")
        return _heading(level) or "body"

    def is_plain(self, paragraph: Element) -> bool:
        """Whether a paragraph has no style that says what it is."""
        chain = self._chain(paragraph)
        return not chain or chain[0].name not in _BY_NAME

    def is_title(self, paragraph: Element) -> bool:
        """Whether a paragraph without such a style is set as a title is: in the middle."""
        return self.is_plain(paragraph) and _ALIGNS.get(value(paragraph, "pPr", "jc") or "") == "center"

    def numbered(self, paragraph: Element) -> Numbered | None:
        """Where a paragraph is numbered, by itself or by its style; None if it is not."""
        which, level = value(paragraph, "pPr", "numPr", "numId"), value(paragraph, "pPr", "numPr", "ilvl")
        for style in self._chain(paragraph):
            which = style.list if which is None else which
            level = style.list_level if level is None else level
        return None if which is None or which == "0" else Numbered(which, max(0, number(level)))

    def list_of_style(self, style: str) -> str:
        """The list that a style of lists names; nothing if there is none."""
        return self._lists.get(style, "")

    def align(self, paragraph: Element) -> Align:
        """Where the text of a paragraph stands."""
        direct = value(paragraph, "pPr", "jc")
        found = direct or next((style.align for style in self._chain(paragraph) if style.align), None)
        return _ALIGNS.get(found or "", "left")

    def _chain(self, paragraph: Element) -> list[_Style]:
        """The style of a paragraph and those that it is based on."""
        at: str | None = value(paragraph, "pPr", "pStyle") or self._ordinary
        chain: list[_Style] = []
        while at in self._styles and len(chain) < _LONGEST_CHAIN:
            chain.append(self._styles[at])
            at = chain[-1].base
        return chain


def read_styles(package: Package, part: str | None) -> StyleSheet:
    """The style sheet of a file, which may have none."""
    if part is None:
        return StyleSheet({}, "")
    styles: dict[str, _Style] = {}
    lists: dict[str, str] = {}
    ordinary = ""
    for element in package.tree(part).iter(q("style")):
        identity = element.get(q("styleId")) or ""
        if element.get(q("type")) == "numbering":
            lists[identity] = value(element, "pPr", "numPr", "numId") or ""
        if element.get(q("type")) != "paragraph":
            continue
        if element.get(q("default")) in {"1", "true", "on"}:
            ordinary = identity
        styles[identity] = _Style(
            (value(element, "name") or "").lower(),
            value(element, "basedOn"),
            value(element, "pPr", "outlineLvl"),
            value(element, "pPr", "jc"),
            value(element, "pPr", "numPr", "numId"),
            value(element, "pPr", "numPr", "ilvl"),
        )
    return StyleSheet(styles, ordinary, lists)


def _heading(level: str | None) -> str | None:
    at = number(level, DEEPEST_HEADING)
    return f"heading{at + 1}" if 0 <= at < DEEPEST_HEADING else None
