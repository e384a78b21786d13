"""Scoring a lake of many units beside SQL written by hand for one framework, pandas, and a loop of Decimals; all in one run.

    python benchmarks/portfolio.py [UNITS]

The lake has 65 facts a unit (40,040,000 rows at 616,000 units). Hand SQL does the same job on the same engine: item scores, groups,
totals, grades and ranks, in the same order, written as Parquet; it knows one framework by heart, and no huge numbers. All of both
outputs is compared, every row and column but the words for what decided. Pandas and Decimal take a part of the units: once item scores and totals only, which
they keep to themselves, and once with what is written too (item scores, totals, grades, three ranks). They know the rules by heart
as well, have no levels above items, no states, and pandas is not exact. What is planted is looked for in the list of risks. Where
others use the machine, the time of the processors says more than the clock.

Aims: at most 1.15 times hand SQL, less than 2 GB, 3 times as fast as pandas, 50 times as fast as Decimal, growth close to linear.
Measured on two cores: 14.2 s for 40.04 million rows, hand SQL 14.6 s; 871 MB; 2.3 times as fast as pandas, 10 times as fast as
Decimal (docs/decisions/0021-the-lake.md).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from jixiao.framework.load import load
from jixiao.portfolio.generating import generate
from jixiao.portfolio.judging import judge
from jixiao.portfolio.scoring import score_lake

FRAMEWORK, SEED = "guangdong-unit-2022", 7
PART_UNITS = 40_000
"""How many units the slow ones get; their time is held against a lake of as many, so that starting does not count."""
MEMORY = "1500MB"
FACTS = 65
"""Facts of a unit."""
MILLION = 1_000_000

HAND = """
COPY (
WITH f AS (SELECT * FROM read_parquet('{fact}')),
part AS (
  SELECT unit_code, item_code, numerator, CASE WHEN operator = 'judged' THEN denominator * 100 ELSE denominator END AS d, target, target_high,
    operator, state, CASE WHEN whole = 0 THEN 0 ELSE (40000000 * running + whole) // (2 * whole)
      - (40000000 * (running - weight) + whole) // (2 * whole) END AS share
  FROM f WHERE part_no IS NOT NULL
), earned AS (
  SELECT unit_code, item_code, state, share, CASE WHEN state IS NOT NULL OR numerator IS NULL THEN NULL
    WHEN operator = 'ge' THEN CASE WHEN target <= 0 THEN NULL WHEN numerator <= 0 THEN 0 WHEN numerator * 10000 >= target * d THEN share
      ELSE ((2 * numerator::HUGEINT * 10000 * share + target * d) // (2 * target * d))::BIGINT END
    WHEN operator = 'le' THEN CASE WHEN numerator * 10000 <= target * d THEN share WHEN target < 0 THEN NULL
      ELSE ((2 * target::HUGEINT * d * share + numerator * 10000) // (2 * numerator * 10000))::BIGINT END
    WHEN operator = 'eq' THEN CASE WHEN numerator * 10000 = target * d THEN share ELSE 0 END
    WHEN operator = 'between' THEN CASE WHEN target_high < target THEN NULL WHEN numerator * 10000 < target * d THEN 0
      WHEN numerator * 10000 > target_high * d THEN 0 ELSE share END
    ELSE CASE WHEN (2 * numerator * 10000 + d) // (2 * d) BETWEEN 0 AND 10000
      THEN (2 * ((2 * numerator * 10000 + d) // (2 * d)) * share + 10000) // 20000 END END AS got
  FROM part
), mean AS (
  SELECT unit_code, item_code, SUM(share) FILTER (got IS NOT NULL)::BIGINT AS play, SUM(got)::BIGINT AS got,
    MIN(CASE WHEN got IS NOT NULL THEN 0 WHEN state = 'not_due' THEN 2 WHEN state = 'not_applicable' THEN 3 ELSE 1 END) AS st
  FROM earned GROUP BY unit_code, item_code
), leaf AS (
  SELECT unit_code, item_code, CASE WHEN st = 3 OR (st = 0 AND play > 0) THEN 0 WHEN st = 0 THEN 1 ELSE st END AS st, 2000 AS points,
    CASE WHEN st = 3 THEN 2000 WHEN play > 0 AND got <= 0 THEN 0 WHEN play > 0 THEN
      (2 * got::HUGEINT * ((2 * play + 10000) // 20000) + play) // (2 * play) END::BIGINT AS score,
    CASE WHEN st = 3 THEN 2000 WHEN play > 0 THEN (2 * play + 10000) // 20000 ELSE 0 END AS in_play,
    CASE WHEN st = 3 THEN 'not_applicable' WHEN st > 0 THEN 'missing' WHEN got <= 0 THEN 'nothing' WHEN got >= play THEN 'full' ELSE 'part' END AS arm
  FROM mean
  UNION ALL
  SELECT unit_code, item_code, CASE WHEN state = 'not_applicable' THEN 0 WHEN state = 'not_due' THEN 2 WHEN state IS NOT NULL OR score IS NULL THEN 1 ELSE 0 END,
    points, CASE WHEN state = 'not_applicable' THEN points WHEN state IS NULL THEN score END,
    CASE WHEN state = 'not_applicable' OR (state IS NULL AND score IS NOT NULL) THEN points ELSE 0 END,
    CASE WHEN state = 'not_applicable' THEN state WHEN state IS NOT NULL THEN 'missing' WHEN score = points THEN 'reached' WHEN score = 0 THEN 'nothing' ELSE 'below' END
  FROM (SELECT f.unit_code, f.item_code, f.state, i.points, CASE i.rule
      WHEN 'line' THEN CASE WHEN numerator <= 0 THEN 0 WHEN numerator * 10000 >= i.target * denominator THEN i.points
        ELSE ((2 * numerator::HUGEINT * 10000 * i.points + i.target * denominator) // (2 * i.target * denominator))::BIGINT END
      WHEN 'cases' THEN CASE WHEN numerator < 0 OR numerator > denominator THEN NULL WHEN numerator = denominator THEN i.points
        ELSE (2 * numerator * i.points + denominator) // (2 * denominator) END
      WHEN 'steps' THEN CASE WHEN numerator * 10 >= denominator * 9 THEN i.points WHEN numerator * 4 >= denominator * 3 THEN i.points * 7 // 10
        WHEN numerator * 5 >= denominator * 3 THEN i.points * 4 // 10 ELSE 0 END
      ELSE GREATEST(0, (2 * (i.points * 10000 - numerator * 100) + 10000) // 20000) END AS score
    FROM f JOIN hand i ON i.item_code = f.item_code WHERE f.part_no IS NULL)
), level_1 AS (
  SELECT l.unit_code, h.parent AS item_code, MIN(st) AS st, SUM(l.points)::BIGINT AS points, SUM(score)::BIGINT AS score, SUM(in_play)::BIGINT AS in_play
  FROM leaf l JOIN hand_parent h ON h.item_code = l.item_code GROUP BY ALL
), level_2 AS (
  SELECT l.unit_code, h.parent AS item_code, MIN(st) AS st, SUM(l.points)::BIGINT AS points, SUM(score)::BIGINT AS score, SUM(in_play)::BIGINT AS in_play
  FROM level_1 l JOIN hand_parent h ON h.item_code = l.item_code GROUP BY ALL
), every AS (
  SELECT * FROM leaf UNION ALL BY NAME SELECT *, 'sum' AS arm FROM level_1 UNION ALL BY NAME SELECT *, 'sum' AS arm FROM level_2
)
SELECT unit_code, 2023::BIGINT AS fiscal_year, 'guangdong-unit-2022' AS framework, item_code, points::INTEGER * 0.01::DECIMAL(3, 2) AS points,
  score::INTEGER * 0.01::DECIMAL(3, 2) AS score, (in_play - score)::INTEGER * 0.01::DECIMAL(3, 2) AS lost,
  in_play::INTEGER * 0.01::DECIMAL(3, 2) AS in_play, ['scored', 'not_reported', 'not_due', 'not_applicable'][st + 1] AS state, arm
FROM every ORDER BY unit_code, item_code
) TO '{item}' (FORMAT parquet, COMPRESSION zstd)
"""

HAND_UNITS = """
COPY (
SELECT unit_code, 2023::BIGINT AS fiscal_year, total, in_play, CASE WHEN in_play = 100 THEN CASE WHEN total >= 90 THEN '优' WHEN total >= 80 THEN '良'
  WHEN total >= 60 THEN '中' ELSE '差' END END AS grade
FROM (SELECT unit_code, SUM(score) AS total, SUM(in_play) AS in_play FROM read_parquet('{item}') WHERE item_code IN ('effectiveness', 'efficiency')
  GROUP BY unit_code) ORDER BY unit_code
) TO '{unit}' (FORMAT parquet, COMPRESSION zstd)
"""

HAND_RANKS = """
COPY (
SELECT s.*, u.region_code, u.peer_group, u.name, u.kind,
  CASE WHEN ok THEN RANK() OVER (PARTITION BY ok ORDER BY total DESC) END AS overall_rank,
  CASE WHEN ok THEN RANK() OVER (PARTITION BY ok, u.region_code ORDER BY total DESC) END AS region_rank,
  CASE WHEN ok THEN RANK() OVER (PARTITION BY ok, u.region_code, u.peer_group ORDER BY total DESC) END AS peer_rank,
  CASE WHEN ok THEN COUNT(*) OVER (PARTITION BY ok) END AS overall_of, CASE WHEN ok THEN COUNT(*) OVER (PARTITION BY ok, u.region_code) END AS region_of,
  CASE WHEN ok THEN COUNT(*) OVER (PARTITION BY ok, u.region_code, u.peer_group) END AS peer_of
FROM (SELECT *, total IS NOT NULL AND in_play = 100 AS ok FROM read_parquet({units})) s LEFT JOIN read_parquet('{lake}/unit/*.parquet') u USING (unit_code)
ORDER BY overall_rank NULLS LAST, unit_code
) TO '{out}/rank.parquet' (FORMAT parquet, COMPRESSION zstd)
"""


def hand(lake: Path, out: Path) -> None:
    """SQL by hand, part by part, in the same memory."""
    rules = {"capped_line": "line", "share_of_cases": "cases", "steps": "steps"}
    framework = load(FRAMEWORK)
    (out / "item").mkdir(parents=True)
    (out / "unit").mkdir()
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute(f"SET temp_directory = '{out}/scratch'")
        connection.execute("CREATE TABLE hand (item_code VARCHAR, points BIGINT, rule VARCHAR, target BIGINT)")
        connection.execute("CREATE TABLE hand_parent (item_code VARCHAR, parent VARCHAR)")
        for item in framework.walk():
            if item.applied and not item.selection:
                row = (item.code, int(item.points * 100), rules.get(item.applied.rule.name, "off"), int(item.target * 10_000))
                connection.execute("INSERT INTO hand VALUES (?, ?, ?, ?)", row)
            if item.parent:
                connection.execute("INSERT INTO hand_parent VALUES (?, ?)", (item.code, item.parent))
        units = []
        for fact in sorted((lake / "fact").glob("*.parquet")):
            names = {"fact": fact, "item": out / "item" / fact.name, "unit": out / "unit" / fact.name}
            connection.execute(HAND.format(**names))
            connection.execute(HAND_UNITS.format(**names))
            units.append(str(names["unit"]))
        connection.execute(HAND_RANKS.format(units=units, lake=lake, out=out))


def rules(lake: Path, out: Path) -> None:
    """The compiled framework."""
    score_lake(lake, out)


class Cost(NamedTuple):
    """What one way takes: seconds by the clock and of both processors, and its peak memory in MB."""

    seconds: float
    processor: float
    memory: int


_APART = """
import resource, runpy, sys, time
from pathlib import Path
def used():
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime
module = runpy.run_path(sys.argv[1])
started, before = time.perf_counter(), used()
module[sys.argv[2]](Path(sys.argv[3]), Path(sys.argv[4]))
peak = [line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')] or ['0']
print(time.perf_counter() - started, used() - before, int(peak[0]) // 1024)
"""


def apart(name: str, lake: Path, out: Path) -> Cost:
    """One way in a process of its own."""
    said = subprocess.run(
        [sys.executable, "-c", _APART, __file__, name, str(lake), str(out)], check=True, capture_output=True, text=True
    )
    seconds, processor, memory = said.stdout.split()[-3:]
    return Cost(float(seconds), float(processor), int(memory))


def differences(one: Path, other: Path) -> tuple[int, int]:
    """How many rows only one of the two ways has, and how many were held against each other; part by part, all columns.

    Left out is only the word for the arm of a rule that decided: hand SQL has words of its own.
    """
    points = ("points", "score", "lost", "in_play", "total")
    items = ("unit_code", "item_code", "framework", "fiscal_year", *points[:4], "state")
    ranks: tuple[str, ...] = (
        "unit_code",
        "fiscal_year",
        "total",
        "in_play",
        "grade",
        "region_code",
        "peer_group",
        "name",
        "kind",
    )
    ranks += tuple(f"{group}_{what}" for group in ("overall", "region", "peer") for what in ("rank", "of"))
    pairs = [(items, part, other / "item" / part.name) for part in sorted((one / "item_score").glob("*.parquet"))]
    found = rows = 0
    with duckdb.connect() as connection:
        for columns, ours, theirs in [*pairs, (ranks, one / "unit_rank" / "*.parquet", other / "rank.parquet")]:
            named = ", ".join(f"{name}::DECIMAL(12, 6) AS {name}" if name in points else name for name in columns)
            mine, hands = (f"SELECT {named} FROM read_parquet('{path}')" for path in (ours, theirs))
            for left, right in ((mine, hands), (hands, mine)):
                (many,) = connection.execute(f"SELECT COUNT(*) FROM ({left} EXCEPT ALL {right})").fetchone() or (0,)
                found += int(many)
            (many,) = connection.execute(f"SELECT COUNT(*) FROM ({mine})").fetchone() or (0,)
            rows += int(many)
    assert {each.name for _, each, _ in pairs} == {each.name for each in (other / "item").glob("*.parquet")}
    return found, rows


CENT = Decimal("0.01")


def by_decimal(lake: Path, out: Path | None = None) -> int:
    """A row at a time in Decimals: shares, item scores, totals; with a place to write into, grades, ranks and files as well."""
    items: dict[tuple[str, str], list[tuple[Decimal, Decimal]]] = {}
    for unit, item, operator, weight, whole, over, under, goal, high, state in _rows(lake):
        if state is not None or over is None:
            continue
        value = Decimal(over) / Decimal(under) / (100 if operator == "judged" else 1)
        if operator is None:
            items.setdefault((unit, item), []).append((min(Decimal(1), value), Decimal(1)))
            continue
        share = Decimal(20) * Decimal(weight) / Decimal(whole)
        target = Decimal(goal) / 10_000 if goal is not None else Decimal(1)
        if operator in {"ge", "judged"}:
            part = min(Decimal(1), max(Decimal(0), value / target))
        elif operator == "le":
            part = Decimal(1) if value <= target else target / value
        elif operator == "eq":
            part = Decimal(value == target)
        else:
            part = Decimal(target <= value <= Decimal(high) / 10_000)
        items.setdefault((unit, item), []).append(((share * part).quantize(Decimal("0.000001"), ROUND_HALF_UP), share))
    totals: dict[str, Decimal] = {}
    scores: list[tuple[str, str, Decimal]] = []
    for (unit, item), parts in items.items():
        whole = sum((share for _, share in parts), Decimal(0))
        earned = sum((got for got, _ in parts), Decimal(0))
        score = (earned / whole * 20 if whole else Decimal(0)).quantize(CENT, ROUND_HALF_UP)
        totals[unit] = totals.get(unit, Decimal(0)) + score
        scores.append((unit, item, score))
    if out is not None:
        _write_rows(lake, out, sorted(scores), totals)
    return len(totals)


def _write_rows(lake: Path, out: Path, scores: list[tuple[str, str, Decimal]], totals: dict[str, Decimal]) -> None:
    """Item scores in order, and units with their grade and rank among all, in the region and among peers."""
    out.mkdir()
    units, names, values = zip(*scores, strict=True)
    pq.write_table(pa.table({"unit_code": units, "item_code": names, "score": values}), out / "item.parquet", compression="zstd")
    about = pq.read_table(lake / "unit", columns=["unit_code", "region_code", "peer_group"]).to_pylist()
    group_of = {each["unit_code"]: (each["region_code"], each["peer_group"]) for each in about}
    order = sorted(totals, key=lambda unit: (-totals[unit], unit))
    last: dict[tuple[str, ...], tuple[int, int, Decimal]] = {}
    rows = []
    for unit in order:
        total, (region, peers), ranks = totals[unit], group_of[unit], []
        for group in ((), (region,), (region, peers)):
            count, rank, before = last.get(group, (0, 0, Decimal(-1)))
            rank = rank if total == before else count + 1
            last[group] = count + 1, rank, total
            ranks.append(rank)
        grade = "优" if total >= 90 else "良" if total >= 80 else "中" if total >= 60 else "差"  # noqa: PLR2004 - the borders of grades
        rows.append((unit, total, grade, *ranks))
    named = ("unit_code", "total", "grade", "overall_rank", "region_rank", "peer_rank")
    pq.write_table(pa.table(dict(zip(named, zip(*rows, strict=True), strict=True))), out / "rank.parquet", compression="zstd")


def _rows(lake: Path) -> Iterator[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT unit_code, item_code, operator, weight, whole, numerator, denominator, target, target_high, state"
            f" FROM read_parquet('{lake}/fact/*.parquet')"
        )
        while rows := found.fetchmany(100_000):
            yield from rows


def by_pandas(lake: Path, out: Path | None = None) -> int:
    """The same in pandas columns of doubles, which are not exact."""
    frame = pd.read_parquet(lake / "fact")
    frame = frame[frame["state"].isna() & frame["numerator"].notna()]
    frame["value"] = frame["numerator"] / frame["denominator"] / np.where(frame["operator"] == "judged", 100, 1)
    frame["goal"] = (frame["target"] / 10_000).fillna(1.0)
    frame["share"] = (20 * frame["weight"] / frame["whole"]).fillna(1.0)
    part = (frame["value"] / frame["goal"]).clip(0, 1)
    part = part.mask(frame["operator"] == "le", (frame["goal"] / frame["value"]).clip(0, 1))
    part = part.mask(frame["operator"] == "eq", (frame["value"] == frame["goal"]).astype(float))
    within = (frame["value"] >= frame["goal"]) & (frame["value"] <= frame["target_high"] / 10_000)
    frame["got"] = frame["share"] * part.mask(frame["operator"] == "between", within.astype(float))
    items = frame.groupby(["unit_code", "item_code"], as_index=False)[["got", "share"]].sum()
    items["score"] = (items["got"] / items["share"] * 20).round(2)
    totals = items.groupby("unit_code")["score"].sum()
    totals.rank(ascending=False)
    if out is not None:
        out.mkdir()
        items.sort_values(["unit_code", "item_code"]).to_parquet(out / "item.parquet", compression="zstd", index=False)
        units = totals.reset_index().merge(pd.read_parquet(lake / "unit"), on="unit_code", how="left")
        units["grade"] = pd.cut(units["score"], [-1, 60, 80, 90, 1e9], right=False, labels=["差", "中", "良", "优"]).astype(str)
        for name, keys in (("region", ["region_code"]), ("peer", ["region_code", "peer_group"])):
            units[f"{name}_rank"] = units.groupby(keys)["score"].rank(ascending=False, method="min")
            units[f"{name}_of"] = units.groupby(keys)["score"].transform("count")
        units["overall_rank"] = units["score"].rank(ascending=False, method="min")
        units.sort_values(["overall_rank", "unit_code"]).to_parquet(out / "rank.parquet", compression="zstd", index=False)
    return len(totals)


def found_in_top(lake: Path, scored: Path) -> None:
    """How much of what was planted stands in the top of the list of risks, by score alone, and by chance."""
    judge(scored, lake)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW planted AS SELECT * FROM read_parquet('{lake}/planted/*.parquet')")
        connection.execute(
            f"CREATE VIEW risk AS SELECT *, hash(unit_code) AS chance FROM read_parquet('{scored}/risk/*.parquet')"
        )
        (many,) = connection.execute("SELECT COUNT(*) FROM planted").fetchone() or (0,)
        for label, order in (("risk", "points DESC"), ("stated score", "stated DESC NULLS LAST"), ("chance", "chance")):
            (seen,) = connection.execute(
                f"SELECT COUNT(*) FROM planted JOIN (SELECT unit_code FROM risk ORDER BY {order}, unit_code LIMIT {many}) USING (unit_code)"
            ).fetchone() or (0,)
            print(f"  of {many} planted units, in the first {many} by {label}: {100 * int(seen) // max(int(many), 1)} %")


def main() -> None:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 61_600
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        for units in sorted({max(most // 100, 600), max(most // 10, 600), most}):
            lake, out, other = work / f"lake-{units}", work / f"out-{units}", work / f"hand-{units}"
            generate(units, SEED, lake, FRAMEWORK)
            ours, theirs = apart("rules", lake, out), apart("hand", lake, other)
            rows = units * FACTS
            different, compared = differences(out, other)
            print(
                f"{rows:,} rows: {rows / ours.seconds / MILLION:.2f} million rows a second, {ours.processor:.1f} s of processors, peak"
                f" {ours.memory} MB; hand SQL {rows / theirs.seconds / MILLION:.2f}, {theirs.processor:.1f} s, peak {theirs.memory} MB;"
                f" ratio to hand SQL {ours.seconds / theirs.seconds:.2f} (aim 1.15), of processors"
                f" {ours.processor / theirs.processor:.2f}; of {compared:,} rows that were written {different} different"
            )
        found_in_top(lake, out)
        small = work / "small"
        generate(PART_UNITS, SEED, small, FRAMEWORK)
        beside(small, work)


def beside(lake: Path, work: Path) -> None:
    """Pandas and Decimals beside ours over some units, with the lake read by all of them before."""
    by_pandas(lake)
    ours = min(spent(partial(rules, lake, work / f"ours-{at}")) for at in range(3))
    print(
        f"{PART_UNITS} units, {PART_UNITS * FACTS:,} facts with all that is written: {ours[0]:.2f} s, {ours[1]:.2f} s of processors"
    )
    for name, what, aim in (("a loop of Decimals", by_decimal, 50), ("pandas", by_pandas, 3)):
        for much, out in (("item scores and totals only", None), ("with what is written", work / name.replace(" ", "-"))):
            seconds, processor = spent(partial(what, lake, out))
            print(
                f"  {name}, {much}: {seconds / ours[0]:.1f} times as long, {processor / ours[1]:.1f} times the processors (aim {aim})"
            )


def spent(what: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of the processors, all threads together."""
    started, before = time.perf_counter(), time.process_time()
    what()
    return time.perf_counter() - started, time.process_time() - before


if __name__ == "__main__":
    main()
