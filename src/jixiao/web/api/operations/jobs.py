"""Long work in the background: asked for, watched, called off, taken."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

from django.http import FileResponse
from ninja import File, Form, Query, Schema
from ninja.files import UploadedFile
from pydantic import Field, Json

from jixiao.web.api.operation import OF_DOSSIER, Answer, Call, Operation
from jixiao.web.api.problems import missing
from jixiao.web.api.shapes import Data, Listed, Number, Sentence, Slice, Word, listed
from jixiao.web.jobs.asking import OF_ROWS, ask, call_off, mine, result, upload_of
from jixiao.web.jobs.job import kind
from jixiao.web.jobs.keeping import kept_until
from jixiao.web.models import Job
from jixiao.web.page import SIGNED_IN
from jixiao.wording import Text

order = 90
words = Text("后台任务", "Jobs")


class JobShape(Schema):
    """A job: ``state`` is queued, running, done, failed or cancelled; ``file`` where its file can be had (null: none), ``kept_until`` how long."""

    number: int
    kind: str
    state: str
    done: int
    total: int
    said: str
    result: Data
    file: str | None
    made_at: datetime
    ended_at: datetime | None
    kept_until: datetime | None


class WantedPapers(Schema):
    """All papers as an archive; only some forms or formats, if they are named."""

    kind: Literal["papers"]
    only: Annotated[list[Word], Field(max_length=100)] = Field(default_factory=list)
    formats: Annotated[list[Word], Field(max_length=20)] = Field(default_factory=list)
    reason: Sentence = ""


class WantedExport(Schema):
    """The whole dossier as an archive of its folder, or as a workbook."""

    kind: Literal["export"]
    form: Literal["folder", "workbook"] = "folder"
    reason: Sentence = ""


class WantedOfMany(Schema):
    """The scores of all units brought up to date, or all units collected into a lake of Parquet files."""

    kind: Literal["recompute", "collect", "signals"]
    year: Number | None = None
    reason: Sentence = ""


class Incoming(Schema):
    """Into which table; ``columns`` is a JSON object that says which header is which column, where it is not named so."""

    table: Word
    columns: Json[dict[str, str]] = Field(default_factory=dict)
    reason: Sentence = ""


def list_jobs(call: Call, part: Query[Slice]) -> dict[str, Any]:
    """Your own jobs, the newest first."""
    return listed(call, mine(call.account), part, lambda job: _shown(call, job))


def get_job(call: Call, number: int) -> dict[str, Any]:
    """How far a job is."""
    return _shown(call, _own(call, number))


def cancel_job(call: Call, number: int) -> Answer:
    """Call a job off."""
    call_off(_own(call, number))
    return Answer(None, HTTPStatus.NO_CONTENT)


def get_job_file(call: Call, number: int) -> FileResponse:
    """The file that came of a job."""
    job = _own(call, number)
    path = result(job)
    if path is None or not call.person.may(kind(job.kind).permission, job.dossier):
        raise missing()
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def ask_of_dossier(call: Call, given: Annotated[WantedPapers | WantedExport, Field(discriminator="kind")]) -> Answer:
    """Ask for long work on a dossier. ``Location`` says where it can be watched."""
    said = given.model_dump(exclude={"kind", "reason", "form"})
    if isinstance(given, WantedExport):
        said["as"] = given.form
    return _asked(call, ask(given.kind, call.about, call.writer(given.reason), said))


def ask_import(call: Call, file: File[UploadedFile], given: Form[Incoming]) -> Answer:
    """Hand in a file (xlsx or csv) whose rows a job writes to a table: all of them or none."""
    arguments = {"table": given.table, "columns": given.columns}
    return _asked(call, ask("import", call.about, call.writer(given.reason), arguments, upload_of(file, OF_ROWS)))


def ask_of_many(call: Call, given: WantedOfMany) -> Answer:
    """Ask for long work on all units that you oversee."""
    return _asked(call, ask(given.kind, None, call.writer(given.reason), {"year": given.year}))


def _asked(call: Call, job: Job) -> Answer:
    return Answer(_shown(call, job), HTTPStatus.ACCEPTED, {"Location": f"/api/v1/jobs/{job.pk}"})


def _own(call: Call, number: int) -> Job:
    job = Job.objects.filter(pk=number, account=call.account).select_related("dossier__unit").first()
    if job is None:
        raise missing()
    return job


def _shown(call: Call, job: Job) -> Data:
    said = {"number": job.pk, "kind": job.kind, "state": job.state, "done": job.done, "total": job.total}
    words_of = job.en if call.language == "en" else job.zh
    file = f"/api/v1/jobs/{job.pk}/file" if result(job) else None
    said |= {"said": words_of, "result": job.result, "file": file}
    return {**said, "made_at": job.made_at, "ended_at": job.ended_at, "kept_until": kept_until(job)}


_JOBS = f"{OF_DOSSIER}/jobs"

operations = (
    Operation("GET", "jobs", list_jobs, SIGNED_IN, Text("我的任务", "My jobs"), Listed[JobShape]),
    Operation("POST", "jobs", ask_of_many, "oversee", Text("对各单位开始任务", "Begin for many"), JobShape, HTTPStatus.ACCEPTED),
    Operation("GET", "jobs/{int:number}", get_job, SIGNED_IN, Text("一项任务", "A job"), JobShape),
    Operation("DELETE", "jobs/{int:number}", cancel_job, SIGNED_IN, Text("取消任务", "Cancel"), None, HTTPStatus.NO_CONTENT),
    Operation("GET", "jobs/{int:number}/file", get_job_file, SIGNED_IN, Text("任务的文件", "What came of a job")),
    Operation("POST", _JOBS, ask_of_dossier, "export", Text("开始任务", "Begin a job"), JobShape, HTTPStatus.ACCEPTED),
    Operation("POST", f"{_JOBS}/import", ask_import, "see", Text("从文件导入", "Import"), JobShape, HTTPStatus.ACCEPTED),
)
