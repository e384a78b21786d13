"""What a kind of long work is: one file of ``kinds/``, named as it is asked for.

A kind's file has ``order``, ``words`` (what it does), ``permission`` (who may ask for it), ``of_dossier`` (whether it is about one dossier;
else about the site), and ``run(at)``, which does the work and comes back with a ``Made``. It says how far it is by ``at.tell``, which ends
it if somebody has cancelled it. ``run`` may be begun anew at any time by another worker, so all that it leaves behind is files in
``at.folder``. What has to happen once happens in ``settle(at, made)``, in the same transaction that marks the job as done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, cast

from django.conf import settings
from django.utils import timezone

from jixiao.files.writing import make_folder, write_bytes
from jixiao.kinds import load, names
from jixiao.web.described import Described
from jixiao.web.dossiers.writing import Writer
from jixiao.web.history.chain import Act
from jixiao.web.models import Dossier, Job
from jixiao.web.people.policy import Person
from jixiao.wording import Text

FOLDER = "jixiao.web.jobs.kinds"
JOBS = "jobs"
"""The folder of the data in which each job has one of its own."""
QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
ENDED = frozenset({DONE, FAILED, CANCELLED})

STATES: dict[str, Text] = {
    QUEUED: Text("排队中", "waiting"),
    RUNNING: Text("进行中", "running"),
    DONE: Text("已完成", "done"),
    FAILED: Text("未完成", "failed"),
    CANCELLED: Text("已取消", "cancelled"),
}


class Stopped(Exception):
    """The work is not wanted any more: somebody cancelled it, or another worker has taken it over."""


class Made(NamedTuple):
    """What came of it: a sentence for who asked, a file in the job's folder (empty: none), and data for programs and for ``settle``."""

    said: Text
    file: str = ""
    data: Mapping[str, object] = {}


@dataclass
class At:
    """A job while it is worked on: what it is about, where its files go, and how it says how far it is."""

    job: Job
    worker: str
    _told: list[int] = field(default_factory=list)

    @property
    def arguments(self) -> Mapping[str, object]:
        """What was asked for."""
        return cast("Mapping[str, object]", self.job.arguments)

    @property
    def dossier(self) -> Dossier:
        """The dossier that the job is about; only of kinds that have one."""
        assert self.job.dossier is not None
        return self.job.dossier

    @property
    def folder(self) -> Path:
        """Where its files stand."""
        return folder_of(self.job)

    @property
    def person(self) -> Person:
        """Who asked, with what they may do now."""
        scopes = self.job.arguments.get("scopes")
        return Person(self.job.account, None if scopes is None else frozenset(scopes))

    @property
    def writer(self) -> Writer:
        """Who asked, as the history will say."""
        account = self.job.account
        act = Act(
            account.username, account.name, f"job {self.job.pk}", f"job-{self.job.pk}", str(self.arguments.get("reason", ""))
        )
        return Writer(act, account, self.person)

    @property
    def cancelled(self) -> bool:
        """Whether it is not wanted any more."""
        mine = Job.objects.filter(pk=self.job.pk, worker=self.worker, state=RUNNING)
        return not mine.filter(is_cancelled=False).exists()

    def tell(self, done: int, total: int) -> None:
        """Say how far it is; ``Stopped`` if it is not wanted any more. The database is asked a few times a second at most."""
        now = time.monotonic_ns()
        if self._told and done < total and now - self._told[-1] < _OFTEN:
            return
        self._told[:] = [now]
        mine = Job.objects.filter(pk=self.job.pk, worker=self.worker, state=RUNNING, is_cancelled=False)
        if not mine.update(done=done, total=total, beat_at=timezone.now()):
            raise Stopped

    def keep(self, name: str, content: bytes) -> None:
        """Put a file into the job's folder."""
        make_folder(self.folder)
        write_bytes(self.folder / name, content)


_OFTEN = 300_000_000
"""Nanoseconds between two reports."""


def folder_of(job: Job) -> Path:
    """Where the files of a job stand."""
    return Path(settings.DATA) / JOBS / str(job.pk)


@dataclass(frozen=True)
class Kind(Described):
    """A kind of long work as its file describes it."""

    @property
    def of_dossier(self) -> bool:
        """Whether it is about one dossier."""
        return cast("bool", self.module.of_dossier)

    def run(self, at: At) -> Made:
        """Do it."""
        return cast("Made", self.module.run(at))

    def settle(self, at: At, made: Made) -> None:
        """Do what has to happen once."""
        do = cast("Callable[[At, Made], None] | None", getattr(self.module, "settle", None))
        if do:
            do(at, made)


def kinds() -> tuple[Kind, ...]:
    """All kinds in their order."""
    return tuple(sorted((kind(name) for name in names(FOLDER)), key=lambda each: each.order))


def kind(name: str) -> Kind:
    """The kind of that name; an unknown one is ``Misuse``."""
    return Kind(name, load(FOLDER, name))
