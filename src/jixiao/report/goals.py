"""What forms of goals and of self-evaluation share: indicators under their class and subclass, targets in words, cells to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from jixiao.document.model import Align, Cell, Run, Runs, label, runs_of
from jixiao.document.model import Row as Line
from jixiao.exact import Missing
from jixiao.report.form import Material
from jixiao.score.figure import NONE
from jixiao.tables.dossier import Row

UNFILLED = Missing.NOT_REPORTED.label.zh
"""What a form says where nothing was filled in: it is not zero."""


def indicators(material: Material, level: str) -> list[Row]:
    """The indicators of the unit itself, or of the project: classes as the table lists them, then subclasses, then codes."""
    scope = material.scope
    rows = (row for row in material.dossier.table("indicator") if row["level"] == level and row["unit_code"] == scope.unit_code)
    if level == "project":
        rows = (row for row in rows if row["owner_code"] == scope.project_code)
    return sorted(rows, key=in_order)


def in_order(row: Row) -> tuple[int, str, str]:
    """The place of an indicator among those of a form."""
    classes = list(row.spec.fields["class"].choices or {})
    place = classes.index(row.text_id("class")) if row["class"] in classes else len(classes)
    return place, row.text("subclass"), row.text("indicator_code")


def grouped(rows: Sequence[Row]) -> Iterator[tuple[Row, tuple[Cell, ...]]]:
    """Every indicator with the cells that begin beside it: those of its class and its subclass, each once."""
    for class_label, in_class in groupby(rows, key=lambda row: row.text("class")):
        members = list(in_class)
        first_of_class: tuple[Cell, ...] = (label(class_label, down=len(members)),)
        for subclass, found in groupby(members, key=lambda row: row.text("subclass")):
            listed = list(found)
            first = (*first_of_class, label(subclass or NONE, down=len(listed)))
            for row in listed:
                yield row, first
                first = ()
            first_of_class = ()


def target(material: Material, row: Row) -> Runs:
    """What an indicator is to reach: operator, number and unit, the two ends of a range, or words."""
    code, unit, operator = row.text("indicator_code").lower(), row.text("measure_unit"), row["operator"]
    if row.quantity("target") is None:
        words = row.text("target_text")
        return runs_of(material.figure(f"indicator.{code}.target") if words else row.text("operator"))
    first = material.figure(f"indicator.{code}.target")
    if operator == "between":
        return runs_of(first, "–", material.figure(f"indicator.{code}.high"), unit)
    return runs_of(row.text("operator"), first, unit)


def target_cells(material: Material, row: Row) -> tuple[Cell, Cell, Cell]:
    """The target in three cells to fill in: operator, number (or words), unit."""
    code = row.text("indicator_code").lower()
    operator, unit = (filled(material.entry_cell(row, column)) for column in ("operator", "measure_unit"))
    if row["operator"] == "judged":
        return operator, filled(material.entry_cell(row, "target_text")), unit
    if row["operator"] == "between":
        ends = runs_of(material.figure(f"indicator.{code}.target"), "–", material.figure(f"indicator.{code}.high"))
        return operator, Cell(ends, align="center"), unit
    return operator, number_cell(material, row, "target", f"indicator.{code}.target"), unit


def number_cell(material: Material, row: Row, column: str, figure: str) -> Cell:
    """A number to fill in; where there is none it is said."""
    if row.quantity(column) is None:
        return replace(filled(material.entry_cell(row, column, align="center")), kind="text")
    return material.entry_cell(row, column, figure, align="center")


def filled(given: Cell, align: Align = "center", across: int = 1, down: int = 1) -> Cell:
    """A cell with its place in the form; one in which nothing stands says that nothing was filled in."""
    said = given.runs or (Run(UNFILLED),)
    return replace(given, runs=said, align=align, across=across, down=down)


def narrative_cell(material: Material, row: Row | None, column: str, across: int) -> Cell:
    """A narrative to fill in, as wide as its place."""
    if row is None:
        return Cell(runs_of(UNFILLED), across, align="left")
    return filled(material.entry_cell(row, column), "left", across)


def spread(cells: Sequence[Cell], across: Sequence[int]) -> Line:
    """Cells over columns that are more than they are."""
    return tuple(replace(each, across=width) for each, width in zip(cells, across, strict=True))
