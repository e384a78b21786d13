"""Zip archives of files: written with the same bytes for the same content, opened within bounds and unpacked nowhere but where told."""

from __future__ import annotations

import errno
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, NamedTuple, Self

from jixiao.errors import Unreadable
from jixiao.files.writing import replacing
from jixiao.wording import Text

MOST_MEMBERS = 100_000
LARGEST_UNPACKED = 8_000_000_000
LARGEST_TEXT = 64_000_000
"""Members, and bytes: of all members together, and of one that is read into memory."""

_PIECE = 1 << 20
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_FILE = 0o644 << 16
_PACKED = frozenset({".docx", ".xlsx", ".pdf", ".zip", ".jpg", ".jpeg", ".png", ".mp4", ".ofd"})
"""Endings of what is packed already."""


class Digest(NamedTuple):
    """What a member is known by: the SHA-256 of its bytes, and how many there are."""

    sha256: str
    size: int


def write_archive(path: Path, members: Iterable[tuple[str, Path | bytes]]) -> None:
    """Write files and bytes under their names, in the order given; no clock and no machine leaves a trace in it."""
    with replacing(path) as stream, zipfile.ZipFile(stream, "w") as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.external_attr = _FILE
            info.create_system = 3
            info.compress_type = zipfile.ZIP_STORED if PurePosixPath(name).suffix.lower() in _PACKED else zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as target:
                if isinstance(content, bytes):
                    target.write(content)
                else:
                    _copy(content, target)


def digest_of(content: Path | bytes) -> Digest:
    """The digest of a file or of bytes."""
    if isinstance(content, bytes):
        return Digest(sha256(content).hexdigest(), len(content))
    with content.open("rb") as stream:
        return _digest(stream)


class Archive:
    """An opened archive. Use it in a ``with`` block; whatever is broken in it is ``Unreadable`` with a sentence."""

    def __init__(self, path: Path, largest: int = LARGEST_UNPACKED, most: int = MOST_MEMBERS) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError as error:
            raise Unreadable(Text("没有这个文件：{path}", "There is no such file: {path}").fill(path=path)) from error
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise self.fault(Text("它不是完整的 zip 文件", "it is no complete zip file")) from error
        listed = self._zip.infolist()
        self.names = [info.filename for info in listed if not info.is_dir()]
        if len(listed) > most or sum(info.file_size for info in listed) > largest:
            raise self.fault(Text("内容过大", "it holds too much"))
        if len(set(self.names)) < len(self.names) or any(not _is_safe(name) for name in self.names):
            raise self.fault(Text("其中的文件名不安全或有重复", "the names in it are unsafe or stand twice"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._zip.close()

    def fault(self, cause: Text) -> Unreadable:
        """What is wrong with the archive, as an error."""
        return Unreadable(
            Text("无法打开归档文件 {path}：{cause}", "The archive {path} cannot be opened: {cause}").fill(
                path=self.path, cause=cause
            )
        )

    def read(self, name: str) -> bytes:
        """The bytes of a member that is small enough to be held."""
        with self._open(name) as stream:
            content = stream.read(LARGEST_TEXT + 1)
        if len(content) > LARGEST_TEXT:
            raise self.fault(Text("{name} 过大", "{name} is too large").fill(name=name))
        return content

    def size(self, names: Iterable[str]) -> int:
        """The bytes that members have once they are unpacked; more than it says of itself is never read of a member."""
        return sum(self._zip.getinfo(name).file_size for name in names)

    def digest(self, name: str) -> Digest | None:
        """The digest of a member; None if it is damaged."""
        try:
            with self._open(name) as stream:
                return _digest(stream)
        except Unreadable:
            return None

    def unpack(self, names: Iterable[str], folder: Path) -> None:
        """Unpack members into a folder, under their names; ``Unreadable`` if one of them cannot be the name of a file there."""
        for name in names:
            target = folder / name
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                with self._open(name) as stream, target.open("wb") as copy:
                    for piece in _pieces(stream):
                        copy.write(piece)
            except OSError as error:
                if error.errno not in _OF_NAMES:
                    raise
                raise self.fault(_NO_NAME.fill(name=name[:_SHOWN])) from error

    def _open(self, name: str) -> _Member:
        if name not in self.names:
            raise self.fault(Text("缺少 {name}", "{name} is missing").fill(name=name))
        return _Member(self, name)

    def opened(self, name: str) -> IO[bytes]:
        """A member as the library opens it."""
        return self._zip.open(name)


_SHOWN = 80
_OF_NAMES = frozenset({errno.ENAMETOOLONG, errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.EINVAL, errno.EILSEQ})
_NO_NAME = Text("{name} 不能作为文件名", "{name} cannot be the name of a file")


class _Member:
    """A member while it is read: what the library complains of becomes a sentence."""

    def __init__(self, archive: Archive, name: str) -> None:
        self.archive = archive
        self.name = name

    def __enter__(self) -> IO[bytes]:
        try:
            self.stream = self.archive.opened(self.name)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
            raise self._fault() from error
        return self.stream

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stream.close()
        if isinstance(error, (zipfile.BadZipFile, zlib.error, EOFError, ValueError)):
            raise self._fault() from error

    def _fault(self) -> Unreadable:
        return self.archive.fault(Text("{name} 已损坏或加密", "{name} is damaged or encrypted").fill(name=self.name))


def _is_safe(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and "\\" not in name and ":" not in parts[0]


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


def _copy(path: Path, target: IO[bytes]) -> None:
    with path.open("rb") as stream:
        for piece in _pieces(stream):
            target.write(piece)


def _digest(stream: IO[bytes]) -> Digest:
    found, size = sha256(), 0
    for piece in _pieces(stream):
        found.update(piece)
        size += len(piece)
    return Digest(found.hexdigest(), size)
