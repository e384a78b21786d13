"""Where somebody is signed in: each session with its address and browser, so that one that is not one's own can be ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from jixiao.web.models import Account

FROM = "signed_in_from"
_BROWSER = 200


class Place(NamedTuple):
    """A session: the mark by which it is named without giving it away, from where and since when, and whether it is this one."""

    mark: str
    address: str
    browser: str
    since: datetime | None
    is_this: bool


def note_place(request: HttpRequest) -> None:
    """Keep in the session from where it was begun."""
    browser = request.headers.get("User-Agent", "")[:_BROWSER]
    request.session[FROM] = [request.META.get("REMOTE_ADDR", ""), browser, timezone.now().isoformat()]


def places(request: HttpRequest, account: Account) -> list[Place]:
    """The sessions of an account that still hold, the newest first."""
    this = request.session.session_key
    found = []
    for key, said in _sessions(account):
        address, browser, since = said.get(FROM) or ("", "", "")
        moment = datetime.fromisoformat(since) if since else None
        found.append(Place(_mark(key), address, browser, moment, key == this))
    return sorted(found, key=lambda each: (each.is_this, each.since.isoformat() if each.since else ""), reverse=True)


def end(request: HttpRequest, account: Account, mark: str = "") -> int:
    """End one session of an account, or all but this one; how many were ended."""
    this = request.session.session_key
    wanted = [key for key, _ in _sessions(account) if key != this and mark in {"", _mark(key)}]
    ended, _ = Session.objects.filter(session_key__in=wanted).delete()
    return ended


def _sessions(account: Account) -> Iterator[tuple[str, dict[str, Any]]]:
    """Those that are this account's and were begun with the password that it has now."""
    own = account.get_session_auth_hash()
    for each in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        said = each.get_decoded()
        if said.get(SESSION_KEY) == str(account.pk) and constant_time_compare(str(said.get(HASH_SESSION_KEY, "")), own):
            yield each.session_key, said


def _mark(key: str) -> str:
    return salted_hmac("jixiao.session", key).hexdigest()[:20]
