"""The record of a folder of papers: from which inputs they were made, and what each was when it was written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from jixiao.files.writing import write_bytes
from jixiao.framework.load import FILE as FRAMEWORK_FILE

FILE = ".jixiao-papers.json"
_OWN = frozenset({".py", ".yaml", ".typ"})
_LEFT_OUT = frozenset({"evidence", "__pycache__"})
"""Folders of a dossier whose files no paper is written from: evidence is listed by its table."""


@dataclass(slots=True)
class Record:
    """What was made in a folder: for each digest of inputs its papers, and for each paper its digest, size and time."""

    folder: Path
    runs: dict[str, list[str]] = field(default_factory=dict)
    papers: dict[str, list[str | int]] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)
    """The papers that were being written when the record was; what stands there is ours, old or new."""

    @classmethod
    def read(cls, folder: Path) -> Record:
        """The record in a folder; an empty one where none stands, or what stands there is damaged."""
        record = cls(folder)
        try:
            content = json.loads((folder / FILE).read_text("utf-8"))
            record.runs = {str(digest): [str(name) for name in names] for digest, names in content["runs"].items()}
            record.papers = {
                str(name): [str(digest), int(size), int(time)] for name, (digest, size, time) in content["papers"].items()
            }
            record.pending = [str(name) for name in content["pending"]]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls(folder)
        return record

    def holds(self, digest: str) -> bool:
        """Whether papers were made from these inputs and all stand as they were written."""
        return digest in self.runs and all(name in self.papers and self._stands(name) for name in self.runs[digest])

    def is_ours(self, path: Path) -> bool:
        """Whether nobody changed what stands at a path since it was written; nothing standing there is ours too."""
        return not path.exists() or path.name in self.pending or (path.name in self.papers and self._stands(path.name))

    def begin(self, path: Path) -> None:
        """Say that a paper is about to be written; the runs that it belonged to hold no more."""
        self.runs = {digest: names for digest, names in self.runs.items() if path.name not in names}
        self.pending.append(path.name)
        self._write()

    def note(self, path: Path) -> None:
        """Remember a paper that was written."""
        self.papers[path.name] = _stamp(path)
        self.pending = [name for name in self.pending if name != path.name]

    def finish(self, digest: str, made: Iterable[Path]) -> None:
        """Remember that these are the papers of these inputs."""
        self.runs[digest] = [path.name for path in made]
        self._write()

    def _write(self) -> None:
        content = {"runs": self.runs, "papers": self.papers, "pending": self.pending}
        write_bytes(self.folder / FILE, json.dumps(content, ensure_ascii=False, indent=1).encode())

    def _stands(self, name: str) -> bool:
        """Whether a paper is what it was: by size and time, and if only the time differs by what stands in it."""
        path, (digest, size, time) = self.folder / name, self.papers[name]
        try:
            stat = path.stat()
        except OSError:
            return False
        if stat.st_size != size:
            return False
        return stat.st_mtime_ns == time or _digest(path) == digest


def inputs_digest(dossier: Path, framework: str | None, *asked: object) -> str:
    """A digest of all that papers are made from: the dossier's files, the framework, what was asked for, and jixiao itself."""
    digest = sha256()
    for part in (*map(repr, asked), *_own_files(), *_files(dossier), *_framework(framework)):
        digest.update(part.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def _files(dossier: Path) -> Iterator[str]:
    if dossier.is_file():
        yield _digest(dossier)
        beside = dossier.parent / "frameworks"
        yield from _tree(beside) if beside.is_dir() else ()
    else:
        yield from _tree(dossier)


def _tree(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not _LEFT_OUT & {*inside.parts} and not inside.name.startswith("."):
            yield f"{inside.as_posix()} {_digest(path)}"


def _framework(name: str | None) -> Iterator[str]:
    """A framework that was named by its path."""
    folder = Path(name or "")
    for path in (folder, folder / FRAMEWORK_FILE):
        if path.is_file():
            yield _digest(path)


@cache
def _own_files() -> tuple[str, ...]:
    """Jixiao's own files, by size and time: those that this process began with."""
    folder = Path(__file__).parents[1]
    paths = (path for path in sorted(folder.rglob("*")) if path.suffix in _OWN)
    return tuple(
        f"{path.relative_to(folder).as_posix()} {path.stat().st_size} {path.stat().st_mtime_ns}"
        for path in paths
        if "examples" not in path.relative_to(folder).parts
    )


def _stamp(path: Path) -> list[str | int]:
    stat = path.stat()
    return [_digest(path), stat.st_size, stat.st_mtime_ns]


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
