"""What is published, for everybody: readable, with the reason for every number, and as data for programs."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from jixiao.files.delimited import write_csv
from jixiao.web.models import Publication
from jixiao.web.page import EVERYBODY, Page, Visit, address
from jixiao.web.papers.publication import TABLES, machine_data, rows_of, spoken_data
from jixiao.web.papers.showing import shown
from jixiao.web.visiting import missing

PER_PAGE = 30


def public(visit: Visit) -> HttpResponse:
    """What units have published, the newest year first; looked for by unit and by year."""
    wanted, year = visit.request.GET.get("q", "").strip()[:80], visit.request.GET.get("year", "").strip()
    listed = Publication.objects.filter(withdrawn_at=None, filing__state="published")
    for word in wanted.split():
        unit = Q(filing__dossier__unit__name__icontains=word) | Q(filing__dossier__unit__code__icontains=word)
        listed = listed.filter(unit)
    years = Publication.objects.filter(withdrawn_at=None, filing__state="published")
    if year.isdecimal() and len(year) <= len("2023"):
        listed = listed.filter(filing__dossier__fiscal_year=int(year))
    named = listed.order_by("-filing__dossier__fiscal_year", "filing__dossier__unit__code").values(
        *("at", "filing__dossier__fiscal_year", "filing__dossier__unit__code", "filing__dossier__unit__name"),
        *("data__total", "data__out_of", "data__grade"),
    )
    page = Paginator(named, PER_PAGE).get_page(visit.request.GET.get("page"))
    rows = [_row(each) for each in page.object_list]
    known = years.order_by("-filing__dossier__fiscal_year").values_list("filing__dossier__fiscal_year", flat=True).distinct()
    return visit.show("public.html", rows=rows, page=page, q=wanted, year=year, years=[str(each) for each in known])


def _row(each: dict[str, Any]) -> dict[str, Any]:
    code, year = each["filing__dossier__unit__code"], each["filing__dossier__fiscal_year"]
    return {
        "address": address("public_year", code=code, of_year=year),
        "name": each["filing__dossier__unit__name"],
        "year": year,
        "at": each["at"],
        "total": each["data__total"],
        "out_of": each["data__out_of"],
        "grade": spoken_data(each["data__grade"]),
    }


def _published(code: str, year: int) -> Publication | None:
    """What stands published of a unit's year; None where nothing does, or it was taken back."""
    of_year = Publication.objects.filter(filing__dossier__unit__code=code, filing__dossier__fiscal_year=year)
    return of_year.filter(withdrawn_at=None, filing__state="published").first()


def public_year(visit: Visit, code: str, of_year: int) -> HttpResponse:
    """A unit's year as it was published."""
    found = _published(code, of_year)
    if found is None:
        return missing(visit.request)
    known = found.data["figures"]

    def link(figure: str) -> str | None:
        return address("public_figure", code=code, of_year=of_year, figure=figure) if figure in known else None

    data = spoken_data({name: value for name, value in found.data.items() if name not in {"report", "figures"}})
    said = {"data": data, "at": found.at, "code": code, "of_year": of_year, "known": known, "tables": TABLES}
    return visit.show("public_year.html", **said, report=shown(found.data["report"], link))


def public_figure(visit: Visit, code: str, of_year: int, figure: str) -> HttpResponse:
    """How a published number came about."""
    found = _published(code, of_year)
    explained = found.data["figures"].get(figure) if found else None
    if found is None or explained is None:
        return missing(visit.request)
    said = {"figure": spoken_data(explained), "id": figure, "code": code, "of_year": of_year}
    return visit.show("public_figure.html", **said, unit_name=found.data["unit"]["name"])


def public_json(visit: Visit, code: str, of_year: int) -> HttpResponse:
    """All that was published of a year, for programs."""
    found = _published(code, of_year)
    if found is None:
        return missing(visit.request)
    content = {"published_at": found.at.isoformat(), **machine_data(found.data)}
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    return _file(text.encode(), "application/json; charset=utf-8", f"{code}-{of_year}.json")


def public_csv(visit: Visit, code: str, of_year: int, table: str) -> HttpResponse:
    """One table of what was published, for programs that calculate."""
    found = _published(code, of_year)
    if found is None or table not in TABLES:
        return missing(visit.request)
    with TemporaryDirectory(prefix="jixiao-") as scratch:
        path = Path(scratch) / "table.csv"
        write_csv(path, rows_of(found.data, table, visit.language))
        return _file(path.read_bytes(), "text/csv; charset=utf-8", f"{code}-{of_year}-{table}.csv")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


_YEAR = "public/<str:code>/<int:of_year>/"

pages = (
    Page("public", "public/", public, EVERYBODY),
    Page("public_year", _YEAR, public_year, EVERYBODY),
    Page("public_figure", f"{_YEAR}figures/<str:figure>/", public_figure, EVERYBODY),
    Page("public_json", f"{_YEAR}data.json", public_json, EVERYBODY),
    Page("public_csv", f"{_YEAR}<str:table>.csv", public_csv, EVERYBODY),
)
