"""Figures that every dossier has: budget, spending and the unit itself, as ``figures.yaml`` defines them.

budget.… · spending.… · unit.…
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file, files

from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, as_text
from jixiao.score.figure import SCALES, Drawn, Figure, Source, drawn
from jixiao.tables.measure_text import Fault, parse_measure
from jixiao.tables.schema import fixed_tables

heads = ("budget", "spending", "unit")


def find(source: Source, figure_id: str) -> Figure | None:
    """The figure that the file defines."""
    how = definitions().get(figure_id)
    return None if how is None else drawn(source, figure_id, how)


def ids(_: Source) -> Iterator[str]:
    """All that the file defines."""
    yield from definitions()


@cache
def definitions() -> dict[str, Drawn]:
    """The definitions by figure id. A fault in the shipped file is a programming error (``ValueError``)."""
    findings: list[Finding] = []
    with as_file(files("jixiao.score") / "figures.yaml") as path:
        top = Part.top(read_yaml(path), path.name, "figures", findings)
    found = {}
    for figure_id in top.data or {}:
        part = top.part(figure_id)
        expression = parse_measure(part.text("measure"), fixed_tables())
        if isinstance(expression, Fault):
            part.fault(expression.because, "measure", expected=expression.expected)
            continue
        found[figure_id] = Drawn(part.label("name"), expression, part.choice("scale", SCALES))
    if findings:
        raise ValueError("\n".join(as_text(finding, "en") for finding in findings))
    return found
