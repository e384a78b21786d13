"""Signing in: with an account of the site's own; who does so, who fails, and who is locked out is told in the history."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.cache import cache
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_otp.plugins.otp_totp.models import TOTPDevice

from jixiao.web.history.chain import Act, Change, append
from jixiao.web.models import Account
from jixiao.web.people.notifying import LOCKED, notify
from jixiao.web.people.sessions import note_place

SECOND = "needs_second_factor"
LOCAL = "jixiao.web.people.signing_in.LocalAccounts"


class LocalAccounts(BaseBackend):
    """Name and password against the accounts of the site. Only grants permit anything, so there are no permissions of Django's own."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django passes it by name
        username: str | None = None,
        password: str | None = None,
        **_: Any,  # noqa: ANN401 - as Django has it
    ) -> Account | None:
        """The account, if the password is its own and it is not closed; an unknown name takes as long as a wrong password."""
        if username is None or password is None:
            return None
        account = Account.objects.filter(username=username).first()
        if account is None:
            make_password(password)
            return None
        return account if account.check_password(password) and account.is_active else None

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session."""
        return Account.objects.filter(pk=user_id, is_active=True).first()


def enter(request: HttpRequest, account: Account, backend: str = LOCAL) -> bool:
    """Begin a session; whether the second factor has to be given before anything else is seen."""
    needs_second = bool(TOTPDevice.objects.filter(user=account, confirmed=True).exists())
    login(request, account, backend=backend)
    note_place(request)
    if needs_second:
        request.session[SECOND] = True
    return needs_second


def is_hurried(request: HttpRequest) -> bool:
    """Whether an address has tried to sign in too often within a minute of its first attempt, whatever the accounts."""
    key, most = f"sign-in/{request.META.get('REMOTE_ADDR', '')}", int(settings.SIGN_INS_A_MINUTE)
    with suppress(ValueError):  # the minute ended just now
        cache.add(key, 0, timeout=_MINUTE)
        return int(cache.incr(key)) > most
    return False


_MINUTE = 60


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """What somebody sees after too many wrong passwords."""
    return render(request, "sign_in.html", {"is_locked": True, "next": "/"}, status=429)


# ---- what the history says of it


def told(request: HttpRequest | None, action: str, username: str, reason: str = "") -> None:
    """Tell in the history of a sign-in, or of one that failed. A name that no account has is not kept: it may be a password."""
    account = Account.objects.filter(username=username).first()
    name = account.name if account else ""
    address = request.META.get("REMOTE_ADDR", "") if request else ""
    act = Act(account.username if account else "", name, f"web {address}", str(getattr(request, "number", "")), reason)
    with transaction.atomic():
        append(act, [Change(action, "account", account.username if account else "", None, {})])


@receiver(user_logged_in, dispatch_uid="jixiao.signed_in")
def _signed_in(request: HttpRequest | None, user: Account, **_: object) -> None:
    told(request, "sign_in", user.username)


@receiver(user_logged_out, dispatch_uid="jixiao.signed_out")
def _signed_out(request: HttpRequest | None, user: Account | None, **_: object) -> None:
    if user is not None:
        told(request, "sign_out", user.username)


@receiver(user_login_failed, dispatch_uid="jixiao.failed")
def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: object) -> None:
    if not getattr(request, "axes_locked_out", False):
        told(request, "sign_in_failed", str(credentials.get("username", "")))


@receiver(user_locked_out, dispatch_uid="jixiao.locked_out")
def _locked(request: HttpRequest | None, username: str | None, **_: object) -> None:
    told(request, "lock_out", username or "")
    account = Account.objects.filter(username=username or "").first()
    if account is not None:
        notify(account, Act("", "", f"web {request.META.get('REMOTE_ADDR', '') if request else ''}", ""), LOCKED)


# ---- the password, asked for once more


WRONG_AGAIN = "wrong_again"
_MOST_AGAIN = 5


def knows_password(request: HttpRequest, account: Account, password: str) -> bool:
    """Whether somebody who has signed in knows the password; after five wrong ones the session ends. Who has none is not asked."""
    if not account.has_usable_password() or account.check_password(password):
        request.session.pop(WRONG_AGAIN, None)
        return True
    wrong = int(request.session.get(WRONG_AGAIN, 0)) + 1
    request.session[WRONG_AGAIN] = wrong
    told(request, "password_wrong", account.username)
    if wrong >= _MOST_AGAIN:
        logout(request)
    return False
