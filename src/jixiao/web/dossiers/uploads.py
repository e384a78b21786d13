"""Files that somebody hands in: bounded, known by what they are and not by their names, kept for a day until they are taken or not."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path, PurePosixPath
from time import time
from typing import Any, NamedTuple

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from jixiao.errors import Unreadable
from jixiao.files.package import Package
from jixiao.files.writing import make_folder, remove, replacing
from jixiao.web.models import Account, Dossier
from jixiao.wording import Text, joined, same

INCOMING = "incoming"
DAY = 24 * 3600
LONGEST_NAME = 60
"""Signs of a file's name that are kept: three bytes each, they stay within what every file system holds."""

LARGEST_UNPACKED = 100_000_000
"""Bytes that an office file may claim to have unpacked; 50,000 rows have some 30 million."""
_PACKED = frozenset({".xlsx", ".xlsm", ".docx", ".ofd"})
_UNSAFE = re.compile(r"[^\w.\-（）()·]+")
_SALT = "jixiao.incoming"


class Unsuitable(Exception):
    """A file that is not taken, and why."""

    def __init__(self, because: Text) -> None:
        super().__init__(because.say("en"))
        self.because = because


def safe_name(name: str) -> str:
    """A file's own name without folders, without signs that mean something to a system, and of a bounded length."""
    bare = unicodedata.normalize("NFC", PurePosixPath(name.replace("\\", "/")).name)
    stem, dot, ending = bare.rpartition(".")
    stem, ending = (_UNSAFE.sub("_", part).strip("._- ") for part in ((stem, ending) if dot else (bare, "")))
    stem = stem[:LONGEST_NAME] or "file"
    return f"{stem}.{ending[:8].lower()}" if ending else stem


def ending_of(name: str) -> str:
    """The ending of a file's name, in small letters with its dot."""
    return PurePosixPath(name).suffix.lower()


def held_within(upload: UploadedFile[Any], largest: int, endings: Collection[str]) -> str:
    """The safe name of an upload; ``Unsuitable`` if it is empty, too large or of a kind that is not taken."""
    name = safe_name(upload.name or "")
    if not upload.size:
        raise Unsuitable(_EMPTY.fill(name=name))
    if upload.size > largest:
        raise Unsuitable(_TOO_LARGE.fill(name=name, size=_megabytes(upload.size), limit=_megabytes(largest)))
    if ending_of(name) not in endings:
        known = joined((same(each.removeprefix(".")) for each in endings), "、", ", ")
        raise Unsuitable(_WRONG_KIND.fill(name=name, known=known))
    return name


def nameless(text: Text, name: str) -> Text:
    """A sentence about a file that was kept, with the name that its owner knows in place of where it stands here."""

    def said(value: object) -> object:
        if isinstance(value, Text):
            return nameless(value, name)
        return name if isinstance(value, Path) else value

    return text._replace(values=tuple((key, said(value)) for key, value in text.values))


def _megabytes(size: int) -> str:
    return f"{max(1, size // 1_000_000)} MB"


_EMPTY = Text("文件“{name}”是空的", "The file “{name}” is empty")
_TOO_LARGE = Text(
    "文件“{name}”有 {size}，最多 {limit}；请压缩图片或拆分后再传", "The file “{name}” has {size}; at most {limit} are taken"
)
_WRONG_KIND = Text(
    "不能接收“{name}”：可以接收的文件类型有 {known}", "“{name}” cannot be taken: files of these kinds can be: {known}"
)


def put(upload: UploadedFile[Any], path: Path) -> None:
    """Write what was uploaded to a place, beside it first and then swapped in."""
    make_folder(path.parent)
    with replacing(path) as stream:
        for piece in upload.chunks():
            stream.write(piece)


# ---- what waits until somebody has looked at it


class Waiting(NamedTuple):
    """A file that was handed in and waits for a day: its own name, where it stands, and what names it to its owner for this dossier."""

    name: str
    path: Path
    token: str


def received(account: Account, dossier: Dossier, upload: UploadedFile[Any], largest: int, endings: Collection[str]) -> Waiting:
    """Keep an upload for a day; ``Unsuitable`` if it is empty, too large or of a kind that is not taken."""
    name = held_within(upload, largest, endings)
    place = _place(ending_of(name))
    put(upload, place)
    return _named(account, dossier, place, name)


def keep(account: Account, dossier: Dossier, upload: UploadedFile[Any], endings: Collection[str]) -> str:
    """Keep an upload of rows for a day; what comes back names it, to this account and for this dossier only."""
    found = received(account, dossier, upload, settings.LARGEST_UPLOAD, endings)
    if ending_of(found.name) in _PACKED:
        try:
            with Package(found.path, LARGEST_UNPACKED):
                pass
        except Unreadable as error:
            remove(found.path)
            raise Unsuitable(nameless(error.text, found.name)) from error
    return found.token


def keep_text(account: Account, dossier: Dossier, text: str) -> str:
    """Keep a text that was pasted, in the same way."""
    place = _place(".tsv")
    with replacing(place) as stream:
        stream.write(text.encode())
    return _named(account, dossier, place, "").token


def waiting(account: Account, dossier: Dossier, token: str) -> Waiting:
    """The file that a token names; ``Unreadable`` once it is gone, or if it is somebody else's."""
    try:
        owner, of, place, name = signing.loads(token, salt=_SALT, max_age=DAY)
    except (signing.BadSignature, ValueError) as error:
        raise Unreadable(_GONE) from error
    path = Path(settings.DATA) / INCOMING / str(place)
    if [owner, of] != [account.pk, dossier.pk] or not path.is_file():
        raise Unreadable(_GONE)
    return Waiting(str(name), path, token)


def kept(account: Account, dossier: Dossier, token: str) -> Path:
    """Where the file stands that a token names; ``Unreadable`` as with ``waiting``."""
    return waiting(account, dossier, token).path


def let_go(path: Path) -> None:
    """Take away what was kept, once it is not needed any more."""
    remove(path)


def sweep() -> None:
    """Take away what has waited longer than a day."""
    folder = Path(settings.DATA) / INCOMING
    for old in folder.iterdir() if folder.is_dir() else ():
        with suppress(FileNotFoundError):
            if old.is_file() and time() - old.stat().st_mtime > DAY:
                remove(old)


def _named(account: Account, dossier: Dossier, place: Path, name: str) -> Waiting:
    return Waiting(name, place, signing.dumps([account.pk, dossier.pk, place.name, name], salt=_SALT))


def _place(ending: str) -> Path:
    """A new place for an upload."""
    sweep()
    folder = Path(settings.DATA) / INCOMING
    make_folder(folder)
    return folder / f"{secrets.token_hex(16)}{ending}"


_GONE = Text("上传的文件已不在（保留一天），请重新上传", "The uploaded file is gone (it is kept for a day); upload it again")
