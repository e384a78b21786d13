"""Who calls: a token in ``Authorization``, or the session of somebody who has signed in on the site (with its CSRF token)."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from jixiao.web.api.keeping import digest_of
from jixiao.web.api.limiting import GUESSES, address_of
from jixiao.web.api.problems import Problem
from jixiao.web.models import Account, Token
from jixiao.web.people.policy import Person
from jixiao.web.visiting import person_of
from jixiao.wording import Text

_SEEN = timedelta(minutes=1)


class Bearer(HttpBearer):
    """A token. It may do what its scopes and its account's grants both allow."""

    openapi_description = "A token of the site (“My tokens”)."

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """Who it belongs to; None if it is not, or not any more, in force."""
        found = Token.objects.select_related("account").filter(digest=digest_of(token), withdrawn_at=None).first()
        if found is None or found.expires_at <= timezone.now() or not _may_act(found.account):
            GUESSES.count(address_of(request))
            return None
        if found.used_at is None or timezone.now() - found.used_at > _SEEN:
            Token.objects.filter(pk=found.pk).update(used_at=timezone.now())
        person = Person(found.account, frozenset(found.scopes))
        request.person = person  # type: ignore[attr-defined]
        request.token_name = found.name  # type: ignore[attr-defined]
        return person


def _may_act(account: Account) -> bool:
    """A closed account does nothing; one whose password was set anew rests until its own person has chosen one."""
    return account.is_active and not account.must_change_password


class Session(APIKeyCookie):
    """The session of the site's own pages."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Person | None:
        """Who has signed in; what changes anything needs the CSRF token of the page."""
        if "Authorization" in request.headers:
            return None
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Person | None:
        """Who has signed in."""
        del key
        person = person_of(request)
        if person.account is None:
            return None
        if check_csrf(request):
            raise Problem(HTTPStatus.FORBIDDEN, _FORGED)
        return person


_FORGED = Text(
    "请求没有带本站页面的 CSRF 令牌；程序请用令牌（Authorization: Bearer）",
    "The request does not bear the CSRF token of the site's pages. Programs use a token (Authorization: Bearer)",
)
