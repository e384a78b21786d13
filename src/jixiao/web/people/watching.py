"""Sessions that nobody uses end, passwords that are too old are changed, and roles that need a second factor set one up first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django_otp.plugins.otp_totp.models import TOTPDevice

from jixiao.web.models import Account, Grant
from jixiao.web.people.signing_in import SECOND

SEEN = "seen"
_OFTEN = 60
"""Seconds between two notes that somebody is there; not every request writes to the database."""
_PASSWORD, _SECOND = "/account/password/", "/account/second-factor/"
_FREE = ("/static/", "/sign-in/", "/sign-out/", "/language/", _PASSWORD, _SECOND)


class Watching:
    """What a session has to do before it goes on."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer it, or send it where something has to be done first."""
        account = request.user
        if isinstance(account, Account):
            if _was_idle(request):
                logout(request)
                return _sent(request, f"/sign-in/?{urlencode([('idle', '1'), ('next', request.get_full_path())])}")
            if not request.path.startswith(_FREE) and not request.session.get(SECOND):
                first = _first(request, account)
                if first:
                    return _sent(request, first)
        return self.answer(request)


def _was_idle(request: HttpRequest) -> bool:
    now = int(time())
    seen = int(request.session.get(SEEN, now))
    if now - seen > settings.IDLE_MINUTES * 60:
        return True
    if SEEN not in request.session or now - seen >= _OFTEN:
        request.session[SEEN] = now
    return False


def _first(request: HttpRequest, account: Account) -> str:
    """Where somebody has to go first; nowhere for most."""
    days, changed = settings.PASSWORD_DAYS, account.password_changed_at
    if days and changed and account.has_usable_password() and timezone.now() - changed > timedelta(days=days):
        return _PASSWORD
    wanted = settings.SECOND_FACTOR_ROLES
    if wanted and not request.session.get(_IS_SET_UP) and Grant.objects.filter(account=account, role__in=wanted).exists():
        if not TOTPDevice.objects.filter(user=account, confirmed=True).exists():
            return _SECOND
        request.session[_IS_SET_UP] = True
    return ""


_IS_SET_UP = "has_second_factor"


def _sent(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
