"""What the signals of the portfolio say of the units that handed in, worked out as for a lake of the same dossiers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from jixiao.files.parquet import read_rows
from jixiao.portfolio.collecting import Collected
from jixiao.portfolio.database_address import Source
from jixiao.portfolio.databases import collect_database
from jixiao.portfolio.drawing import stratum_of
from jixiao.portfolio.judging import RISK, SIGNAL, judge
from jixiao.portfolio.lake import Lake
from jixiao.portfolio.scoring import SET_ASIDE, score_lake
from jixiao.web.bureau.risks import Judged, handed_in
from jixiao.web.people.policy import Person
from jixiao.wording import Text


class Found(NamedTuple):
    """What the lake says, by unit: stratum and points of risk, the signals, and why it was set aside."""

    risks: Mapping[str, tuple[str, str, int]]
    seen: Mapping[str, list[list[object]]]
    aside: Mapping[str, tuple[str, str]]


def judged(person: Person, year: int, source: Source, tell: Callable[[int, int], None]) -> list[Judged]:
    """Hold all of them against each other. The versions are read first: what changes meanwhile is told as changed."""
    known = {
        number: (version, code) for number, version, code in handed_in(person, year).values_list("pk", "version", "unit__code")
    }
    if not known:
        return []
    with TemporaryDirectory(prefix="jixiao-") as scratch:
        found = _found(Path(scratch), source, known, tell)
    return [_judged(number, version, code, found) for number, (version, code) in known.items()]


def _judged(number: int, version: int, code: str, found: Found) -> Judged:
    framework, stratum, points = found.risks.get(code, ("", "", 0))
    because = [] if code in found.risks else list(found.aside.get(code, (_NOT_READ.say("zh"), _NOT_READ.say("en"))))
    return {
        "dossier": number,
        "version": version,
        "framework": framework,
        "stratum": stratum,
        "points": points,
        "seen": found.seen.get(code, []),
        "because": because,
    }


_NOT_READ = Text("没有能够计分的数据", "It has no data that can be scored")


def _found(scratch: Path, source: Source, known: Mapping[int, tuple[int, str]], tell: Callable[[int, int], None]) -> Found:
    done: list[Path] = []

    def counted(name: Path) -> None:
        done.append(name)
        tell(len(done), len(known) + 1)

    lake, scored = scratch / "lake", scratch / "scored"
    collected = collect_database(source, lake, jobs=1, only=set(known), tell=counted)
    aside = dict(_aside(collected))
    if not collected.units:
        return Found({}, {}, aside)
    score_lake(lake, scored)
    judge(scored, lake)
    tell(len(known) + 1, len(known) + 1)
    made = Lake(scored)
    aside |= dict(_unscored(made))
    return Found(dict(_risks(made)), _seen(made), aside)


def _aside(collected: Collected) -> Iterator[tuple[str, tuple[str, str]]]:
    for each in collected.set_aside:
        yield each.path.name.rpartition("-")[0], (each.because.say("zh"), each.because.say("en"))


def _unscored(made: Lake) -> Iterator[tuple[str, tuple[str, str]]]:
    for file in made.files(SET_ASIDE) if made.parts(SET_ASIDE) else ():
        for code, zh, en in read_rows(file, ("unit_code", "because_zh", "because_en")):
            yield str(code), (str(zh), str(en))


def _risks(made: Lake) -> Iterator[tuple[str, tuple[str, str, int]]]:
    columns = ("unit_code", "framework", "region_code", "peer_group", "points")
    for file in made.files(RISK):
        for code, framework, region, peers, points in read_rows(file, columns):
            stratum = stratum_of(str(framework), str(region or ""), str(peers or ""))
            yield str(code), (str(framework), stratum, int(str(points)))


def _seen(made: Lake) -> Mapping[str, list[list[object]]]:
    """The signals of each unit, the strongest first."""
    found: defaultdict[str, list[list[object]]] = defaultdict(list)
    for file in made.files(SIGNAL):
        for code, *said in read_rows(file, ("unit_code", "signal", "strength", "points", "one", "two")):
            found[str(code)].append([str(said[0]), *(None if each is None else int(str(each)) for each in said[1:])])
    return {code: sorted(signals, key=_strongest) for code, signals in found.items()}


def _strongest(signal: Sequence[object]) -> tuple[int, str]:
    return -int(str(signal[2])), str(signal[0])
