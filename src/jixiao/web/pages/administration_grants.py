"""Roles, as the security administrator grants them and takes them back; also accounts that are locked, and devices that were lost."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q
from django.http import HttpResponse
from django.utils.http import urlencode
from django_otp.plugins.otp_totp.models import TOTPDevice

from jixiao.web.dossiers.writing import Refusal
from jixiao.web.models import Account, Grant, Unit
from jixiao.web.page import Page, Visit
from jixiao.web.people.accounts import forget_second_factor, give, take_back, unlock
from jixiao.web.people.listing import listed
from jixiao.web.people.roles import ROLES
from jixiao.web.people.units import unit_of
from jixiao.web.visiting import missing
from jixiao.wording import Text

_OFFERED = 300
"""Units that the field offers; any other is named by its code."""


def grants(visit: Visit) -> HttpResponse:
    """Who may do what."""
    asked = {name: visit.request.GET.get(name, "").strip() for name in ("q", "role")}
    found = Account.objects.order_by("username").prefetch_related("grants__unit")
    if asked["q"]:
        found = found.filter(Q(username__icontains=asked["q"]) | Q(name__icontains=asked["q"]))
    if asked["role"]:
        found = found.filter(grants__role=asked["role"]).distinct()
    return visit.show("administration_grants.html", page=listed(visit, found), asked=asked, roles=ROLES, query=urlencode(asked))


def grant(visit: Visit, number: int) -> HttpResponse:
    """The roles of one account, one more, one less."""
    found = Account.objects.filter(pk=number).first()
    if found is None:
        return missing(visit.request)
    if not visit.is_post:
        return visit.show(
            "administration_grant.html",
            found=found,
            grants=found.grants.select_related("unit").order_by("pk"),
            roles=ROLES,
            units=Unit.objects.order_by("path")[:_OFFERED],
            has_second=TOTPDevice.objects.filter(user=found, confirmed=True).exists(),
            is_own=found.pk == visit.account.pk,
        )
    _DOINGS.get(visit.request.POST.get("what", ""), _nothing)(visit, found)
    visit.tell(Text("已保存", "It was saved"))
    return visit.go("administration_grant", number=number)


def _give(visit: Visit, found: Account) -> None:
    if found.pk == visit.account.pk:
        raise Refusal(
            Text("不能给自己授权，请由另一位安全管理员办理", "Nobody grants to himself: ask another security administrator")
        )
    said = {name: visit.request.POST.get(name, "").strip() for name in ("role", "unit", "office", "year")}
    if said["role"] not in ROLES:
        raise Refusal(Text("请选择角色", "Choose a role"))
    if said["year"] and not (said["year"].isascii() and said["year"].isdigit() and len(said["year"]) == _YEAR):
        raise Refusal(Text("年度“{year}”应为四位数字", "The year “{year}” has to have four digits").fill(year=said["year"]))
    year = int(said["year"]) if said["year"] else None
    give(visit.act(visit.request.POST.get("reason", "")), found, said["role"], unit_of(said["unit"]), said["office"], year)


_YEAR = 4


def _take_back(visit: Visit, found: Account) -> None:
    number = visit.request.POST.get("grant", "")
    known = {str(each.pk): each for each in Grant.objects.select_related("account", "unit").filter(account=found)}
    held = known.get(number)
    if held is None:
        raise Refusal(Text("这项授权已经不在了", "This role is not held any more"))
    take_back(visit.act(visit.request.POST.get("reason", "")), held)


def _unlock(visit: Visit, found: Account) -> None:
    unlock(visit.act(), found)


def _forget(visit: Visit, found: Account) -> None:
    forget_second_factor(visit.act(), found)


def _nothing(_: Visit, __: Account) -> None:
    raise Refusal(Text("没有这项操作", "There is nothing of this kind to be done"))


_DOINGS: dict[str, Callable[[Visit, Account], None]] = {
    "give": _give,
    "take_back": _take_back,
    "unlock": _unlock,
    "forget": _forget,
}

pages = (
    Page("administration_grants", "administration/grants/", grants, "grant"),
    Page("administration_grant", "administration/grants/<int:number>/", grant, "grant", "grant"),
)
