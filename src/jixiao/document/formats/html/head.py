"""What a page says about itself: title and properties, and the data that it carries."""

from __future__ import annotations

from datetime import date

from jixiao.document.carried import Carried, unpacked
from jixiao.document.formats.html.marks import CREATED, DATA_ID
from jixiao.document.formats.html.source import Element
from jixiao.document.model import Properties


def title(root: Element) -> str:
    """The title of a page."""
    return "".join(root.findtext("head/title") or "")


def meta(root: Element, name: str) -> str:
    """What a page says under a name, whether it writes the name large or small."""
    found = (each.get("content") for each in root.iter("meta") if (each.get("name") or "").lower() == name)
    return next(found, None) or ""


def properties(root: Element) -> Properties:
    """The other properties of a page."""
    try:
        made_on = date.fromisoformat(meta(root, CREATED)[:10])
    except ValueError:
        made_on = None
    return Properties(meta(root, "author"), meta(root, "description"), meta(root, "keywords"), made_on)


def carried(root: Element) -> Carried:
    """What a page carries beside its text; nothing for those of others."""
    found = next((each for each in root.iter("script") if each.get("id") == DATA_ID), None)
    return Carried() if found is None else unpacked(found.text or "")
