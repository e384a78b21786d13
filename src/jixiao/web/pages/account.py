"""Signing in and out, and what somebody sets for themselves: password, language, second factor."""

from __future__ import annotations

from base64 import b32encode
from http import HTTPStatus
from typing import cast

import segno
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_otp import login as second_login
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from jixiao.web.models import Account, Notice
from jixiao.web.page import EVERYBODY, SIGNED_IN, Page, Visit
from jixiao.web.people.accounts import forget_second_factor, tell
from jixiao.web.people.demonstration import DEMO_ACCOUNTS, DEMO_PASSWORD, is_demonstration
from jixiao.web.people.notifying import CHANGED, SECOND_ON, notify
from jixiao.web.people.sessions import end, places
from jixiao.web.people.signing_in import SECOND, enter, is_hurried, knows_password, told
from jixiao.web.people.single_sign_on import is_on
from jixiao.web.visiting import LANGUAGE_COOKIE
from jixiao.wording import LANGUAGES, Text

_YEAR = 365 * 24 * 3600
_LONGEST_NAME = 81
"""Signs of a name that are looked at: one more than an account's has, so that what is longer is nobody's."""


def _next(visit: Visit) -> str:
    """Where to go after signing in: a page of this site, nowhere else."""
    wanted = visit.request.POST.get("next") or visit.request.GET.get("next") or "/"
    is_ours = url_has_allowed_host_and_scheme(wanted, {visit.request.get_host()}, require_https=visit.request.is_secure())
    return wanted if is_ours else "/"


def sign_in(visit: Visit) -> HttpResponse:
    """Name and password; then the second factor, where somebody has one."""
    request = visit.request
    if not visit.is_post:
        return _sign_in_page(visit, HTTPStatus.OK, was_idle="idle" in request.GET)
    if is_hurried(request):
        return _sign_in_page(visit, HTTPStatus.TOO_MANY_REQUESTS, is_hurried=True)
    username = request.POST.get("username", "")
    account = authenticate(request, username=username[:_LONGEST_NAME], password=request.POST.get("password", ""))
    if not isinstance(account, Account):
        return _sign_in_page(visit, HTTPStatus.UNPROCESSABLE_ENTITY, is_wrong=True)
    if enter(request, account):
        request.session["next"] = _next(visit)
        return redirect("second_factor")
    return redirect(_next(visit))


def _sign_in_page(visit: Visit, status: int, **said: object) -> HttpResponse:
    """The page, with the accounts of the demonstration where this is one."""
    known = [{"username": each[0], "name": each[1].say(visit.language)} for each in DEMO_ACCOUNTS] if is_demonstration() else []
    return visit.show(
        "sign_in.html", status, next=_next(visit), has_sso=is_on(), demo_accounts=known, demo_password=DEMO_PASSWORD, **said
    )


def second_factor(visit: Visit) -> HttpResponse:
    """The number that the device shows now."""
    request, account = visit.request, visit.request.user
    if not isinstance(account, Account) or not request.session.get(SECOND):
        return redirect("sign_in")
    if visit.is_post:
        device = _device_that_gave(account, request.POST.get("token", "").strip())
        if device is not None:
            request.session.cycle_key()
            second_login(request, device)
            request.session.pop(SECOND)
            return redirect(request.session.pop("next", "/"))
        told(request, "second_factor_failed", account.username)
        return visit.show("second_factor.html", HTTPStatus.UNPROCESSABLE_ENTITY, is_wrong=True)
    return visit.show("second_factor.html")


def _device_that_gave(account: Account, token: str) -> TOTPDevice | None:
    """The device that shows this number now. It is held meanwhile, so that a number that is sent twice at once counts once."""
    with transaction.atomic():
        for device in TOTPDevice.objects.select_for_update(no_key=True).filter(user=account, confirmed=True):
            if device.verify_token(token):
                return cast("TOTPDevice", device)
    return None


def sign_out(visit: Visit) -> HttpResponse:
    """Leave."""
    logout(visit.request)
    return redirect("sign_in")


def language(visit: Visit) -> HttpResponse:
    """Read in the other language from now on, in this browser and on this account."""
    chosen = visit.request.POST.get("language", "zh")
    response = redirect(_next(visit))
    if chosen in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE, chosen, max_age=_YEAR, httponly=True, samesite="Lax", secure=visit.request.is_secure()
        )
        if visit.person.account:
            Account.objects.filter(pk=visit.account.pk).update(language=chosen)
    return response


def account(visit: Visit) -> HttpResponse:
    """What is known of oneself."""
    devices = TOTPDevice.objects.filter(user=visit.account, confirmed=True)
    grants = visit.account.grants.select_related("unit")
    sessions = places(visit.request, visit.account)
    return visit.show("account.html", has_second=devices.exists(), grants=grants, sessions=sessions)


def end_session(visit: Visit) -> HttpResponse:
    """End another of one's own sessions, or all of them but this one."""
    with transaction.atomic():
        ended = end(visit.request, visit.account, visit.request.POST.get("session", ""))
        tell(visit.act(), "end_session", visit.account.username, None, {"ended": ended})
    visit.tell(Text("已退出{n}处登录", "Signed out elsewhere: {n}").fill(n=ended))
    return redirect("account")


def password(visit: Visit) -> HttpResponse:
    """A new password; the old one is asked for again."""
    if not visit.is_post:
        return visit.show("password.html")
    old, new, again = (visit.request.POST.get(name, "") for name in ("old", "new", "again"))
    faults = _faults(visit, old, new, again)
    if visit.request.user.is_anonymous:
        return redirect("sign_in")
    if faults:
        return visit.show("password.html", HTTPStatus.UNPROCESSABLE_ENTITY, faults=faults)
    visit.account.set_password(new)
    visit.account.must_change_password = False
    visit.account.password_changed_at = timezone.now()
    with transaction.atomic():
        visit.account.save()
        tell(visit.act(), "change_password", visit.account.username, None, {})
        notify(visit.account, visit.act(), CHANGED)
    update_session_auth_hash(visit.request, visit.account)
    visit.tell(Text("密码已修改", "The password was changed"))
    return redirect("account")


_POLICY = {
    "password_too_short": Text("密码至少10个字符", "A password has at least 10 characters"),
    "password_too_common": Text("这个密码太常见", "This password is too common"),
    "password_entirely_numeric": Text("密码不能只有数字", "A password cannot be digits alone"),
    "password_guessable": Text(
        "密码容易被猜到（常见词加数字、键盘顺序、重复、单位名称），请换一个",
        "The password is easily guessed (a common word with digits, a run of the keyboard, a repetition, a unit's name); take another",
    ),
    "password_too_similar": Text("密码与姓名或账号太相近", "The password is too much like the name"),
}


def _faults(visit: Visit, old: str, new: str, again: str) -> list[Text]:
    found, account = [], visit.account
    if not account.has_usable_password() or not knows_password(visit.request, account, old):
        found.append(Text("原密码不对", "The old password is wrong"))
    if new != again:
        found.append(Text("两次输入的新密码不一致", "The two new passwords differ"))
    if new == old:
        found.append(Text("新密码与原密码相同", "The new password is the old one"))
    return found + policy_faults(account, new)


def policy_faults(account: Account | None, new: str) -> list[Text]:
    """Why a password may not be used."""
    try:
        validate_password(new, account)
    except ValidationError as error:
        return [
            _POLICY.get(str(each.code), Text("密码不符合要求", "The password does not fit the policy"))
            for each in error.error_list
        ]
    return []


def second_factor_setup(visit: Visit) -> HttpResponse:
    """Take a device as second factor: its key is shown as a picture to scan, and kept once the device has given a right number."""
    if not visit.is_post:
        return _device(visit)
    asked = visit.request.POST
    if not knows_password(visit.request, visit.account, asked.get("password", "")):
        return redirect("sign_in") if visit.request.user.is_anonymous else _device(visit, is_unknown=True)
    token = asked.get("token", "").strip()
    if asked.get("remove"):
        if not visit.account.has_usable_password() and _device_that_gave(visit.account, token) is None:
            return _device(visit, is_wrong=True)
        forget_second_factor(visit.act(), visit.account)
        visit.tell(Text("已停用两步验证", "The second factor is off"))
        return redirect("account")
    device = TOTPDevice(user=visit.account, name="totp", key=_key(visit), confirmed=True)
    if not _gives(device, token):
        return _device(visit, is_wrong=True)
    with transaction.atomic():
        TOTPDevice.objects.filter(user=visit.account).delete()
        device.save()
        tell(visit.act(), "set_second_factor", visit.account.username, None, {})
        notify(visit.account, visit.act(), SECOND_ON)
    visit.request.session.pop(_KEY)
    visit.request.session.cycle_key()
    second_login(visit.request, device)
    visit.tell(Text("两步验证已启用", "The second factor is on"))
    return redirect("account")


_KEY = "second_factor_key"


def _key(visit: Visit) -> str:
    """The key of the device to be, the same for as long as the session has not taken one."""
    return str(visit.request.session.setdefault(_KEY, random_hex()))


def _gives(device: TOTPDevice, token: str) -> bool:
    """Whether the device shows this number now; a number counts once."""
    oath = TOTP(device.bin_key)
    is_right = token.isascii() and token.isdigit() and bool(oath.verify(int(token), 1))
    device.last_t = oath.t()
    return is_right


def _device(visit: Visit, *, is_wrong: bool = False, is_unknown: bool = False) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong or is_unknown else HTTPStatus.OK
    device = TOTPDevice(user=visit.account, name="totp", key=_key(visit))
    return visit.show(
        "second_factor_setup.html",
        status,
        picture=segno.make(cast("str", device.config_url)).svg_data_uri(scale=5),
        key=b32encode(device.bin_key).decode(),
        is_wrong=is_wrong,
        is_unknown=is_unknown,
        has_second=TOTPDevice.objects.filter(user=visit.account, confirmed=True).exists(),
        has_password=visit.account.has_usable_password(),
    )


def notices(visit: Visit) -> HttpResponse:
    """What happened or falls due; looked at, it counts as read."""
    listed = list(Notice.objects.filter(account=visit.account)[:200])
    Notice.objects.filter(account=visit.account, read_at=None).update(read_at=timezone.now())
    return visit.show("notices.html", notices=listed)


pages = (
    Page("sign_in", "sign-in/", sign_in, EVERYBODY, EVERYBODY),
    Page("second_factor", "sign-in/second/", second_factor, EVERYBODY, EVERYBODY),
    Page("sign_out", "sign-out/", sign_out, None, EVERYBODY),
    Page("language", "language/", language, None, EVERYBODY),
    Page("account", "account/", account, SIGNED_IN),
    Page("end_session", "account/sessions/end/", end_session, None, SIGNED_IN),
    Page("password", "account/password/", password, SIGNED_IN, SIGNED_IN),
    Page("second_factor_setup", "account/second-factor/", second_factor_setup, SIGNED_IN, SIGNED_IN),
    Page("notices", "notices/", notices, SIGNED_IN),
)
