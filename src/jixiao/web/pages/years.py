"""A new year for a unit: from last year's dossier or from a starter; then the list of what is to be decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect

from jixiao.findings import Finding
from jixiao.tables.starting import DEFAULT, starters
from jixiao.web.dossiers.beginning import Beginning, begun, decisions
from jixiao.web.dossiers.uploads import Unsuitable, held_within, put
from jixiao.web.dossiers.writing import Refusal
from jixiao.web.models import Dossier, Unit
from jixiao.web.page import OF_DOSSIER, Page, Visit, address
from jixiao.wording import Text, same

_DIGITS = 4
WORKBOOK = "workbook"
MOST_FINDINGS = 100
STARTERS = {
    "government-office": Text("机关单位", "A government office"),
    "project": Text("单个项目", "A single project"),
    "empty": Text("只有空表", "Tables only"),
}


def start_year(visit: Visit) -> HttpResponse:
    """The form; sent, the dossier is made."""
    unit = visit.unit
    assert unit is not None
    known = list(Dossier.objects.filter(unit=unit).order_by("-fiscal_year").values_list("fiscal_year", flat=True))
    if not visit.is_post:
        return _page(visit, known)
    asked = visit.request.POST
    year, source = asked.get("year", "").strip(), asked.get("source", "")
    if not (year.isascii() and year.isdecimal() and len(year) == _DIGITS):
        return _page(
            visit,
            known,
            Text("年度“{year}”应为四位数字，如 2024", "The year “{year}” should have four digits, as 2024").fill(year=year),
        )
    try:
        made = _made(visit, unit, int(year), source)
    except Unsuitable as unsuitable:
        return _page(visit, known, unsuitable.because)
    except Refusal as refused:
        return _page(visit, known, refused.because, getattr(refused, "findings", ()))
    visit.tell(Text("已建立{year}年度卷宗", "The dossier of {year} was made").fill(year=made.fiscal_year))
    return redirect(address("decisions", made) if decisions(made) else address("overview", made))


def _made(visit: Visit, unit: Unit, year: int, source: str) -> Dossier:
    if source != WORKBOOK:
        last = int(source) if source.isascii() and source.isdecimal() and len(source) == _DIGITS else None
        wanted = Beginning(year, last, "" if last else source, "keep_targets" in visit.request.POST)
        return begun(unit, wanted, visit.writer(), visit.language)
    file = visit.request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Refusal(Text("请选择工作簿文件", "Choose the file of the workbook"))
    held_within(file, settings.LARGEST_UPLOAD, (".xlsx",))
    with TemporaryDirectory(prefix="jixiao-") as scratch:
        path = Path(scratch) / "dossier.xlsx"
        put(file, path)
        return begun(unit, Beginning(year, workbook=path), visit.writer(), visit.language)


def _page(visit: Visit, known: list[int], fault: Text | None = None, findings: Sequence[Finding] = ()) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
    newest = known[0] + 1 if known else datetime.now().astimezone().year
    return visit.show(
        "start_year.html",
        status,
        known=known,
        year=visit.request.POST.get("year", newest),
        source=visit.request.POST.get("source", str(known[0]) if known else DEFAULT),
        keeps="keep_targets" in visit.request.POST,
        starters=[(name, STARTERS.get(name, same(name))) for name in starters()],
        fault=fault,
        findings=findings[:MOST_FINDINGS],
    )


def decided(visit: Visit) -> HttpResponse:
    """What was to be decided when the year began."""
    return visit.show("decisions.html", parts=_parts(decisions(visit.about)))


class Part(NamedTuple):
    """A part of the list: its heading, what is said in it, and what is to be decided."""

    heading: str
    said: list[str]
    items: list[str]


_HEADING, _ITEM = "## ", "- [ ] "


def _parts(text: str) -> list[Part]:
    """The list that stands beside the dossier, as parts; its title and its first words are the page's own."""
    found = [Part("", [], [])]
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith(_HEADING):
            found.append(Part(line.removeprefix(_HEADING), [], []))
        elif line.startswith(_ITEM):
            found[-1].items.append(line.removeprefix(_ITEM))
        elif not line.startswith("# "):
            found[-1].said.append(line)
    return [part for part in found[1:] if part.said or part.items]


pages = (
    Page("start_year", "u/<str:unit>/start/", start_year, "start_year", "start_year"),
    Page("decisions", f"{OF_DOSSIER}decisions/", decided, "see"),
)
