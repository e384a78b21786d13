"""All units that somebody oversees, collected into a lake of Parquet files for analysis."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from jixiao.errors import Misuse
from jixiao.files.archives import write_archive
from jixiao.files.writing import make_folder
from jixiao.portfolio.databases import collect_database
from jixiao.web.jobs.database import source
from jixiao.web.jobs.job import At, Made
from jixiao.web.people.reach import dossiers_of
from jixiao.wording import Text

order = 50
words = Text("汇集所辖单位的数据", "collect the data of all units")
permission = "oversee"
of_dossier = False


def run(at: At) -> Made:
    """Those of ``year``, or of all years; what cannot be taken in is set aside, and the lake says why."""
    listed = dossiers_of(at.person)
    year = at.arguments.get("year")
    numbers = set((listed.filter(fiscal_year=year) if isinstance(year, int) else listed).values_list("pk", flat=True))
    if not numbers:
        raise Misuse(Text("没有可以汇集的卷宗", "There is no dossier to collect"))
    done: list[Path] = []

    def tell(name: Path) -> None:
        done.append(name)
        at.tell(len(done), len(numbers))

    with TemporaryDirectory(prefix="jixiao-") as scratch:
        lake = Path(scratch) / "lake"
        collected = collect_database(source(), lake, jobs=1, only=numbers, tell=tell)
        paths = sorted(path for path in lake.rglob("*") if path.is_file())
        make_folder(at.folder)
        write_archive(at.folder / "lake.zip", ((path.relative_to(scratch).as_posix(), path) for path in paths))
    data = {"units": collected.units, "set_aside": len(collected.set_aside)}
    return Made(_MADE.fill(units=collected.units, aside=len(collected.set_aside)), "lake.zip", data)


_MADE = Text("汇集了{units}个单位，搁置{aside}个", "{units} units were collected, {aside} set aside")
