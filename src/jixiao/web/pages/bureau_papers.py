"""A paper from outside, handed in for review: Word, Excel, PDF and the like; what does not hold in it, by place."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect

from jixiao.document.opening import readable
from jixiao.framework.load import shipped
from jixiao.web.dossiers.uploads import Unsuitable
from jixiao.web.dossiers.writing import Refusal
from jixiao.web.jobs.asking import ask, mine, upload_of
from jixiao.web.jobs.job import DONE, ENDED, STATES
from jixiao.web.models import Dossier, Job
from jixiao.web.page import Page, Visit, address
from jixiao.web.visiting import missing
from jixiao.wording import Text, of_words

KIND = "review_paper"
SHOWN = 50
_YEAR = 4


def papers(visit: Visit) -> HttpResponse:
    """One's own reviews, and the form for another."""
    if visit.is_post:
        return _hand_in(visit)
    return _page(visit)


def _page(visit: Visit, fault: Text | None = None) -> HttpResponse:
    asked = visit.request.POST if visit.is_post else visit.request.GET
    listed = [each for each in mine(visit.account) if each.kind == KIND][:SHOWN]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
    return visit.show(
        "bureau_papers.html",
        status,
        jobs=listed,
        states=STATES,
        fault=fault,
        asked=asked,
        endings=_endings(),
        frameworks=shipped(),
        most=settings.LARGEST_UPLOAD // 1_000_000,
    )


def _endings() -> list[str]:
    return [f".{each}" for each in readable()]


def _hand_in(visit: Visit) -> HttpResponse:
    asked = visit.request.POST
    try:
        upload = upload_of(visit.request.FILES.get("file"), _endings())
        against = _against(visit)
        framework = asked.get("framework", "")
        arguments = {"name": upload.name, "framework": framework if framework in shipped() else "", **against}
        job = ask(KIND, None, visit.writer(), arguments, upload)
    except (Unsuitable, Refusal) as refused:
        return _page(visit, refused.because)
    return redirect(address("bureau_paper", number=job.pk))


def _against(visit: Visit) -> dict[str, object]:
    """The dossier that the paper is to be held against, if one is named."""
    unit, year = (visit.request.POST.get(name, "").strip() for name in ("unit", "year"))
    if not unit:
        return {}
    found = None
    if year.isascii() and year.isdecimal() and len(year) == _YEAR:
        found = Dossier.objects.select_related("unit").filter(unit__code=unit, fiscal_year=int(year)).first()
    if found is None or not visit.person.may("see", found):
        raise Refusal(_NO_DOSSIER.fill(unit=unit, year=year))
    return {"unit": unit, "year": found.fiscal_year}


_NO_DOSSIER = Text(
    "没有单位“{unit}”{year}年度的卷宗，或者它还没有报送；请核对单位代码和年度，或者留空",
    "There is no dossier of the unit “{unit}” for {year}, or it was not handed in yet; look at code and year, or leave them empty",
)


def paper(visit: Visit, number: int) -> HttpResponse:
    """What came of a review."""
    job = Job.objects.filter(pk=number, account=visit.account, kind=KIND).first()
    if job is None:
        return missing(visit.request)
    data = job.result if job.state == DONE else {}
    return visit.show(
        "bureau_paper.html",
        job=job,
        data=data,
        state=STATES[job.state],
        is_over=job.state in ENDED,
        said=of_words(job.zh, job.en),
    )


pages = (
    Page("bureau_papers", "bureau/papers/", papers, "oversee", "oversee"),
    Page("bureau_paper", "bureau/papers/<int:number>/", paper, "oversee"),
)
