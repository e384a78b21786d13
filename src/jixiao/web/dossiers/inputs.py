"""The form of a row, made from what its table declares: an input for each column, with what it most likely holds filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from jixiao.findings import Finding
from jixiao.score.requests import today
from jixiao.tables.cells import NO, YES, Misfit, text_of_value, value_of
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.dossier import Row
from jixiao.tables.schema import TYPES, Field, TableSpec
from jixiao.web.dossiers.listing import names_of
from jixiao.wording import Text, same

Cells = Mapping[str, str]

PREFIX = "f-"
"""Before the names of columns in the names of inputs, so that none is taken for something else of the form."""
FEW_CHOICES = 6
"""So many choices stand beside each other to be touched; more of them are a list to open."""
MOST_OPTIONS = 400
LOOKED_BACK = 5
"""The last rows of an office that are asked what does not change."""

ENVELOPE = ("recorded_on", "aggregate", "secrecy")
"""Columns of every ledger that are seldom touched; they stand folded away at the end."""
_KEPT_OUT = ("unit_code",)
_NEVER_CARRIED = frozenset({"note", "row_id", "aggregate", "secrecy", "recorded_on"})
_CARRIED = frozenset({"choice", "yes_no", "code", "text"})


@dataclass(frozen=True)
class Input:
    """One input: its column, how it is filled in, what stands in it, and what is wrong with that."""

    column: Field
    kind: str
    value: str
    options: Sequence[tuple[str, Text]] = ()
    faults: Sequence[Finding] = ()
    is_carried: bool = False
    """Whether it was filled in because the last rows all say so."""
    first: date | None = None
    last: date | None = None

    @property
    def id(self) -> str:
        """Its name in the page."""
        return f"{PREFIX}{self.column.name}"

    @property
    def stands_apart(self) -> bool:
        """Whether what stands in it is none of the options."""
        return bool(self.value) and all(self.value != code for code, _ in self.options)

    @property
    def mode(self) -> str:
        """Which keyboard a phone shows."""
        return "numeric" if self.column.type == "whole" else "decimal"

    @property
    def hint(self) -> Text | None:
        """What may stand there, where the input itself does not show it."""
        if self.column.type == "yuan":
            return Text("元，至多两位小数", "in yuan, at most two decimals")
        if self.column.type in {"measure", "code"} and not self.options:
            return TYPES[self.column.type]
        return None


@dataclass(frozen=True)
class Form:
    """The form of a row: the inputs that are always seen, those folded away, and faults that belong to no input."""

    inputs: Sequence[Input]
    folded: Sequence[Input] = ()
    faults: Sequence[Finding] = ()

    @property
    def is_faulty(self) -> bool:
        """Whether any input is."""
        return bool(self.faults) or any(each.faults for each in (*self.inputs, *self.folded))

    @property
    def opens_folded(self) -> bool:
        """Whether what is folded away has to be seen."""
        return any(each.faults for each in self.folded)


@dataclass(frozen=True)
class Basis:
    """What a form is made for: a table of a dossier, the offices that somebody writes for (None: all), and whether the row is new."""

    tables: Tables
    spec: TableSpec
    offices: frozenset[str] | None
    is_new: bool
    carried: frozenset[str] = field(default_factory=frozenset)


def form(basis: Basis, cells: Cells, faults: Iterable[Finding] = ()) -> Form:
    """The form with these cells in it, each fault beside its input."""
    by_column: dict[str, list[Finding]] = {}
    for each in faults:
        by_column.setdefault(each.place.column or "", []).append(each)
    shown = [_input(basis, column, cells.get(column.name, ""), by_column.pop(column.name, [])) for column in _columns(basis)]
    return Form(
        [each for each in shown if each.column.name not in ENVELOPE],
        [each for each in shown if each.column.name in ENVELOPE],
        [each for those in by_column.values() for each in those],
    )


def _columns(basis: Basis) -> list[Field]:
    spec = basis.spec
    units = len(basis.tables.table("unit").rows)
    hidden = set(_KEPT_OUT) if units <= 1 and spec.name != "unit" else set()
    if spec.is_ledger:
        hidden.add("row_id")
    names = [column for column in spec.fields.values() if column.name not in hidden]
    first = [spec.date or "", "office_code"] if spec.is_ledger else []
    last = ["note"] if spec.is_ledger else []
    return sorted(
        names, key=lambda column: first.index(column.name) - len(first) if column.name in first else column.name in last
    )


def _input(basis: Basis, column: Field, value: str, faults: Sequence[Finding]) -> Input:
    is_date = column.name == basis.spec.date and (basis.spec.is_ledger or basis.spec.name == "payment")
    options = _options(basis, column)
    kind = _kind(column, value, options)
    bounds = (basis.tables.year.starts_on, basis.tables.year.ends_on) if is_date and kind == "date" else (None, None)
    return Input(column, kind, value, options, faults, column.name in basis.carried, *bounds)


def _kind(column: Field, value: str, options: Sequence[tuple[str, Text]]) -> str:
    if column.type == "date":
        taken = value_of(column, value)
        return "date" if not value or isinstance(taken, date) else "text"
    if column.type in {"choice", "yes_no"}:
        return "touch" if len(options) <= FEW_CHOICES else "list"
    if options:
        return "list"
    if column.type in {"whole", "number", "yuan"}:
        return "number"
    return "long" if column.type in {"long_text", "measure"} else "text"


def _options(basis: Basis, column: Field) -> list[tuple[str, Text]]:
    """What can be chosen, each by the text that is written into the cell."""
    if column.choices:
        return [(label.zh, label) for label in column.choices.values()]
    if column.type == "yes_no":
        return [(YES.zh, YES), (NO.zh, NO)]
    if not column.refers or column.refers not in basis.tables.schema or column.refers == basis.spec.name:
        return []
    found = names_of(basis.tables, column.refers)
    if column.name == "office_code" and basis.offices is not None:
        found = [(code, label) for code, label in found if code in basis.offices]
    return found if len(found) <= MOST_OPTIONS else []


# ---- what is filled in


def normal(spec: TableSpec, cells: Cells) -> dict[str, str]:
    """The cells as tables hold them: a day as 2023-11-08, an amount with two decimals, a choice by its word; what cannot be read stays."""
    found = {}
    for name, text in cells.items():
        column = spec.fields.get(name)
        if column is None:
            continue
        value = value_of(column, text)
        found[name] = text.strip() if isinstance(value, Misfit) else text_of_value(column, value)
    return {name: text for name, text in found.items() if text}


def cells_of_row(row: Row) -> dict[str, str]:
    """The cells of a row that stands, as texts."""
    return {name: text for name in row.given if (text := row.text(name))}


def beginning(basis: Basis, offices: frozenset[str] | None) -> tuple[dict[str, str], frozenset[str]]:
    """What a new row most likely holds, and which of it was carried over because the last rows all say so."""
    spec, day = basis.spec, today()
    rows = [
        row
        for row in basis.tables.table(spec.name)
        if offices is None or "office_code" not in spec.fields or row.text_id("office_code") in offices
    ]
    carried = _unchanging(spec, rows[-LOOKED_BACK:]) if spec.is_ledger or spec.name == "payment" else {}
    cells = dict(carried)
    if spec.date and day in basis.tables.year:
        cells[spec.date] = day.isoformat()
    if "recorded_on" in spec.fields:
        cells["recorded_on"] = day.isoformat()
    if "office_code" in spec.fields and offices is not None and len(offices) == 1:
        cells["office_code"] = next(iter(offices))
    return cells, frozenset(carried) - {"office_code"}


def _unchanging(spec: TableSpec, rows: Sequence[Row]) -> dict[str, str]:
    """What all of the last rows say alike; one row alone says nothing of what does not change."""
    if len(rows) < 2:  # noqa: PLR2004 - a pair
        return {}
    found = {}
    for name, column in spec.fields.items():
        texts = {row.text(name) for row in rows}
        is_key = name in spec.key or name == spec.date
        if column.type in _CARRIED and name not in _NEVER_CARRIED and not is_key and len(texts) == 1 and (text := texts.pop()):
            found[name] = text
    return found


def copied(row: Row) -> dict[str, str]:
    """A row to be written once more: without what names it, and without its day."""
    left_out = {"row_id", "recorded_on", "unit_code", row.spec.date, *row.spec.key}
    return {name: text for name, text in cells_of_row(row).items() if name not in left_out}


def said_of(column: str, spec: TableSpec) -> Text:
    """What people call a column."""
    known = spec.fields.get(column)
    return known.label if known else same(column)
