"""All addresses of the site: the pages of ``pages/``, each asked of the policy before it answers, and the API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from itertools import chain

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.http import urlencode

from jixiao.errors import Misuse, Unreadable
from jixiao.kinds import load, names
from jixiao.web.api.site import urlpatterns as API  # noqa: N812 - a list that never changes
from jixiao.web.dossiers.writing import Forbidden, Refusal
from jixiao.web.models import Dossier, Unit
from jixiao.web.page import EVERYBODY, SIGNED_IN, Page, Visit, know
from jixiao.web.people.refused import note_refused
from jixiao.web.saying import without_places
from jixiao.web.visiting import missing, misunderstood, person_of, refused

FOLDER = "jixiao.web.pages"


def pages() -> Iterator[Page]:
    """Every page of the site."""
    for name in names(FOLDER):
        yield from load(FOLDER, name).pages


def _answer(page: Page) -> Callable[..., HttpResponseBase]:
    def answer(request: HttpRequest, unit: str = "", year: int = 0, **parts: object) -> HttpResponseBase:
        needed = page.do if request.method == "POST" else page.see
        if needed is None or request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed([name for name, side in (("GET", page.see), ("POST", page.do)) if side])
        if _holds_nul(request, unit, *parts.values()):
            return misunderstood(request)
        visit = Visit(request, person_of(request), getattr(request, "language", "zh"))
        return _turned_away(page, needed, visit, _find(page, visit, unit, year)) or _shown(page, visit, parts)

    answer.page = page  # type: ignore[attr-defined]
    return answer


def _holds_nul(request: HttpRequest, *parts: object) -> bool:
    """Whether the sign that no text has, and no server's database keeps, stands anywhere in what was sent."""
    sent = chain.from_iterable(values for asked in (request.GET, request.POST) for _, values in asked.lists())
    return any(isinstance(each, str) and "\x00" in each for each in chain(parts, sent))


def _turned_away(page: Page, needed: str, visit: Visit, found: bool) -> HttpResponseBase | None:  # noqa: FBT001 - said at once
    """The answer to somebody who may not come in; what they may not know of looks as if it were not there."""
    if needed == EVERYBODY:
        return None
    if visit.person.account is None:
        return redirect(f"/sign-in/?{urlencode({'next': visit.request.get_full_path()})}")
    if needed == SIGNED_IN or visit.may(needed):
        return missing(visit.request) if not found and (page.of_dossier or page.of_unit) else None
    note_refused(visit.request, visit.person, needed)
    return refused(visit) if found and visit.may("see") else missing(visit.request)


def _shown(page: Page, visit: Visit, parts: dict[str, object]) -> HttpResponseBase:
    try:
        return page.view(visit, **parts)
    except Refusal as refusal:
        return _said(visit, refusal, HTTPStatus.FORBIDDEN if isinstance(refusal, Forbidden) else HTTPStatus.CONFLICT)
    except (Misuse, Unreadable) as error:
        return _said(visit, Refusal(without_places(error.text)), HTTPStatus.UNPROCESSABLE_ENTITY)


def _said(visit: Visit, refusal: Refusal, status: int) -> HttpResponseBase:
    said = {"visit": visit, "dossier": visit.dossier, "refusal": refusal}
    return render(visit.request, "refusal.html", said, status=status)


def _find(page: Page, visit: Visit, unit: str, year: int) -> bool:
    """The unit and the dossier that the address names."""
    if page.of_dossier:
        visit.dossier = Dossier.objects.select_related("unit").filter(unit__code=unit, fiscal_year=year).first()
        visit.unit = visit.dossier.unit if visit.dossier else None
        return visit.dossier is not None
    if not page.of_unit:
        return False
    visit.unit = Unit.objects.filter(code=unit).first()
    return visit.unit is not None


def _patterns() -> Iterator[URLPattern | URLResolver]:
    for page in pages():
        know(page)
        yield path(page.path, _answer(page), name=page.name)


urlpatterns = [*_patterns(), *API]
handler404 = "jixiao.web.visiting.missing"
handler403 = "jixiao.web.visiting.forbidden"
handler500 = "jixiao.web.visiting.broken"
handler400 = "jixiao.web.visiting.misunderstood"
