"""Heads of the chain, noted in a file outside of the system: one line for each time that it was verified and found whole."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from jixiao.errors import Unreadable
from jixiao.files.reading import read_bounded
from jixiao.files.writing import write_bytes
from jixiao.web.history.chain import FIRST, Verified
from jixiao.wording import Text

_LINE = re.compile(r"(\S+) (\d{1,18}) (sha256:[0-9a-f]{64})")
_LARGEST = 50_000_000


def noted(path: Path) -> list[str]:
    """The heads that a file notes; none if there is no file yet. ``Unreadable`` names a line that is none."""
    if not path.is_file():
        return []
    lines = read_bounded(path, _LARGEST).decode("utf-8", "replace").splitlines()
    found = [_LINE.fullmatch(line) for line in lines]
    if None in found:
        raise Unreadable(_NO_LINE.fill(file=path, n=found.index(None) + 1))
    return [each[3] for each in found if each]


def note(path: Path, found: Verified) -> None:
    """Note the head of a chain that holds, below those before it; one that stands there last is not noted twice."""
    heads = noted(path)
    if found.breaks or found.head == FIRST or heads[-1:] == [found.head]:
        return
    before = path.read_bytes() if path.is_file() else b""
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    write_bytes(path, before + f"{moment} {found.entries} {found.head}\n".encode())


_NO_LINE = Text(
    "{file} 第{n}行不是记下的链头：应为时间、条数和 sha256 封印",
    "{file}, line {n}: this is no head; expected are moment, entries and seal",
)
