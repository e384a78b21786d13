"""Scoring a lake: part by part on an engine, from facts to item scores, totals, grades and ranks.

A run works in a folder beside ``out`` and takes its place at the end, so an interrupted run leaves the last good result and the next
one goes on where it stopped. A part whose facts and program are what they were is not scored again. ``run.json`` says what was done.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from jixiao import __version__
from jixiao.errors import Misuse
from jixiao.files.writing import make_folder, write_bytes
from jixiao.framework.load import named
from jixiao.framework.model import Framework
from jixiao.portfolio.engine import Engine, Settings, opened
from jixiao.portfolio.facts import FACT
from jixiao.portfolio.lake import Lake, digest, lake_at
from jixiao.portfolio.program import Program, program
from jixiao.portfolio.ranking import rank_units
from jixiao.wording import Text

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


def score_lake(
    path: Path, out: Path, engine: str = "duckdb", settings: Settings | None = None, tell: Tell = lambda _: None
) -> Run:
    """Score all units of a lake into ``out``; ``tell`` hears of every part that is done."""
    lake, work = lake_at(path, "fact", "unit"), Work(out)
    with opened(engine, (settings or Settings())._replace(scratch=work.folder / "scratch")) as running:
        frameworks = _frameworks(running, lake)
        compiled = program(frameworks)
        for table in compiled.tables:
            running.load(table)
        key = program_key(compiled)
        for part in lake.parts("fact"):
            if not work.keeps(part, part_key(key, lake.file("fact", part))):
                _score(running, compiled, lake.file("fact", part), work.lake, part)
                work.made(part)
            tell(part)
        units = rank_units(running, work.lake.files(UNIT_SCORE), lake.files("unit"), work.lake.file(UNIT_RANK, "all"))
    listed = tuple(framework.id for framework in frameworks)
    editions = {each.id: each.edition for each in frameworks}
    said = {"lake": str(path.resolve()), "engine": engine, "jixiao": __version__, "program": key, "frameworks": editions}
    work.finish(said)
    return Run(engine, listed, tuple(work.scored), tuple(work.kept), units)


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


def _frameworks(engine: Engine, lake: Lake) -> list[Framework]:
    engine.read("pf_known", lake.files("fact"), ["framework"])
    return [named(str(word))[0] for (word,) in engine.rows("SELECT DISTINCT framework FROM pf_known ORDER BY framework")]


def _score(engine: Engine, compiled: Program, facts: Path, made: Lake, part: str) -> None:
    engine.read("pf_fact", [facts], FACT)
    years = engine.rows("SELECT DISTINCT fiscal_year FROM pf_fact")
    if len(years) != 1:
        raise Misuse(_ONE_YEAR.fill(file=facts, years=len(years)))
    engine.view("fact", "SELECT f.*, w.framework_no FROM pf_fact f JOIN pf_framework w ON w.framework = f.framework")
    run(engine, compiled)
    for table, select in ((ITEM_SCORE, _ITEM_SCORES), (UNIT_SCORE, _UNIT_SCORES)):
        engine.write(select.replace("$year", str(int(years[0][0] or 0))), made.file(table, part))


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
        self.keys[part] = key
        if is_kept:
            self.kept.append(part)
            self._note({})
        return is_kept

    def made(self, part: str) -> None:
        """The part stands whole now."""
        self.scored.append(part)
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
