"""Drawings and pictures: SVG as pixels, and whether a picture can be drawn at all."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from itertools import chain
from typing import Literal

from jixiao.document.typesetting.compiling import MARKUP, Refused, pages
from jixiao.document.typesetting.coverage import stood_for
from jixiao.document.typesetting.fonts import face

_FAMILIES = re.compile(r'(?<=\bfont-family=")[^"]*(?=")')
_PICTURE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.{ending}", width: {width}pt)'
_POINTS_PER_INCH = 72


@lru_cache(maxsize=32)
def png(svg: str, width_px: int, *, system: bool = True) -> bytes:
    """A drawing as a PNG so many pixels wide; the same drawing on a machine with the same fonts gives the same bytes.

    Papers of one dossier show some drawings again: the last ones are remembered.
    """
    files = {MARKUP: _PICTURE.format(ending="svg", width=width_px).encode(), "picture.svg": drawable(svg, system=system)}
    return pages(files, (), system=system, ppi=_POINTS_PER_INCH)


def draws(picture: bytes, ending: Literal["png", "jpg"]) -> bool:
    """Whether a picture can be drawn; a damaged one cannot."""
    try:
        pages({MARKUP: _PICTURE.format(ending=ending, width=9).encode(), f"picture.{ending}": picture}, (), ppi=_POINTS_PER_INCH)
    except Refused:
        return False
    return True


def drawable(svg: str, *, system: bool = True) -> bytes:
    """A drawing as the typesetter takes it: with the families of fonts that are found here, and 〓 for signs that none of them has."""

    def found(names: re.Match[str]) -> str:
        families = chain.from_iterable(face(unescape(name).strip(" '"), system=system).families for name in names[0].split(","))
        return escape(", ".join(f"'{each}'" for each in dict.fromkeys(families)))

    return _FAMILIES.sub(found, stood_for(svg, system=system)).encode()
