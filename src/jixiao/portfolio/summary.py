"""The summary report of a result: the numbers asked of the engine, then the paper, written in the formats that are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jixiao import __version__, kinds
from jixiao.document.layout import DEFAULT, layout
from jixiao.files.writing import make_folder
from jixiao.portfolio.dashboard_overview import HUNDREDTHS, overview
from jixiao.portfolio.judging import GAP
from jixiao.portfolio.lake import lake_at
from jixiao.portfolio.letters_paper import Asked
from jixiao.portfolio.outcomes import result_at
from jixiao.portfolio.sampling import plan, units_of
from jixiao.portfolio.summary_paper import Drawing, Summed, report
from jixiao.report.making import FORMATS

WRITTEN = ("docx", "pdf")


def summed(scored: Path, lake: Path | None, count: int, seed: str) -> Summed:
    """All numbers of the report, with a sample of so many units."""
    with result_at(scored, lake) as result:
        known = overview(result)
        result.engine.read("pf_gap", lake_at(scored, GAP).files(GAP), ("name", "self_above"))
        groups = [(int(each["year"]), result.frameworks[each["framework"]]) for each in known["groups"]]
        peers, items = result.engine.rows(_PEERS), result.engine.rows(_ITEMS)
        engine = str(result.record.get("engine", ""))
    drawing = Drawing(seed, plan(units_of(scored), count, seed) if count else ())
    return Summed(groups, known, peers, items, drawing, engine, __version__)


def write_report(found: Summed, out: Path, asked: Asked, formats: Sequence[str] = WRITTEN) -> list[Path]:
    """Write the report into a folder; its files."""
    document = report(found, asked)
    make_folder(out)
    paths = [out / f"{document.title}.{each}" for each in formats]
    for path, each in zip(paths, formats, strict=True):
        kinds.load(FORMATS, each).write(document, path, layout(DEFAULT))
    return paths


_PEERS = f"""SELECT COALESCE(peer_group, ''), COUNT(*), COUNT(*) FILTER (is_complete),
  {HUNDREDTHS.format(column="CASE WHEN is_complete THEN total END")}, COUNT(*) FILTER (risk > 0), CAST(SUM(risk) AS BIGINT)
FROM pf_seen GROUP BY ALL ORDER BY ALL"""

_ITEMS = """SELECT name, COUNT(*), CAST(SUM(CAST(self_above * 1000000 AS BIGINT)) AS BIGINT) FROM pf_gap WHERE self_above > 0
GROUP BY name ORDER BY 2 DESC, name"""
