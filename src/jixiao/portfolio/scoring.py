"""Scoring a lake: part by part on an engine, from facts to item scores, totals, grades and ranks.

A run works in a folder beside ``out`` and takes its place at the end, so an interrupted run leaves the last good result and the next
one goes on where it stopped. A part whose facts and program are what they were is not scored again. ``run.json`` says what was done.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from jixiao import __version__
from jixiao.errors import Misuse
from jixiao.files.writing import make_folder, write_bytes
from jixiao.framework.load import named
from jixiao.framework.model import Framework
from jixiao.portfolio.engine import Engine, Settings, opened
from jixiao.portfolio.facts import FACT
from jixiao.portfolio.lake import Lake, digest, lake_at
from jixiao.portfolio.program import Program, Table, program
from jixiao.portfolio.ranking import rank_units
from jixiao.wording import Text, joined

RECORD = "run.json"
ITEM_SCORE, UNIT_SCORE, UNIT_RANK = "item_score", "unit_score", "unit_rank"
Tell = Callable[[str], None]


class Run(NamedTuple):
    """What a run did: the parts that were scored and those that stayed as they were, and the units that have a rank."""

    engine: str
    frameworks: tuple[str, ...]
    scored: tuple[str, ...]
    kept: tuple[str, ...]
    units: int
    set_aside: Mapping[str, int] = {}
    """How many units of which frameworks were not scored, since those give letters; the table ``set_aside`` names them."""


def score_lake(
    path: Path, out: Path, engine: str = "duckdb", settings: Settings | None = None, tell: Tell = lambda _: None
) -> Run:
    """Score all units of a lake into ``out``; ``tell`` hears of every part that is done."""
    lake, work = lake_at(path, "fact", "unit"), Work(out)
    with opened(engine, (settings or Settings())._replace(scratch=work.folder / "scratch")) as running:
        frameworks, refused = _frameworks(running, lake)
        compiled = program(frameworks)
        key = program_key(compiled)
        waiting = {}
        for part in lake.parts("fact"):
            made_of = part_key(key, lake.file("fact", part))
            if work.keeps(part, made_of):
                tell(part)
            else:
                waiting[part] = made_of
        for part in _scored(running, compiled, lake, work.lake, list(waiting), is_mixed=bool(refused)):
            work.made(part, waiting[part])
            tell(part)
        aside = _set_aside(running, refused, work.lake)
        units = rank_units(running, work.lake.files(UNIT_SCORE), lake.files("unit"), work.lake.file(UNIT_RANK, "all"))
    listed = tuple(framework.id for framework in frameworks)
    editions = {each.id: each.edition for each in frameworks}
    said = {"lake": str(path.resolve()), "engine": engine, "jixiao": __version__, "program": key, "frameworks": editions}
    work.finish({**said, "units": {part: digest(lake.file("unit", part)) for part in lake.parts("unit")}})
    return Run(engine, listed, tuple(work.scored), tuple(work.kept), units, aside)


def run(engine: Engine, compiled: Program) -> None:
    """The steps of a program over ``fact``, which the engine already knows: ``pf_scored`` and ``pf_total`` are made."""
    for step in compiled.steps:
        (engine.make if step.is_kept else engine.view)(step.name, step.select)


def program_key(compiled: Program) -> str:
    """What a program is known by: equal keys give equal scores."""
    return hashlib.sha256(repr((compiled.tables, compiled.steps)).encode()).hexdigest()


def part_key(program: str, facts: Path) -> str:
    """What the scores of a part are known by: its program and its facts."""
    return hashlib.sha256(f"{program} {digest(facts)}".encode()).hexdigest()


def _frameworks(engine: Engine, lake: Lake) -> tuple[list[Framework], dict[str, Text]]:
    """The frameworks of a lake that columns can be scored by, and why they cannot by the others."""
    engine.read("pf_known", lake.files("fact"), ["unit_code", "fiscal_year", "framework"])
    found, refused = list[Framework](), dict[str, Text]()
    for (word,) in engine.rows("SELECT DISTINCT framework FROM pf_known ORDER BY framework"):
        framework = named(str(word))[0]
        try:
            program([framework])
            found.append(framework)
        except Misuse as no_columns:
            refused[str(word)] = no_columns.text
    if refused and not found:
        raise Misuse(joined(refused.values(), "；", "; "))
    return found, refused


SET_ASIDE = "set_aside"


def _set_aside(engine: Engine, refused: Mapping[str, Text], made: Lake) -> dict[str, int]:
    """Write down which units are not scored and why; how many they are, by framework."""
    if not refused:
        return {}
    rows = [(framework, why.say("zh"), why.say("en")) for framework, why in refused.items()]
    engine.load(Table("pf_refused", {"framework": "text", "because_zh": "text", "because_en": "text"}, rows))
    make_folder(made.file(SET_ASIDE, "all").parent)
    engine.write(_ASIDE, made.file(SET_ASIDE, "all"))
    found = engine.rows(f"SELECT framework, COUNT(*) FROM ({_ASIDE}) aside GROUP BY framework ORDER BY framework")
    return {str(framework): int(str(count)) for framework, count in found}


_ASIDE = """SELECT DISTINCT k.unit_code, k.fiscal_year, k.framework, l.because_zh, l.because_en
FROM pf_known k JOIN pf_refused l ON l.framework = k.framework ORDER BY unit_code, fiscal_year, framework"""


def _scored(engine: Engine, compiled: Program, lake: Lake, made: Lake, parts: Sequence[str], *, is_mixed: bool) -> Iterator[str]:
    """Score parts, some at the same time; their names in order, each when it is done."""
    sessions = engine.sessions(len(parts))
    for session, table in product(sessions, compiled.tables):
        session.load(table)
    free: SimpleQueue[Engine] = SimpleQueue()
    for session in sessions:
        free.put(session)

    def score(part: str) -> None:
        session = free.get()
        try:
            _score(session, compiled, lake.file("fact", part), made, part, is_mixed=is_mixed)
        finally:
            free.put(session)

    with ThreadPoolExecutor(len(sessions)) as pool:
        for part, _ in zip(parts, pool.map(score, parts), strict=True):
            yield part


def _score(engine: Engine, compiled: Program, facts: Path, made: Lake, part: str, *, is_mixed: bool) -> None:
    engine.read("pf_fact", [facts], FACT)
    years = engine.rows("SELECT DISTINCT fiscal_year FROM pf_fact")
    if len(years) != 1:
        raise Misuse(_ONE_YEAR.fill(file=facts, years=len(years)))
    engine.view("fact", _OF_SEVERAL if is_mixed or len(compiled.frameworks) > 1 else _OF_ONE)
    run(engine, compiled)
    for table, select in ((ITEM_SCORE, _ITEM_SCORES), (UNIT_SCORE, _UNIT_SCORES)):
        engine.write(select.replace("$year", str(int(years[0][0] or 0))), made.file(table, part))


_OF_ONE = "SELECT f.*, CAST(0 AS BIGINT) AS framework_no FROM pf_fact f"
_OF_SEVERAL = "SELECT f.*, w.framework_no FROM pf_fact f JOIN pf_framework w ON w.framework = f.framework"

_ONE_YEAR = Text(
    "{file} 应只有一个年度的事实，实有 {years} 个年度；请按年度分开存放",
    "{file} should have the facts of one fiscal year and has those of {years}; keep the years apart",
)


def _points(micro: str) -> str:
    """10⁻⁶ points as points."""
    return f"CAST(CAST({micro} AS INTEGER) * CAST(0.000001 AS DECIMAL(7, 6)) AS DECIMAL(12, 6))"


_ITEM_SCORES = f"""SELECT p.unit_code, CAST($year AS BIGINT) AS fiscal_year, w.framework, i.item_code, {_points("i.micro")} AS points,
  {_points("p.score")} AS score, {_points("p.in_play - p.score")} AS lost, {_points("p.in_play")} AS in_play, s.state, p.arm
FROM pf_scored p JOIN pf_item i ON i.item_no = p.item_no JOIN pf_framework w ON w.framework_no = i.framework_no
JOIN pf_state s ON s.state_no = p.state_no ORDER BY p.unit_code, p.item_no"""

_UNIT_SCORES = f"""SELECT t.unit_code, CAST($year AS BIGINT) AS fiscal_year, w.framework, {_points("t.total")} AS total,
  {_points("t.out_of")} AS out_of, {_points("t.in_play")} AS in_play, t.grade
FROM pf_total t JOIN pf_framework w ON w.framework_no = t.framework_no ORDER BY t.unit_code"""


@dataclass(slots=True)
class Work:
    """The folder beside ``out`` that a run fills, with the keys of what stands in both."""

    out: Path
    scored: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    begun: dict[str, str] = field(init=False)  # by a run that was interrupted
    last: dict[str, str] = field(init=False)  # by the last one that ended

    def __post_init__(self) -> None:
        self.begun, self.last = _keys(self.folder), _keys(self.out)

    @property
    def folder(self) -> Path:
        """Where the run works."""
        return self.out.with_name(f".{self.out.name}.partial")

    @property
    def lake(self) -> Lake:
        """What the run has made so far."""
        return Lake(self.folder)

    def keeps(self, part: str, key: str) -> bool:
        """Whether an earlier run made the same of this part, so that it stays."""
        files = [self.lake.file(table, part) for table in (ITEM_SCORE, UNIT_SCORE)]
        for file in files:
            make_folder(file.parent)
        is_here = self.begun.get(part) == key and all(file.exists() for file in files)
        is_kept = is_here or (self.last.get(part) == key and self._linked(part))
        if is_kept:
            self.kept.append(part)
            self._noted(part, key)
        return is_kept

    def made(self, part: str, key: str) -> None:
        """The part stands whole now."""
        self.scored.append(part)
        self._noted(part, key)

    def _noted(self, part: str, key: str) -> None:
        self.keys[part] = key
        self._note({})

    def _linked(self, part: str) -> bool:
        for table in (ITEM_SCORE, UNIT_SCORE):
            before, now = Lake(self.out).file(table, part), self.lake.file(table, part)
            if not before.exists():
                return False
            now.unlink(missing_ok=True)
            try:
                os.link(before, now)
            except OSError:
                shutil.copyfile(before, now)
        return True

    def _note(self, said: Mapping[str, object]) -> None:
        text = json.dumps({**said, "parts": dict(sorted(self.keys.items()))}, ensure_ascii=False, indent=2)
        write_bytes(self.folder / RECORD, text.encode())

    def finish(self, said: Mapping[str, object]) -> None:
        """Take the place of the last result."""
        for table in (ITEM_SCORE, UNIT_SCORE):
            for part in set(self.lake.parts(table)) - set(self.keys):
                self.lake.file(table, part).unlink()
        shutil.rmtree(self.folder / "scratch", ignore_errors=True)
        self._note(said)
        old = self.out.with_name(f".{self.out.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        with suppress(FileNotFoundError):
            self.out.rename(old)
        self.folder.rename(self.out)
        shutil.rmtree(old, ignore_errors=True)


def _keys(folder: Path) -> dict[str, str]:
    found = recorded(folder).get("parts")
    return found if isinstance(found, dict) else {}


def recorded(out: Path) -> Mapping[str, object]:
    """What the record of a result says; nothing where there is none."""
    try:
        noted = json.loads((out / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}
