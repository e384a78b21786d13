"""Judging the judges: what is stated held against what the data give, the signals in it, and the risk they add up to.

Tables are written beside the scores: ``gap`` (self, recomputed and reviewed score of every item), ``signal`` (what was seen, with its
numbers) and ``risk`` (points of risk of every unit, highest first). Risk is the sum of the signals' points, each at most its weight:
a number that can be read, not a verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jixiao.errors import Misuse
from jixiao.files.writing import make_folder
from jixiao.framework.load import named
from jixiao.portfolio import signal as signals
from jixiao.portfolio.copies import COPY, write_copies
from jixiao.portfolio.current import begin_judging, check_scored, note_judged
from jixiao.portfolio.engine import Engine, Settings, opened
from jixiao.portfolio.facts import FACT
from jixiao.portfolio.lake import ITEM_SCORE, STATED_SCORE, UNIT, Lake, lake_at
from jixiao.portfolio.program import Table
from jixiao.portfolio.ranking import RANKED
from jixiao.portfolio.scoring import ITEM_SCORE as ITEM_SCORES
from jixiao.portfolio.scoring import UNIT_RANK, recorded
from jixiao.portfolio.signal import COLUMNS, FULL_STRENGTH
from jixiao.wording import Text

GAP, SIGNAL, RISK, COPIES = "gap", "signal", "risk", "copy"
_HUNDRED = 100


class Judged(NamedTuple):
    """How many items differ from what was stated, how many signals were seen, and how many units have any."""

    gaps: int
    signals: int
    units: int


def judge(scored: Path, lake: Path | None = None, settings: Settings | None = None) -> Judged:
    """Hold a scored lake against what its units state; ``lake`` is the one it was scored from, unless the record's is right."""
    made = lake_at(scored, ITEM_SCORES, UNIT_RANK)
    source = lake_at(lake or source_of(scored), "unit", "fact")
    check_scored(scored, lake)
    begin_judging(scored)
    with opened("duckdb", settings or Settings()) as engine:
        known(engine, made, source)
        for table in (GAP, SIGNAL, RISK, COPIES):
            make_folder(made.file(table, "all").parent)
        if source.parts("narrative"):
            write_copies(source, made.file(COPIES, "all"))
            engine.read("pf_copy", made.files(COPIES), COPY)
        gaps = engine.write(_GAPS, made.file(GAP, "all"))
        engine.make("pf_signal", _OF_SCORED.replace("$seen", " UNION ALL ".join(_selects(source))))
        seen = engine.write(f"SELECT {', '.join(COLUMNS)} FROM pf_signal ORDER BY ALL", made.file(SIGNAL, "all"))
        engine.write(_RISKS, made.file(RISK, "all"))
        (units,) = engine.rows("SELECT COUNT(DISTINCT unit_code) FROM pf_signal")[0]
    note_judged(scored, source)
    return Judged(gaps, seen, int(units or 0))


def source_of(scored: Path) -> Path:
    """The lake that a result was scored from, as its record says."""
    said = recorded(scored).get("lake")
    if not isinstance(said, str) or not Path(said).exists():
        raise Misuse(_NO_SOURCE.fill(path=scored))
    return Path(said)


_NO_SOURCE = Text(
    "{path} 没有记下由哪个数据湖计分而来，或该处已不存在；请用 --lake 指出",
    "{path} does not say from which lake it was scored, or nothing stands there any more; name it with --lake",
)


def known(engine: Engine, made: Lake, source: Lake) -> None:
    """Make the scores, the ranks, the units, what they state, the facts and the frameworks' items known to an engine."""
    engine.read("pf_item_score", made.files(ITEM_SCORES), ITEM_SCORE)
    engine.read("pf_unit_rank", made.files(UNIT_RANK), RANKED)
    engine.read("pf_unit", source.files("unit"), UNIT)
    engine.read("pf_fact", source.files("fact"), FACT)
    if source.parts("stated_score"):
        engine.read("pf_stated", source.files("stated_score"), STATED_SCORE)
    else:
        engine.load(Table("pf_stated", {**STATED_SCORE, "score": "bigint"}, []))
    frameworks = [
        named(str(word))[0] for (word,) in engine.rows("SELECT DISTINCT framework FROM pf_unit_rank ORDER BY framework")
    ]
    items = [(each.id, item.code, not item.children, item.name.say("zh")) for each in frameworks for item in each.walk()]
    engine.load(Table("pf_items", {"framework": "text", "item_code": "text", "is_leaf": "bool", "name": "text"}, items))
    borders = [
        (each.id, int(grade.least * each.points))
        for each in frameworks
        if each.why_no_total is None
        for grade in each.grades
        if grade.least
    ]
    engine.load(Table("pf_border", {"framework": "text", "hundredths": "bigint"}, borders))
    engine.view("pf_borders", "SELECT framework, hundredths * CAST(0.01 AS DECIMAL(3, 2)) AS border FROM pf_border")


def _selects(source: Lake) -> Iterator[str]:
    """Every signal that the lake has the tables for, with its points of risk in hundredths."""
    for name in signals.names():
        kind = signals.load(name)
        if all(source.parts(table) for table in kind.needs):
            yield (
                f"SELECT unit_code, fiscal_year, framework, '{name}' AS signal, CAST(strength AS BIGINT) AS strength,"
                f" CAST(strength AS BIGINT) * {kind.weight * _HUNDRED} // {FULL_STRENGTH} AS points, one, two"
                f" FROM ({kind.select}) {name} WHERE strength > 0"
            )


_OF_SCORED = """SELECT s.* FROM ($seen) s JOIN pf_unit_rank r
  ON r.unit_code = s.unit_code AND r.fiscal_year = s.fiscal_year AND r.framework = s.framework"""

_GAPS = """SELECT i.unit_code, i.fiscal_year, i.framework, i.item_code, t.name, i.points, own.score AS self_score, i.score AS recomputed,
  seen.score AS reviewed, own.score - i.score AS self_above, seen.score - i.score AS reviewed_above, i.state, i.arm, own.reason
FROM pf_item_score i JOIN pf_items t ON t.framework = i.framework AND t.item_code = i.item_code AND t.is_leaf
LEFT JOIN pf_stated own ON own.unit_code = i.unit_code AND own.fiscal_year = i.fiscal_year AND own.framework = i.framework
  AND own.item_code = i.item_code AND own.stage = 'self'
LEFT JOIN pf_stated seen ON seen.unit_code = i.unit_code AND seen.fiscal_year = i.fiscal_year AND seen.framework = i.framework
  AND seen.item_code = i.item_code AND seen.stage = 'reviewed'
WHERE own.score IS DISTINCT FROM i.score AND (own.score IS NOT NULL OR seen.score IS NOT NULL)
ORDER BY i.fiscal_year, i.framework, own.score - i.score DESC NULLS LAST, i.unit_code, i.item_code"""

_RISKS = """SELECT r.unit_code, r.fiscal_year, r.framework, r.name, r.region_code, r.peer_group, r.total, s.score AS stated,
  COALESCE(g.points, 0) AS points, COALESCE(g.signals, '') AS signals
FROM pf_unit_rank r
LEFT JOIN pf_stated s ON s.unit_code = r.unit_code AND s.fiscal_year = r.fiscal_year AND s.framework = r.framework
  AND s.stage = 'self' AND s.item_code = 'total'
LEFT JOIN (SELECT unit_code, fiscal_year, framework, CAST(SUM(points) AS BIGINT) AS points,
    string_agg(signal, ' ' ORDER BY points DESC, signal) AS signals FROM pf_signal GROUP BY ALL) g
  ON g.unit_code = r.unit_code AND g.fiscal_year = r.fiscal_year AND g.framework = r.framework
ORDER BY points DESC, r.unit_code"""
