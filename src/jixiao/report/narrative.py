"""Narratives as a paper writes them: paragraphs in which every bound number is a run with the id of its figure."""

from __future__ import annotations

from jixiao.document.model import Run, is_figure_id, runs_of
from jixiao.score.bindings import bindings
from jixiao.score.figure import Figure
from jixiao.score.trace import Figures


def runs(text: str, figures: Figures, prefix: str = "") -> tuple[Run, ...]:
    """One paragraph as runs, each bound number carrying the id of its figure; an unknown binding stays as it is written.

    ``prefix`` stands before every id: that of the project which the text is about.
    """
    parts: list[Run | str] = []
    end = 0
    for found in bindings(text):
        parts.append(text[end : found.start])
        parts.append(_bound(prefix + found.id, found.written, figures))
        end = found.end
    return runs_of(*parts, text[end:])


def _bound(figure_id: str, written: str, figures: Figures) -> Run:
    figure = figures.find(figure_id)
    return Run(written) if figure is None else run_of(figure)


def run_of(figure: Figure) -> Run:
    """The run that states a figure. A code of the unit's own that no id can hold (Chinese, too long) leaves the number unmarked."""
    return Run(figure.text, figure.id if is_figure_id(figure.id) else None)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a narrative cell: its lines, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]
