"""The address that somebody comes from, where proxies of the office's own stand before the site (``JIXIAO_PROXIES``)."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class Proxies:
    """Take the word of one's own proxies on the address, and nobody else's: what stands further left was sent by the visitor."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer it."""
        count = settings.PROXIES
        said = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if count and len(said) >= count:
            request.META["REMOTE_ADDR"] = said[-count]
        return self.answer(request)
