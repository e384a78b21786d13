"""问题整改台账: every problem with its source and cause, and what is done about it by whom and when; it comes back filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jixiao.document.model import Block, Cell, Column, Document, Row, Table, cell, label, runs_of
from jixiao.report.form import Material
from jixiao.report.goals import UNFILLED
from jixiao.report.sources import source_of
from jixiao.tables.dossier import Row as Record
from jixiao.wording import Text

TITLE = "问题整改台账"
title = Text(TITLE, "Ledger of problems and their rectification")
order = 64
about = "unit"
scored = False
stage = "year_end"
_COLUMNS = (
    *(Column(4), Column(9), Column(16, "left"), Column(11, "left"), Column(14, "left")),
    *(Column(9), Column(19, "left"), Column(9), Column(7), Column(11), Column(8), Column(9)),
    *(Column(8, "left"), Column(7)),
)
_WORDS = (
    *("序号", "问题编号", "问题", "问题来源", "原因"),
    *("整改编号", "整改措施", "责任机构", "责任人", "完成期限", "状态", "完成日期", "证明材料", "核验人"),
)
_FILLED = ("action", "responsible", "due_on", "status", "closed_on", "proof")
"""What people fill in. The office shows its name, while the dossier holds its code: it is not filled in here."""

_EMPTY_ROWS = 3
"""Rows for what is still to come."""


def name(material: Material) -> str:
    """The file's name."""
    return f"{material.dossier.fiscal_year}年度{material.unit_name}{TITLE}"


def build(material: Material) -> Document:
    """Every problem with its measures; a problem without one has cells to fill in, and so have the rows at the end."""
    head = (tuple(label(word) for word in _WORDS),)
    table = Table(_COLUMNS, head, tuple(_rows(material)), material.runs(f"{{year}}年度{TITLE}"), runs_of(material.unit_name))
    blocks: tuple[Block, ...] = (table,)
    return Document(name(material), blocks, page="landscape")


def _rows(material: Material) -> Iterator[Row]:
    new = 0
    if not material.dossier.table("problem").rows:
        said = "卷宗没有登记问题" if material.dossier.table("problem").present else f"问题{UNFILLED}"
        yield (cell(f"（{said}）", across=len(_COLUMNS)),)
    problems = [row for row in material.dossier.table("problem") if row in material.scope]
    for number, problem in enumerate(problems, 1):
        measures = [row for row in material.dossier.table("rectification") if row["problem_code"] == problem["problem_code"]]
        height = max(1, len(measures))
        first = _problem(material, number, problem, height)
        for measure in measures:
            yield *first, *_measure(material, measure)
            first = ()
        if not measures:
            new += 1
            yield *_asked(material, first, f"+{new}"), *_blank(material, f"+{new}")
    for number in range(len(problems) + 1, len(problems) + _EMPTY_ROWS + 1):
        new += 1
        blank = tuple(cell() for _ in range(5))
        yield *_asked(material, (cell(str(number)), *blank[1:]), f"+{new}"), *_blank(material, f"+{new}")


def _problem(material: Material, number: int, row: Record, height: int) -> tuple[Cell, ...]:
    cells = (
        cell(str(number)),
        cell(row.text("problem_code")),
        Cell(material.runs(row.text("description"))),
        cell(source_of(material, row)),
        Cell(material.runs(row.text("cause"))),
    )
    return tuple(replace(each, down=height) for each in cells)


def _asked(material: Material, cells: tuple[Cell, ...], key: str) -> tuple[Cell, ...]:
    """The cells of a problem whose code is that of the new row, too."""
    entry = material.entry_at("rectification", key, "problem_code")
    return (cells[0], replace(cells[1], entry=entry), *cells[2:])


def _measure(material: Material, row: Record) -> tuple[Cell, ...]:
    code = row.text("rectification_code")
    action, *filled = [_filled(material, row, column) for column in _FILLED]
    office = material.dossier.find("office", office_code=row["office_code"])
    whose = cell(office.text("name") if office else row.text("office_code"))
    verified = f"rectification.{code.lower()}.verified"
    by = runs_of(row.text("verified_by"), *([material.figure(verified)] if material.has(verified) else []))
    return (cell(code), action, whose, *filled, Cell(by))


def _filled(material: Material, row: Record, column: str) -> Cell:
    """What stands there; days are figures where they have an id."""
    code = row.text("rectification_code").lower()
    figure = {"due_on": f"due.{code}", "closed_on": f"rectification.{code}.closed"}.get(column, "")
    return material.entry_cell(row, column, figure if figure and material.has(figure) else "")


def _blank(material: Material, key: str) -> tuple[Cell, ...]:
    """The empty cells of a row that is still to come."""
    code, action, *rest = (
        Cell(entry=material.entry_at("rectification", key, column)) for column in ("rectification_code", *_FILLED)
    )
    return (code, action, cell(), *rest, cell())
