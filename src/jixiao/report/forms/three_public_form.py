"""三公经费与接待统计表: each kind of the three public expenses against budget and last year, and the numbers behind receptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jixiao.document.model import Block, Cell, Column, Document, Row, Table, label, number, runs_of
from jixiao.report.form import Material
from jixiao.wording import Text

TITLE = "“三公”经费与公务接待统计表"
title = Text(TITLE, "The three public expenses and receptions")
order = 60
about = "unit"
scored = False
stage = "year_end"
_COLUMNS = (Column(30, "left"), *(Column(14) for _ in range(6)))
_MONEY = ("项目", "预算数", "决算数", "上年决算数", "比上年增减额", "比上年增减率", "支出明细合计")
_LINES = (
    ("一、因公出国（境）费", "abroad", "abroad"),
    ("二、公务用车购置及运行维护费", "vehicles", ""),
    ("（一）公务用车购置费", "car-purchase", "vehicle_purchase"),
    ("（二）公务用车运行维护费", "car-running", "vehicle_running"),
    ("三、公务接待费", "reception", "reception"),
    ("合计", "total", ""),
)
"""What a line is called, its figures, and the kind of running cost whose row it is, if it is a single one."""

_COLUMNS_OF_MONEY = {"budget": "budget_yuan", "actual": "actual_yuan", "last-year": "last_year_yuan"}
_DERIVED = ("change", "change-rate", "paid")
_RECEPTION = (("接待批次（批）", "batches"), ("接待人次（人次）", "persons"))
_OTHERS = (
    (("因公出国（境）团组数（个）", "groups-abroad"), ("因公出国（境）人次（人次）", "persons-abroad")),
    (("公务用车购置数（辆）", "vehicles-bought"), ("公务用车保有量（辆）", "vehicles-kept")),
)


def name(material: Material) -> str:
    """The file's name."""
    return f"{material.dossier.fiscal_year}年度{material.unit_name}{TITLE}"


def build(material: Material) -> Document:
    """Money above, numbers below."""
    body = (tuple(label(word) for word in _MONEY), *_money(material), *_numbers(material))
    caption = material.runs(f"{{year}}年度{TITLE}")
    table = Table(_COLUMNS, (), body, caption, runs_of("金额单位：万元，人均接待费用单位：元／人次"))
    blocks: tuple[Block, ...] = (table,)
    return Document(name(material), blocks, page="landscape")


def _money(material: Material) -> Iterator[Row]:
    for words, line, kind in _LINES:
        cells = [_filled(material, line, kind, column) for column in _COLUMNS_OF_MONEY]
        derived = [number(material.figure(f"three-public.{line}.{column}")) for column in _DERIVED]
        yield label(words), *cells, *derived


def _filled(material: Material, line: str, kind: str, column: str) -> Cell:
    """A number of a line; it is filled in where one row of running cost has it."""
    shown = number(material.figure(f"three-public.{line}.{column}"))
    rows = [row for row in material.dossier.table("running_cost") if row in material.scope and row["kind"] == kind]
    if not kind or len(rows) != 1:
        return shown
    return replace(shown, entry=material.entry(rows[0], _COLUMNS_OF_MONEY[column], "wan"))


def _numbers(material: Material) -> Iterator[Row]:
    yield label("接待情况"), *(label(word, across=2) for word in ("合计", "国内", "国（境）外"))
    for words, count in _RECEPTION:
        figures = (count, f"{count}-domestic", f"{count}-foreign")
        yield label(words), *(number(material.figure(f"three-public.{each}"), across=2) for each in figures)
    cost = number(material.figure("three-public.cost-per-person"), across=2)
    yield label("人均接待费用（元／人次）"), cost, label("—", across=4)
    for pair in _OTHERS:
        (first, one), (second, other) = pair
        yield (
            label(first),
            number(material.figure(f"three-public.{one}"), across=2),
            label(second, across=2),
            number(material.figure(f"three-public.{other}"), across=2),
        )
