"""The pictures that stand in the lines of a Word file, as far as they are of a usual kind and size."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.document.formats.docx.graphics import Drawing, Extent
from jixiao.document.formats.docx.names import R
from jixiao.document.formats.docx.runs import number, q, runs_in
from jixiao.document.images import pixels_of
from jixiao.errors import Unreadable
from jixiao.files.package import Element, Package

LARGEST_PICTURE = 16_000_000
"""Bytes. A photograph of a telephone has some five million."""

MOST_POINTS = 100_000_000
"""Points, across times down: what a picture unpacks to is many times its bytes."""


class Pictures:
    """The pictures of a part. Each one's bytes are read once."""

    def __init__(self, package: Package, part: str) -> None:
        self._package = package
        self._targets = package.targets(part)
        self._read: dict[str, bytes | None] = {}

    def of(self, paragraph: Element) -> list[Drawing]:
        """The pictures in the lines of a paragraph, in order; drawings of other kinds are left out."""
        inlines = (inline for run in runs_in(paragraph) for inline in run.iterfind(f"{q('drawing')}/{{*}}inline"))
        return [drawing for inline in inlines for drawing in self._drawing(inline)]

    def _drawing(self, inline: Element) -> Iterator[Drawing]:
        name, size = inline.find("{*}docPr"), inline.find("{*}extent")
        blips = inline.findall("{*}graphic/{*}graphicData/{*}pic/{*}blipFill/{*}blip")
        if name is None or size is None or len(blips) != 1:
            return
        data = self._data(self._targets.get(blips[0].get(f"{{{R}}}embed") or "", ""))
        if data is not None:
            extent = Extent(number(size.get("cx")), number(size.get("cy")))
            yield Drawing(name.get("name") or "", name.get("descr") or "", extent, data)

    def _data(self, part: str) -> bytes | None:
        if part not in self._read:
            self._read[part] = self._picture(part)
        return self._read[part]

    def _picture(self, part: str) -> bytes | None:
        """The bytes of a picture; None for one that is too large, damaged, or of another kind."""
        if part not in self._package or self._package.size(part) > LARGEST_PICTURE:
            return None
        try:
            data = self._package.read(part)
        except Unreadable:
            return None
        pixels = pixels_of(data)
        return data if pixels and pixels.width * pixels.height <= MOST_POINTS else None
