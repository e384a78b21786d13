"""Accounts, as the system administrator keeps them: made, named, closed, given a new password; what they may do is not for him."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus

from django.db.models import Q
from django.http import HttpResponse
from django.utils.http import urlencode

from jixiao.web.dossiers.writing import Refusal
from jixiao.web.models import Account
from jixiao.web.page import Page, Visit
from jixiao.web.people.accounts import close, create, new_password, one_time_password, rename, reopen
from jixiao.web.people.listing import listed
from jixiao.web.people.roles import ADMINISTRATORS
from jixiao.web.visiting import missing
from jixiao.wording import Text

_NAME = re.compile("[A-Za-z0-9.@+_\u3400-\u4dbf\u4e00-\u9fff-]{2,80}")
"""Letters of other scripts look like these: two accounts that read alike would be taken for one another."""


def accounts(visit: Visit) -> HttpResponse:
    """The accounts, and one more."""
    if not visit.is_post:
        return _page(visit)
    given = {name: visit.request.POST.get(name, "").strip() for name in ("username", "name", "email")}
    fault = _fault(given)
    if fault:
        return _page(visit, HTTPStatus.UNPROCESSABLE_ENTITY, fault=fault, given=given)
    password = one_time_password()
    try:
        made = create(
            visit.act(), given["username"], given["name"], email=given["email"], password=password, must_change_password=True
        )
    except Refusal as refusal:
        return _page(visit, HTTPStatus.UNPROCESSABLE_ENTITY, fault=refusal.because, given=given)
    return _one(visit, made, password=password, is_new=True)


def _page(visit: Visit, status: int = HTTPStatus.OK, **said: object) -> HttpResponse:
    wanted = visit.request.GET.get("q", "").strip()
    found = Account.objects.order_by("username").prefetch_related("grants__unit")
    if wanted:
        found = found.filter(Q(username__icontains=wanted) | Q(name__icontains=wanted))
    return visit.show(
        "administration_accounts.html", status, page=listed(visit, found), wanted=wanted, query=urlencode({"q": wanted}), **said
    )


def _fault(given: dict[str, str]) -> Text | None:
    if not _NAME.fullmatch(given["username"]):
        return Text(
            "账号至少2个字符，只含字母、汉字、数字和 . @ + - _", "An account's name has at least 2 letters, digits or . @ + - _"
        )
    return None if given["name"] else Text("请填写姓名", "Give the person's name")


def account(visit: Visit, number: int) -> HttpResponse:
    """One account, and what is to be done with it."""
    found = Account.objects.filter(pk=number).first()
    if found is None:
        return missing(visit.request)
    if not visit.is_post:
        return _one(visit, found)
    if visit.request.POST.get("what") == "password":
        _refuse_administrator(found)
        return _one(visit, found, password=new_password(visit.act(), found))
    _DOINGS.get(visit.request.POST.get("what", ""), _nothing)(visit, found)
    visit.tell(Text("已保存", "It was saved"))
    return visit.go("administration_account", number=number)


def _one(visit: Visit, found: Account, *, password: str = "", is_new: bool = False) -> HttpResponse:
    grants = found.grants.select_related("unit")
    is_kept_apart = _is_administrator(found)
    return visit.show(
        "administration_account.html", found=found, grants=grants, password=password, is_new=is_new, is_kept_apart=is_kept_apart
    )


def _is_administrator(found: Account) -> bool:
    return found.grants.filter(role__in=ADMINISTRATORS).exists()


def _refuse_administrator(found: Account) -> None:
    """Whoever could give another administrator a password could be all three of them."""
    if _is_administrator(found):
        raise Refusal(_KEPT_APART)


_KEPT_APART = Text(
    "管理员的密码不能在这里重设：否则一个管理员就能冒充另一个。请在服务器上运行 jixiao account reset",
    "The password of an administrator is not set anew here, or one of them could pass for another. Run jixiao account reset on the server",
)


def _rename(visit: Visit, found: Account) -> None:
    name, email = (visit.request.POST.get(each, "").strip() for each in ("name", "email"))
    if not name:
        raise Refusal(Text("请填写姓名", "Give the person's name"))
    rename(visit.act(), found, name, email)


def _close(visit: Visit, found: Account) -> None:
    if found.pk == visit.account.pk:
        raise Refusal(Text("不能停用自己的账号", "Nobody closes the account that he uses"))
    close(visit.act(), found)


def _reopen(visit: Visit, found: Account) -> None:
    reopen(visit.act(), found)


def _nothing(_: Visit, __: Account) -> None:
    raise Refusal(Text("没有这项操作", "There is nothing of this kind to be done"))


_DOINGS: dict[str, Callable[[Visit, Account], None]] = {"rename": _rename, "close": _close, "reopen": _reopen}

pages = (
    Page("administration_accounts", "administration/accounts/", accounts, "manage_accounts", "manage_accounts"),
    Page("administration_account", "administration/accounts/<int:number>/", account, "manage_accounts", "manage_accounts"),
)
