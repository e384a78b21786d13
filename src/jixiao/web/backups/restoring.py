"""A site out of a backup: read into an empty database, and kept only if it comes to what the backup says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connections, transaction

from jixiao.errors import Misuse
from jixiao.files.archives import Archive, Digest
from jixiao.web.backups.making import LARGEST, MOST
from jixiao.web.backups.manifest import EDITION, FILES, MANIFEST, ROWS, State, migrations, state
from jixiao.web.backups.rows import kept, read_rows, settle
from jixiao.web.models import Account, Entry
from jixiao.wording import Text


class Restored(NamedTuple):
    """What came of it: what the site comes to now, and where that is not what the backup says (then nothing was kept)."""

    state: State
    differences: list[Text]


class _Undone(Exception):
    """What was read does not come to what it should."""

    def __init__(self, restored: Restored) -> None:
        super().__init__("not as it was")
        self.restored = restored


def restore(file: Path, data: Path) -> Restored:
    """Read a backup into the empty database that is set up, and its files into the data folder. All of it, or nothing in the database.

    ``Unreadable`` if the backup is damaged or of a newer program, ``Misuse`` if the database is not empty.
    """
    with Archive(file, LARGEST, MOST) as archive:
        said = _sound(archive)
        if Account.objects.exists() or Entry.objects.exists():
            raise Misuse(_NOT_EMPTY)
        files = [name for name in archive.names if name.startswith(f"{FILES}/")]
        _unpack(archive, files, data)
        try:
            with transaction.atomic():
                for model in kept():
                    name = f"{ROWS}/{model._meta.label_lower}.jsonl"  # noqa: SLF001 - Django's documented face of a model
                    if name in archive.names:
                        with _opened(archive, name) as stream:
                            read_rows(model, stream)
                settle()
                came_to = state()
                differences = State(said["dossiers"], said["history"]).differences(came_to)
                if differences:
                    raise _Undone(Restored(came_to, differences))  # noqa: TRY301 - this is how a transaction is undone
        except _Undone as undone:
            return undone.restored
        finally:
            connections.close_all()
    return Restored(came_to, [])


@contextmanager
def _opened(archive: Archive, name: str) -> Iterator[Any]:
    with archive.opened(name) as stream:
        yield stream


def _unpack(archive: Archive, names: list[str], data_folder: Path) -> None:
    for name in names:
        target = data_folder / name.removeprefix(f"{FILES}/")
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.opened(name) as stream, target.open("wb") as copy:
            while piece := stream.read(1 << 20):
                copy.write(piece)


def _sound(archive: Archive) -> dict[str, Any]:
    """What the backup says of itself, once every byte of it has been held against its digests."""
    try:
        said = json.loads(archive.read(MANIFEST))
        edition, expected = said["jixiao_backup"], said["files"]
    except (ValueError, KeyError, TypeError) as error:
        raise archive.fault(_NO_BACKUP) from error
    if edition != EDITION or set(said["migrations"]) - _known():
        raise archive.fault(_NEWER.fill(program=said.get("program", "?")))
    for name in sorted({*archive.names, *expected} - {MANIFEST}):
        known = expected.get(name)
        if known is None or name not in archive.names or archive.digest(name) != Digest(known["sha256"], known["size"]):
            raise archive.fault(_DAMAGED.fill(name=name))
    return dict(said)


def _known() -> set[str]:
    """The migrations that this program has brought the empty database through."""
    return set(migrations())


_NO_BACKUP = Text("它不是 jixiao backup 写的备份", "it was not written by jixiao backup")
_NEWER = Text(
    "它由较新的版本（{program}）写成，请先升级本程序",
    "it was written by a newer version ({program}); bring this program up to date first",
)
_DAMAGED = Text("{name} 缺失、多余或与清单的摘要不符", "{name} is missing, unexpected or not what its digest says")
_NOT_EMPTY = Text(
    "数据库里已有数据，没有恢复。请给一个空的数据库（JIXIAO_DATABASE）",
    "The database holds data already; nothing was restored. Name an empty one (JIXIAO_DATABASE)",
)
