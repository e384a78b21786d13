"""The papers of one dossier as a set: made in a folder beside, whole or not at all, and with what somebody edited in the last one.

The record in the folder (``report.record``) says from which inputs the set was made. It is moved into place with the papers, so what it
says is always true of them.
"""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from jixiao.document.layout import layout
from jixiao.errors import JixiaoError, Misuse
from jixiao.files.writing import make_folder, together
from jixiao.findings import as_text
from jixiao.portfolio.incoming import faults
from jixiao.report.batch import Wanted
from jixiao.report.form import Material
from jixiao.report.making import left_out, making
from jixiao.report.record import FILE, Record, inputs_digest
from jixiao.score.unit_score import score_unit
from jixiao.tables.reading import read_dossier
from jixiao.wording import Text, same, settled


class Task(NamedTuple):
    """A dossier and the name of the folder for its papers, below the place for all of them.

    ``source`` is the folder or the lake in which it was found.
    """

    dossier: Path
    name: str
    source: Path | None = None


class Done(NamedTuple):
    """What came of a dossier: a set of so many papers that was *made* and waits beside, one that stands *unchanged*, or why it *failed*."""

    became: str
    inputs: str = ""
    papers: int = 0
    edited: tuple[str, ...] = ()
    """Papers that somebody edited, which were kept; the new ones stand beside them."""

    failure: Text | None = None
    left_out: tuple[str, ...] = ()
    """What papers for the public leave out, with its places, for the author to look at."""


def beside(folder: Path, task: Task) -> Path:
    """The folder of a task in a folder for many: where its set is made, or where the last one waits while the new one takes its place."""
    return folder / sha256(task.name.encode()).hexdigest()[:32]


def make_set(task: Task, out: Path, room: Path, wanted: Wanted) -> Done:
    """Make the papers of a dossier in a room beside, unless they stand in their place as they were made from the same inputs."""
    try:
        inputs = inputs_digest(task.dossier, wanted.framework, wanted, layout(wanted.layout))
        stands = Record.read(out / task.name)
        if stands.holds(inputs):
            return Done("unchanged", inputs, len(stands.runs[inputs]))
        return _made(task, beside(room, task), wanted, inputs, stands)
    except JixiaoError as refused:
        return Done("failed", failure=settled(refused.text))
    except OSError as refused:
        where, why = refused.filename or task.dossier, same(refused.strerror or refused)
        return Done("failed", failure=settled(Text("{path}：{why}", "{path}: {why}").fill(path=where, why=why)))


def _made(task: Task, folder: Path, wanted: Wanted, inputs: str, stands: Record) -> Done:
    dossier = read_dossier(task.dossier)
    wrong = faults(dossier)
    if wrong is not None:
        return Done("failed", inputs, failure=settled(wrong))
    shutil.rmtree(folder, ignore_errors=True)
    make_folder(folder)
    kept = _edited(stands)

    def target(path: Path) -> Path:
        """The place of a paper, or one beside the paper that somebody edited."""
        while path.name in kept:
            path = path.with_name(f"{path.stem}（新）{path.suffix}")
        return path

    score = score_unit(dossier, wanted.framework, unit_code=wanted.unit_code, project_code=wanted.project_code)
    material = Material(dossier, score, as_of=wanted.as_of)
    record, made = Record(folder), list[Path]()
    with together(folder):
        for each in making(material, folder, wanted.only, wanted.formats, layout(wanted.layout), target):
            record.note(each.path)
            made.append(each.path)
        if not made:
            raise Misuse(_NO_PAPERS.fill(path=task.dossier))
        record.finish(inputs, made)
        for name in kept:
            _copy(stands.folder / name, folder / name)
    told = tuple(as_text(each, "zh") for each in left_out(material, wanted.only))
    return Done("made", inputs, len(made), tuple(kept), left_out=told)


_NO_PAPERS = Text("{path} 中没有能编制任何一种文件的内容", "{path} has nothing in it from which any of the papers could be made")


def _edited(stands: Record) -> list[str]:
    """What stands in a set that we did not make, or that is not as we made it; without a record nothing is known to be ours."""
    if not stands.folder.is_dir():
        return []
    return sorted(path.name for path in stands.folder.iterdir() if path.name != FILE and not stands.is_ours(path))


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy2(source, target)
