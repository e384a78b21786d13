"""Ranks of units: in all, in their region and among their peers, by framework; equal totals share a rank.

A unit without a total, or with points still out of play, has no rank: missing is not last.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jixiao.files.writing import make_folder
from jixiao.portfolio.engine import Engine
from jixiao.portfolio.lake import UNIT_SCORE

_KNOWN = ("unit_code", "fiscal_year", "name", "kind", "region_code", "peer_group")


RANKED = (
    *(
        "unit_code",
        "fiscal_year",
        "name",
        "kind",
        "region_code",
        "peer_group",
        "framework",
        "total",
        "out_of",
        "in_play",
        "grade",
    ),
    *("overall_rank", "overall_of", "region_rank", "region_of", "peer_rank", "peer_of"),
)
"""The columns of what is written."""


def rank_units(engine: Engine, scores: Sequence[Path], units: Sequence[Path], file: Path) -> int:
    """Write the totals with ranks as one file, best first; how many rows."""
    engine.read("pf_unit_score", scores, UNIT_SCORE)
    engine.read("pf_unit", units, _KNOWN)
    make_folder(file.parent)
    return engine.write(_RANKS, file)


def _rank(name: str, *columns: str) -> str:
    group = f"PARTITION BY s.fiscal_year, s.framework, (s.total IS NOT NULL AND s.in_play = s.out_of){''.join(', u.' + column for column in columns)}"
    ranked = "s.total IS NOT NULL AND s.in_play = s.out_of"
    return (
        f"CASE WHEN {ranked} THEN RANK() OVER ({group} ORDER BY s.total DESC) END AS {name}_rank,"
        f" CASE WHEN {ranked} THEN COUNT(*) OVER ({group}) END AS {name}_of"
    )


_RANKS = f"""SELECT s.unit_code, s.fiscal_year, u.name, u.kind, u.region_code, u.peer_group, s.framework, s.total, s.out_of, s.in_play,
  s.grade, {_rank("overall")}, {_rank("region", "region_code")}, {_rank("peer", "region_code", "peer_group")}
FROM pf_unit_score s LEFT JOIN pf_unit u ON u.unit_code = s.unit_code AND u.fiscal_year = s.fiscal_year
ORDER BY s.fiscal_year, s.framework, overall_rank NULLS LAST, s.unit_code"""
