"""Papers of many dossiers: in parallel processes, and only those whose inputs changed since they were made.

Every folder of papers has a record of what was made there (``.jixiao-papers.json``): from which inputs, and with which digest. An
interrupted run leaves whole papers and a record of them; the next one goes on from there. What somebody edited since is never
written over: the new paper is put beside it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from jixiao.document.layout import DEFAULT, layout
from jixiao.errors import Misuse, Unreadable, Unwritable
from jixiao.findings import Finding
from jixiao.report.form import Material
from jixiao.report.making import left_out, making
from jixiao.report.record import Record, inputs_digest
from jixiao.score.unit_score import score_unit
from jixiao.tables.reading import read_dossier
from jixiao.wording import Text


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which papers are wanted: by which framework, of which unit or project, which forms, formats and layout.

    ``as_of`` is the day of the papers of the middle of the year.
    """

    framework: str | None = None
    unit_code: str | None = None
    project_code: str | None = None
    as_of: date | None = None
    only: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    layout: str = DEFAULT


class Job(NamedTuple):
    """A dossier and the folder for its papers."""

    dossier: Path
    out: Path


class Done(NamedTuple):
    """What came of a job: the papers that were made, those beside which an edited one was left, or why there are none."""

    job: Job
    made: tuple[Path, ...] = ()
    unchanged: tuple[Path, ...] = ()
    beside: tuple[Path, ...] = ()
    failure: Text | None = None
    left_out: tuple[Finding, ...] = ()
    """What papers for the public leave out, for the author to look at."""


def jobs_of(dossiers: Sequence[Path], out: Path) -> list[Job]:
    """One dossier has its papers in ``out`` itself, several have a folder each, named as the dossier's folder or workbook is."""
    if len(dossiers) == 1:
        return [Job(dossiers[0], out)]
    taken: dict[str, int] = {}
    jobs = []
    for path in dossiers:
        name = path.resolve().stem if path.is_file() else path.resolve().name
        taken[name] = taken.get(name, 0) + 1
        jobs.append(Job(path, out / (name if taken[name] == 1 else f"{name}-{taken[name]}")))
    return jobs


def run_all(
    jobs: Sequence[Job], wanted: Wanted, processes: int = 0, *, force: bool = False, tell: Callable[[Done], None] | None = None
) -> list[Done]:
    """Do every job, in as many processes as there are cores unless told; one that fails does not hold up the others."""
    found: dict[Job, Done] = {}
    for done in _each(jobs, wanted, processes or os.cpu_count() or 1, force=force):
        found[done.job] = done
        if tell is not None:
            tell(done)
    return [found[job] for job in jobs]


def _each(jobs: Sequence[Job], wanted: Wanted, processes: int, *, force: bool) -> Iterator[Done]:
    """What stands as it was made is found here: other processes are started for the rest only."""
    waiting: list[Job] = []
    for job in jobs:
        done = None if force else _unchanged(job, wanted)
        if done is None:
            waiting.append(job)
        else:
            yield done
    yield from _done(waiting, wanted, processes, force=force) if waiting else ()


def _unchanged(job: Job, wanted: Wanted) -> Done | None:
    """The papers of a dossier if they stand as they were made from it; what is wrong with it is said when they are made."""
    try:
        digest = inputs_digest(job.dossier, wanted.framework, wanted, layout(wanted.layout))
    except (Misuse, Unreadable, OSError):
        return None
    record = Record.read(job.out)
    return Done(job, unchanged=tuple(job.out / name for name in record.runs[digest])) if record.holds(digest) else None


def _done(jobs: Sequence[Job], wanted: Wanted, processes: int, *, force: bool) -> Iterator[Done]:
    if len(jobs) == 1 or processes == 1:
        yield from (run(job, wanted, force=force) for job in jobs)
        return
    with ProcessPoolExecutor(min(processes, len(jobs)), mp_context=get_context("spawn")) as pool:
        for future in as_completed([pool.submit(run, job, wanted, force=force) for job in jobs]):
            yield future.result()


def run(job: Job, wanted: Wanted, *, force: bool = False) -> Done:
    """Make the papers of one dossier that are not there yet, or whose inputs changed."""
    try:
        look = layout(wanted.layout)
        digest = inputs_digest(job.dossier, wanted.framework, wanted, look)
        record = Record.read(job.out)
        if not force and record.holds(digest):
            return Done(job, unchanged=tuple(job.out / name for name in record.runs[digest]))
        dossier = read_dossier(job.dossier)
        score = score_unit(dossier, wanted.framework, unit_code=wanted.unit_code, project_code=wanted.project_code)
        material = Material(dossier, score, as_of=wanted.as_of)
        beside: list[Path] = []

        def target(path: Path) -> Path:
            """Where a paper is written: in its place, or beside one that somebody edited."""
            if not force and not record.is_ours(path):
                beside.append(path)
                path = path.with_name(f"{path.stem}（新）{path.suffix}")
            record.begin(path)
            return path

        made = []
        for each in making(material, job.out, wanted.only, wanted.formats, look, target):
            record.note(each.path)
            made.append(each.path)
        record.finish(digest, made)
        return Done(job, tuple(made), beside=tuple(beside), left_out=tuple(left_out(material, wanted.only)))
    except (Misuse, Unreadable, Unwritable) as error:
        return Done(job, failure=error.text)
