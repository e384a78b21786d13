"""Published cases laid out as papers, in several layouts, as Excel and Word files that no program of ours wrote.

A layout says how the same facts stand on the page; no case has a layout of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import docx
import openpyxl
from tests.cases.building import Case

from jixiao.exact import decimal_of

SPENDING = "预算执行率"
UNFILLED = {"sc-qingshen-fgj-2023"}
"""Cases of which it is recorded that a column stands there, and is blank throughout."""


@dataclass(frozen=True)
class Layout:
    """How the facts of a case stand: ``total`` first or last, groups merged or said once or in every row, and so on."""

    name: str
    total: str = "last"
    groups: str = "every"
    is_split: bool = False
    percent: str = "100%"
    has_subtotals: bool = False
    is_parted: bool = False
    has_header_rows: int = 1


LAYOUTS = (
    Layout("as published"),
    Layout("total on top", total="first", groups="once"),
    Layout("merged groups", groups="merged"),
    Layout("split targets", is_split=True, groups="merged"),
    Layout("split in a header of two rows", is_split=True, has_header_rows=2),
    Layout("shares of one", percent="0.86"),
    Layout("split shares of one", is_split=True, percent="0.86", groups="merged"),
    Layout("subtotals of groups", has_subtotals=True, groups="merged"),
    Layout("money and indicators in two tables", is_parted=True, groups="once"),
)


class Box(NamedTuple):
    """A cell with how far it reaches."""

    text: str
    across: int = 1
    down: int = 1


Rows = list[list[Box | None]]
"""Places covered by a box above or to the left are None."""


def said(value: object) -> str:
    """A fact as a form shows it; blank where it is not known."""
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def percent(value: object, layout: Layout) -> str:
    if not isinstance(value, Decimal):
        return said(value)
    return f"{said(value)}%" if layout.percent == "100%" else said((value / 100).normalize())


def measured(value: object, unit: str | None, layout: Layout) -> str:
    """A number with its unit in one cell."""
    if not isinstance(value, Decimal):
        return said(value)
    return percent(value, layout) if unit == "%" else said(value) + ("" if layout.is_split else unit or "")


def line(*texts: str, width: int) -> list[Box | None]:
    """A row of plain cells; the last one reaches to the end."""
    row: list[Box | None] = [Box(text) for text in texts[:-1]]
    rest = width - len(row)
    return [*row, Box(texts[-1], across=rest), *[None] * (rest - 1)]


def columns(layout: Layout, case: Case) -> list[str]:
    """The columns that a case has facts for."""
    items = case["items"]
    target = ["指标性质", "指标值", "度量单位"] if layout.is_split else ["年度指标值"]
    target = target if any(item["target"] is not None for item in items) else []
    actual = ["实际完成值"] if any(item["actual"] is not None for item in items) or case["id"] in UNFILLED else []
    coefficient = ["得分系数（%）"] if case["province"] == "重庆" else []
    standard = ["评分标准"] if any("规则" in item.get("note", "") for item in case["items"]) else []
    return [
        "一级指标",
        "二级指标",
        "三级指标",
        *target,
        *actual,
        "分值",
        *coefficient,
        "得分",
        *standard,
        "偏差原因分析及改进措施",
    ]


def indicator(item: Case, layout: Layout, case: Case) -> list[Box]:
    note = item.get("note", "")
    operator, unit = item["op"] or "", item["unit"]
    target = measured(item["target"], unit, layout)
    if layout.is_split:
        is_number = isinstance(item["target"], Decimal)
        bare = said(item["target"]) if layout.percent == "100%" and unit == "%" else target
        cells = [operator, bare, unit or "" if is_number or item["target"] is None else ""]
    else:
        cells = [operator + target if item["target"] is not None else ""]
    actual = measured(item["actual"], unit, layout)
    if layout.is_split and layout.percent == "100%" and unit == "%":
        actual = said(item["actual"])
    coefficient = ["100%" if "得分系数填100%" in note else ""] if case["province"] == "重庆" else []
    standard = [note.removeprefix("规则:")] if "评分标准" in columns(layout, case) else []
    names = columns(layout, case)
    cells, reached = cells if {"指标值", "年度指标值"} & {*names} else [], [actual] if "实际完成值" in names else []
    texts = [
        *cells,
        *reached,
        said(item["weight"]),
        *coefficient,
        said(item["score"]),
        *standard,
        item.get("deviation_reason", ""),
    ]
    return [Box(text) for text in texts]


def money(case: Case, width: int, layout: Layout) -> Rows:
    """The rows of money with the spending rate's points and score, under a header; nothing where a case has no amounts."""
    amounts = case["amounts"]
    own = amounts.get("total_row") or amounts
    spending = next((item for item in case["items"] if item["l3"] == SPENDING), None)
    total = [own.get("initial"), own.get("adjusted", own.get("budget")), own.get("executed")]
    if not any(value is not None for value in total):
        return []
    rate = next((own[name] for name in ("rate", "rate_published") if own.get(name) is not None), None)
    points, score = (own.get("weight"), own.get("score")) if spending is None else (spending["weight"], spending["score"])
    unit = amounts["unit"]
    head = [f"项目资金（{unit}）", "资金来源", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
    if not case["items"]:
        head[5:] = ["备注"]
    lines = [["年度资金总额", *map(said, total), said(points), percent(rate, layout), said(score)]]
    for name, label in (("fiscal", "其中：当年财政拨款"), ("superior", "上级资金"), ("local", "本级资金")):
        part = amounts.get(name)
        if isinstance(part, Decimal):
            lines.append([label, "", said(part), "", "—", "—", "—"])
        elif part is not None:
            lines.append([label, *(said(part[column]) for column in ("initial", "adjusted", "executed")), "—", "—", "—"])
    if layout.total == "last" and layout.groups == "once":
        lines = [*lines[1:], lines[0]]
    lines = [each[: len(head) - 1] for each in lines] if case["items"] else [[*each[:4], ""] for each in lines]
    rows: Rows = [line(*head, width=width)]
    rows[0][0] = Box(head[0], down=len(lines) + 1)
    return [*rows, *([None, *line(*each, width=width - 1)] for each in lines)]


def body(case: Case, layout: Layout, *, has_money: bool) -> Rows:
    """The header and the lines of indicators, with the total where the layout has it."""
    names = columns(layout, case)
    items = [item for item in case["items"] if not (has_money and item["l3"] == SPENDING)]
    lines: Rows = []
    for first, members in groupby(items, key=lambda item: item["l1"]):
        listed = list(members)
        if layout.has_subtotals and first is not None:
            sums = [sum_of(listed, "weight"), sum_of(listed, "score")]
            lines.append([Box(f"{first}指标"), Box(""), Box(""), *subtotal(names, sums)])
        for number, item in enumerate(listed):
            lines.append([*heading(item, number, layout), Box(item["l3"] or ""), *indicator(item, layout, case)])
    if layout.groups == "merged":
        merge(lines)
    published = case["total"]
    is_whole = str(case["visible"]).startswith("full")
    total = total_line(names, said(Decimal(100)) if is_whole else "", said(published["published"]), published.get("grade"))
    lines = [total, *lines] if layout.total == "first" else [*lines, total]
    return [*header(names, layout), *lines]


def header(names: list[str], layout: Layout) -> Rows:
    if layout.has_header_rows == 1 or "指标性质" not in names:
        return [[Box(name) for name in names]]
    at = names.index("指标性质")
    upper: list[Box | None] = [Box(name, down=2) for name in names]
    upper[at : at + 3] = [Box("年度指标值", across=3), None, None]
    lower: list[Box | None] = [None] * len(names)
    lower[at : at + 3] = [Box(name) for name in names[at : at + 3]]
    return [upper, lower]


def heading(item: Case, number: int, layout: Layout) -> list[Box]:
    first = f"{item['l1']}指标" if item["l1"] else ""
    is_said = layout.groups != "once" or number == 0
    return [Box(first if is_said else ""), Box(f"{item['l2']}指标" if item["l2"] else "")]


def merge(lines: Rows) -> None:
    """Join equal cells that stand one above the other in the first two columns."""
    for column in (0, 1):
        start = 0
        for at in range(1, len(lines) + 1):
            cell, first = (lines[at][column] if at < len(lines) else None), lines[start][column]
            above = lines[at][0] if at < len(lines) else None
            is_same = cell is not None and first is not None and cell.text == first.text != "" and (column == 0 or above is None)
            if is_same:
                continue
            if at - start > 1 and first is not None:
                lines[start][column] = first._replace(down=at - start)
                for below in range(start + 1, at):
                    lines[below][column] = None
            start = at


def sum_of(items: list[Case], column: str) -> str:
    values = [item[column] for item in items]
    return "" if None in values else said(sum(values, Decimal(0)))


def subtotal(names: list[str], sums: list[str]) -> list[Box]:
    cells = {"分值": sums[0], "得分": sums[1]}
    return [Box(cells.get(name, "")) for name in names[3:]]


def total_line(names: list[str], points: str, score: str, grade: str | None) -> list[Box | None]:
    at = names.index("分值")
    rest = {"分值": points, "得分": score, names[-1]: f"等次：{grade}" if grade else ""}
    return [Box("总分", across=at), *[None] * (at - 1), *(Box(rest.get(name, "")) for name in names[at:])]


class Sheet(NamedTuple):
    title: str
    note: str
    tables: list[Rows]
    texts: list[str]


def laid_out(case: Case, layout: Layout) -> Sheet:
    width = len(columns(layout, case))
    is_project = case["kind"] == "project"
    head = [line("项目名称", case["project"], width=width)] if is_project and case["project"] else []
    head.append(line("单位名称" if not is_project else "实施单位", case["unit"], width=width))
    funds = money(case, width, layout)
    lines = body(case, layout, has_money=bool(funds)) if case["items"] else []
    tables = [[*head, *funds], lines] if layout.is_parted and funds and lines else [[*head, *funds, *lines]]
    title = f"{said(case['year'])}年度{'项目' if is_project else '部门整体'}支出绩效自评表"
    return Sheet(title, f"金额单位：{case['amounts'].get('unit', '万元')}", tables, [])


def written(case: Case, layout: Layout, folder: Path, ending: str) -> Path:
    """A case as a file of that ending."""
    path = folder / f"{case['id']}-{layout.name.replace(' ', '-')}.{ending}"
    (_as_workbook if ending == "xlsx" else _as_text)(laid_out(case, layout), path)
    return path


def _boxes(rows: Rows) -> Iterator[tuple[int, int, Box]]:
    for at, row in enumerate(rows):
        for column, box in enumerate(row):
            if box is not None:
                yield at, column, box


def _as_workbook(sheet: Sheet, path: Path) -> None:
    book = openpyxl.Workbook()
    for number, rows in enumerate(sheet.tables):
        page: Any = book.active if number == 0 else book.create_sheet(f"续{number}")
        page.cell(1, 1, sheet.title)
        page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=max(map(len, rows)))
        for at, column, box in _boxes(rows):
            value: object = box.text
            if decimal_of(box.text) is not None:
                value = float(box.text)
            cell = page.cell(at + 2, column + 1, value)
            cell.data_type = "s" if isinstance(value, str) and value else cell.data_type
            if box.across > 1 or box.down > 1:
                end = (at + 1 + box.down, column + box.across)
                page.merge_cells(start_row=at + 2, start_column=column + 1, end_row=end[0], end_column=end[1])
    book.save(path)


def _as_text(sheet: Sheet, path: Path) -> None:
    paper = docx.Document()
    paper.add_paragraph(sheet.title)
    paper.add_paragraph(sheet.note)
    for rows in sheet.tables:
        table = paper.add_table(len(rows), max(map(len, rows)))
        cells = [row.cells for row in table.rows]
        for at, column, box in _boxes(rows):
            cell = cells[at][column]
            if box.across > 1 or box.down > 1:
                cell = cell.merge(cells[at + box.down - 1][column + box.across - 1])
            cell.text = box.text
        paper.add_paragraph("")
    paper.save(str(path))
