"""styles.xml read: which of our styles a paragraph has, and where its text stands."""

from __future__ import annotations

from typing import NamedTuple

from jixiao.document.formats.docx.names import GAP, STYLE_NAMES
from jixiao.document.formats.docx.runs import number, q, value
from jixiao.document.model import DEEPEST_HEADING, Align
from jixiao.files.package import Element, Package

GAP_KIND = "gap"
_BY_NAME = {name.lower(): kind for kind, (_, name) in STYLE_NAMES.items()} | {
    GAP[1]: GAP_KIND,
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


class StyleSheet:
    """The paragraph styles of a file by their ids."""

    def __init__(self, styles: dict[str, _Style], ordinary: str) -> None:
        self._styles = styles
        self._ordinary = ordinary

    def kind(self, paragraph: Element) -> str:
        """The style of a paragraph as layouts name it: by its outline level, else by its name, else ``body``."""
        direct = value(paragraph, "pPr", "outlineLvl")
        if direct is not None:
            return _heading(direct) or "body"
        chain = self._chain(paragraph)
        if chain and (known := _BY_NAME.get(chain[0].name)):
            return known
        level = next((style.level for style in chain if style.level is not None), None)
        return _heading(level) or "body"

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
    ordinary = ""
    for element in package.tree(part).iter(q("style")):
        if element.get(q("type")) != "paragraph":
            continue
        identity = element.get(q("styleId")) or ""
        if element.get(q("default")) in {"1", "true", "on"}:
            ordinary = identity
        styles[identity] = _Style(
            (value(element, "name") or "").lower(),
            value(element, "basedOn"),
            value(element, "pPr", "outlineLvl"),
            value(element, "pPr", "jc"),
        )
    return StyleSheet(styles, ordinary)


def _heading(level: str | None) -> str | None:
    at = number(level, DEEPEST_HEADING)
    return f"heading{at + 1}" if 0 <= at < DEEPEST_HEADING else None
