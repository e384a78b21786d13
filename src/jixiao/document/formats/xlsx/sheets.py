"""Which blocks of a document stand on which sheet, and where on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from jixiao.document.model import Chart, Document, Heading, Page, PageBreak, Paragraph, Picture, Runs, Table, runs_of, text_of
from jixiao.document.numbering import with_numbers

TEXT_SHEET, CHART_SHEET = "正文", "图表"
SOURCE_SHEET = "数据来源"
ENTRY_SHEET, CHOICE_SHEET, CARRIED_SHEET = "填报对照", "填报选项", "随附数据"
"""These three are hidden."""

SOURCE_COLUMNS = ("数据编号", "数值", "工作表", "单元格", "前文", "后文")
TRACE_COLUMNS = ("含义", "算式", "依据")
ENTRY_COLUMNS = (
    *("名称", "数据表", "行", "列", "口径", "类型", "选项", "工作表", "单元格", "原文"),
    *("左侧单元格", "左侧文字", "上方单元格", "上方文字"),
)
CARRIED_COLUMNS = ("数据", "结构")
HEADER_NAME, BODY_NAME, CAPTION_NAME, NOTE_NAME, TEXT_NAME = "表头", "表体", "表题", "表注", "文字"
"""Names of ranges on a sheet; they tell a reader, and us, what stands where, and survive other office programs."""

UNIT_WORD = "单位："
_ABOVE = {"title", "subtitle", "plain", "note", "attachment"}
_BELOW = {"note", "signature", "plain"}
_LONGEST_NAME = 31
_CODE = re.compile("_x(?=[0-9A-Fa-f]{4}_)")
"""What Excel takes for one character, written by its code."""

_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\!'\n\t", " "))


class Line(NamedTuple):
    """A paragraph or heading on a sheet: the style of the layout that it has, and its runs."""

    style: str
    runs: Runs


class Drawn(NamedTuple):
    """A picture, or a chart with its number, where it is to be seen."""

    block: Chart | Picture
    number: int = 0


class Charted(NamedTuple):
    """The numbers of a chart as a small table, with its title above; the chart stands below, unless it is drawn elsewhere."""

    chart: Chart
    number: int
    is_drawn_here: bool


Item = Line | Drawn | Charted


@dataclass(slots=True, eq=False)
class Sheet:
    """A sheet: lines and pictures, then a table with its caption and note, then lines, charts and pictures.

    The sheets of running text and of charts have no table.
    """

    name: str
    page: Page
    above: list[Item] = field(default_factory=list)
    table: Table | None = None
    below: list[Item] = field(default_factory=list)


class Plan(NamedTuple):
    """The sheets of a document, and for each of its blocks the sheet where it stands."""

    sheets: list[Sheet]
    homes: dict[int, Sheet]


def name_of_sheet(number: int) -> str:
    """The name by which a sheet is found again when people have renamed it."""
    return f"jx_sheet_{number:02}"


def name_of_chart(number: int) -> str:
    """The name of the cells of a chart."""
    return f"jx_chart_{number:02}"


def chart_table(chart: Chart) -> tuple[tuple[str, ...], ...]:
    """The texts of a chart's cells: its unit and series, then each category with its values."""
    values = [tuple(text_of(value) for value in each.values) for each in chart.series]
    unit = UNIT_WORD + chart.unit if chart.unit else ""
    return (
        (unit, *(each.name for each in chart.series)),
        *((category, *(each[at] for each in values)) for at, category in enumerate(chart.categories)),
    )


def planned(document: Document) -> Plan:
    """The sheets of a tidy document: its running text, if it has any, one for each table, and one for the numbers of its charts.

    A title or a picture stands above the table that follows it; a note, a signature, a chart or a picture below the table that it
    follows. Other charts are drawn beside their numbers.
    """
    planner = _Planner(document.page)
    for number, (sign, block) in enumerate(with_numbers(document.blocks)):
        planner.take(number, sign, block)
    return planner.plan()


class _Planner:
    """Takes block after block; what waits stands above the next table, or in the text if none comes."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._text = Sheet(TEXT_SHEET, page)
        self._charts = Sheet(CHART_SHEET, page)
        self._tables: list[Sheet] = []
        self._waiting: list[tuple[int, Item]] = []
        self._homes: dict[int, Sheet] = {}
        self._after_table = False

    def take(self, number: int, sign: str, block: object) -> None:
        """Find the place of one block; ``sign`` is the number of a heading."""
        if isinstance(block, PageBreak):
            self._page, self._after_table = block.page or self._page, False
        elif isinstance(block, Table):
            sheet = Sheet("", self._page, table=block)
            self._settle(sheet, sheet.above)
            self._tables.append(sheet)
            self._homes[number], self._after_table = sheet, True
        elif isinstance(block, Chart):
            self._chart(number, block)
        elif isinstance(block, Picture):
            self._line(number, Drawn(block), is_above=True, is_below=True)
        elif isinstance(block, Heading):
            self._line(number, Line(f"heading{block.level}", runs_of(sign, *block.runs)), is_above=False, is_below=False)
        elif isinstance(block, Paragraph):
            line = Line(block.style, block.runs)
            self._line(number, line, is_above=block.style in _ABOVE, is_below=block.style in _BELOW)

    def plan(self) -> Plan:
        """The sheets, named."""
        last = self._tables[-1] if self._tables and not self._text.above else None
        self._settle(last or self._text, last.below if last else self._text.above)
        _name(self._tables)
        sheets = [self._text] if self._text.above else []
        sheets += self._tables
        sheets += [self._charts] if self._charts.above else []
        return Plan(sheets or [self._text], self._homes)

    def _chart(self, number: int, chart: Chart) -> None:
        count = len(self._charts.above) + 1
        is_below = self._after_table and not self._waiting
        if is_below:
            self._tables[-1].below.append(Drawn(chart, count))
        self._charts.above.append(Charted(chart, count, not is_below))
        self._homes[number] = self._charts

    def _line(self, number: int, item: Item, *, is_above: bool, is_below: bool) -> None:
        if self._after_table and is_below and not self._waiting:
            self._tables[-1].below.append(item)
            self._homes[number] = self._tables[-1]
            return
        self._waiting.append((number, item))
        if not is_above:
            self._settle(self._text, self._text.above)
            self._after_table = False

    def _settle(self, sheet: Sheet, items: list[Item]) -> None:
        for number, item in self._waiting:
            items.append(item)
            self._homes[number] = sheet
        self._waiting = []


def _name(sheets: list[Sheet]) -> None:
    taken = {TEXT_SHEET, CHART_SHEET, SOURCE_SHEET, ENTRY_SHEET, CHOICE_SHEET, CARRIED_SHEET, "history"}
    for number, sheet in enumerate(sheets, 1):
        title = text_of(sheet.table.caption) if sheet.table else ""
        titles = (text_of(each.runs) for each in sheet.above if isinstance(each, Line) and each.style == "title")
        title = title or next(titles, "")
        sheet.name = next(name for name in _names(title, number) if name.lower() not in taken)
        taken.add(sheet.name.lower())


def _names(title: str, number: int) -> Iterator[str]:
    """Names for a sheet, the best first: its title as far as Excel allows, then with a number."""
    stem = _CODE.sub("_ x", " ".join(title.translate(_NOT_IN_NAMES).split())) or f"表{number}"
    yield _cut(stem, _LONGEST_NAME)
    at = 2
    while True:
        tail = f"（{at}）"
        yield _cut(stem, _LONGEST_NAME - len(tail)) + tail
        at += 1


def _cut(text: str, units: int) -> str:
    """The beginning of a text that fills so many units of UTF-16, as Excel counts."""
    while len(text.encode("utf-16-le")) > 2 * units:
        text = text[:-1]
    return text.strip()
