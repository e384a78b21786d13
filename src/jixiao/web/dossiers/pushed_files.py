"""What stands beside the tables of a dossier that a program pushes: evidence, frameworks, snapshots. What is kept already is never replaced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jixiao.errors import Misuse, Unreadable
from jixiao.files.archives import Archive, digest_of
from jixiao.files.writing import remove
from jixiao.framework.load import load
from jixiao.score.unit_score import OWN_FRAMEWORKS
from jixiao.tables.dossier import Dossier as Tables
from jixiao.web.dossiers.evidence import EVIDENCE, LARGEST, SUBFOLDER, Unconfirmed, confirmation, examined
from jixiao.web.dossiers.uploads import Waiting, nameless
from jixiao.web.history.chain import Change
from jixiao.web.models import Dossier
from jixiao.wording import Text

LARGEST_TABLES = 64_000_000
MOST_LINES = 300_000
MOST_FILES = 5_000
"""Bytes and lines of all tables of an archive together, and files beside them: what they are read into is many times as large."""

_PIECE = 1 << 20


def refuse_large(archive: Archive, tables: list[str], beside: list[str]) -> None:
    """``Unreadable`` before anything of it is unpacked, if an archive holds more than a dossier can."""
    if archive.size(tables) > LARGEST_TABLES or len(beside) > MOST_FILES:
        raise archive.fault(_TOO_MUCH)


def refuse_long(folder: Path) -> None:
    """``Unreadable`` if the tables of a folder have more lines than a dossier can."""
    if sum(_lines(path) for path in folder.rglob("*.csv")) > MOST_LINES:
        raise Unreadable(_TOO_LONG.fill(most=MOST_LINES))


def _lines(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(piece.count(b"\n") + piece.count(b"\r") for piece in iter(lambda: stream.read(_PIECE), b""))


def looked_through(dossier: Dossier, tables: Tables, *, is_confirmed: bool = False) -> list[Change]:
    """What the history says of files that somebody has confirmed; files of evidence that no row names are left out.

    ``Misuse`` if a file stands there already with other content; ``Unsuitable`` if a file of evidence is not what its name says, bears a
    marking of secrecy, or cannot be searched for one and nobody has looked at it (``is_confirmed``).
    """
    named = {row.text("file") for row in tables.table(EVIDENCE)}
    evidence = []
    for path in _files(tables.path):
        inside = path.relative_to(tables.path).as_posix()
        if inside.startswith(f"{SUBFOLDER}/") and inside not in named:
            remove(path)
            continue
        known = dossier.folder / inside
        if known.is_file():
            if digest_of(known) != digest_of(path):
                raise Misuse(_STANDS.fill(file=inside))
            continue
        if inside.startswith(f"{SUBFOLDER}/"):
            evidence.append(Waiting(path.name, path, ""))
    unsearched = _unsearched(evidence)
    if unsearched and not is_confirmed:
        raise Unconfirmed([], unsearched)
    return [confirmation(dossier, "dossier", "", unsearched)] if unsearched else []


def _unsearched(files: list[Waiting]) -> dict[str, Text]:
    for each in files:
        if each.path.stat().st_size > LARGEST:
            raise Misuse(_LARGE.fill(file=each.name, most=LARGEST // 1_000_000))
    return examined(files)


def _files(folder: Path) -> Iterator[Path]:
    for name in (SUBFOLDER, OWN_FRAMEWORKS, "snapshots"):
        yield from sorted(path for path in (folder / name).rglob("*") if path.is_file())


def refuse_unknown_frameworks(dossier: Dossier, tables: Tables) -> None:
    """``Misuse`` names the first framework that the dossier names and nobody knows, or what is wrong with it."""
    for each in tables.frameworks:
        own = dossier.folder / OWN_FRAMEWORKS
        try:
            load(each, tables.path / OWN_FRAMEWORKS)
        except Misuse as error:
            if tables.path == dossier.folder or not own.joinpath(each).is_dir():
                raise Misuse(nameless(error.text, f"{OWN_FRAMEWORKS}/{each}")) from error
            load(each, own)


_TOO_MUCH = Text("内容过大", "it holds too much")
_TOO_LONG = Text(
    "各表共有{most}行以上，不能一次写入", "The tables have more than {most} lines together and cannot be written at once"
)
_STANDS = Text(
    "{file} 已经在卷宗里，内容不同；佐证、指标体系和监控快照不能替换，请换一个文件名",
    "{file} stands in the dossier already, with other content. Evidence, frameworks and snapshots are not replaced; give it another name",
)
_LARGE = Text("佐证文件 {file} 超过 {most} MB", "The file of evidence {file} has more than {most} MB")
