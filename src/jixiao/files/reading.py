"""Reading a file's bytes within a bound, with one clear sentence when that cannot be done."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jixiao.errors import Unreadable
from jixiao.wording import Text


def read_bounded(path: Path, limit: int) -> bytes:
    """The whole file, if it has at most ``limit`` bytes; otherwise, or if it cannot be read, ``Unreadable``."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(limit + 1)
    except OSError as error:
        raise Unreadable(
            Text("无法读取文件 {file}：{why}", "The file {file} cannot be read: {why}").fill(file=path, why=error.strerror)
        ) from error
    if len(raw) > limit:
        raise Unreadable(
            Text("文件 {file} 超过 {limit} 字节，未读取", "The file {file} is larger than {limit} bytes and was not read").fill(
                file=path, limit=limit
            )
        )
    return raw


@contextmanager
def making_many_rows() -> Iterator[None]:
    """Let the collector of cycles rest in the block: it would search all the rows made so far again and again, and find nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
