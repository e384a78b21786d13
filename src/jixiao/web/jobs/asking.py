"""Asking for long work, and calling it off: permitted as everything else, and told in the history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jixiao.files.writing import make_folder, write_bytes
from jixiao.web.dossiers.uploads import Unsuitable, ending_of, held_within
from jixiao.web.dossiers.writing import Forbidden, Refusal, Writer
from jixiao.web.history.chain import Change, append
from jixiao.web.jobs.job import CANCELLED, DONE, ENDED, QUEUED, folder_of, kind
from jixiao.web.models import Account, Dossier, Job
from jixiao.wording import Text

OF_ROWS = (".xlsx", ".csv")
"""The kinds of files of which a job takes rows."""
MOST_WAITING = 20
"""Jobs of one account that may wait or run at a time."""


class Upload(NamedTuple):
    """A file that the work is about: the ending of its name, its bytes, and its name where that is to be known."""

    suffix: str
    content: bytes
    name: str = ""


def upload_of(file: object, endings: Collection[str]) -> Upload:
    """What somebody hands in for a job; ``Unsuitable`` if it is no file, too large, or of a kind that is not taken."""
    if not isinstance(file, UploadedFile):
        raise Unsuitable(Text("请选择文件", "Choose a file"))
    name = held_within(file, settings.LARGEST_UPLOAD, endings)
    return Upload(ending_of(name), file.read(), name)


def ask(
    name: str,
    dossier: Dossier | None,
    writer: Writer,
    arguments: Mapping[str, object] | None = None,
    upload: Upload | None = None,
) -> Job:
    """Put work into the queue; ``Refusal`` if it is not theirs to ask for, or too much of theirs is waiting."""
    wanted, account, person = kind(name), writer.account, writer.person
    if (
        account is None
        or person is None
        or not person.may(wanted.permission, dossier)
        or wanted.of_dossier != (dossier is not None)
    ):
        raise Forbidden(_NOT_YOURS.fill(work=wanted.words))
    said = {**(arguments or {}), "reason": writer.act.reason}
    if person.scopes is not None:
        said["scopes"] = sorted(person.scopes)
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        if Job.objects.filter(account=account).exclude(state__in=ENDED).count() >= MOST_WAITING:
            raise Refusal(_TOO_MANY.fill(n=MOST_WAITING))
        job = Job.objects.create(kind=name, account=account, dossier=dossier, arguments=said)
        if upload is not None:
            make_folder(folder_of(job))
            write_bytes(incoming(job, upload.suffix), upload.content)
            Job.objects.filter(pk=job.pk).update(arguments=said | {"incoming": incoming(job, upload.suffix).name})
        unit, year = (dossier.unit.code, dossier.fiscal_year) if dossier else ("", None)
        append(writer.act, [Change("ask", "job", str(job.pk), None, {"kind": name, **said}, unit, year)])
    job.refresh_from_db()
    return job


def incoming(job: Job, suffix: str) -> Path:
    """Where the file stands that a job is about."""
    return folder_of(job) / f"incoming{suffix}"


def mine(account: Account) -> QuerySet[Job]:
    """The jobs of an account, the newest first."""
    return Job.objects.filter(account=account).select_related("dossier__unit").order_by("-pk")


def call_off(job: Job) -> None:
    """It is not wanted any more: one that waits is cancelled now, one that runs by its worker as soon as it looks up."""
    with transaction.atomic():
        held = Job.objects.select_for_update(no_key=True).get(pk=job.pk)
        if held.state in ENDED:
            return
        held.is_cancelled = True
        if held.state == QUEUED:
            held.state, held.ended_at = CANCELLED, timezone.now()
        held.save(update_fields=["is_cancelled", "state", "ended_at"])


def result(job: Job) -> Path | None:
    """The file that came of a job; None if none did, or it is not there any more."""
    name = job.result.get("file") if job.state == DONE else None
    folder = folder_of(job)
    path = folder / Path(str(name)).name if name else None
    return path if path is not None and path.is_file() else None


_NOT_YOURS = Text("您没有权限：{work}", "This is not yours to ask for: {work}")
_TOO_MANY = Text(
    "您已有{n}项任务在排队，请等其中一些完成，或取消不要的",
    "{n} of your jobs are waiting already. Wait until some are done, or cancel what you do not need",
)
