"""The place where a site is restored: beside, then swapped in; a site that stood there is kept under another name."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jixiao.errors import Misuse, Unwritable
from jixiao.wording import Text

KEY_FILE = "secret.key"


class Place:
    """A folder to fill. It takes its place only if somebody says that it is right (``keep``)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_kept = False

    def keep(self) -> None:
        """What was filled in is right."""
        self.is_kept = True


@contextmanager
def beside(data: Path, *, replaces: bool) -> Iterator[Place]:
    """A new folder beside ``data``; ``Misuse`` if something stands there and is not to be replaced.

    What stood there before keeps its content under the name ``…before-<number>``, and lends its key to the new one.
    """
    target = data.absolute()
    stands = target.exists() and (not target.is_dir() or any(target.iterdir()))
    if stands and not replaces:
        raise Misuse(_TAKEN.fill(path=target))
    new_folder = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    try:
        new_folder.mkdir(parents=True, mode=0o700)
        if stands and target.joinpath(KEY_FILE).is_file():
            shutil.copy2(target.joinpath(KEY_FILE), new_folder / KEY_FILE)
        place = Place(new_folder)
        try:
            yield place
            if place.is_kept:
                _swap(new_folder, target, stands=stands)
        finally:
            shutil.rmtree(new_folder, ignore_errors=True)
    except OSError as error:
        raise Unwritable(_FAILED.fill(path=target, why=error.strerror or error)) from error


def _swap(new: Path, target: Path, *, stands: bool) -> None:
    if stands:
        target.rename(_free(target))
    elif target.exists():
        target.rmdir()
    new.rename(target)


def _free(target: Path) -> Path:
    number = 1
    while (before := target.with_name(f"{target.name}.before-{number}")).exists():
        number += 1
    return before


_TAKEN = Text(
    "{path} 里已有内容，没有恢复。请给一个空文件夹，或先停止服务再加 --replace（原有内容改名保留）",
    "{path} is not empty; nothing was restored. Name an empty folder, or stop the site and add --replace (what stands there is kept "
    "under another name)",
)
_FAILED = Text("无法恢复到 {path}：{why}", "Restoring to {path} failed: {why}")
