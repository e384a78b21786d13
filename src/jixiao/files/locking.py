"""A folder that only one run at a time may work in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jixiao.errors import Misuse, Unwritable
from jixiao.wording import Text

try:
    import fcntl
except ImportError:  # pragma: no cover - a system without such locks: there two runs are not kept apart
    fcntl = None  # type: ignore[assignment]


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold the lock that a file stands for; ``Misuse`` if another process has it. It is free again when this process ends, however it ends."""
    try:
        stream = file.open("ab")
    except OSError as error:
        raise Unwritable(
            Text("无法写入文件 {file}：{why}", "The file {file} cannot be written: {why}").fill(file=file, why=error.strerror)
        ) from error
    with stream:
        if fcntl is not None:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Misuse(_TAKEN.fill(folder=file.parent.parent)) from error
        yield


_TAKEN = Text(
    "另一个程序正在 {folder} 中写文件，请等它结束，或换一个文件夹",
    "Another run is writing in {folder}. Wait until it ends, or name another folder",
)
