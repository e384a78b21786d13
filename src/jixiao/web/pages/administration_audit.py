"""The audit log: the history of the whole site, searched and taken along."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from jixiao.tables.schema import fixed_tables
from jixiao.web.history.chain import BREAKS, Change, append, verify
from jixiao.web.history.reading import ON_A_PAGE, looked, told
from jixiao.web.history.searching import as_csv, site_entries
from jixiao.web.models import Entry
from jixiao.web.page import Page, Visit
from jixiao.web.workflow.action import words

_ASKED = ("table", "key", "person", "from", "to", "unit", "year", "action")


def audit(visit: Visit) -> HttpResponse:
    """What is looked for, the newest first."""
    asked = {name: visit.request.GET.get(name, "").strip() for name in _ASKED}
    found = list(_found(visit, visit.request.GET.dict())[: ON_A_PAGE + 1])
    last = Entry.objects.order_by("-number").values_list("number", "seal").first()
    return visit.show(
        "administration_audit.html",
        asked=asked,
        entries=told(found[:ON_A_PAGE], fixed_tables(), words()),
        below=found[ON_A_PAGE - 1].number if len(found) > ON_A_PAGE else None,
        query={name: value for name, value in asked.items() if value},
        last=last,
    )


def _found(visit: Visit, asked: dict[str, str]) -> QuerySet[Entry]:
    return site_entries(
        visit.person, looked(asked), asked.get("unit", "").strip(), asked.get("year", "").strip(), asked.get("action", "").strip()
    )


def export(visit: Visit) -> HttpResponseBase:
    """The entries that are looked for, as a CSV file; that they were taken along is told too."""
    asked = {name: value for name, value in visit.request.GET.dict().items() if name in _ASKED and value}
    with transaction.atomic():
        append(visit.act(), [Change("export", "history", "", None, dict(asked))])
    answer = StreamingHttpResponse(as_csv(_found(visit, asked)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="history.csv"'
    return answer


def check(visit: Visit) -> HttpResponse:
    """Read the chain from end to end, now."""
    found = verify(visit.request.POST.get("head", "").strip())
    breaks = [BREAKS[each.kind].fill(n=each.number) for each in found.breaks[:_SHOWN]]
    return visit.show("administration_chain.html", found=found, breaks=breaks)


_SHOWN = 200


pages = (
    Page("administration_audit", "administration/audit/", audit, "search_audit"),
    Page("administration_audit_export", "administration/audit/export/", export, "search_audit"),
    Page("administration_chain", "administration/audit/chain/", check, None, "search_audit"),
)
