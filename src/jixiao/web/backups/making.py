"""Making a backup while the site runs: the database as it stands at one moment, the files beside it, and what both come to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, cast

from django.conf import settings
from django.db import connection, transaction

import jixiao
from jixiao.errors import Unwritable
from jixiao.files.archives import Archive, Digest, digest_of, write_archive
from jixiao.web.backups.manifest import DATABASE_FILE, EDITION, FILES, KEY_FILE, MANIFEST, ROWS, State, migrations, state
from jixiao.web.backups.rows import kept, write_rows
from jixiao.wording import Text

LARGEST, MOST = 1 << 42, 10_000_000
"""Bytes and members of a backup: an office's own, so bounded only against damage."""


class Backup(NamedTuple):
    """A backup that was written: its file, the digest that stands for all of it, and what the site comes to."""

    path: Path
    digest: str
    state: State


def back_up(path: Path) -> Backup:
    """Write a backup and read it again. ``Unwritable`` if a file was changed while it was copied."""
    with TemporaryDirectory(prefix="jixiao-backup-") as scratch, _standing_still(Path(scratch)):
        members = _rows(Path(scratch)) | _files()
        came_to = state()
        digests = {name: digest_of(content) for name, content in members.items()}
        manifest = _manifest(came_to, digests)
        write_archive(path, [(MANIFEST, manifest), *sorted(members.items())])
    with Archive(path, LARGEST, MOST) as written:
        changed = [name for name, digest in digests.items() if written.digest(name) != digest]
    if changed:
        raise Unwritable(_CHANGED.fill(name=changed[0]))
    return Backup(path, digest_of(manifest).sha256, came_to)


_CHANGED = Text("{name} 在备份时被改动，请再备份一次", "{name} was changed while it was copied; make the backup once more")


@contextmanager
def _standing_still(scratch: Path) -> Iterator[None]:
    """Read the database as it stands at one moment, while others go on writing to it."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    copy, name = scratch / DATABASE_FILE, connection.settings_dict["NAME"]
    connection.ensure_connection()
    target = sqlite3.connect(copy)
    try:
        cast("sqlite3.Connection", connection.connection).backup(target)
    finally:
        target.close()
    connection.close()
    connection.settings_dict["NAME"] = str(copy)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


def _rows(scratch: Path) -> dict[str, Path]:
    members = {}
    for model in kept():
        label = model._meta.label_lower  # noqa: SLF001 - Django's documented face of a model
        written = scratch / f"{label}.jsonl"
        write_rows(model, written)
        members[f"{ROWS}/{written.name}"] = written
    return members


def _files() -> dict[str, Path]:
    """What stands in the data folder beside the database; the key stays behind, whoever restores gets a new one."""
    data = Path(settings.DATA)
    found = (path for path in sorted(data.rglob("*")) if path.is_file() and not path.is_symlink())
    return {f"{FILES}/{path.relative_to(data).as_posix()}": path for path in found if not _is_left_out(path.relative_to(data))}


def _is_left_out(path: Path) -> bool:
    first = path.parts[0]
    return first == KEY_FILE or first.startswith((DATABASE_FILE, ".")) or path.suffix == ".part"


def _manifest(came_to: State, digests: dict[str, Digest]) -> bytes:
    said = {
        "jixiao_backup": EDITION,
        "program": jixiao.__version__,
        "migrations": migrations(),
        "dossiers": came_to.dossiers,
        "history": came_to.history,
        "files": {name: {"sha256": digest.sha256, "size": digest.size} for name, digest in sorted(digests.items())},
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()
