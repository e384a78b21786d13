"""What the page of a dashboard holds from the start: counts by bins, regions, grades and signals, and the first of the lists.

Everything is a count or a sum by group (year and framework), so that it stays small however many units there are. Units whose total
is not complete are counted apart: they have no place in a distribution. Bins are whole points of a hundred; 100 is one by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from jixiao import __version__
from jixiao.exact import plain
from jixiao.framework.model import Framework, Item
from jixiao.portfolio import signal as signals
from jixiao.portfolio.engine import Engine
from jixiao.portfolio.groups import WORDS, provinces
from jixiao.portfolio.outcomes import STATES, Result, with_depth
from jixiao.wording import Text

Json = Any
FIRST = 50
"""So many units of each list stand in the page itself."""


def overview(result: Result) -> dict[str, Json]:
    """All that the page knows before anything else is loaded."""
    engine = result.engine
    engine.make("pf_seen", _SEEN)
    groups = [(int(str(year)), str(word)) for year, word in engine.rows(_GROUPS)]
    return {
        "jixiao": __version__,
        "groups": [{"year": year, "framework": word} for year, word in groups],
        "frameworks": {word: _framework(each) for word, each in result.frameworks.items()},
        "signals": {name: _signal(name) for name in signals.names()},
        "states": {name: _both(text) for name, text in STATES.items()},
        "words": _words(),
        "provinces": [dict(each) for each in provinces()],
        "counts": _by_group(engine, groups, _COUNTS),
        "recomputed": _by_group(engine, groups, _bins("total")),
        "stated": _by_group(engine, groups, _bins("stated")),
        "gaps": _by_group(engine, groups, _GAP_BINS),
        "far": _by_group(engine, groups, _FAR),
        "cities": _by_group(engine, groups, _CITIES),
        "seen": _by_group(engine, groups, _SIGNALS),
        "grades": list(_grades(result, groups)),
        "riskiest": unit_rows(engine, f"{_BY_RISK} LIMIT {FIRST}"),
        "best": unit_rows(
            engine,
            f"SELECT * FROM pf_seen WHERE overall_rank <= {FIRST} ORDER BY fiscal_year, framework, overall_rank, unit_code",
        ),
    }


UNIT = (
    *(
        "unit_code",
        "fiscal_year",
        "framework",
        "name",
        "kind",
        "region_code",
        "peer_group",
        "total",
        "stated",
        "reviewed",
        "out_of",
    ),
    *("in_play", "grade", "overall_rank", "overall_of", "region_rank", "region_of", "peer_rank", "peer_of", "risk", "signals"),
)
"""The columns of a unit's row in the page and in the files beside it."""


def unit_rows(engine: Engine, select: str) -> list[list[Json]]:
    """Units as rows of the columns of ``UNIT``: numbers as their own digits, an unknown one as null."""
    listed = engine.rows(f"SELECT {', '.join(UNIT)} FROM ({select}) listed")
    return [[cell_of(value) for value in row] for row in listed]


def shares_of_units(engine: Engine, size: int) -> Iterator[list[list[Json]]]:
    """All units in shares of so many, those with the highest risk first."""
    engine.make(
        "pf_in_order", "SELECT *, ROW_NUMBER() OVER (ORDER BY risk DESC, unit_code, fiscal_year) - 1 AS place FROM pf_seen"
    )
    first = 0
    while rows := unit_rows(
        engine, f"SELECT * FROM pf_in_order WHERE place >= {first} AND place < {first + size} ORDER BY place"
    ):
        yield rows
        first += size


def cell_of(value: object) -> Json:
    """A value as the page reads it: a number with decimals as its digits."""
    return plain(value) if isinstance(value, Decimal) else value


def _both(text: Text | None) -> list[str] | None:
    return None if text is None else [text.say("zh"), text.say("en")]


def _framework(framework: Framework) -> dict[str, Json]:
    return {
        "name": _both(framework.name),
        "edition": framework.edition,
        "decimals": framework.decimals,
        "points": plain(framework.points),
        "why": _both(framework.why_no_total),
        "grades": [{"name": _both(each.name), "least": plain(each.least)} for each in framework.grades],
        "items": [_item(item, depth) for item, depth in with_depth(framework.items)],
    }


def _item(item: Item, depth: int) -> list[Json]:
    return [item.code, *(_both(item.name) or []), plain(item.points), depth, bool(item.children)]


def _signal(name: str) -> dict[str, Json]:
    kind = signals.load(name)
    return {"label": _both(kind.label), "formula": _both(kind.formula), "weight": kind.weight}


def _words() -> dict[str, Json]:
    """Words of the data that readers should see as words."""
    return {name: _both(text) for name, text in WORDS.items()}


# ---- counted by the engine


def _by_group(engine: Engine, groups: Sequence[tuple[int, str]], select: str) -> list[list[Json]]:
    """Rows whose first two columns are year and framework, those two being said as the group's number."""
    numbers = {group: number for number, group in enumerate(groups)}
    return [[numbers[int(str(year)), str(word)], *map(cell_of, rest)] for year, word, *rest in engine.rows(select)]


def _grades(result: Result, groups: Sequence[tuple[int, str]]) -> Iterator[list[Json]]:
    """How many units have each grade by the recomputed total, and would have it by the stated one."""
    for number, (year, word) in enumerate(groups):
        framework = result.frameworks[word]
        counted = {"total": Counter[str](), "stated": Counter[str]()}
        for column, counts in counted.items():
            select = f"SELECT {column}, COUNT(*) FROM pf_seen WHERE {column} IS NOT NULL AND is_complete AND fiscal_year = {year}"
            for value, units in result.engine.rows(f"{select} AND framework = '{framework.id}' GROUP BY ALL"):
                grade = framework.grade(Decimal(str(value))) if framework.why_no_total is None else None
                counts[grade.zh if grade else ""] += int(str(units))
        for place, each in enumerate(framework.grades):
            yield [number, place, counted["total"][each.name.zh], counted["stated"][each.name.zh]]


_SEEN = """SELECT r.*, s.stated, v.score AS reviewed, COALESCE(s.points, 0) AS risk, COALESCE(s.signals, '') AS signals,
  (r.total IS NOT NULL AND r.in_play = r.out_of) AS is_complete
FROM pf_unit_rank r LEFT JOIN pf_risk s ON s.unit_code = r.unit_code AND s.fiscal_year = r.fiscal_year AND s.framework = r.framework
LEFT JOIN pf_stated v ON v.unit_code = r.unit_code AND v.fiscal_year = r.fiscal_year AND v.framework = r.framework
  AND v.stage = 'reviewed' AND v.item_code = 'total'"""

_BY_RISK = "SELECT * FROM pf_seen WHERE risk > 0 ORDER BY risk DESC, unit_code, fiscal_year"

_GROUPS = "SELECT fiscal_year, framework FROM pf_seen GROUP BY ALL ORDER BY COUNT(*) DESC, fiscal_year, framework"


def _share(column: str) -> str:
    """A total as whole points of a hundred, rounded down."""
    return (
        f"CAST(LEAST(100, GREATEST(0, CAST({column} * 1000000 AS BIGINT) * 100 // CAST(out_of * 1000000 AS BIGINT))) AS BIGINT)"
    )


def _bins(column: str) -> str:
    return (
        f"SELECT fiscal_year, framework, {_share(column)} AS bin, COUNT(*) FROM pf_seen"
        f" WHERE {column} IS NOT NULL AND is_complete GROUP BY ALL ORDER BY ALL"
    )


HUNDREDTHS = "CAST(SUM(CAST({column} * 1000000 AS BIGINT) * 10000 // CAST(out_of * 1000000 AS BIGINT)) AS BIGINT)"
"""The sum of totals as hundredths of a point of a hundred, each rounded down."""

_COUNTS = """SELECT fiscal_year, framework, COUNT(*), COUNT(*) FILTER (is_complete), COUNT(*) FILTER (is_complete AND stated IS NOT NULL),
  COUNT(*) FILTER (reviewed IS NOT NULL), COUNT(*) FILTER (risk > 0),
  COUNT(*) FILTER (is_complete AND stated > total), COUNT(*) FILTER (is_complete AND stated < total),
  CAST(MEDIAN(CASE WHEN is_complete THEN total END) AS VARCHAR)
FROM pf_seen GROUP BY ALL ORDER BY ALL"""

_GAP_BINS = f"""SELECT fiscal_year, framework, {_share("total")} AS x, {_share("stated")} AS y, COUNT(*) FROM pf_seen
WHERE total IS NOT NULL AND stated IS NOT NULL AND is_complete GROUP BY ALL ORDER BY ALL"""

_FAR = """SELECT fiscal_year, framework, CASE WHEN off > 10 THEN 3 WHEN off > 5 THEN 2 WHEN off > 0.5 THEN 1 WHEN off > -0.5 THEN 0 ELSE -1 END AS far,
  COUNT(*) FROM (SELECT *, (stated - total) * 100 / out_of AS off FROM pf_seen WHERE stated IS NOT NULL AND is_complete) held
GROUP BY ALL ORDER BY ALL"""

_CITIES = f"""SELECT fiscal_year, framework, substr(COALESCE(region_code, ''), 1, 4) AS city, COUNT(*), COUNT(*) FILTER (is_complete),
  {HUNDREDTHS.format(column="CASE WHEN is_complete THEN total END")}, COUNT(*) FILTER (risk > 0), CAST(SUM(risk) AS BIGINT)
FROM pf_seen GROUP BY ALL ORDER BY ALL"""

_SIGNALS = """SELECT fiscal_year, framework, signal, COUNT(*), CAST(SUM(points) AS BIGINT) FROM pf_signal GROUP BY ALL
ORDER BY 1, 2, 5 DESC, 3"""
