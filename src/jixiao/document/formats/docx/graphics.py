"""Charts and pictures as drawings that stand in a line: how large they are, what they are called, and their XML."""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple

from jixiao.document.formats.docx.names import EMU
from jixiao.document.images import Pixels, media_of, pixels_of
from jixiao.document.layout import Sides
from jixiao.document.model import Picture
from jixiao.exact import half_up

EXTENSIONS = {"image/png": "png", "image/jpeg": "jpeg"}

_NEAR = 1_000
"""How far a size may be off when another program has saved it: it rounds to hundredths of a millimetre."""

_UNKNOWN = Pixels(4, 3)
_TALLEST = 90
"""Percent of the text's height; a caption and some space have to stand on the same page."""

_CHART = re.compile(r"chart-([1-9]\d{0,3})")
_PICTURE = re.compile(r"picture-\d{1,9}-(\d{1,3})")


class Extent(NamedTuple):
    """How wide and high a drawing is, in units of DrawingML."""

    width: int
    height: int


class Room(NamedTuple):
    """How wide and high the text of a page is, in twentieths of a point."""

    width: int
    height: int


class Drawing(NamedTuple):
    """A picture as it stands in a line: its name, its words for those who do not see it, its size and its bytes."""

    name: str
    words: str
    extent: Extent
    data: bytes

    @property
    def extension(self) -> str:
        """The ending of the file's name that its bytes ask for."""
        return EXTENSIONS[media_of(self.data) or "image/png"]


def room_of(sides: Sides) -> Room:
    """The room for text on a sheet of paper."""
    return Room(sides.text_width, sides.text_height)


def drawing_of_chart(number: int, words: str, data: bytes, room: Room) -> Drawing:
    """The drawing of the chart with this number, as wide as the text."""
    return Drawing(f"chart-{number}", words, _extent(data, 100, room), data)


def drawing_of_picture(number: int, picture: Picture, room: Room) -> Drawing:
    """The drawing of a picture."""
    return Drawing(f"picture-{number}-{picture.share}", picture.alt, _extent(picture.data, picture.share, room), picture.data)


def chart_number(name: str) -> int | None:
    """Which chart a drawing of this name shows; None if it shows none of ours."""
    found = _CHART.fullmatch(name)
    return int(found[1]) if found else None


def share_of(drawing: Drawing, room: Room) -> int:
    """The share of the text's width that a drawing takes: the one in its name as long as it was not resized, else what it measures."""
    named = _PICTURE.fullmatch(drawing.name)
    share = int(named[1]) if named else 0
    if 1 <= share <= 100 and _near(_extent(drawing.data, share, room), drawing.extent):  # noqa: PLR2004 - percent
        return share
    return min(100, max(1, half_up(max(drawing.extent.width, 0), 100, room.width * EMU)))


def inline_xml(drawing: Drawing, number: int, relation: str) -> str:
    """The run that holds a drawing; ``number`` is its own in the file, ``relation`` leads to its bytes."""
    width, height = drawing.extent
    named = f'id="{number}" name="{escape(drawing.name)}" descr="{escape(drawing.words)}"'
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:docPr {named}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def _extent(data: bytes, share: int, room: Room) -> Extent:
    """The size of a picture at a share of the text's width, smaller if it were too tall for a page."""
    across, down = pixels_of(data) or _UNKNOWN
    width = half_up(share, room.width * EMU, 100)
    height = half_up(width, down, across)
    tallest = half_up(_TALLEST, room.height * EMU, 100)
    if height > tallest:
        width, height = half_up(tallest, across, down), tallest
    return Extent(max(width, 1), max(height, 1))


def _near(one: Extent, other: Extent) -> bool:
    return all(abs(a - b) <= _NEAR for a, b in zip(one, other, strict=True))
