"""What the tests of several pages share: the text of an answer, a row, the state of a filing."""

from __future__ import annotations

from html import unescape
from typing import Any

from jixiao.web.models import Dossier, Filing, Record

BASE = "/u/440100-ZJB/2023/"
"""Where the pages of the example unit's year stand."""


def text_of(response: Any) -> str:
    """What a page says, without its escapes."""
    return unescape(str(response.content.decode()))


def first(**wanted: Any) -> Record:
    """The first record with these columns."""
    found = Record.objects.filter(**wanted).first()
    assert found is not None
    return found


def state(dossier: Dossier, stage: str, name: str) -> None:
    """Put a filing into a state."""
    Filing.objects.update_or_create(dossier=dossier, stage=stage, defaults={"state": name})
