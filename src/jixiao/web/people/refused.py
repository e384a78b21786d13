"""What was asked for and not permitted: written to the log of the server, so that somebody who tries doors is seen."""

from __future__ import annotations

import logging
from urllib.parse import quote

from django.http import HttpRequest

from jixiao.web.people.policy import Person

_log = logging.getLogger("jixiao.refused")


def note_refused(request: HttpRequest, person: Person, permission: str) -> None:
    """One line: the number of the account, what it asked for, and the permission that was missing. No name, and nothing of what was sent."""
    number = person.account.pk if person.account else 0
    _log.warning("refused to account %d: %s %s needs %s", number, request.method, quote(request.path[:_LONGEST]), permission)


_LONGEST = 300
