"""The dossiers that a lake was collected from, all or those of some units, as tasks for their papers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jixiao.errors import Misuse
from jixiao.files.parquet import read_rows
from jixiao.portfolio.collecting import SOURCE
from jixiao.portfolio.lake import Lake
from jixiao.portfolio.letters import file_name
from jixiao.portfolio.papers_set import Task
from jixiao.wording import Text, joined, same


def tasks_of(path: Path, units: Sequence[str] = ()) -> list[Task]:
    """The dossiers of a lake, those of these units if some are named; their papers stand in folders of the unit's code and the year."""
    lake = Lake(path)
    if not lake.parts("source"):
        raise Misuse(_NO_SOURCE.fill(path=path))
    found = [
        (str(code), str(year), str(dossier))
        for file in lake.files("source")
        for code, year, dossier in read_rows(file, list(SOURCE))
    ]
    unknown = set(units) - {code for code, _, _ in found}
    if unknown:
        raise Misuse(_UNKNOWN.fill(path=path, codes=joined(map(same, sorted(unknown)), "、", ", ")))
    wanted = set(units)
    return [
        Task(Path(dossier), file_name(f"{code}-{year}"), path) for code, year, dossier in found if not wanted or code in wanted
    ]


_NO_SOURCE = Text(
    "{path} 没有记下卷宗原来放在哪里（不是由 portfolio collect 汇集的）；请指明放着卷宗的文件夹",
    "{path} does not say where dossiers stood (it was not made by portfolio collect); name the folder in which they stand",
)
_UNKNOWN = Text("{path} 中没有这些单位：{codes}", "{path} does not have these units: {codes}")
