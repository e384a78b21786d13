"""The worker: takes jobs from the database one after another, and takes over those whose worker has died.

A job is taken by one worker only (a row lock on a server, the one writer of the embedded database). While it works it beats; a job that has
not beaten for a while, or whose worker ran on this machine and is gone, is taken over, a few times at most. What a worker makes of a
job counts only if the job is still its own when it is done.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jixiao.errors import JixiaoError
from jixiao.findings import as_text
from jixiao.web.dossiers.writing import Faulty, Forbidden, Refusal
from jixiao.web.jobs.job import CANCELLED, DONE, FAILED, QUEUED, RUNNING, At, Made, Stopped, kind
from jixiao.web.models import Job
from jixiao.wording import LANGUAGES, Text

MOST_ATTEMPTS = 3
"""How often a job is begun; its worker died each time before."""

PATIENCE = 30
"""Seconds without a beat after which a worker on another machine is taken to be dead."""

_MOST_FAULTS = 100
_log = logging.getLogger(__name__)


@dataclass
class Worker:
    """One process that works. ``name`` says where it runs, so that one that is gone is known at once on its own machine."""

    patience: int = PATIENCE
    name: str = field(default_factory=lambda: f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(6)}")
    stopping: threading.Event = field(default_factory=threading.Event)

    def work(self, *, is_once: bool = False) -> int:
        """Work until told to stop, or with ``is_once`` until nothing waits; how many jobs were taken comes back."""
        taken = 0
        while not self.stopping.is_set():
            job = self.claim()
            if job is not None:
                taken += 1
                self.do(job)
            elif is_once:
                break
            else:
                self.stopping.wait(1)
        return taken

    def claim(self) -> Job | None:
        """The next job that waits or whose worker died; it is this worker's from now on."""
        if not self._waiting().exists() and not self._dead():
            return None
        with transaction.atomic():
            free = self._waiting() | Job.objects.filter(pk__in=self._dead())
            if connection.features.has_select_for_update_skip_locked:
                free = free.select_for_update(skip_locked=True, of=("self",), no_key=True)
            job = free.order_by("pk").first()
            if job is None:
                return None
            if job.is_cancelled or job.attempts >= MOST_ATTEMPTS:
                _end(job, CANCELLED if job.is_cancelled else FAILED, _GAVE_UP.fill(n=job.attempts))
                return self.claim()
            job.state, job.worker, job.beat_at, job.attempts = RUNNING, self.name, timezone.now(), job.attempts + 1
            job.save(update_fields=["state", "worker", "beat_at", "attempts"])
        return Job.objects.select_related("account", "dossier__unit").get(pk=job.pk)

    def do(self, job: Job) -> None:
        """Work on a job that is this worker's, and mark what became of it."""
        at = At(job, self.name)
        try:
            with self._beating(job):
                made = _permitted(at)
                self._settle(at, made)
        except Stopped:
            self._ended(job, CANCELLED, _CANCELLED)
        except (JixiaoError, Refusal) as refused:
            self._ended(job, FAILED, _because(refused), _faults(refused))
        except (KeyboardInterrupt, SystemExit):
            given_back = {"state": QUEUED, "worker": "", "attempts": job.attempts - 1}
            Job.objects.filter(pk=job.pk, worker=self.name, state=RUNNING).update(**given_back)
            raise
        except Exception:  # noqa: BLE001 - one job must not end the worker; what broke is in the log
            _log.exception("job %s (%s) broke", job.pk, job.kind)
            self._ended(job, FAILED, _BROKE)

    def _settle(self, at: At, made: Made) -> None:
        """What has to happen once, and the word that it is done, in one transaction; ``Stopped`` if the job is not ours any more."""
        with transaction.atomic():
            held = Job.objects.select_for_update(no_key=True).filter(pk=at.job.pk, worker=self.name, state=RUNNING).first()
            if held is None or held.is_cancelled:
                raise Stopped
            kind(held.kind).settle(at, made)
            held.result = {"file": made.file, **made.data}
            held.done = held.total = max(held.total, 1)
            _end(held, DONE, made.said)

    def _ended(self, job: Job, state: str, said: Text, faults: Sequence[object] = ()) -> None:
        with transaction.atomic():
            held = Job.objects.select_for_update(no_key=True).filter(pk=job.pk, worker=self.name, state=RUNNING).first()
            if held is not None:
                held.result = {"faults": list(faults)} if faults else {}
                _end(held, state, said)

    @contextmanager
    def _beating(self, job: Job) -> Iterator[None]:
        """Say now and then that somebody is at work, from a thread of its own: a step may take long."""
        done = threading.Event()

        def beat() -> None:
            while not done.wait(max(self.patience // 4, 1)):
                with suppress(DatabaseError):  # the next one will do
                    Job.objects.filter(pk=job.pk, worker=self.name, state=RUNNING).update(beat_at=timezone.now())
            connection.close()

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join(self.patience)

    def _waiting(self) -> QuerySet[Job]:
        return Job.objects.filter(state=QUEUED)

    def _dead(self) -> list[int]:
        """The jobs whose worker does not live any more."""
        late = timezone.now() - timedelta(seconds=self.patience)
        running = Job.objects.filter(state=RUNNING).exclude(worker=self.name)
        silent = running.filter(Q(beat_at=None) | Q(beat_at__lt=late)).values_list("pk", flat=True)
        return [*silent, *(pk for pk, worker in running.values_list("pk", "worker") if _is_gone(worker))]


def _permitted(at: At) -> Made:
    """The work itself, if who asked for it may still do so."""
    wanted = kind(at.job.kind)
    if not at.job.account.is_active or not at.person.may(wanted.permission, at.job.dossier):
        raise Forbidden(_NO_MORE.fill(work=wanted.words))
    return wanted.run(at)


def _is_gone(worker: str) -> bool:
    """Whether a worker ran on this machine and does not any more."""
    host, _, rest = worker.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname()[:30] or not number.isdecimal() or not Path("/proc/self").exists():
        return False
    return not Path("/proc", number).exists()


def _because(refused: JixiaoError | Refusal) -> Text:
    return refused.because if isinstance(refused, Refusal) else refused.text


def _faults(refused: JixiaoError | Refusal) -> list[dict[str, str]]:
    """The first faults that kept rows from being written, each with its place."""
    found = refused.findings if isinstance(refused, Faulty) else ()
    return [{language: as_text(each, language) for language in LANGUAGES} for each in found[:_MOST_FAULTS]]


def _end(job: Job, state: str, said: Text) -> None:
    job.state, job.zh, job.en, job.ended_at = state, said.say("zh"), said.say("en"), timezone.now()
    job.save()


_CANCELLED = Text("已取消", "It was cancelled")
_GAVE_UP = Text(
    "开始过{n}次，每次都在中途停止，不再重试；请与系统管理员联系",
    "It was begun {n} times and broke off each time; it is not tried again. Ask the system administrator",
)
_BROKE = Text("程序出错，没有完成；错误已记入日志", "The program failed over it; the log says how")
_NO_MORE = Text("您现在没有权限：{work}", "This is not yours to do any more: {work}")
