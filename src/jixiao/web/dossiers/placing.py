"""Files that go with rows: they stand if the rows do, and else they do not.

A new file may be put in its place before the rows are committed, since no row names it; it is taken away if they are not. Files that take
the place of others are written beside first, told in the history together with the rows, and moved when these are committed. What a
process leaves that is killed in between, the worker settles (``settle``): the history says whether the rows were committed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from secrets import token_hex
from time import time

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F

from jixiao.errors import Unwritable
from jixiao.files.writing import copy_file, make_folder, remove, remove_folder
from jixiao.tables.proofs import digest_of
from jixiao.web.history.chain import Act, Change, append
from jixiao.web.models import Dossier, Entry, Record

COMING = "coming"
"""The folder of a dossier in which files wait for their rows."""
PLACED, FILES = "place", "files"
"""What the history calls it."""
LONG = 3600
"""Seconds after which whoever was writing is taken to have broken off."""

_OURS = re.compile(r"ZZ-\d{5,}-.+")
_open: set[str] = set()
"""What waits for transactions of this process that are not over yet."""
_made: ContextVar[list[Path] | None] = ContextVar("made", default=None)


@contextmanager
def together() -> Iterator[None]:
    """A transaction of rows and files: if it does not end well, neither stands. It may stand within another.

    Where the database is lost on the way, nobody knows yet how it ended: then the files wait for ``settle``.
    """
    outer, made, committed = _made.get(), list[Path](), list[int]()
    token = _made.set(made)
    try:
        with transaction.atomic():
            transaction.on_commit(partial(committed.append, 1))
            yield
    except BaseException as error:
        _open.difference_update(path.name for path in made)
        if not committed and not isinstance(error, OperationalError | InterfaceError):
            for path in made:
                remove_folder(path) if path.is_dir() else _taken_away(path)
        raise
    finally:
        _made.reset(token)
    if outer is not None:
        outer += made


def new_file(source: Path, target: Path) -> None:
    """Put a file where none stands, until the transaction is known to fail; only within ``together``."""
    _note(target)
    copy_file(source, target)


def bring(dossier: Dossier, source: Path, folders: Sequence[str], act: Act) -> None:
    """Take over the files of these folders that differ from what stands, once the rows are committed; only within ``together``."""
    _finish(dossier.folder)
    paths = (path for name in folders for path in sorted(source.joinpath(name).rglob("*")) if path.is_file())
    found = {path.relative_to(source).as_posix(): path for path in paths}
    now = {name: digest_of(path) for name, path in found.items()}
    old = {name: digest_of(dossier.folder.joinpath(name)) for name in found if dossier.folder.joinpath(name).is_file()}
    differing = {name: digest for name, digest in now.items() if old.get(name) != digest}
    if not differing:
        return
    beside = dossier.folder / COMING / token_hex(16)
    _note(beside)
    _open.add(beside.name)
    for name in differing:
        copy_file(found[name], beside.joinpath(name))
    before = {name: old[name] for name in differing if name in old} or None
    append(act, [Change(PLACED, FILES, beside.name, before, differing, dossier.unit.code, dossier.fiscal_year)])
    transaction.on_commit(partial(_arrived, dossier, beside), robust=True)


def _note(path: Path) -> None:
    made = _made.get()
    if made is None:
        raise transaction.TransactionManagementError("files are placed together with the rows that name them")
    made.append(path)


def _arrived(dossier: Dossier, beside: Path) -> None:
    _move(dossier.folder, beside)
    dossier.refresh_from_db(fields=["version", "whole_version"])


def _move(folder: Path, beside: Path) -> None:
    """Put what waits in its place; what was moved already is not there any more, so it may be begun anew.

    The dossier counts a version: whoever read it meanwhile has read the rows without their files.
    """
    _open.discard(beside.name)
    for path in sorted(beside.rglob("*")):
        if path.is_file():
            target = folder / path.relative_to(beside)
            make_folder(target.parent)
            with suppress(FileNotFoundError):  # somebody else has moved it meanwhile
                path.replace(target)
    Dossier.objects.filter(pk=int(folder.name)).update(version=F("version") + 1, whole_version=F("version") + 1)
    remove_folder(beside)


def _taken_away(path: Path) -> None:
    with suppress(Unwritable):
        remove(path)


# ---- what was left


def settle() -> None:
    """Bring to an end what broke off: files of rows that were committed are moved, those of others taken away."""
    for folder in (Path(settings.DATA) / "dossiers").glob("[0-9]*"):
        for beside in _finish(folder):
            if _is_old(beside):
                remove_folder(beside)
        _sweep(folder)


def _finish(folder: Path) -> list[Path]:
    """Move what waits for rows that were committed, in their order; what is left waits for others."""
    waiting = {path.name: path for path in (folder / COMING).glob("*") if path.name not in _open}
    told = (
        Entry.objects.filter(action=PLACED, table=FILES, key__in=waiting).order_by("number") if waiting else Entry.objects.none()
    )
    for name in told.values_list("key", flat=True):
        _move(folder, waiting.pop(name))
    return list(waiting.values())


def _sweep(folder: Path) -> None:
    """Take away files that were handed in as evidence and that no row names."""
    loose = {path.name: path for path in (folder / "evidence").glob("ZZ-*") if _OURS.fullmatch(path.name) and _is_old(path)}
    if not loose:
        return
    named = Record.objects.filter(dossier=int(folder.name), table="evidence").values_list("values__file", flat=True)
    for name in loose.keys() - {str(each).rpartition("/")[2] for each in named}:
        _taken_away(loose[name])


def _is_old(path: Path) -> bool:
    with suppress(FileNotFoundError):
        return time() - path.stat().st_mtime > LONG
    return False
