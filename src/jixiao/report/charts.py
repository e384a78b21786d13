"""The charts of reports. Each number is a figure; where there is none its place stays empty, and a chart without any is not made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jixiao.document.model import Block, Chart, ChartKind, Run, Series, runs_of
from jixiao.report.form import Material
from jixiao.score.progress import MONTHS

PERCENT, WAN, POINTS = "%", "万元", "分"
MOST_BARS = 24


def execution(material: Material) -> Iterator[Block]:
    """What was spent month by month, and the share that was spent by the end of each."""
    months = [f"{month:02d}" for month in range(1, MONTHS + 1)]
    names = tuple(f"{month}月" for month in range(1, MONTHS + 1))
    amounts = [_shown(material, f"progress.m{month}") for month in months]
    shares = [_shown(material, f"progress.to-m{month}") for month in months]
    due = [number for number, each in enumerate(shares, 1) if each]
    kept = slice(0, due[-1] if due else 0)
    yield from _chart("column", "各月预算执行数", names[kept], [("执行数", amounts[kept])], WAN)
    yield from _chart("line", "预算累计执行率", names[kept], [("累计执行率", shares[kept])], PERCENT)


def project_execution(material: Material) -> Iterator[Block]:
    """The share of its budget that each project has spent."""
    projects = [each for each in material.projects if each.project is not None][:MOST_BARS]
    names = [each.project.text("name") for each in projects if each.project is not None]
    rates = [_shown(each, "progress.rate") for each in projects]
    if len(projects) > 1:
        yield from _chart("bar", "各项目预算执行率", names, [("执行率", rates)], PERCENT)


def points_lost(material: Material) -> Iterator[Block]:
    """The points that each item lost."""
    lost = [each for each in material.score.leaves if each.lost]
    names = [each.item.name.zh for each in lost[:MOST_BARS]]
    values = [_shown(material, f"lost.{each.item.code}") for each in lost[:MOST_BARS]]
    if len(lost) > 1:
        yield from _chart("bar", "各项指标扣分", names, [("扣分", values)], POINTS)


def completion(material: Material, rows: Iterable[tuple[str, str]], title: str = "绩效指标") -> Iterator[Block]:
    """How much of its target each indicator reached: of these names and codes those for which more is better."""
    found = [(name, value) for name, code in rows if (value := _shown(material, f"standing.{code}.rate"))]
    for start in range(0, len(found) if len(found) > 1 else 0, MOST_BARS):
        part = found[start : start + MOST_BARS]
        names, values = [name for name, _ in part], [value for _, value in part]
        yield from _chart("bar", f"{title}：完成率", names, [("完成率", values)], PERCENT)


def costs(material: Material) -> Iterator[Block]:
    """Running costs of the year and of the last one; only those of which the last year is known."""
    names, before, now = list[str](), list[tuple[Run, ...]](), list[tuple[Run, ...]]()
    for row in material.dossier.table("running_cost"):
        code = row.text("cost_code").lower()
        last, actual = (_shown(material, f"cost.{code}.{kind}") for kind in ("last", "actual"))
        if last and actual and row["unit_code"] == material.scope.unit_code:
            names.append(row.text("kind"))
            before.append(last)
            now.append(actual)
    if names:
        yield from _chart("column", "运行成本与上年比较", names, [("上年", before), ("本年", now)], WAN)


def _shown(material: Material, figure_id: str) -> tuple[Run, ...]:
    """The run of a figure that has a number; nothing where it has none, or where no id can name it."""
    run = material.figure(figure_id) if material.has(figure_id) else None
    found = material.figures.find(run.figure) if run and run.figure else None
    return () if run is None or found is None or found.is_missing else (run,)


def _chart(
    kind: ChartKind, title: str, categories: Iterable[str], series: list[tuple[str, list[tuple[Run, ...]]]], unit: str
) -> Iterator[Block]:
    """A chart, if any of its numbers is there."""
    names = tuple(categories)
    if names and any(any(values) for _, values in series):
        yield Chart(kind, runs_of(title), names, tuple(Series(name, tuple(values)) for name, values in series), unit)
