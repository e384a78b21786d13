"""The form of a row, of any table: an input for each column by its type, with what stands there and what is wrong with it.

form = RowForm(spec, tables, record.values)            what is shown (``row_inputs.html``)
cells = form.cells(request.POST)                       what came back, as the texts of cells
form = replace(form, values=cells, findings=faulty.findings)   the same once more, with the faults beside their inputs
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from jixiao.findings import Finding
from jixiao.tables.cells import NO, YES, value_of
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.schema import NUMERIC, TYPES, Field, TableSpec
from jixiao.web.dossiers.listing import names_of
from jixiao.wording import Text, same

PREFIX = "f-"
"""Before the name of a column in the names of inputs, so that no column is taken for something else of the form."""
FEW_CHOICES = 6
"""So many choices stand beside each other to be touched; more of them are a list to open."""
MOST_OPTIONS = 400
ENVELOPE = ("recorded_on", "aggregate", "secrecy")
"""Columns that are seldom touched; they stand folded away at the end."""

Options = Sequence[tuple[str, Text]]


@dataclass(frozen=True)
class Input:
    """One input: its column, how it is filled in (touch, list, long, number, date, text), what stands in it, and what is wrong with that."""

    column: Field
    kind: str
    value: str
    options: Options
    faults: Sequence[Finding]
    id: str
    is_carried: bool = False
    """Whether it was filled in because the last rows all say so."""
    days: tuple[date, date] | None = None
    """The first and the last day that can be chosen."""
    hint: Text | None = None
    """What may stand there, where the input itself does not show it."""

    @property
    def stands_apart(self) -> bool:
        """Whether what stands in it is none of the options: it is shown all the same."""
        return bool(self.value) and all(self.value != code for code, _ in self.options)

    @property
    def mode(self) -> str:
        """Which keyboard a phone shows."""
        return "numeric" if self.column.type == "whole" else "decimal"


@dataclass(frozen=True)
class RowForm:
    """The form of one row. ``hidden`` columns are left as they stand; ``offices`` are those that somebody writes for (None: all)."""

    spec: TableSpec
    tables: Tables
    values: Mapping[str, str]
    findings: Sequence[Finding] = ()
    hidden: tuple[str, ...] = ()
    offered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What can be chosen in columns that would take any text."""
    prefix: str = PREFIX
    """Another one where two forms stand on a page."""
    offices: frozenset[str] | None = None
    carried: frozenset[str] = frozenset()
    """The columns that were filled in because the last rows all say so."""

    @property
    def inputs(self) -> list[Input]:
        """The inputs that are always seen."""
        return [each for each in self._all if each.column.name not in ENVELOPE]

    @property
    def folded(self) -> list[Input]:
        """Those that are folded away."""
        return [each for each in self._all if each.column.name in ENVELOPE]

    @property
    def opens_folded(self) -> bool:
        """Whether what is folded away has to be seen."""
        return any(each.faults for each in self.folded)

    @property
    def other_findings(self) -> list[Finding]:
        """What is wrong with the row as a whole, or with columns that are not shown."""
        shown = {each.column.name for each in self._all}
        return [each for each in self.findings if each.place.column not in shown]

    def cells(self, posted: Mapping[str, str]) -> dict[str, str]:
        """The cells as they came back; those that the form does not ask for stay as they are."""
        found = dict(self.values)
        for each in self._all:
            if each.id in posted:
                found[each.column.name] = posted[each.id].replace("\r\n", "\n").strip()
        return {name: text for name, text in found.items() if text}

    @cached_property
    def _all(self) -> list[Input]:
        hidden = {*self.hidden, "row_id" if self.spec.is_ledger else ""}
        if len(self.tables.table("unit").rows) <= 1 and self.spec.name != "unit":
            hidden.add("unit_code")
        first = [self.spec.date or "", "office_code"] if self.spec.is_ledger else []
        last = ["note"] if self.spec.is_ledger else []
        places = {name: at for at, name in enumerate(first, -2)} | dict.fromkeys(last, 1)
        shown = [column for column in self.spec.fields.values() if column.name not in hidden]
        return [self._input(column) for column in sorted(shown, key=lambda column: places.get(column.name, 0))]

    def _input(self, column: Field) -> Input:
        value, options = self.values.get(column.name, ""), self._options(column)
        kind = _kind(column, value, options)
        is_bounded = kind == "date" and column.name == self.spec.date and (self.spec.is_ledger or self.spec.name == "payment")
        days = (self.tables.year.starts_on, self.tables.year.ends_on) if is_bounded else None
        faults = [each for each in self.findings if each.place.column == column.name]
        is_carried, hint = column.name in self.carried, self._hint(column)
        return Input(column, kind, value, options, faults, f"{self.prefix}{column.name}", is_carried, days, hint)

    def _hint(self, column: Field) -> Text | None:
        """Ledgers are filled in every day, and by those who know them; what is said once a quarter needs more words."""
        if column.type == "yuan":
            return Text("元，至多两位小数", "in yuan, at most two decimals")
        return TYPES[column.type] if column.type in {"measure", "whole", "number"} and not self.spec.is_ledger else None

    def _options(self, column: Field) -> Options:
        """What can be chosen, each by the text that is written into the cell."""
        if column.name in self.offered:
            return [(each, same(each)) for each in self.offered[column.name]]
        if column.choices:
            return [(label.zh, label) for label in column.choices.values()]
        if column.type == "yes_no":
            return [(each.zh, each) for each in (YES, NO)]
        if not column.refers or column.refers not in self.tables.schema:
            return []
        found = names_of(self.tables, column.refers)
        if column.name == "office_code" and self.offices is not None:
            found = [(code, label) for code, label in found if code in self.offices]
        return found if len(found) <= MOST_OPTIONS else []


def _kind(column: Field, value: str, options: Options) -> str:
    if column.type == "date":  # 不适用, or what cannot be read, is shown as it stands
        return "date" if not value or isinstance(value_of(column, value), date) else "text"
    if options:
        return "touch" if not column.refers and len(options) <= FEW_CHOICES else "list"
    if column.type in NUMERIC:
        return "number"
    return "long" if column.type in {"long_text", "measure"} else "text"
