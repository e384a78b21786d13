"""Sets of papers whose dossiers are no longer where they were made from: named in every run, and put aside when that is asked for.

    OUT/卷宗已撤.csv        the sets that still stand among the others
    OUT/卷宗已撤/a/b/…      those that were put aside, at the path that they had; nothing is ever deleted

A set belongs to the folder or the lake that it was made from, which its line in the journal names. Sets made from another one are
left alone as long as that one is there.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from jixiao.errors import Unwritable
from jixiao.files.delimited import write_csv
from jixiao.files.writing import remove
from jixiao.portfolio.incoming import STATE
from jixiao.portfolio.papers import GONE, append, noted, place
from jixiao.report.record import FILE
from jixiao.wording import Text, same

ASIDE = "卷宗已撤"
LIST = f"{ASIDE}.csv"


class Gone(NamedTuple):
    """A set without a dossier: its name, where the dossier was, and where the set is now; None if it stands in its place."""

    name: str
    dossier: str
    aside: Path | None = None


def gone(out: Path, source: Path, names: Collection[str], *, prune: bool = False) -> list[Gone]:
    """The sets below ``out`` that were made from dossiers of ``source`` which are not among its ``names`` any more.

    Each is noted in the journal once. With ``prune`` they are put aside. ``Unwritable`` if one cannot be.
    """
    with place(out) as journal:
        known = noted(out)
        found = [Gone(name, str(said.get("dossier") or "")) for name, said in _without(out, source, names, known)]
        for at, each in enumerate(found):
            if known[each.name].get("became") != GONE:
                append(journal, {**known[each.name], "became": GONE})
            if prune and not any(name.startswith(f"{each.name}/") for name in names):
                found[at] = each._replace(aside=_put_aside(out, each.name))
        _log(out / LIST, [each for each in found if each.aside is None])
    return found


def _without(
    out: Path, source: Path, names: Collection[str], known: Mapping[str, Mapping[str, object]]
) -> Iterator[tuple[str, Mapping[str, object]]]:
    here = str(source.resolve())
    for name in _sets(out):
        said = known.get(name, {})
        origin = said.get("from")
        if name not in names and isinstance(origin, str) and (origin == here or not Path(origin).exists()):
            yield name, said


def _sets(out: Path) -> list[str]:
    """The names of all sets that stand, also of one that stands below another."""
    found = []
    for path, folders, files in os.walk(out):
        folders[:] = [each for each in folders if Path(path) != out or each not in {STATE, ASIDE}]
        if FILE in files and Path(path) != out:
            found.append(Path(path).relative_to(out).as_posix())
    return sorted(found)


def _put_aside(out: Path, name: str) -> Path:
    """Move a set out of the way, beside those of the same name that were moved before."""
    target, number = out / ASIDE / name, 1
    while target.exists():
        number += 1
        target = (out / ASIDE / name).with_name(f"{Path(name).name}（{number}）")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        (out / name).rename(target)
    except OSError as refused:
        text = Text("无法移开 {path}：{why}", "{path} cannot be put aside: {why}")
        raise Unwritable(text.fill(path=out / name, why=same(refused.strerror or refused))) from refused
    for folder in (out / name).parents:
        if folder == out:
            break
        with suppress(OSError):  # it has other sets in it
            folder.rmdir()
    return target


def _log(path: Path, standing: list[Gone]) -> None:
    """The sets that still stand without a dossier; no file where there are none."""
    if standing:
        write_csv(path, [("文件所在", "原卷宗"), *((each.name, each.dossier) for each in standing)])
    else:
        remove(path)
