"""How much anybody may send at once: a request that says that it is larger is refused before any of it is read or kept."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from jixiao.web.visiting import language_of
from jixiao.wording import Text


class Bounds:
    """A form of somebody who has not signed in is small; files come from those who have, and from programs with a token."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer it, or refuse it."""
        said = request.META.get("CONTENT_LENGTH") or "0"
        length = int(said) if said.isascii() and said.isdigit() and len(said) < _DIGITS else settings.LARGEST_REQUEST + 1
        if length > settings.LARGEST_OF_NOBODY and length > _most(request):
            return HttpResponse(
                _TOO_LARGE.say(language_of(request)), status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, content_type=_PLAIN
            )
        return self.answer(request)


def _most(request: HttpRequest) -> int:
    is_program = (
        request.path.startswith("/api/") and "Authorization" in request.headers
    )  # a wrong token is refused before it is read
    is_somebody = is_program or SESSION_KEY in request.session
    return int(settings.LARGEST_REQUEST if is_somebody else settings.LARGEST_OF_NOBODY)


_DIGITS = 15
_PLAIN = "text/plain; charset=utf-8"
_TOO_LARGE = Text("内容过大，没有接收。请分几次上传", "This is too large and was not taken. Hand it in in several parts")
