"""The papers of thousands of dossiers: in bounded processes, a set at a time, each swapped in whole; killed anywhere, it goes on from there.

    OUT/a/b/…                     the papers of the dossier a/b (or the workbook a/b.xlsx) below the folder that was named
    OUT/未写出.csv                 the dossiers of which there are none, and why
    OUT/公开稿没有写入.csv          what the papers for the public leave out, for their authors to look at
    OUT/.jixiao-batch/journal.jsonl   a line for each set that is made, appended before it is moved, or that failed
    OUT/.jixiao-batch/making, before  sets under way, and those whose place they take

A dossier whose files, options and version of jixiao are those of its set, and whose papers stand as they were written, is passed over.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from jixiao import kinds
from jixiao.document.layout import layout
from jixiao.errors import Misuse, Unwritable
from jixiao.files.delimited import write_csv
from jixiao.files.locking import locked
from jixiao.files.writing import make_folder, remove
from jixiao.framework.load import named
from jixiao.portfolio.incoming import STATE, dossiers_in, over
from jixiao.portfolio.papers_set import Done, Task, beside, make_set
from jixiao.report.batch import Wanted
from jixiao.report.form import FOLDER
from jixiao.report.making import FORMATS
from jixiao.wording import Text, same
from jixiao.workers import Bounds, Lost, each

JOURNAL, LOCK = "journal.jsonl", "lock"
FAILURES, LEFT_OUT = "未写出.csv", "公开稿没有写入.csv"
MAKING, BEFORE = "making", "before"
GONE = "gone"
"""What the journal says of a set whose dossier is no longer there."""


class Failed(NamedTuple):
    """A dossier without papers: why, and whether papers of an earlier state still stand."""

    task: Task
    because: Text
    is_old: bool


class Tally(NamedTuple):
    """What a run did: sets and papers that were made, sets that stood unchanged, edited papers that were kept, and what failed."""

    made: int
    papers: int
    unchanged: int
    edited: tuple[Path, ...]
    failed: tuple[Failed, ...]


Tell = Callable[[Task, Done], None]


def papers(
    tasks: Sequence[Task],
    out: Path,
    wanted: Wanted,
    processes: int = 0,
    bounds: Bounds | None = None,
    tell: Tell = lambda *_: None,
) -> Tally:
    """Make the papers of these dossiers below ``out``. One that fails, hangs or breaks its process holds up no other."""
    _check(tasks, out, wanted)
    made = count = unchanged = 0
    edited, failed = list[Path](), list[Failed]()
    with place(out) as journal:
        for task, done in _each(tasks, out, wanted, (processes, bounds), journal):
            if done.failure is not None:
                failed.append(Failed(task, done.failure, (out / task.name).exists()))
            elif done.became == "made":
                made, count = made + 1, count + done.papers
                edited += [out / task.name / name for name in done.edited]
            else:
                unchanged += 1
            tell(task, done)
        failed.sort(key=lambda each: each.task.name)
        _log(out / FAILURES, failed)
        _log_left_out(out, tasks)
    return Tally(made, count, unchanged, tuple(edited), tuple(failed))


def tasks_in(folder: Path) -> list[Task]:
    """The dossiers that stand at a place or below it, each with the name of its folder of papers: the same path without the ending.

    A workbook beside a folder of its name keeps its ending.
    """
    found = dossiers_in([folder])
    if found == [folder]:
        return [Task(folder, folder.resolve().stem if folder.is_file() else folder.resolve().name, folder)]
    inside = [path.relative_to(folder) for path in found]
    taken = {parent for path in inside for parent in path.parents} | {
        path for path, whole in zip(inside, found, strict=True) if whole.is_dir()
    }
    names = [path if path in taken or path.with_suffix("") in taken else path.with_suffix("") for path in inside]
    return [Task(path, name.as_posix(), folder) for path, name in zip(found, names, strict=True)]


def _check(tasks: Sequence[Task], out: Path, wanted: Wanted) -> None:
    """What is wrong for all of them is said once, before anything is made; papers never stand where dossiers do."""
    all_out = out.resolve()
    for task in tasks:
        dossier, target = task.dossier.resolve(), all_out / task.name
        if dossier == target or dossier in target.parents or target in dossier.parents:
            raise Misuse(_SAME.fill(out=out, dossier=task.dossier))
    for form in wanted.only:
        kinds.load(FOLDER, form)
    for each_format in wanted.formats:
        kinds.load(FORMATS, each_format)
    layout(wanted.layout)
    if wanted.framework is not None:
        named(wanted.framework)


_SAME = Text(
    "{out} 与卷宗 {dossier} 混在一起了：请用 --out 另指一个文件夹",
    "The papers in {out} would stand among the files of the dossier {dossier}: name another folder with --out",
)


def _each(
    tasks: Sequence[Task], out: Path, wanted: Wanted, how: tuple[int, Bounds | None], journal: int
) -> Iterator[tuple[Task, Done]]:
    """What came of every dossier, noted, and its set in its place."""
    room = out / STATE / MAKING / secrets.token_hex(8)
    make, known = partial(make_set, out=out, room=room, wanted=wanted), noted(out)
    processes, bounds = how
    for task, found in each(make, tasks, min(processes or os.cpu_count() or 1, len(tasks)), bounds):
        done = Done("failed", failure=over(task.dossier, found.because)) if isinstance(found, Lost) else found
        last = known.get(task.name, {})
        if done.became != "unchanged" or not _is_noted(last, task, done):
            _note(journal, task, done, last)
        if done.became == "made":
            done = _swapped(task, out, beside(room, task), done)
            if done.failure is not None:
                _note(journal, task, done)
        elif done.became == "failed":
            shutil.rmtree(beside(room, task), ignore_errors=True)
        yield task, done


def _is_noted(last: Mapping[str, object], task: Task, done: Done) -> bool:
    """Whether the last line of a dossier says of a set that stands unchanged what the next one would say."""
    origin = None if task.source is None else str(task.source.resolve())
    return last.get("became") != GONE and last.get("inputs") == done.inputs and last.get("from") == origin


def _swapped(task: Task, out: Path, new: Path, done: Done) -> Done:
    """Put a set that was made in the place of the last one."""
    target, old_folder = out / task.name, beside(out / STATE / BEFORE, task)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(old_folder, ignore_errors=True)
        if target.exists():
            _write_name(old_folder, task)
            target.rename(old_folder / target.name)
        new.rename(target)
    except OSError as refused:
        with suppress(OSError):
            _put_back(old_folder, out)
        why = same(refused.strerror or refused)
        return Done("failed", done.inputs, failure=Text("{path}：{why}", "{path}: {why}").fill(path=target, why=why))
    shutil.rmtree(old_folder, ignore_errors=True)
    return done


# ---- the place, and what a run that was killed left there


@contextmanager
def place(out: Path) -> Iterator[int]:
    """The folder for papers, for this run alone, tidied up before and after; its journal is open to be appended to."""
    state_folder = out / STATE
    make_folder(state_folder)
    with locked(state_folder / LOCK):
        _tidy(out)
        try:
            journal = os.open(state_folder / JOURNAL, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        except OSError as error:
            raise Unwritable(_NO_JOURNAL.fill(file=state_folder / JOURNAL, why=error.strerror)) from error
        try:
            if os.fstat(journal).st_size and os.pread(journal, 1, os.fstat(journal).st_size - 1) != b"\n":
                os.write(journal, b"\n")  # the end of a line that was cut off
            yield journal
        finally:
            os.close(journal)
            _tidy(out)


_NO_JOURNAL = Text("无法写入文件 {file}：{why}", "The file {file} cannot be written: {why}")


def _tidy(out: Path) -> None:
    """Put back sets whose place was not taken after all, and clear away what was under way."""
    for old_folder in sorted((out / STATE / BEFORE).glob("*")):
        _put_back(old_folder, out)
        shutil.rmtree(old_folder, ignore_errors=True)
    for name in (MAKING, BEFORE):
        shutil.rmtree(out / STATE / name, ignore_errors=True)


_NAME = ".name"


def _write_name(old_folder: Path, task: Task) -> None:
    """Make the folder in which the last set waits, and say there whose it is."""
    old_folder.mkdir(parents=True)
    (old_folder / _NAME).write_text(task.name, encoding="utf-8")


def _put_back(old_folder: Path, out: Path) -> None:
    """The last set returns if nothing came in its place."""
    with suppress(FileNotFoundError):
        target = out / (old_folder / _NAME).read_text(encoding="utf-8")
        if (old_folder / target.name).exists() and not target.exists():
            (old_folder / target.name).rename(target)


def _note(journal: int, task: Task, done: Done, known: Mapping[str, object] | None = None) -> None:
    """Note what came of a dossier; a set that stands unchanged leaves out what it did when it was made."""
    left_out = _listed((known or {}).get("left_out")) if done.became == "unchanged" else done.left_out
    said = {
        "name": task.name,
        "became": done.became,
        "inputs": done.inputs,
        "papers": done.papers,
        "why": None if done.failure is None else done.failure.say("zh"),
        "left_out": left_out,
        "dossier": str(task.dossier),
        "from": None if task.source is None else str(task.source.resolve()),
    }
    append(journal, said)


def append(journal: int, said: Mapping[str, object]) -> None:
    """Put a line into the journal, in one piece and on the disk."""
    os.write(journal, (json.dumps(said, ensure_ascii=False) + "\n").encode())
    os.fsync(journal)


def noted(out: Path) -> Mapping[str, Mapping[str, object]]:
    """What the journal says of every dossier last; a line that a killed run left half written counts for nothing."""
    found: dict[str, Mapping[str, object]] = {}
    with suppress(OSError):
        for line in (out / STATE / JOURNAL).read_text(encoding="utf-8", errors="replace").splitlines():
            with suppress(ValueError, TypeError, KeyError):
                said = json.loads(line)
                found[said["name"]] = said
    return found


def _log(path: Path, failed: Sequence[Failed]) -> None:
    """The dossiers without papers and why, for those who have to ask for better ones; no file where there are none."""
    if not failed:
        remove(path)
        return
    old = {True: "原有文件仍在，与现在的卷宗不符", False: ""}
    rows = [(str(each.task.dossier), each.because.say("zh"), each.because.say("en"), old[each.is_old]) for each in failed]
    write_csv(path, [("卷宗", "未写出的原因", "Why it was not written", "原有文件"), *rows])


def _log_left_out(out: Path, tasks: Sequence[Task]) -> None:
    """What the publication copies that stand do not say, as the journal remembers it; no file where there is nothing."""
    known = noted(out)
    rows = [(str(task.dossier), said) for task in tasks for said in _listed(known.get(task.name, {}).get("left_out"))]
    if rows:
        write_csv(out / LEFT_OUT, [("卷宗", "公开稿没有写入的内容"), *rows])
    else:
        remove(out / LEFT_OUT)


def _listed(said: object) -> list[str]:
    return [str(each) for each in said] if isinstance(said, list) else []
