"""Thousands of dossiers, made from the three examples: each a unit of its own, with amounts of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "examples"
UNITS = {
    "rural-school-project-2023": ("990001-QHXX", "青禾乡中心小学"),
    "district-culture-2023": ("990002-WHJ", "示例区文化局"),
    "beijing-office-2023": ("440100-ZJB", "广州市人民政府驻北京办事处"),
}
_AMOUNT = re.compile(r"(?<=,)(\d{1,12})\.(\d\d)(?=[,\r\n])")
_IN_A_FOLDER = 500


def make_dossiers(folder: Path, count: int, first: int = 0, among: tuple[str, ...] = tuple(UNITS)) -> list[Path]:
    """So many dossiers below a folder, some hundreds in a folder of theirs; the same number gives the same dossier."""
    return [make_dossier(folder / f"{at // _IN_A_FOLDER:03}", at, among[at % len(among)]) for at in range(first, first + count)]


def make_dossier(folder: Path, number: int, like: str, only: tuple[str, ...] = ()) -> Path:
    """One dossier like an example, of a unit with this number; with these files alone if they are named."""
    code, name = UNITS[like]
    path = folder / f"unit-{number:05}"
    for inside, text in _tables(like):
        if only and inside not in only:
            continue
        own = text.replace(code, f"{code}{number:05}").replace(name, f"{name}{number:05}")
        if inside.endswith("payment.csv"):
            own = _varied(own, number)
        (path / inside).parent.mkdir(parents=True, exist_ok=True)
        (path / inside).write_text(own, encoding="utf-8")
    return path


@cache
def _tables(like: str) -> tuple[tuple[str, str], ...]:
    return tuple(_read(EXAMPLES / like))


def _read(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".csv", ".yaml"}:
            yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8-sig")


def _varied(text: str, number: int) -> str:
    """Every amount less by up to a fifth, to the fen."""

    def other(found: re.Match[str]) -> str:
        fen = int(found[1] + found[2])
        part = 80 + int.from_bytes(sha256(f"{number} {found.start()}".encode()).digest()[:2]) % 21
        return "{}.{:02}".format(*divmod(fen * part // 100, 100))

    return _AMOUNT.sub(other, text)
