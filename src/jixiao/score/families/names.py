"""Figures that name the year, the end of its first half, and the framework.

year · half-year · framework
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.periods import period
from jixiao.score.figure import Figure, Source, day_text
from jixiao.wording import Text

heads = ("year", "half-year", "framework")


def find(source: Source, figure_id: str) -> Figure | None:
    """The figure of one of the three names."""
    year = source.dossier.fiscal_year
    texts = {
        "year": (Text("年度", "Fiscal year"), str(year)),
        "half-year": (Text("上半年末", "End of the first half"), day_text(period(year, "H1").ends_on)),
    }
    if source.score is not None:
        texts["framework"] = (Text("指标体系", "Framework"), source.score.framework.name.zh)
    return Figure(figure_id, *texts[figure_id]) if figure_id in texts else None


def ids(source: Source) -> Iterator[str]:
    """The three; without a score there is no framework."""
    yield from (head for head in heads if head != "framework" or source.score is not None)
