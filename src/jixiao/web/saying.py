"""Sentences of the rooms below as the site says them: files by their names, not by where they stand on the server."""

from __future__ import annotations

import re
from tempfile import gettempdir

from django.conf import settings

from jixiao.wording import Text, settled


def without_places(text: Text) -> Text:
    """The same sentence, in which a file of the data folder or a passing one is called by its name."""
    return settled(text, _bare)


def _bare(said: str) -> str:
    for folder in (str(settings.DATA), gettempdir()):
        if folder in said:
            said = re.sub(f"{re.escape(folder)}/{_FOLDERS}", "", said)
    return said


_FOLDERS = r"(?:[^/\s：，；“”]+/)*"
