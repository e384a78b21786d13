"""Long work in the background: asking for it, seeing how far it is, calling it off, taking what came of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import NamedTuple

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils import timezone

from jixiao.web.dossiers.assembling import schema_of
from jixiao.web.dossiers.uploads import Unsuitable
from jixiao.web.dossiers.writing import Refusal
from jixiao.web.jobs.asking import OF_ROWS, Upload, ask, call_off, mine, result, upload_of
from jixiao.web.jobs.job import DONE, ENDED, FAILED, RUNNING, STATES, kind
from jixiao.web.jobs.keeping import kept_until
from jixiao.web.models import Job
from jixiao.web.page import OF_DOSSIER, SIGNED_IN, Page, Visit
from jixiao.web.people.permissions import permission_for
from jixiao.web.visiting import missing
from jixiao.wording import Text, of_words

SHOWN = 50


class Shown(NamedTuple):
    """A job as the page shows it."""

    job: Job
    words: Text
    state: Text
    tone: str
    said: Text
    faults: list[Text]
    file: str
    until_day: str

    @property
    def is_swept(self) -> bool:
        """Whether a file came of it that is not there any more."""
        return bool(self.job.result.get("file")) and not self.file

    @property
    def runs(self) -> bool:
        """Whether it is not over yet."""
        return self.job.state not in ENDED


def _shown(job: Job) -> Shown:
    file = result(job)
    tone = {DONE: "good", FAILED: "bad", RUNNING: "warn"}.get(job.state, "")
    faults = [of_words(each["zh"], each["en"]) for each in job.result.get("faults", ())]
    until = kept_until(job)
    day = timezone.localdate(until).isoformat() if until else ""
    return Shown(
        job, kind(job.kind).words, STATES[job.state], tone, of_words(job.zh, job.en), faults, file.name if file else "", day
    )


def jobs(visit: Visit) -> HttpResponse:
    """One's own jobs, the newest first; asked for by htmx, the list alone, as long as something is not over."""
    listed = [_shown(job) for job in list(mine(visit.account))[:SHOWN]]
    template = "jobs_list.html" if visit.request.headers.get("HX-Request") else "jobs.html"
    return visit.show(template, jobs=listed, runs=any(each.runs for each in listed), now=timezone.now())


def _own(visit: Visit, number: int) -> Job | None:
    return Job.objects.filter(pk=number, account=visit.account).select_related("dossier__unit").first()


def cancel(visit: Visit, number: int) -> HttpResponse:
    """Call one's own job off."""
    job = _own(visit, number)
    if job is None:
        return missing(visit.request)
    call_off(job)
    visit.tell(Text("已要求取消", "It will be cancelled"))
    return visit.go("jobs")


def download(visit: Visit, number: int) -> HttpResponseBase:
    """What came of one's own job, if one may still have it."""
    job = _own(visit, number)
    path = result(job) if job else None
    if job is None or path is None or not visit.person.may(kind(job.kind).permission, job.dossier):
        return missing(visit.request)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def asking(visit: Visit) -> HttpResponse:
    """What can be asked for about a dossier."""
    return _asking(visit)


def _asking(visit: Visit, fault: Text | None = None) -> HttpResponse:
    schema = schema_of(visit.about)
    tables = [
        (spec.name, spec.label)
        for spec in schema.values()
        if visit.may(permission_for(spec.name, is_ledger=spec.is_ledger)) and spec.name != "unit"
    ]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
    return visit.show("jobs_asking.html", status, tables=tables, fault=fault, chosen=visit.request.POST.get("table", ""))


def ask_export(visit: Visit) -> HttpResponse:
    """The whole dossier, as a folder in an archive or as a workbook."""
    form = "workbook" if visit.request.POST.get("as") == "workbook" else "folder"
    return _asked(visit, "export", {"as": form})


def ask_papers(visit: Visit) -> HttpResponse:
    """All papers."""
    return _asked(visit, "papers", {})


def ask_import(visit: Visit) -> HttpResponse:
    """Rows of a table from a file."""
    try:
        upload = upload_of(visit.request.FILES.get("file"), OF_ROWS)
    except Unsuitable as unsuitable:
        return _asking(visit, unsuitable.because)
    return _asked(visit, "import", {"table": visit.request.POST.get("table", "")}, upload)


def _asked(visit: Visit, name: str, arguments: dict[str, object], upload: Upload | None = None) -> HttpResponse:
    try:
        ask(name, visit.about, visit.writer(), arguments, upload)
    except Refusal as refused:
        return _asking(visit, refused.because)
    visit.tell(Text("已开始，完成后在这里领取", "It has begun; what comes of it will be here"))
    return visit.go("jobs")


pages = (
    Page("jobs", "jobs/", jobs, SIGNED_IN),
    Page("job_cancel", "jobs/<int:number>/cancel/", cancel, None, SIGNED_IN),
    Page("job_download", "jobs/<int:number>/file/", download, SIGNED_IN),
    Page("jobs_asking", f"{OF_DOSSIER}jobs/", asking, "see", label=Text("导入导出", "Import, export"), order=110),
    Page("job_export", f"{OF_DOSSIER}jobs/export/", ask_export, None, "export"),
    Page("job_papers", f"{OF_DOSSIER}jobs/papers/", ask_papers, None, "export"),
    Page("job_import", f"{OF_DOSSIER}jobs/import/", ask_import, None, "see"),
)
