"""Who visits, and in which language; and the pages for visits that lead nowhere."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from jixiao.web.models import Account, Notice
from jixiao.web.page import Visit
from jixiao.web.people.policy import Person
from jixiao.wording import LANGUAGES, Language

LANGUAGE_COOKIE = "jixiao_language"
CHANGE_PASSWORD = "/account/password/"  # noqa: S105 - an address
_FREE = ("/static/", "/sign-out/", "/language/", CHANGE_PASSWORD)


class Visiting:
    """The language of every request; and nobody goes on with a password that somebody else has chosen."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer it."""
        request.language = language_of(request)  # type: ignore[attr-defined]
        account = person_of(request).account
        if account and account.must_change_password and not request.path.startswith(_FREE):
            return redirect(CHANGE_PASSWORD)
        return self.answer(request)


def person_of(request: HttpRequest) -> Person:
    """Who asks; read once for a request."""
    known = getattr(request, "person", None)
    if known is None:
        user = getattr(request, "user", None)
        signed_in = user if isinstance(user, Account) and user.is_active and _is_sure(request, user) else None
        known = Person(signed_in)
        request.person = known  # type: ignore[attr-defined]
    return cast("Person", known)


def _is_sure(request: HttpRequest, account: Account) -> bool:
    """Whether whoever has a second factor has given it."""
    is_verified = getattr(request.user, "is_verified", None)
    if is_verified is not None and is_verified():
        return True
    return not request.session.get("needs_second_factor") and account.pk is not None


def language_of(request: HttpRequest) -> Language:
    """The reader's language: chosen in this browser, else the account's, else Chinese."""
    chosen = request.COOKIES.get(LANGUAGE_COOKIE)
    user = getattr(request, "user", None)
    wanted = chosen if chosen in LANGUAGES else getattr(user, "language", "zh")
    return "en" if wanted == "en" else "zh"


def on_every_page(request: HttpRequest) -> dict[str, Any]:
    """What every template knows."""
    person = person_of(request)
    told = request.session.pop("told", []) if hasattr(request, "session") and "told" in request.session else []
    unread = Notice.objects.filter(account=person.account, read_at=None).count() if person.account else 0
    return {
        "person": person,
        "account": person.account,
        "language": getattr(request, "language", "zh"),
        "told": told,
        "unread": unread,
        "here": request.path,
    }


def _lost(request: HttpRequest, kind: str, status: HTTPStatus) -> HttpResponse:
    visit = Visit(request, person_of(request), language_of(request))
    return render(request, "lost.html", {"visit": visit, "kind": kind}, status=status)


def missing(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """There is nothing at this address, or nothing that whoever asks may know of: the two look the same."""
    return _lost(request, "missing", HTTPStatus.NOT_FOUND)


def refused(visit: Visit) -> HttpResponse:
    """It can be seen but not done."""
    return _lost(visit.request, "refused", HTTPStatus.FORBIDDEN)


def forbidden(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """It is not permitted."""
    return _lost(request, "refused", HTTPStatus.FORBIDDEN)


def forged(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """A form that was opened too long ago, or does not come from this site."""
    return _lost(request, "forged", HTTPStatus.FORBIDDEN)


def misunderstood(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """The request makes no sense, or is too large."""
    return _lost(request, "misunderstood", HTTPStatus.BAD_REQUEST)


def broken(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """Our own mistake."""
    return render(request, "broken.html", {"language": language_of(request)}, status=HTTPStatus.INTERNAL_SERVER_ERROR)
