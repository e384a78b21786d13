"""A new edition or other weights over everybody: who would move, by how much, across which grade, and through which items.

The facts of a lake stay; the units of one framework are scored by another that asks for the same items. An item that the facts do
not have is out of play, so a framework that needs other data gives no grade, and says of how many points nothing is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from jixiao.errors import Misuse
from jixiao.exact import plain
from jixiao.files.writing import make_folder
from jixiao.framework.load import named
from jixiao.framework.model import Framework
from jixiao.portfolio.engine import Engine, Settings, opened
from jixiao.portfolio.facts import FACT
from jixiao.portfolio.lake import Lake, lake_at
from jixiao.portfolio.program import Table, program
from jixiao.portfolio.scoring import run
from jixiao.wording import Text

WHAT_IF, WHAT_IF_ITEM = "what_if", "what_if_item"
NO_GRADE = "—"


class Moved(NamedTuple):
    """From one grade to another: how many units."""

    before: str
    after: str
    units: int


class Cause(NamedTuple):
    """An item through which units of changed grade gained or lost: how many of them, and points together."""

    item_code: str
    units: int
    points: str


class WhatIf(NamedTuple):
    """What would be: how many units, grade by grade, and the items that move those whose grade changes, the strongest first."""

    units: int
    moved: tuple[Moved, ...]
    causes: tuple[Cause, ...]
    unknown: str
    """Points of the new framework for which the facts have no item."""

    @property
    def changed(self) -> int:
        """How many units change their grade."""
        return sum(each.units for each in self.moved if each.before != each.after)


def what_if(path: Path, before: str, after: str, out: Path, settings: Settings | None = None) -> WhatIf:
    """Score the units of one framework by another as well; both results stand side by side in ``out``."""
    lake = lake_at(path, "fact")
    old, new = (named(word)[0] for word in (before, after))
    if old.id == new.id:
        raise Misuse(_SAME.fill(framework=old.id))
    made = Lake(out)
    for table in (WHAT_IF, WHAT_IF_ITEM):
        make_folder(made.file(table, "all").parent)
    with opened("duckdb", settings or Settings()) as engine:
        for name, framework in (("before", old), ("after", new)):
            _scored(engine, lake.files("fact"), old, framework, name)
        engine.make("pf_moved", _UNITS)
        engine.make("pf_shifted", _ITEMS)
        units = engine.write("SELECT * FROM pf_moved ORDER BY change, unit_code", made.file(WHAT_IF, "all"))
        engine.write("SELECT * FROM pf_shifted ORDER BY unit_code, item_code", made.file(WHAT_IF_ITEM, "all"))
        moved = tuple(Moved(str(one), str(two), int(str(count))) for one, two, count in engine.rows(_GRADES))
        causes = tuple(Cause(str(code), int(str(count)), str(points)) for code, count, points in engine.rows(_CAUSES))
        known = {str(code) for (code,) in engine.rows("SELECT DISTINCT item_code FROM pf_items_before")}
    missing = sum((item.points for item in new.leaves if item.code not in known), start=new.points - new.points)
    return WhatIf(units, moved, causes, plain(missing))


_SAME = Text("前后是同一个指标体系：{framework}", "Both are the same framework: {framework}")


def _scored(engine: Engine, files: Sequence[Path], old: Framework, framework: Framework, name: str) -> None:
    compiled = program([framework])
    for table in compiled.tables:
        engine.load(table)
    engine.read("pf_fact", files, FACT)
    engine.load(Table("pf_one", {"framework": "text"}, [(old.id,)]))
    engine.view("fact", "SELECT f.*, CAST(0 AS BIGINT) AS framework_no FROM pf_fact f JOIN pf_one o ON o.framework = f.framework")
    run(engine, compiled)
    engine.make(f"pf_totals_{name}", "SELECT unit_code, total, out_of, in_play, grade FROM pf_total")
    engine.make(
        f"pf_items_{name}",
        "SELECT p.unit_code, i.item_code, p.score, p.in_play FROM pf_scored p JOIN pf_item i ON i.item_no = p.item_no AND i.is_leaf",
    )


def _points(micro: str) -> str:
    return f"CAST({micro} AS DECIMAL(18, 0)) * CAST(0.000001 AS DECIMAL(7, 6))"


_UNITS = f"""SELECT b.unit_code, {_points("b.total")} AS before_total, {_points("a.total")} AS after_total, {_points("a.in_play")} AS after_in_play,
  {_points("a.total - b.total")} AS change, COALESCE(b.grade, '{NO_GRADE}') AS before_grade, COALESCE(a.grade, '{NO_GRADE}') AS after_grade
FROM pf_totals_before b JOIN pf_totals_after a ON a.unit_code = b.unit_code"""

_ITEMS = f"""SELECT COALESCE(b.unit_code, a.unit_code) AS unit_code, COALESCE(b.item_code, a.item_code) AS item_code,
  {_points("b.score")} AS before_score, {_points("a.score")} AS after_score, {_points("COALESCE(a.score, 0) - COALESCE(b.score, 0)")} AS change
FROM pf_items_before b FULL JOIN pf_items_after a ON a.unit_code = b.unit_code AND a.item_code = b.item_code
WHERE a.score IS DISTINCT FROM b.score"""

_GRADES = "SELECT before_grade, after_grade, COUNT(*) FROM pf_moved GROUP BY before_grade, after_grade ORDER BY 3 DESC, 1, 2"

_CAUSES = """SELECT s.item_code, COUNT(*), CAST(SUM(s.change) AS VARCHAR) FROM pf_shifted s JOIN pf_moved m ON m.unit_code = s.unit_code
WHERE m.before_grade <> m.after_grade GROUP BY s.item_code ORDER BY ABS(SUM(s.change)) DESC, s.item_code LIMIT 10"""
