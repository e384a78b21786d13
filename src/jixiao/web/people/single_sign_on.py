"""Signing in by the office's single sign-on service (OpenID Connect), where one is set (``JIXIAO_OIDC``).

Somebody is known by the service's own name for them (issuer and subject), never by an address of mail. Who comes for the first time gets an
account that may do nothing until a security administrator grants something.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from time import time
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from jixiao.web.history.chain import Act
from jixiao.web.models import Account
from jixiao.web.people.accounts import create, is_taken

BACKEND = "jixiao.web.people.single_sign_on.SingleSignOn"
FAILURES = (SuspiciousOperation, requests.RequestException, jwt.PyJWTError, KeyError, ValueError)
"""What can go wrong on the way: the service is away, or what it says does not hold."""
_ENDPOINTS = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}
_HOUR = 3600
_NEEDED = ("exp", "iat", "iss", "aud", "sub")
_said: dict[str, tuple[float, dict[str, Any]]] = {}


def is_on() -> bool:
    """Whether there is a single sign-on service."""
    return bool(settings.OIDC_ISSUER and settings.OIDC_RP_CLIENT_ID)


def discovered() -> dict[str, Any]:
    """What the service says of itself, asked once an hour; it has to be reached by HTTPS, unless it runs on this machine."""
    issuer = settings.OIDC_ISSUER
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise SuspiciousOperation("the single sign-on service has to be reached by HTTPS")
    asked, said = _said.get(issuer, (0, {}))
    if not said or time() - asked > _HOUR:
        answer = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=settings.OIDC_TIMEOUT, allow_redirects=False)
        answer.raise_for_status()
        said = answer.json()
        if str(said.get("issuer", "")).rstrip("/") != issuer:
            raise SuspiciousOperation("the service calls itself by another name")
        _said[issuer] = (time(), said)
    return said


def setting(name: str, *default: object) -> Any:  # noqa: ANN401 - the library's settings are of any type
    """A setting of the library: its endpoints as the service says them, all else as it is set here."""
    if name in _ENDPOINTS:
        return discovered()[_ENDPOINTS[name]]
    return getattr(settings, name, *default)


class SingleSignOn(OIDCAuthenticationBackend):  # type: ignore[misc]
    """The library's way through the code flow, with stricter tokens and our own accounts."""

    def __init__(self) -> None:
        if is_on():
            self.OIDC_RP_CLIENT_ID = settings.OIDC_RP_CLIENT_ID
            self.OIDC_RP_CLIENT_SECRET = settings.OIDC_RP_CLIENT_SECRET
            self.OIDC_RP_SIGN_ALGO = settings.OIDC_RP_SIGN_ALGO
            self.OIDC_RP_IDP_SIGN_KEY = None
        self.UserModel = Account

    get_settings = staticmethod(setting)

    @property
    def OIDC_OP_TOKEN_ENDPOINT(self) -> str:  # noqa: N802 - the library's name
        """Where a code is exchanged."""
        return str(setting("OIDC_OP_TOKEN_ENDPOINT"))

    @property
    def OIDC_OP_JWKS_ENDPOINT(self) -> str:  # noqa: N802 - the library's name
        """Where the service's keys stand."""
        return str(setting("OIDC_OP_JWKS_ENDPOINT"))

    def authenticate(self, request: HttpRequest | None, **given: object) -> Account | None:
        """The account of whoever the service sends back; only in answer to what was asked of it (``nonce``)."""
        if not is_on() or not given.get("nonce"):
            return None
        found = super().authenticate(request, **given)
        return found if isinstance(found, Account) and found.is_active else None

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session."""
        return Account.objects.filter(pk=user_id, is_active=True).first()

    def _verify_jws(self, payload: str, key: Any) -> dict[str, Any]:  # noqa: ANN401 - a key of the library
        """What the token says, if it is signed by the service, for us, and of now."""
        said: dict[str, Any] = jwt.decode(
            payload,
            key,
            algorithms=[self.OIDC_RP_SIGN_ALGO],
            audience=self.OIDC_RP_CLIENT_ID,
            issuer=discovered()["issuer"],
            options={"require": list(_NEEDED)},
            leeway=30,
        )
        if said.get("azp", self.OIDC_RP_CLIENT_ID) != self.OIDC_RP_CLIENT_ID:
            raise SuspiciousOperation("the token is meant for another")
        return said

    def get_or_create_user(self, _access: str, _token: str, payload: dict[str, Any]) -> Account | None:
        """The account that is linked to the subject; a new one, without any role, for somebody who was never here."""
        mark = f"{payload['iss']} {payload['sub']}"
        if len(mark) > _LONGEST:
            raise SuspiciousOperation("the subject is too long")
        known = Account.objects.filter(single_sign_on=mark).first()
        if known is not None:
            return known
        called = str(payload.get("name") or payload.get("preferred_username") or payload["sub"])
        name = "".join(sign for sign in called if sign.isprintable())[:80] or mark[:80]
        username = _free(str(payload.get("preferred_username") or payload["sub"]))
        act = Act(username, name, f"web {self.request.META.get('REMOTE_ADDR', '')}", getattr(self.request, "number", ""))
        return create(act, username, name, single_sign_on=mark)


_LONGEST = 200


def _free(wanted: str) -> str:
    """A name that no account has: an account of the site's own is never taken over by somebody who calls himself so elsewhere."""
    name = re.sub("[^A-Za-z0-9.@+_\u3400-\u4dbf\u4e00-\u9fff-]", "", unicodedata.normalize("NFKC", wanted))[:60] or "account"
    return f"{name}-{secrets.token_hex(4)}" if is_taken(name) else name
