"""Figures of the three public expenses (“三公”经费), as ``three_public.yaml`` defines them.

three-public.LINE.COLUMN · three-public.COUNT
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import NamedTuple

from jixiao.exact import Missing
from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, as_text
from jixiao.score.figure import NONE, SCALES, Drawn, Figure, Source, drawn
from jixiao.tables.dossier import Row
from jixiao.tables.measure_text import Fault, parse_measure
from jixiao.tables.measures import Measure
from jixiao.wording import Text

heads = ("three-public",)
COST = "running_cost"


class Line(NamedTuple):
    """One line of expenses: its name, the kinds of running cost that it adds up, and the economic codes of its payments."""

    name: Text
    kinds: tuple[str, ...]
    codes: tuple[str, ...]


class Stated(NamedTuple):
    """One number of a line, or a count: what it means, its measure as it is written, and how it is shown."""

    name: Text
    measure: str
    scale: str


class Expenses(NamedTuple):
    """All lines, what each of them states, and the counts."""

    lines: Mapping[str, Line]
    columns: Mapping[str, Stated]
    counts: Mapping[str, Stated]


def find(source: Source, figure_id: str) -> Figure | None:
    """The figure of a line's column, or a count."""
    _, _, path = figure_id.partition(".")
    known = expenses()
    if path in known.counts:
        stated = known.counts[path]
        return _drawn(source, figure_id, stated.name, stated, stated.measure)
    name, _, column = path.partition(".")
    if name not in known.lines or column not in known.columns:
        return None
    line, stated = known.lines[name], known.columns[column]
    label = Text("{line}{column}", "{line}: {column}").fill(line=line.name, column=stated.name)
    if "{codes}" in stated.measure and (coarse := _coarse(source, line.codes)):
        because = Text("支出明细的经济分类不到款级：{code}", "Payments have codes that are too coarse: {code}")
        return _missing(figure_id, label, because.fill(code=coarse))
    measure = stated.measure.replace("{kinds}", ", ".join(line.kinds)).replace("{codes}", ", ".join(line.codes))
    return _drawn(source, figure_id, label, stated, measure)


def ids(source: Source) -> Iterator[str]:
    """All that the file defines and that this dossier can say."""
    known = expenses()
    paths = [*known.counts, *(f"{line}.{column}" for line in known.lines for column in known.columns)]
    for figure_id in (f"three-public.{path}" for path in paths):
        found = find(source, figure_id)
        if found is not None and not found.is_missing:
            yield figure_id


def _drawn(source: Source, figure_id: str, label: Text, stated: Stated, measure: str) -> Figure:
    """The figure of a measure; a register that the unit does not keep, or a cost without a row, is not reported."""
    expression = parse_measure(measure, source.dossier.schema)
    if isinstance(expression, Fault):
        because = Text("卷宗没有这样的台账列：{why}", "The dossier keeps no such register: {why}").fill(why=expression.because)
        return _missing(figure_id, label, because)
    found = drawn(source, figure_id, Drawn(label, expression, stated.scale))
    asked = _kinds(expression)
    unsaid = asked - {row.text_id("kind") for row in _costs(source)}
    if unsaid:
        choices = source.dossier.schema[COST].fields["kind"].choices or {}
        names = "、".join(choices[kind].zh for kind in sorted(unsaid))
        return _missing(figure_id, label, Text("运行成本表没有：{names}", "Running cost lacks: {names}").fill(names=names))
    return found


def _missing(figure_id: str, label: Text, because: Text) -> Figure:
    return Figure(figure_id, label, Missing.NOT_REPORTED.label.zh, (because,), is_missing=True)


def _costs(source: Source) -> list[Row]:
    return [row for row in source.dossier.table(COST) if row in source.view.scope]


def _coarse(source: Source, codes: tuple[str, ...]) -> str:
    """The code of a payment that may be any of these expenses, because it is only their beginning or is not given."""
    given = {row.text("economic_code") for row in source.dossier.table("payment") if row in source.view.scope}
    coarse = sorted(code for code in given for each in codes if each.startswith(code) and each != code)
    return (coarse[0] or NONE) if coarse else ""


def _kinds(measure: Measure) -> set[str]:
    """The kinds of running cost that a measure draws on."""
    costs = [aggregate for aggregate in measure.aggregates() if aggregate.table == COST]
    conditions = [condition for aggregate in costs for condition in aggregate.where if condition.left == "kind"]
    return {value for condition in conditions for value in condition.values if isinstance(value, str)}


@cache
def expenses() -> Expenses:
    """The definitions. A fault in the shipped file is a programming error (``ValueError``)."""
    findings: list[Finding] = []
    with as_file(files("jixiao.score") / "three_public.yaml") as path:
        top = Part.top(read_yaml(path), path.name, "figures", findings)
    top.only("sources", "lines", "columns", "counts")
    lines = {
        name: Line(part.label("name"), tuple(part.words("kinds")), tuple(part.words("codes")))
        for name, part in top.named_parts("lines").items()
    }
    columns, counts = (
        {
            name: Stated(part.label("name"), part.text("measure"), part.choice("scale", SCALES, "plain"))
            for name, part in top.named_parts(group).items()
        }
        for group in ("columns", "counts")
    )
    if findings:
        raise ValueError("\n".join(as_text(finding, "en") for finding in findings))
    return Expenses(lines, columns, counts)
