"""Markup: elements with escaped texts, and the names that writer and reader share."""

from __future__ import annotations

from functools import cache
from html import escape

from jixiao.document.model import Align, CellKind

GENERATOR = "jixiao"
DATA_ID = "jixiao"
CREATED = "dcterms.created"
SHEET = "sheet"
ORIGINS = "origins"
NUMBER_SIGN = "no"
MISSING = "missing"
NOTHING = "无数据"

ALIGN_CLASSES: dict[str, Align] = {"at-left": "left", "at-center": "center", "at-right": "right", "at-justify": "justify"}
KIND_CLASSES: dict[str, CellKind] = {"label": "label", "number": "number"}
CLASS_OF_ALIGN = {align: name for name, align in ALIGN_CLASSES.items()}


def element(name: str, content: str, /, **attributes: str | int | None) -> str:
    """An element around content that is markup already; an attribute ``data_id`` is written ``data-id``, one that is None is left out."""
    return f"{opened(name, **attributes)}{content}</{name}>"


def opened(name: str, /, **attributes: str | int | None) -> str:
    """The beginning of an element, which is the whole of one that has no content."""
    said = [f' {_attribute(key)}="{escape(str(value))}"' for key, value in attributes.items() if value is not None]
    return f"<{name}{''.join(said)}>"


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def text(words: str) -> str:
    """A text as it stands in an element; its line ends are breaks."""
    return escape(words).replace("\n", "<br>")


def data_text(json: str) -> str:
    """JSON as it stands in a script element, where no sign of it can end the element or begin a comment."""
    for sign in "<>&\u2028\u2029":
        json = json.replace(sign, f"\\u{ord(sign):04x}")
    return json
