"""The units of a scored lake as a plan for re-checking sees them; the plan itself is drawn in ``drawing``."""

from __future__ import annotations

from pathlib import Path

from jixiao.files.parquet import read_rows
from jixiao.portfolio.current import check_judged, check_scored
from jixiao.portfolio.drawing import Drawn, Unit, plan, stratum_of
from jixiao.portfolio.lake import Lake, lake_at

__all__ = ["Drawn", "Unit", "plan", "units_of"]


def units_of(scored: Path) -> list[Unit]:
    """The units of a result with their strata and points of risk; ``Misuse`` if the risks were not computed yet."""
    made: Lake = lake_at(scored, "unit_rank")
    check_scored(scored)
    check_judged(scored)
    columns = ("unit_code", "framework", "region_code", "peer_group", "points", "name")
    return [
        Unit(str(code), stratum_of(str(framework), str(region or ""), str(peers or "")), int(str(points)), str(name or ""))
        for file in made.files("risk")
        for code, framework, region, peers, points, name in read_rows(file, columns)
    ]
