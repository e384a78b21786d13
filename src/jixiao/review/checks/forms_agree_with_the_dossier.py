"""What a form says in its cells agrees with the dossier that it is held against.

## What it does

Finds the lines of a form by their names: indicators (those of a project under the project's name), items of the framework, the lines of
money of the unit and of each project, the kinds of running cost. Targets, actuals, scores, budgets and spending are compared with the
dossier's, within half a step of the last digit that was written; 约, 余 and 以上 only set bounds. A name that the dossier has twice, or not
at all, is not compared, and neither is a form about another year or the middle of the year.

## Why it matters

A form that was filled in by hand beside the system says something else than the system sooner or later: then the reviewer holds two
numbers, and neither is worth anything until it is clear which one is wrong (N02). The three public costs are compared with the accounts in
every inspection (X10).

## Example

The line 来京公务接待人次 with 2059人次, where the ledger comes to 2095.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jixiao.exact import Precision, decimal_of
from jixiao.findings import Finding, Place
from jixiao.review.check import Claims
from jixiao.review.form_reading.words import bare, unnumbered
from jixiao.review.held_against import WAN, Costs, Held, Known, held
from jixiao.review.paper import PAPER, Grid, Paper, Passage
from jixiao.review.precision import places_of
from jixiao.review.stated import MID_YEAR, TOTAL, Statement, quotient
from jixiao.tables.dossier import Row
from jixiao.wording import Text, same

rules = ("N02", "X10")
needs = (PAPER,)

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_MONEY = {"initial_yuan": "initial", "adjusted_yuan": "adjusted", "executed_yuan": "executed"}
_OF_PROJECTS = {"initial": "budget.initial-projects", "adjusted": "budget.projects", "executed": "spending.projects"}
_LINES = {"total": "", "fiscal": "-general", "carried_over": "-carried", "other": "-other"}
_ABOVE = 3
_UNITS = (("万元", WAN), ("亿元", WAN * WAN), ("元", 1))


class _Told(NamedTuple):
    """A cell with its number, and the number of the dossier that it should be."""

    place: Place
    quote: str
    stated: Fraction
    step: Fraction
    shown: str
    known: Known
    rule: str = "N02"
    precision: Precision = Precision.EXACT
    unit: str = ""
    others: tuple[Known, ...] = ()
    """What else it may be: the total of a list of projects is that of the projects."""

    @property
    def agrees(self) -> bool:
        """Whether the cell can be that number."""
        return any(known.agrees(self.stated, self.step, self.precision) for known in (self.known, *self.others))


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every cell that is another in the dossier; None if the forms have none that the dossier knows."""
    against = held(claims)
    if against is None or claims.paper is None:
        return None
    told = [*_Forms(claims, claims.paper, against).told(), *_costs(claims.paper, against)]
    return (_finding(each) for each in told if not each.agrees) if told else None


def _finding(each: _Told) -> Finding:
    shown = each.known.shown_in(each.unit)
    because = Text(
        "表中为{stated}，卷宗中{label}为{shown}，相差{gap}",
        "The form says {stated}; {label} is {shown} in the dossier, {gap} apart",
    ).fill(stated=each.shown, label=each.known.label, shown=shown, gap=each.known.gap(each.stated, each.unit))
    return Finding(
        "forms-agree-with-the-dossier",
        each.place,
        because,
        "error",
        each.rule,
        each.quote,
        same(each.shown),
        same(shown),
        Text("按卷宗改正表，或补正卷宗", "Correct the form by the dossier, or the dossier itself"),
    )


class _Forms:
    """The lines of a paper's forms that the dossier knows."""

    def __init__(self, claims: Claims, paper: Paper, against: Held) -> None:
        self.claims = claims
        self.against = against
        self.cells = {(cell.place.table, cell.place.row, cell.place.column): cell for cell in _cells(paper)}
        self.projects = {row.text_id("project_code"): bare(row.text("name")) for row in claims.dossier.table("project")}

    def told(self) -> Iterator[_Told]:
        for statement in self.claims.statements:
            if statement.stage != MID_YEAR:
                yield from self._scores(statement)
        yield from self._indicators()
        for row in self.claims.dossier.table("stated_amount"):
            if row["stage"] != MID_YEAR:
                yield from self._amounts(row)

    def _scores(self, statement: Statement) -> Iterator[_Told]:
        """The total and the items of a unit's form. Points lost in a project are its own framework's affair."""
        if statement.project_code is not None:
            return
        total = statement.total
        score = self.against.score
        if total is not None and score is not None and total.points == score.framework.points and self.against.total is not None:
            yield from self._cell(total.row, "score", self.against.total)
        for line in statement.lines.values():
            item = self.against.items.get(bare(unnumbered(line.name)))
            known = None if item is None or line.points != item.points else self.against.item(item)
            if known is not None:
                yield from self._cell(line.row, "score", known)

    def _indicators(self) -> Iterator[_Told]:
        """Targets and actuals, by the name of the indicator and of the project."""
        rows = {}
        for row in self.claims.dossier.table("indicator"):
            owner = self.projects.get(row.text_id("owner_code"), "")
            name = bare(unnumbered(row.text("name")))
            known = self.against.indicators.get(f"{owner}/{name}")
            if known is not None and _same_unit(row, known):
                rows[row["unit_code"], row["indicator_code"]] = known
                yield from self._of_indicator(row, "target", known)
        for row in self.claims.dossier.table("actual"):
            known = rows.get((row["unit_code"], row["indicator_code"]))
            if known is not None:
                yield from self._of_indicator(row, "value", known)

    def _of_indicator(self, row: Row, column: str, known: Row) -> Iterator[_Told]:
        which = "target" if column == "target" else "actual"
        if known.text_id("operator") == "judged":
            return
        found = self.against.shown(f"indicator.{known.text('indicator_code').lower()}.{which}")
        if found is not None:
            yield from self._cell(row, column, found)

    def _amounts(self, row: Row) -> Iterator[_Told]:
        """Budgets and spending of the unit, or of a project that the dossier has under the same name."""
        project = row.text_id("project_code")
        code = self.against.projects.get(self.projects.get(project, "")) if project else None
        suffix = _LINES.get(row.text_id("line"))
        if suffix is None or (project and code is None):
            return
        for column, kind in _MONEY.items():
            spending = f"spending.{suffix.removeprefix('-') or TOTAL}"
            known = self.against.figure(spending if kind == "executed" else f"budget.{kind}{suffix}", code)
            of_projects = None if project else self.against.figure(_OF_PROJECTS[kind])
            if known is not None:
                yield from self._cell(row, column, known, (of_projects,) if of_projects else ())

    def _cell(self, row: Row, column: str, known: Known, others: tuple[Known, ...] = ()) -> Iterator[_Told]:
        """A cell's number with the step in which it was written there."""
        stated = row.quantity(column)
        place = self.claims.place(row, column)
        cell = self.cells.get((place.table, place.row, place.column))
        if stated is None:
            return
        shown = cell.text.strip() if cell is not None else row.text(column)
        step = _step(stated.value, shown)
        yield _Told(place, shown, Fraction(stated.value), step, shown, known, precision=stated.precision, others=others)


def _same_unit(row: Row, known: Row) -> bool:
    """Whether two indicators are counted in the same unit, as far as both say one."""
    one, other = row.text("measure_unit"), known.text("measure_unit")
    return not one or not other or one == other


def _step(value: Decimal, shown: str) -> Fraction:
    """One of the last digit that was written, in the unit of the value."""
    found = _NUMBER.search(shown)
    written = decimal_of(found[0]) if found else None
    if not written or not value:
        return Fraction(1, 10 ** places_of(written if written is not None else value))
    return abs(quotient(value, written)) * Fraction(1, 10 ** places_of(written))


def _cells(paper: Paper) -> Iterator[Passage]:
    return (passage for passage in paper.passages if passage.kind == "cell")


def _costs(paper: Paper, against: Held) -> Iterator[_Told]:
    """The running costs of a table that names their budgets and actuals in its header."""
    by_name = {bare(cost.name): cost for cost in against.costs}
    for grid in paper.grids:
        unit = _unit(grid, paper)
        columns = _columns(grid.rows[: max(1, grid.header)])
        for row in grid.rows if unit else ():
            if not any(cell.text.strip() for cell in row):
                columns = {}  # below an empty row another table begins, with a header of its own
            elif not columns:
                columns = _columns([row])
            cost = next(
                (by_name[bare(unnumbered(cell.text))] for cell in row[:2] if bare(unnumbered(cell.text)) in by_name), None
            )
            if cost is not None:
                yield from _cost(row, columns, cost, unit)


def _cost(row: tuple[Passage, ...], columns: dict[int, str], cost: Costs, unit: int) -> Iterator[_Told]:
    for column, which in columns.items():
        known = cost.budget if which == "budget" else cost.actual
        text = row[column].text.strip()
        written = decimal_of(text) if _NUMBER.fullmatch(text) else None
        if known is not None and written is not None:
            step = Fraction(unit, 10 ** places_of(written))
            yield _Told(
                row[column].place, text, Fraction(written) * unit, step, text, known, "X10", unit="元" if unit == 1 else ""
            )


def _unit(grid: Grid, paper: Paper) -> int:
    """What one in the table is in yuan; 0 where nothing says it."""
    first = grid.rows[0][0].number if grid.rows and grid.rows[0] else 0
    around = [each.text for each in paper.passages[max(0, first - _ABOVE) : first] if each.kind != "cell"]
    heads = [cell.text for row in grid.rows[: max(1, grid.header)] for cell in row]
    texts = [text for text in (*around, *heads) if "元" in text]
    return next((factor for word, factor in _UNITS if any(word in text for text in texts)), 0)


def _columns(header: Sequence[tuple[Passage, ...]]) -> dict[int, str]:
    """The columns of budgets and actuals, as the header names them; one that names another year is left out."""
    found: dict[int, str] = {}
    for row in header:
        for column, cell in enumerate(row):
            text = cell.text
            if re.search("上年|同比|增减|差|率|比例", text):
                found.pop(column, None)
            elif re.search("决算|支出数|执行数|实际", text):
                found[column] = "actual"
            elif re.search("预算", text) and "调整" not in text:
                found[column] = "budget"
    return found
