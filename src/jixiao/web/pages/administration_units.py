"""The tree of units, as the system administrator keeps it."""

from __future__ import annotations

from http import HTTPStatus

from django.db.models import Q
from django.http import HttpResponse
from django.utils.http import urlencode

from jixiao.web.dossiers.writing import Refusal
from jixiao.web.models import Unit
from jixiao.web.page import Page, Visit
from jixiao.web.people.listing import listed
from jixiao.web.people.units import add, change, unit_of
from jixiao.web.visiting import missing
from jixiao.wording import Text

_TOLD = ("name", "kind", "budget_level", "region_code")


def units(visit: Visit) -> HttpResponse:
    """The units in their tree, and one more."""
    if not visit.is_post:
        return _page(visit)
    given = {name: visit.request.POST.get(name, "").strip() for name in ("code", "parent", *_TOLD)}
    try:
        made = add(
            visit.act(), given["code"], given["name"], unit_of(given["parent"]), **{name: given[name] for name in _TOLD[1:]}
        )
    except Refusal as refusal:
        return _page(visit, HTTPStatus.UNPROCESSABLE_ENTITY, fault=refusal.because, given=given)
    visit.tell(Text("已加入{name}", "{name} was added").fill(name=made.name))
    return visit.go("administration_units")


def _page(visit: Visit, status: int = HTTPStatus.OK, **said: object) -> HttpResponse:
    wanted = visit.request.GET.get("q", "").strip()
    found = Unit.objects.order_by("path")
    if wanted:
        found = found.filter(Q(code__icontains=wanted) | Q(name__icontains=wanted))
    part = listed(visit, found)
    rows = [(each, each.path.count("/") - 2) for each in part]
    return visit.show(
        "administration_units.html", status, page=part, rows=rows, wanted=wanted, query=urlencode({"q": wanted}), **said
    )


def unit(visit: Visit, number: int) -> HttpResponse:
    """One unit: what it is called, and where it stands."""
    found = Unit.objects.select_related("parent").filter(pk=number).first()
    if found is None:
        return missing(visit.request)
    if not visit.is_post:
        return visit.show("administration_unit.html", found=found)
    given = {name: visit.request.POST.get(name, "").strip() for name in _TOLD}
    try:
        change(visit.act(), found, unit_of(visit.request.POST.get("parent", "")), **given)
    except Refusal as refusal:
        found.refresh_from_db()
        return visit.show("administration_unit.html", HTTPStatus.UNPROCESSABLE_ENTITY, found=found, fault=refusal.because)
    visit.tell(Text("已保存", "It was saved"))
    return visit.go("administration_units")


pages = (
    Page("administration_units", "administration/units/", units, "manage_units", "manage_units"),
    Page("administration_unit", "administration/units/<int:number>/", unit, "manage_units", "manage_units"),
)
