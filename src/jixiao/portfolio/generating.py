"""A made nation: units with regions, sizes and frameworks, their facts and what they state, for tests and measurements.

What is planted (inflated scores, low targets, late filers, missing facts) is written beside, in the table ``planted``. The same number
of units and the same seed give the same lake with the same version of DuckDB, which draws the numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from jixiao import __version__
from jixiao.errors import Misuse
from jixiao.files.parquet import write_rows
from jixiao.files.writing import make_folder, new_folder
from jixiao.files.yaml_writing import write_yaml
from jixiao.framework.load import load
from jixiao.framework.model import Framework
from jixiao.portfolio.engine import Engine, Settings, opened
from jixiao.portfolio.facts import FACT
from jixiao.portfolio.lake import MANIFEST, NARRATIVE, Lake
from jixiao.portfolio.peers import bands
from jixiao.portfolio.program import Table, program
from jixiao.portfolio.scoring import run
from jixiao.wording import Text

UNITS_IN_A_PART = 20_000
FISCAL_YEAR = 2023
_WHOLE = 1_000
Tell = Callable[[str], None]


@cache
def plan() -> Mapping[str, Any]:
    """What a made nation is like."""
    said: Mapping[str, Any] = yaml.safe_load(files(__package__).joinpath("generating.yaml").read_text(encoding="utf-8"))
    return said


def generate(units: int, seed: int, out: Path, framework: str | None = None, tell: Tell = lambda _: None) -> int:
    """Write a lake of so many units at ``out``, all scored by one framework or each by its province's; how many parts it has."""
    if units < 1:
        raise Misuse(Text("单位数应至少为 1，不能是 {units}", "There should be one unit at least, not {units}").fill(units=units))
    frameworks = [load(name) for name in dict.fromkeys(framework or each["framework"] for each in plan()["provinces"])]
    with new_folder(out, MANIFEST) as folder, opened("duckdb", Settings(scratch=folder / ".scratch")) as engine:
        lake = Lake(folder)
        for table in ("unit", "fact", "stated_score", "planted", "narrative"):
            make_folder(folder / table)
        compiled = program(frameworks)
        for each in (*compiled.tables, *_tables(frameworks, framework)):
            engine.load(each)
        parts = range(0, units, UNITS_IN_A_PART)
        for number, first in enumerate(parts):
            name = f"{FISCAL_YEAR}-{number:05}"
            _draw(engine, seed, first, min(first + UNITS_IN_A_PART, units))
            engine.view("fact", "SELECT f.*, w.framework_no FROM pf_drawn f JOIN pf_framework w ON w.framework = f.framework")
            run(engine, compiled)
            for table, select in (("unit", _UNITS), ("fact", _FACTS), ("stated_score", _STATED), ("planted", _PLANTED)):
                engine.write(select, lake.file(table, name))
            if units <= plan()["narrative"]["most_units"]:
                _write_narratives(engine, seed, lake.file("narrative", name))
            tell(name)
        write_yaml(
            folder / MANIFEST, {"lake": 1, "jixiao": __version__, "units": units, "parts": len(parts), "made_with_seed": seed}
        )
    return len(parts)


# ---- what is drawn from


def _tables(frameworks: Sequence[Framework], only: str | None) -> Iterator[Table]:
    provinces, planted = plan()["provinces"], plan()["planted"]
    whole = sum(each["share"] for each in provinces)
    shares = _ranges([each["share"] for each in provinces])
    yield Table(
        "pf_province",
        {"code": "text", "framework": "text", "at_least": "bigint", "below": "bigint", "whole": "bigint"},
        [
            (each["code"], only or each["framework"], low, high, whole)
            for each, (low, high) in zip(provinces, shares, strict=True)
        ],
    )
    yield Table(
        "pf_kind",
        {"kind": "text", "at_least": "bigint", "below": "bigint"},
        [
            (each["kind"], low, high)
            for each, (low, high) in zip(planted, _ranges([each["share"] for each in planted]), strict=True)
        ],
    )
    columns = {
        "framework": "text",
        "item_code": "text",
        "part_no": "bigint",
        "operator": "text",
        "family": "text",
        "place": "bigint",
    }
    sizes = zip(bands(), _ranges(plan()["sizes"]), strict=True)
    yield Table(
        "pf_band", {"band": "text", "at_least": "bigint", "below": "bigint"}, [(band.name, *ends) for band, ends in sizes]
    )
    yield Table("pf_shape", columns, [row for framework in frameworks for row in _shape(framework)])


def _ranges(shares: Sequence[int]) -> list[tuple[int, int]]:
    ends, end = [], 0
    for share in shares:
        ends.append((end, end + share))
        end += share
    return ends


_FAMILIES = {
    "checklist": "off",
    "inverse": "less",
    "judged": "share",
    "levels": "level",
    "per_case": "cases",
    "per_share": "ratio",
    "per_step": "cases",
}
"""What the number of an item is like, by its rule; of all others it is a ratio that should be high."""

_OPERATORS = ("ge", "ge", "ge", "le", "eq", "judged", "between")
_PART_FAMILIES = {"ge": "reach", "le": "stay", "eq": "exact", "judged": "share", "between": "within"}


def _shape(framework: Framework) -> Iterator[tuple[str, str, int | None, str | None, str, int]]:
    """The rows of fact that a unit has: one for each item, and indicators to make up the rest."""
    own = [item for item in framework.leaves if item.selection is None]
    means = [item for item in framework.leaves if item.selection is not None]
    place = 0
    for item in own:
        assert item.applied
        yield framework.id, item.code, None, None, _FAMILIES.get(item.applied.rule.name, "ratio"), place
        place += 1
    rest = max(plan()["facts_of_a_unit"] - len(own), len(means))
    for number, item in enumerate(means):
        for part in range(rest * (number + 1) // len(means) - rest * number // len(means)):
            operator = _OPERATORS[place % len(_OPERATORS)]
            yield framework.id, item.code, part, operator, _PART_FAMILIES[operator], place
            place += 1


# ---- what units write


def _write_narratives(engine: Engine, seed: int, file: Path) -> None:
    rows = engine.rows("SELECT u, unit_code, planted FROM pf_unit ORDER BY u")
    write_rows(file, NARRATIVE, (row for row in _narratives(seed, rows)))


def _narratives(seed: int, units: Sequence[Sequence[object]]) -> Iterator[tuple[object, ...]]:
    """Sentences of each unit; one that copies has those of the unit before it, word for word."""
    said = plan()["narrative"]
    before = 0
    for number, code, planted in units:
        own = before if planted == "copied" else int(str(number))
        before = own
        for place in range(said["sentences"]):
            words = said["words"][_from_text(f"{seed} {own} {place} words", len(said["words"]))]
            numbers = {name: 2 + _from_text(f"{seed} {own} {place} {name}", 900) for name in "abc"}
            yield code, FISCAL_YEAR, f"unit.year_summary {place + 1}", words.format(**numbers)


def _from_text(text: str, below: int) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6]) % below


# ---- the draw


def _draw(engine: Engine, seed: int, first: int, end: int) -> None:
    """Units from one number up to another, with the facts of each."""
    engine.make("pf_unit", _UNIT.format(seed=seed, first=first, end=end))
    engine.make("pf_value", _VALUE.format(seed=seed))
    engine.make("pf_drawn", _DRAWN)


def _dice(*words: str) -> str:
    """A number from 0 to 999,999 that depends on the seed, the unit and these words."""
    return f"CAST(hash({{seed}}, {', '.join(words)}) % 1000000 AS BIGINT)"


_UNIT = f"""SELECT d.*, p.code, p.framework, COALESCE(k.kind, 'honest') AS planted,
  p.code || lpad(CAST(1 + d.city % 14 AS VARCHAR), 2, '0') || lpad(CAST(1 + d.county % 18 AS VARCHAR), 2, '0') AS region_code
FROM (SELECT u, 'U' || lpad(CAST(u AS VARCHAR), 9, '0') AS unit_code, {_dice("u", "'province'")} AS province, {_dice("u", "'city'")} AS city,
    {_dice("u", "'county'")} AS county, {_dice("u", "'kind'")} AS kind_at, {_dice("u", "'staff'")} AS staff, {_dice("u", "'planted'")} AS planted_at,
    {_dice("u", "'quality'")} AS quality, {_dice("u", "'day'")} AS day_at, {_dice("u", "'stated'")} AS stated_at
  FROM range({{first}}, {{end}}) t(u)) d
JOIN pf_province p ON d.province * p.whole // 1000000 >= p.at_least AND d.province * p.whole // 1000000 < p.below
LEFT JOIN pf_kind k ON d.planted_at // {_WHOLE} >= k.at_least AND d.planted_at // {_WHOLE} < k.below"""

_VALUE = f"""SELECT n.u, n.unit_code, n.framework, n.planted, s.item_code, s.part_no, s.operator, s.family, s.place,
  {_dice("n.u", "s.place", "'chance'")} AS chance, {_dice("n.u", "s.place", "'size'")} AS size, {_dice("n.u", "s.place", "'how'")} AS how,
  1 + {_dice("n.u", "s.place", "'weight'")} % 5 AS heavy, n.quality,
  CASE WHEN n.planted = 'incomplete' THEN 300000 ELSE 8000 END AS gap
FROM pf_unit n JOIN pf_shape s ON s.framework = n.framework"""

_REACHED = "chance < 780000 + quality * 21 // 100"
_SHORT = "(600000 + how * 39 // 100)"  # the part of the target that is reached where it is missed, in millionths
_COUNT = "(1 + size % 400) * 10000"
_MONEY = "(size * 37 + 10000) * 100"
_RATE = "(20 + size % 300)"
_HIGH = "CASE WHEN planted = 'low_targets' THEN 160 + how % 200 ELSE 100 + how % 12 END"

_NUMERATORS = {
    "reach": (
        f"CASE WHEN place % 4 = 1 THEN {_RATE} * 1000000 * (CASE WHEN {_REACHED} THEN 95 + how % 6 ELSE 50 + how % 40 END) // 100"
        f" WHEN {_REACHED} THEN target * ({_HIGH}) // 100 // 10000 * 10000 ELSE target // 10000 * {_SHORT} // 1000000 * 10000 END"
    ),
    "stay": f"CASE WHEN {_REACHED} THEN target * (70 + how % 31) // 100 ELSE target * (105 + how % 45) // 100 END",
    "exact": f"CASE WHEN {_REACHED} THEN target ELSE target - 10000 END",
    "within": f"CASE WHEN {_REACHED} THEN target * 11 // 10 ELSE target * 8 // 10 END",
    "share": f"(CASE WHEN {_REACHED} THEN 10000 ELSE {_SHORT} // 10000 * 100 END) * (CASE WHEN part_no IS NULL THEN 1 ELSE 100 END)",
    "off": f"CASE WHEN {_REACHED} THEN 0 ELSE 5000 * (1 + how % 4) END",
    "cases": f"CASE WHEN {_REACHED} THEN 0 ELSE 10000 * (1 + how % 3) END",
    "level": f"CASE WHEN {_REACHED} THEN 10000 ELSE 20000 + 10000 * (how % 2) END",
    "less": f"CASE WHEN {_REACHED} THEN denominator * 2 // 100 ELSE denominator * 12 // 10 END",
    "ratio": (
        "CASE WHEN item_code = 'spending-rate' THEN CASE WHEN planted = 'low_spending' THEN denominator * (40 + how % 20) // 100"
        " ELSE denominator * (88 + how % 12 + how % 2) // 100 END"
        f" WHEN {_REACHED} THEN denominator ELSE denominator // 10000 * {_SHORT} // 1000000 * 10000 END"
    ),
}
"""What was done, by the family of the number."""

_DRAWN = f"""SELECT unit_code, CAST({FISCAL_YEAR} AS BIGINT) AS fiscal_year, framework, item_code,
  CASE WHEN part_no IS NOT NULL THEN 'I' || lpad(CAST(place AS VARCHAR), 3, '0') END AS indicator_code, part_no, operator, weight,
  CASE WHEN part_no IS NOT NULL THEN CAST(SUM(weight) OVER so_far AS BIGINT) END AS running,
  CASE WHEN part_no IS NOT NULL THEN CAST(SUM(weight) OVER (PARTITION BY unit_code, item_code) AS BIGINT) END AS whole,
  CASE WHEN state IS NULL THEN CAST(CASE family {" ".join(f"WHEN '{name}' THEN {number}" for name, number in _NUMERATORS.items())} END AS BIGINT)
    END AS numerator, denominator, CASE WHEN part_no IS NOT NULL AND family <> 'share' THEN target END AS target,
  CASE WHEN family = 'within' THEN target * 12 // 10 END AS target_high, state, 'exact' AS precision
FROM (SELECT *, CASE WHEN how < gap THEN CASE WHEN planted = 'incomplete' THEN 'not_reported' ELSE 'not_applicable' END END AS state,
    CASE WHEN part_no IS NULL THEN NULL WHEN how < gap AND planted <> 'incomplete' THEN 0 ELSE heavy * 10000 END AS weight,
    CASE WHEN family = 'reach' AND place % 4 = 1 THEN {_RATE} * 10000 WHEN family = 'less' THEN {_MONEY}
      WHEN family = 'ratio' THEN CASE WHEN item_code = 'spending-rate' OR place % 3 = 0 THEN {_MONEY} ELSE {_COUNT} END
      ELSE 10000 END AS denominator,
    CASE WHEN family = 'reach' AND place % 4 = 1 THEN (80 + size % 16) * 10000 WHEN family = 'share' THEN NULL
      ELSE (10 + size % 490) * 10000 END AS target
  FROM pf_value) drawn
WINDOW so_far AS (PARTITION BY unit_code, item_code ORDER BY part_no ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"""

_FACTS = f"SELECT {', '.join(FACT)} FROM pf_drawn ORDER BY unit_code, item_code, part_no"

_UNITS = f"""SELECT unit_code, CAST({FISCAL_YEAR} AS BIGINT) AS fiscal_year, CAST(NULL AS VARCHAR) AS parent_code,
  '单位' || CAST(u AS VARCHAR) AS name, kind, CASE WHEN city % 7 = 0 THEN '一级预算单位' ELSE '二级预算单位' END AS budget_level, region_code,
  kind || '-' || b.band AS peer_group,
  CAST((size_of * 37 + 10000) AS DECIMAL(18, 4)) AS budget_yuan,
  CAST(DATE '2024-03-31' + CAST(CASE WHEN planted = 'late' THEN 1 + day_at % 40 ELSE -(day_at % 45) END AS INTEGER) AS DATE) AS submitted_on,
  DATE '2024-03-31' AS due_on
FROM (SELECT *, stated_at AS size_of,
    CASE WHEN kind_at < 300000 THEN 'administrative' WHEN kind_at < 400000 THEN 'participating' ELSE 'public_institution' END AS kind
  FROM pf_unit) n JOIN pf_band b ON n.staff // 1000 >= b.at_least AND n.staff // 1000 < b.below ORDER BY unit_code"""

_PLANTED = "SELECT unit_code, planted FROM pf_unit WHERE planted <> 'honest' ORDER BY unit_code"

_STATED_ITEM = """CASE WHEN n.planted = 'full_marks' THEN i.micro
  WHEN n.planted = 'low_spending' AND i.item_code = 'spending-rate' THEN i.micro
  WHEN hash(n.u, i.item_no) % 40 = 0 THEN LEAST(i.micro, p.score + 500000) ELSE p.score END"""
"""What a unit says of an item: what was computed, but for what was planted, and for one in forty that is half a point too good."""

_STATED = f"""WITH said AS (
SELECT n.unit_code, n.u, n.planted, n.stated_at, w.framework, i.item_code, {_STATED_ITEM} AS micro
FROM pf_scored p JOIN pf_unit n ON n.unit_code = p.unit_code JOIN pf_item i ON i.item_no = p.item_no AND i.is_leaf
JOIN pf_framework w ON w.framework_no = i.framework_no WHERE p.score IS NOT NULL
), whole AS (
SELECT unit_code, framework, planted, stated_at, CAST(SUM(micro) AS BIGINT) AS micro FROM said GROUP BY ALL
), listed AS (
SELECT unit_code, framework, 'self' AS stage, item_code, micro FROM said
UNION ALL
SELECT unit_code, framework, 'self', 'total', CASE WHEN planted = 'just_above_border' AND micro < 90000000
  THEN 90000000 + stated_at % 50 * 10000 ELSE micro END FROM whole
)
SELECT unit_code, CAST({FISCAL_YEAR} AS BIGINT) AS fiscal_year, framework, stage, item_code,
  CAST(CAST(micro AS DECIMAL(18, 0)) * CAST(0.000001 AS DECIMAL(7, 6)) AS DECIMAL(18, 4)) AS score, CAST(NULL AS VARCHAR) AS reason
FROM listed ORDER BY unit_code, stage, item_code"""
