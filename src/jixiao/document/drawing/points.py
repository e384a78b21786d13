"""What a chart says: its numbers as they are shown, and the whole chart in words."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from jixiao.document.model import Chart, ChartKind, Runs, text_of
from jixiao.document.tidy import one_line
from jixiao.exact import quantity_of

NOTHING = "无数据"
_KINDS: dict[ChartKind, str] = {"column": "柱形图", "bar": "条形图", "line": "折线图"}


class Point(NamedTuple):
    """One value of a chart: its text, and the number that is drawn; None where there is none (未到期, 无数据)."""

    text: str
    value: Decimal | None


def points(chart: Chart) -> list[list[Point]]:
    """The values of every series."""
    return [[_point(value) for value in each.values] for each in chart.series]


def values(chart: Chart) -> list[Decimal]:
    """All numbers that are drawn."""
    return [point.value for series in points(chart) for point in series if point.value is not None]


def are_percent(chart: Chart) -> bool:
    """Whether every number is shown with a percent sign."""
    shown = [point.text for series in points(chart) for point in series if point.value is not None]
    return bool(shown) and all(text.endswith("%") for text in shown)


def told(chart: Chart, series: int, category: int) -> str:
    """One value in words: 教学楼维修 支出数：12.50万元."""
    point = _point(chart.series[series].values[category])
    unit = chart.unit if point.value is not None and not point.text.endswith("%") else ""
    name = f" {chart.series[series].name}" if len(chart.series) > 1 else ""
    return one_line(f"{chart.categories[category]}{name}：{point.text}{unit}")


def words(chart: Chart) -> str:
    """The chart in words, for those who cannot see it: its kind, title and unit, and every category with its values."""
    title = one_line(text_of(chart.title))
    head = _KINDS[chart.kind] + (f"《{title}》" if title else "") + (f"，单位：{one_line(chart.unit)}" if chart.unit else "")
    shown = points(chart)
    parts = []
    for at, category in enumerate(chart.categories):
        said = [
            f"{one_line(each.name)} {series[at].text}" if len(shown) > 1 else series[at].text
            for each, series in zip(chart.series, shown, strict=True)
        ]
        parts.append(f"{one_line(category)}：{'、'.join(said)}")
    return f"{head}。{'；'.join(parts)}。"


def _point(runs: Runs) -> Point:
    text = one_line(text_of(runs))
    quantity = quantity_of(text.removesuffix("%"))
    return Point(text or NOTHING, quantity.value if quantity else None)
