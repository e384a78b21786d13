"""Frameworks and ledger kinds, as the system administrator brings them in, checks them and puts them into force."""

from __future__ import annotations

from http import HTTPStatus

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse

from jixiao.framework.diff import said as difference_said
from jixiao.framework.load import load, shipped
from jixiao.web.dossiers.writing import Faulty, Refusal
from jixiao.web.models import FrameworkEdition, LedgerEdition
from jixiao.web.page import Page, Visit
from jixiao.web.rules import frameworks as of_frameworks
from jixiao.web.rules import ledgers as of_ledgers
from jixiao.web.visiting import missing
from jixiao.wording import Text


def rules(visit: Visit) -> HttpResponse:
    """What is in force, and what was brought in; one more of either."""
    return _add(visit) if visit.is_post else _page(visit)


def _page(visit: Visit, status: int = HTTPStatus.OK, **said: object) -> HttpResponse:
    brought = [(each, of_frameworks.framework_in(each)) for each in FrameworkEdition.objects.all()]
    return visit.show(
        "administration_rules.html",
        status,
        brought=brought,
        shipped=[load(name) for name in shipped()],
        ledgers=[(each, of_ledgers.spec_of(each)) for each in LedgerEdition.objects.all()],
        **said,
    )


def _add(visit: Visit) -> HttpResponse:
    (name, source), (_, cases) = (_read(visit, name) for name in ("file", "cases"))
    is_ledger = visit.request.POST.get("what") == "ledger"
    if not source:
        chosen = Text("请选择一个 YAML 文件", "Choose a YAML file")
        return _page(visit, HTTPStatus.UNPROCESSABLE_ENTITY, fault=chosen, is_ledger=is_ledger)
    try:
        if is_ledger:
            ledger = of_ledgers.bring(visit.act(), source, name)
            return visit.go("administration_ledger", number=ledger.pk)
        framework = of_frameworks.bring(visit.act(), source, cases or None)
        return visit.go("administration_framework", number=framework.pk)
    except Faulty as faulty:
        return _page(visit, HTTPStatus.UNPROCESSABLE_ENTITY, findings=faulty.findings, fault=faulty.because, is_ledger=is_ledger)
    except Refusal as refusal:
        return _page(visit, HTTPStatus.UNPROCESSABLE_ENTITY, fault=refusal.because, is_ledger=is_ledger)


def _read(visit: Visit, field: str) -> tuple[str, bytes]:
    """The name and the bytes of what was handed in, up to what is too much; nothing where nothing was."""
    file = visit.request.FILES.get(field)
    return (file.name or field, file.read(of_frameworks.LARGEST + 1)) if isinstance(file, UploadedFile) else ("", b"")


def framework(visit: Visit, number: int) -> HttpResponse:
    """One framework that was brought in: its items, how it differs from another, and for whom it is in force."""
    edition = FrameworkEdition.objects.filter(pk=number).first()
    if edition is None:
        return missing(visit.request)
    if visit.is_post:
        if visit.request.POST.get("what") == "retire":
            of_frameworks.retire(visit.act(), edition)
        else:
            first, last = (_year(visit.request.POST.get(name, "")) for name in ("first", "last"))
            of_frameworks.activate(visit.act(), edition, first, last, visit.request.POST.get("region", ""))
        visit.tell(Text("已保存", "It was saved"))
        return visit.go("administration_framework", number=number)
    known = [*FrameworkEdition.objects.exclude(pk=number).values_list("framework", flat=True), *shipped()]
    read = of_frameworks.framework_in(edition)
    against = visit.request.GET.get("against", "")
    differences = of_frameworks.held_against(read, against) if against in known else ()
    return visit.show(
        "administration_framework.html",
        edition=edition,
        framework=read,
        known=known,
        against=against,
        differences=[(each.code, difference_said(each)) for each in differences],
    )


def _year(said: str) -> int | None:
    year = said.strip()
    if year and not (year.isascii() and year.isdigit() and len(year) == _DIGITS):
        raise Refusal(Text("年度“{year}”应为四位数字", "The year “{year}” has to have four digits").fill(year=said))
    return int(year) if year else None


_DIGITS = 4


def ledger(visit: Visit, number: int) -> HttpResponse:
    """One edition of a ledger kind: its fields, what changes against the edition in force, and putting it into force."""
    edition = LedgerEdition.objects.filter(pk=number).first()
    if edition is None:
        return missing(visit.request)
    if visit.is_post:
        of_ledgers.put_in_force(visit.act(), edition, is_active=visit.request.POST.get("what") == "activate")
        visit.tell(Text("已保存", "It was saved"))
        return visit.go("administration_ledger", number=number)
    before = LedgerEdition.objects.filter(name=edition.name, is_active=True).exclude(pk=number).first()
    spec = of_ledgers.spec_of(edition)
    standing = of_ledgers.data_of(before) if before else None
    changes = of_ledgers.changes(edition, standing) if before else []
    return visit.show("administration_ledger.html", edition=edition, spec=spec, before=before, changes=changes)


pages = (
    Page("administration_rules", "administration/rules/", rules, "manage_rules", "manage_rules"),
    Page("administration_framework", "administration/rules/<int:number>/", framework, "manage_rules", "manage_rules"),
    Page("administration_ledger", "administration/rules/ledgers/<int:number>/", ledger, "manage_rules", "manage_rules"),
)
