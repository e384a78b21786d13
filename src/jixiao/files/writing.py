"""Files are written beside and then swapped in: a reader sees the old file or the new one, never half of one."""

from __future__ import annotations

import ctypes
import errno
import os
import secrets
import shutil
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from jixiao.errors import Unwritable
from jixiao.wording import Text, same

_CAUSES = {
    errno.EACCES: Text(
        "没有写入权限，或文件正被其他程序打开", "writing is not permitted, or another program holds the file open"
    ),
    errno.EPERM: Text("没有写入权限", "writing is not permitted"),
    errno.EROFS: Text("该位置只读", "the place is read-only"),
    errno.ENOSPC: Text("磁盘空间不足", "the disk is full"),
    errno.EDQUOT: Text("超出磁盘配额", "the disk quota is used up"),
    errno.EFBIG: Text("文件过大", "the file is too large"),
    errno.ENOENT: Text("文件夹不存在", "the folder does not exist"),
    errno.ENOTDIR: Text("路径中有一段不是文件夹", "a part of the path is no folder"),
    errno.EISDIR: Text("该位置是一个文件夹", "a folder stands there"),
    errno.ENAMETOOLONG: Text("文件名过长", "the name is too long"),
}
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_ORDINARY_FILE = 0o644 << 16


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A binary file that takes the place of ``path`` when the block ends well, and vanishes when it does not.

    It stands in the same folder, is on the disk before it is swapped in, and keeps the permissions of the file that it replaces.
    Whatever the operating system refuses, inside the block as well, becomes ``Unwritable``.
    """
    try:
        target = Path(os.path.realpath(path))
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        beside = target.with_name(f".{secrets.token_hex(8)}.part")
        try:
            with beside.open("xb") as stream:
                yield stream
                stream.flush()
                if not _TOGETHER.get():
                    os.fsync(stream.fileno())
            if target.exists():
                shutil.copymode(target, beside)
            beside.replace(target)
        except BaseException:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
        if not _TOGETHER.get():
            _settle(target.parent)
    except OSError as error:
        raise _unwritable(path, error) from error


@contextmanager
def together(folder: Path) -> Iterator[None]:
    """The files that are written into a folder within the block come onto the disk at its end, all at once, which is much faster.

    For a folder that takes its place after that: a power cut within the block leaves it in any state.
    """
    before = _TOGETHER.set(True)
    try:
        yield
    finally:
        _TOGETHER.reset(before)
    try:
        _settle_all(folder)
    except OSError as error:
        raise _unwritable(folder, error) from error


_TOGETHER: ContextVar[bool] = ContextVar("together", default=False)


def write_bytes(path: Path, content: bytes) -> None:
    """Put these bytes in the place of whatever stands at ``path``."""
    with replacing(path) as stream:
        stream.write(content)


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Put all of these bytes in the places of whatever stands there, or none of them.

    Each is written beside its place first, and then all are swapped in. If one cannot be, those before it are swapped back and
    ``Unwritable`` says why. A process that is killed between two swaps leaves some files new and the others old, each of them whole.
    """
    staged: list[_Swap] = []
    done = 0
    path = Path()
    try:
        try:
            for path, content in contents.items():
                staged.append(_staged(path, content))
            for swap in staged:
                path, done = swap.target, done + 1
                swap.beside.replace(swap.target)
        except BaseException:
            for swap in staged[:done]:
                with suppress(OSError):  # what cannot be put back still waits beside
                    swap.back()
            for swap in staged[done:]:
                swap.tidy()
            raise
        for swap in staged:
            swap.tidy()
        for folder in {swap.target.parent for swap in staged}:
            _settle(folder)
    except OSError as error:
        raise _unwritable(path, error) from error


class _Swap(NamedTuple):
    """A file that is to take the place of another, and the other's second name meanwhile; None if nothing stood there."""

    target: Path
    beside: Path
    before: Path | None

    def back(self) -> None:
        """Put back what stood there, whether or not the new file has come."""
        if self.before is not None:
            self.before.replace(self.target)
        elif not self.beside.exists():
            self.target.unlink(missing_ok=True)
        self.beside.unlink(missing_ok=True)

    def tidy(self) -> None:
        """Take away what is left beside."""
        for path in (self.beside, self.before):
            if path is not None:
                with suppress(OSError):
                    path.unlink(missing_ok=True)


def _staged(path: Path, content: bytes) -> _Swap:
    """The new file, beside its place and on the disk."""
    target = Path(os.path.realpath(path))
    mark = secrets.token_hex(8)
    swap = _Swap(target, target.with_name(f".{mark}.part"), target.with_name(f".{mark}.old") if target.exists() else None)
    try:
        with swap.beside.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if swap.before is not None:
            shutil.copymode(target, swap.beside)
            shutil.copy2(target, swap.before)
    except BaseException:
        swap.tidy()
        raise
    return swap


def make_folder(path: Path) -> None:
    """Make sure that a folder stands there, with all those above it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unwritable(
            Text("无法建立文件夹 {path}：{why}", "The folder {path} cannot be made: {why}").fill(path=path, why=error.strerror)
        ) from error


@contextmanager
def new_folder(path: Path, last: str) -> Iterator[Path]:
    """A folder to be filled that stands at ``path`` when the block ends well, and vanishes when it does not.

    An empty folder may stand there before. ``last`` names the file that is moved in last, so that nothing seems whole too early.
    """
    try:
        target = Path(os.path.realpath(path))
        beside = target.with_name(f".{secrets.token_hex(8)}.part")
        beside.mkdir(parents=True)
        try:
            yield beside
            target.mkdir(exist_ok=True)
            for entry in sorted(beside.iterdir(), key=lambda entry: (entry.name == last, entry.name)):
                entry.rename(target / entry.name)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise _unwritable(path, error) from error


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder with all that stands in it; files of the same names are replaced, others are left alone."""
    try:
        shutil.copytree(source, target, dirs_exist_ok=True)
    except (OSError, shutil.Error) as error:
        raise Unwritable(
            Text(
                "文件夹 {source} 未能完整复制到 {path}：{why}",
                "The folder {source} could not be copied to {path} as a whole: {why}",
            ).fill(source=source, path=target, why=error)
        ) from error


def copy_file(source: Path, target: Path) -> None:
    """Copy a file to a place, in a folder that is made if there is none."""
    make_folder(target.parent)
    with replacing(target) as stream, source.open("rb") as content:
        shutil.copyfileobj(content, stream)


def remove_folder(path: Path) -> None:
    """Take a folder away with all that stands in it, as far as that can be done."""
    shutil.rmtree(path, ignore_errors=True)


def remove(path: Path) -> None:
    """Take a file away."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise Unwritable(
            Text("无法删除文件 {path}：{why}", "The file {path} cannot be removed: {why}").fill(path=path, why=error.strerror)
        ) from error


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip archive of named members in the order given; the same members give the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            member = zipfile.ZipInfo(name, _EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = _ORDINARY_FILE
            archive.writestr(member, content)
    return buffer.getvalue()


def stored(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip archive of named members that are not compressed, to be handed on in memory."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), content)
    return buffer.getvalue()


def _settle(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can do so for folders."""
    if os.name != "posix":  # pragma: no cover - other systems open no folders
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _settle_all(folder: Path) -> None:
    """Make all that stands in a folder last: by one call for its whole file system where there is such a call, else file by file."""
    sync_system = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if sys.platform == "linux" else None
    if sync_system is not None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            if sync_system(descriptor):
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        finally:
            os.close(descriptor)
        return
    for path in sorted(folder.rglob("*")):  # pragma: no cover - not on Linux
        if path.is_file():
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())
        else:
            _settle(path)
    _settle(folder)  # pragma: no cover - not on Linux


def _unwritable(path: Path, error: OSError) -> Unwritable:
    cause = _CAUSES.get(error.errno or 0, same(error.strerror or error))
    return Unwritable(
        Text(
            "无法写入文件 {file}：{cause}。原有文件未改动。",
            "The file {file} cannot be written: {cause}. What stood there still stands.",
        ).fill(file=path, cause=cause)
    )
