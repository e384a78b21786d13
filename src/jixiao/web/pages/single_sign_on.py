"""The way to the office's single sign-on service and back; nothing is here where none is set."""

from __future__ import annotations

import logging
from http import HTTPStatus

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from mozilla_django_oidc.views import OIDCAuthenticationRequestView

from jixiao.web.models import Account
from jixiao.web.page import EVERYBODY, Page, Visit
from jixiao.web.people.signing_in import enter, is_hurried, told
from jixiao.web.people.single_sign_on import BACKEND, FAILURES, SingleSignOn, is_on, setting
from jixiao.web.visiting import missing

_log = logging.getLogger(__name__)


class _Asking(OIDCAuthenticationRequestView):  # type: ignore[misc]
    """The library's request, with the endpoint that the service names."""

    get_settings = staticmethod(setting)


def single_sign_on(visit: Visit) -> HttpResponseBase:
    """Send the browser to the service."""
    if not is_on():
        return missing(visit.request)
    try:
        return _Asking.as_view()(visit.request)  # type: ignore[no-any-return]
    except FAILURES as error:
        return _failed(visit, error)


def single_sign_on_back(visit: Visit) -> HttpResponseBase:
    """The browser comes back with a code; the service is asked who that is."""
    request = visit.request
    if not is_on():
        return missing(request)
    if is_hurried(request):
        return visit.show("sign_in.html", HTTPStatus.TOO_MANY_REQUESTS, is_hurried=True)
    try:
        account = _who(visit)
    except FAILURES as error:
        return _failed(visit, error)
    if account is None:
        return _failed(visit, None)
    goes_on = request.session.get("oidc_login_next") or "/"
    if enter(request, account, BACKEND):
        request.session["next"] = goes_on
        return redirect("second_factor")
    return redirect(goes_on)


def _who(visit: Visit) -> Account | None:
    """Whoever the service sends back, if this browser asked it; an answer counts once."""
    request = visit.request
    asked = request.session.get("oidc_states", {}).pop(request.GET.get("state", ""), None)
    request.session.modified = True
    if asked is None or "code" not in request.GET:
        return None
    return SingleSignOn().authenticate(request, nonce=asked["nonce"], code_verifier=asked["code_verifier"])


def _failed(visit: Visit, error: BaseException | None) -> HttpResponse:
    _log.warning("single sign-on failed: %s", error)
    told(visit.request, "sign_in_failed", "", "single sign-on")
    return visit.show("sign_in.html", HTTPStatus.UNPROCESSABLE_ENTITY, sso_failed=True, has_sso=True, next="/")


pages = (
    Page("single_sign_on", "sign-in/sso/", single_sign_on, EVERYBODY),
    Page("single_sign_on_back", "sign-in/sso/back/", single_sign_on_back, EVERYBODY),
)
