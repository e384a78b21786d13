"""问题整改台账: every problem with its source and cause, what is done about it by whom and when, and which proofs hold.

It comes back filled in. What is overdue is told as of the last day that its history has, so that the same dossier makes the same paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jixiao.document.model import Block, Cell, Column, Document, Row, Table, cell, label, runs_of
from jixiao.report.form import Material
from jixiao.report.goals import UNFILLED
from jixiao.report.sources import source_of
from jixiao.tables.dossier import Row as Record
from jixiao.tables.proofs import STATES, last_recorded, proofs, unproved
from jixiao.wording import Text

TITLE = "问题整改台账"
title = Text(TITLE, "Ledger of problems and their rectification")
order = 64
about = "unit"
scored = False
stage = "year_end"
_COLUMNS = (
    *(Column(4), Column(10), Column(15, "left"), Column(11, "left"), Column(13, "left")),
    *(Column(10), Column(16, "left"), Column(8), Column(7), Column(9), Column(8), Column(9), Column(7)),
    *(Column(9, "left"), Column(12, "left"), Column(9)),
)
_WORDS = (
    *("序号", "问题编号", "问题", "问题来源", "原因"),
    *("整改编号", "整改措施", "责任机构", "责任人", "完成期限", "状态", "完成日期", "期限情况"),
    *("证明材料", "佐证核对", "核验人"),
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
    until = "，台账登记至{rectification.until}" if material.has("rectification.until") else ""
    note = (*runs_of(material.unit_name), *material.runs(until))
    table = Table(_COLUMNS, head, tuple(_rows(material)), material.runs(f"{{year}}年度{TITLE}"), note)
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
        cell(_source(material, row)),
        Cell(material.runs(row.text("cause"))),
    )
    return tuple(replace(each, down=height) for each in cells)


def _source(material: Material, row: Record) -> str:
    """Where a problem comes from, and as which one it stood in an earlier year."""
    before = f"（以前年度：{row.text('same_as')}）" if row["same_as"] else ""
    return source_of(material, row) + before


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
    responsible, due_on, status, closed_on, proof = filled
    dates = (responsible, due_on, status, closed_on, cell(_in_time(material, row)))
    return (cell(code), action, whose, *dates, proof, Cell(material.runs(_held(material, row))), Cell(by))


def _in_time(material: Material, row: Record) -> str:
    """Whether a measure was done in time, or is overdue on the last day of the ledger."""
    due, closed, until = row.day("due_on"), row.day("closed_on"), last_recorded(material.dossier)
    if due is None:
        return ""
    if closed is not None and row["status"] in {"done", "verified"}:
        return "按期" if closed <= due else "逾期完成"
    return "超期" if until is not None and until > due else ""


def _held(material: Material, row: Record) -> str:
    """The files that prove a measure, each as it stands now, and why its verification no longer holds if it does not."""
    told = [f"{each.file}：{STATES[each.state].zh}" for each in proofs(material.dossier, row)]
    lost = unproved(material.dossier, row)
    return "；".join([*told, *([f"核验失效：{lost.say('zh')}"] if lost is not None else [])])


def _filled(material: Material, row: Record, column: str) -> Cell:
    """What stands there; days are figures where they have an id."""
    code = row.text("rectification_code").lower()
    figure = {"due_on": f"due.{code}", "closed_on": f"rectification.{code}.closed"}.get(column, "")
    return material.entry_cell(row, column, figure if figure and material.has(figure) else "")


def _blank(material: Material, key: str) -> tuple[Cell, ...]:
    """The empty cells of a row that is still to come."""
    code, action, *rest, proof = (
        Cell(entry=material.entry_at("rectification", key, column)) for column in ("rectification_code", *_FILLED)
    )
    return (code, action, cell(), *rest, cell(), proof, cell(), cell())
