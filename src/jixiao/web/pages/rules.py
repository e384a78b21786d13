"""The rules of a dossier: the framework that it is scored by and its ledger kinds; what is in force for it can be taken over."""

from __future__ import annotations

from django.http import HttpResponse

from jixiao.errors import Misuse
from jixiao.exact import plain
from jixiao.framework.diff import differences
from jixiao.framework.diff import said as difference_said
from jixiao.framework.load import load
from jixiao.framework.model import Framework
from jixiao.score.unit_score import OWN_FRAMEWORKS
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.standings import scored
from jixiao.web.dossiers.writing import Refusal
from jixiao.web.models import Dossier, LedgerEdition
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.web.rules.frameworks import in_force
from jixiao.web.rules.ledgers import changes, spec_of
from jixiao.web.rules.taking_over import preview, take_framework, take_ledger
from jixiao.wording import Text


def rules(visit: Visit) -> HttpResponse:
    """What the dossier is scored by and keeps, and what else is in force for it."""
    tables = assembled(visit.about)
    own = [(name, _named(visit.about, name)) for name in tables.frameworks]
    offered = [
        each for each in in_force(visit.about.unit, visit.about.fiscal_year) if each.framework.id not in tables.frameworks[:1]
    ]
    kinds = {name: spec for name, spec in tables.schema.items() if spec.is_ledger}
    editions = [(each, spec_of(each)) for each in LedgerEdition.objects.filter(is_active=True)]
    known = {name: (spec.edition or "") for name, spec in kinds.items()}
    new = [(each, spec, spec.name in kinds) for each, spec in editions if known.get(spec.name) != each.edition]
    return visit.show("rules.html", own=own, offered=offered, kinds=kinds.values(), new=new)


def _named(dossier: Dossier, name: str) -> Framework | None:
    """A framework that the dossier names; None if there is none of that name, or it has faults: another has to be taken over."""
    try:
        return load(name, dossier.folder / OWN_FRAMEWORKS)
    except Misuse:
        return None


def framework(visit: Visit, framework_id: str) -> HttpResponse:
    """What taking a framework over would change; and taking it over."""
    if visit.is_post:
        take_framework(visit.about, framework_id, visit.writer(visit.request.POST.get("reason", "")))
        visit.tell(Text("已采用。各项得分按新的指标体系重新计算。", "It was taken over. All scores follow it from now on."))
        return visit.go("rules")
    new, made = preview(visit.about, framework_id)
    before = scored(visit.about) if made and assembled(visit.about).frameworks else None
    found = differences(before.framework, new) if before else []
    return visit.show(
        "rules_framework.html",
        framework=new,
        total=_points(made.total, new.decimals) if made else "",
        before=before,
        before_total=_points(before.total, before.framework.decimals) if before else "",
        differences=[(each.code, difference_said(each)) for each in found],
    )


def _points(total: object, decimals: int) -> str:
    return "—" if total is None else plain(total, decimals)  # type: ignore[arg-type]


def ledger(visit: Visit, number: int) -> HttpResponse:
    """What taking over an edition of a ledger kind would change; and taking it over."""
    edition = LedgerEdition.objects.filter(pk=number, is_active=True).first()
    if edition is None:
        raise Refusal(Text("这个台账版本没有启用", "This edition of the ledger is not in force"))
    if visit.is_post:
        take_ledger(visit.about, edition, visit.writer(visit.request.POST.get("reason", "")))
        visit.tell(Text("已采用", "It was taken over"))
        return visit.go("rules")
    standing = visit.about.ledger_kinds.filter(name=edition.name).values_list("data", flat=True).first()
    return visit.show("rules_ledger.html", edition=edition, spec=spec_of(edition), changes=changes(edition, standing))


pages = (
    Page("rules", f"{OF_DOSSIER}rules/", rules, "see", None, Text("规则", "Rules"), 95),
    Page("rules_framework", f"{OF_DOSSIER}rules/frameworks/<str:framework_id>/", framework, "see", "plan"),
    Page("rules_ledger", f"{OF_DOSSIER}rules/ledgers/<int:number>/", ledger, "see", "plan"),
)
