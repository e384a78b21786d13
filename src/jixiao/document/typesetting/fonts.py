"""Which fonts set a paper: those that official papers ask for where the machine has them, otherwise the nearest that it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from jixiao.files.yamls import read_yaml

_LIST = Path(__file__).parent / "fonts.yaml"
_BOLD = 600
"""The least weight that counts as bold, of 100 to 900."""


@dataclass(frozen=True, slots=True)
class Face:
    """The families that set a font, nearest first, each with a glyph where those before have none.

    ``heavy`` text is set bold throughout; ``drawn`` says that the first family has no bold, so that its strokes are thickened.
    """

    families: tuple[str, ...]
    heavy: bool = False
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """The fonts at hand, and the heaviest weight of every family by its name in small letters."""

    fonts: typst.Fonts
    heaviest: Mapping[str, int]


@cache
def shelf(*, system: bool = True) -> Shelf:
    """The fonts of the machine and those installed with jixiao; without ``system`` only the latter, which every machine has."""
    fonts = typst.Fonts(system, True, [_folder()])  # noqa: FBT003 - a foreign signature
    heaviest: dict[str, int] = {}
    for font in fonts.fonts():
        name = font.family.lower()
        heaviest[name] = max(font.weight, heaviest.get(name, 0))
    return Shelf(fonts, heaviest)


@cache
def face(name: str, *, system: bool = True) -> Face:
    """How a font that a layout names is set here."""
    known, at_hand = _known(), shelf(system=system).heaviest
    wanted = [name, *known["fonts"].get(name, []), *known["other"]]
    found = tuple(dict.fromkeys(each for each in wanted if each.lower() in at_hand))
    first = found[0] if found else name
    heavy = name in known["heavy"] and first != name and first not in known["own_weight"]
    return Face(found, heavy, at_hand.get(first.lower(), 0) < _BOLD)


def _folder() -> Path:
    """Where the package of fonts keeps them."""
    return Path(str(files(_known()["package"])))


@cache
def _known() -> dict[str, Any]:
    data = read_yaml(_LIST).data
    return data if isinstance(data, dict) else {}
