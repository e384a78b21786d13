"""Evidence of rows: files handed in, given out and taken away."""

from __future__ import annotations

from urllib.parse import quote

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from jixiao.web.dossiers import evidence
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.rows import may_write
from jixiao.web.dossiers.uploads import Unsuitable
from jixiao.web.models import Record
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.web.visiting import refused
from jixiao.wording import Text


def evidence_file(visit: Visit, code: str) -> HttpResponseBase:
    """A file of evidence, to be saved: it is never shown as a part of this site."""
    place = evidence.file_of(visit.about, code)
    if place is None:
        raise Http404
    path, name = place
    response = FileResponse(path.open("rb"), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _record(visit: Visit, table: str, number: int) -> Record:
    record = Record.objects.filter(dossier=visit.about, table=table, number=number).first()
    if record is None:
        raise Http404
    return record


def _may_write(visit: Visit, record: Record) -> bool:
    spec = assembled(visit.about).schema.get(record.table)
    return spec is not None and may_write(visit.person, visit.about, spec, record.office_code)


def evidence_add(visit: Visit, table: str, number: int) -> HttpResponse:
    """Hand in files for a row that stands."""
    record = _record(visit, table, number)
    if not _may_write(visit, record):
        return refused(visit)
    response = visit.go("row", table=table, number=number)
    try:
        handed = evidence.of_form(visit.request, visit.account, visit.about)
        codes = evidence.attach(visit.about, record, handed, visit.writer())
    except Unsuitable as unsuitable:
        visit.tell(unsuitable.because, is_bad=True)
        if isinstance(unsuitable, evidence.Unconfirmed):
            response["Location"] += f"?{evidence.asking_for(unsuitable.files)}#evidence-of-row"
    else:
        visit.tell(_ADDED.fill(n=len(codes)) if codes else _NONE, is_bad=not codes)
    return response


def evidence_drop(visit: Visit, table: str, number: int, code: str) -> HttpResponse:
    """Take a file from a row."""
    record = _record(visit, table, number)
    if not _may_write(visit, record):
        return refused(visit)
    evidence.detach(visit.about, record, code, visit.writer())
    visit.tell(Text("已移除佐证 {code}", "The file {code} was taken away").fill(code=code))
    return visit.go("row", table=table, number=number)


_ADDED = Text("已添加{n}份佐证", "{n} files were added")
_NONE = Text("没有选择文件", "No file was chosen")
_ROW = f"{OF_DOSSIER}ledgers/<str:table>/<int:number>/evidence/"

pages = (
    Page("evidence_file", f"{OF_DOSSIER}evidence/<str:code>/", evidence_file, "see"),
    Page("evidence_add", _ROW, evidence_add, None, "see"),
    Page("evidence_drop", f"{_ROW}<str:code>/drop/", evidence_drop, None, "see"),
)
