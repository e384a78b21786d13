"""Forms for the tests of the import: small ones from a dossier's cells, filled in as an office program does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import openpyxl
from tests.tables.books import KIND

from jixiao.cycle.importing import Plan, plan
from jixiao.cycle.merging import Prefer
from jixiao.document.derivations import Derivation, Trace
from jixiao.document.formats.xlsx import write
from jixiao.document.formats.xlsx.entries import filled
from jixiao.document.model import Cell, CellKind, Column, Document, Scale, Table, label, paragraph, runs_of
from jixiao.report.form import entry_of
from jixiao.tables.cells import text_of_value
from jixiao.tables.dossier import Dossier
from jixiao.tables.reading import read_dossier
from jixiao.wording import same


class At(NamedTuple):
    """A cell of the dossier that a form asks for, and perhaps the text that the form shows for it."""

    table: str
    key: str
    column: str
    scale: Scale = "plain"
    shown: str | None = None


def form(path: Path, dossier: Dossier, cells: Iterable[At], figures: Mapping[str, str] | None = None, **made_of: str) -> Path:
    """A form that asks for these cells, as ``report`` writes one."""
    rows = tuple((label(f"{at.table} {at.key} {at.column}"), _cell(dossier, at)) for at in cells)
    said = {"form": "test", "unit_code": dossier.unit_code, "fiscal_year": str(dossier.fiscal_year)} | made_of
    trace = Trace(tuple(said.items()), (), tuple(Derivation(each, same(each), text) for each, text in (figures or {}).items()))
    table = Table((Column(2), Column(3)), ((label("项目"), label("填写")),), rows)
    write(Document("填报表", (paragraph("填报表", style="title"), table), trace=trace), path)
    return path


def _cell(dossier: Dossier, at: At) -> Cell:
    spec = dossier.schema[at.table]
    row = next((row for row in dossier.table(at.table) if row.key == at.key), None)
    shown = at.shown if at.shown is not None else text_of_value(spec.fields[at.column], row[at.column]) if row else ""
    kind: CellKind = "number" if spec.fields[at.column].type in {"yuan", "number", "whole"} else "text"
    return Cell(runs_of(shown), kind=kind, entry=entry_of(spec, at.key, at.column, at.scale))


def fill(path: Path, answers: Mapping[tuple[str, str, str], object], into: Path | None = None) -> Path:
    """Fill cells in and save, as a person does in an office program."""
    addresses = {(each.entry.table, each.entry.key, each.entry.column): (each.sheet, each.address) for each in filled(path)}
    book = openpyxl.load_workbook(path)
    for at, value in answers.items():
        sheet, address = addresses[at]
        book[sheet][address] = value
    book.save(into or path)
    return into or path


TABLES = {
    "unit.csv": "unit_code,name,kind,functions\nU1,一个单位,行政单位,全年接待{ledger.any.whole}人次，召开会议{m}次。\n",
    "office.csv": "office_code,name\nBGS,办公室\nCWC,财务处\n",
    "project.csv": "project_code,name,kind\nP1,培训,项目支出\n",
    "budget.csv": "project_code,economic_code,fund_source,initial_yuan,adjusted_yuan\n"
    "P1,30216,一般公共预算,123456.78,\nP1,30299,一般公共预算,500.00,500.00\n",
    "budget_change.csv": "change_code,changed_on,project_code,economic_code,fund_source,kind,amount_yuan,policy_driven\n",
    "problem.csv": "problem_code,about_kind,about_code,description\nWT1,评分指标,x,问题一\nWT2,评分指标,y,问题二\n",
    "rectification.csv": "rectification_code,problem_code,action,office_code,due_on,status,proof\n"
    "ZG1,WT1,修订办法,BGS,2024-06-28,待整改,\nZG2,WT2,补登台账,CWC,2024-05-31,整改中,\n",
    "ledgers/any.yaml": KIND,
    "any.csv": "row_id,occurred_on,code,text,long,whole,number,yuan,happened_on,yes,choice\nR1,2023-05-01,c,甲,叙述,5,1.5,10.00,,是,a\n",
}
ZG1 = [At("rectification", "ZG1", column) for column in ("action", "office_code", "due_on", "status", "proof")]
NEW = [At("rectification", "+1", column) for column in ("rectification_code", "problem_code", "action", "due_on", "status")]
MONEY = At("budget", "P1/30216/一般公共预算", "initial_yuan", "wan", "12.35")
TOLD = {"ledger.any.whole": "120", "m": "8"}
FUNCTIONS = At("unit", "U1", "functions", shown="全年接待120人次，召开会议8次。")


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def planned(dossier: Path, *files: Path, prefer: Prefer | None = None) -> Plan:
    return plan(read_dossier(dossier), files, prefer)


def said(made: Plan) -> list[tuple[str, str, str, str]]:
    return [(each.key, each.column.name, each.old, each.new) for each in made.changes]


def cell(dossier: Path, table: str, key: str, column: str) -> str:
    return next(row.text(column) for row in read_dossier(dossier).table(table) if row.key == key)
