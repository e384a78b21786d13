"""The form of a row, of any table: an input for each column by its type, with what stands there and what is wrong with it.

form = RowForm(spec, tables, record.values)            what is shown (``row_inputs.html``)
cells = form.cells(request.POST)                       what came back, as the texts of cells
form = replace(form, values=cells, findings=faulty.findings)   the same once more, with the faults beside their inputs
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from jixiao.findings import Finding
from jixiao.periods import date_of
from jixiao.tables.cells import NO, YES
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.schema import NUMERIC, TYPES, Field, TableSpec
from jixiao.wording import Text, same

PREFIX = "cell-"
"""Before the name of a column in the names of inputs, so that no column is taken for something else of the form."""
FIXED = ("unit_code",)


class Option(NamedTuple):
    """One choice: what is kept in the cell, and what people read."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Input:
    """An input of the form. ``kind`` is long, date, number, choice, yes_no, reference or text; ``mode`` the keyboard of a phone."""

    field: Field
    kind: str
    value: str
    options: tuple[Option, ...]
    faults: tuple[Finding, ...]
    is_locked: bool = False
    prefix: str = PREFIX

    @property
    def name(self) -> str:
        """Its name and its id."""
        return f"{self.prefix}{self.field.name}"

    @property
    def label(self) -> Text:
        """What people call it."""
        return self.field.label

    @property
    def is_required(self) -> bool:
        """Whether it has to be filled in."""
        return self.field.required

    @property
    def is_foreign(self) -> bool:
        """Whether what stands there is none of the options: it is shown all the same."""
        return bool(self.options and self.value) and self.value not in {each.value for each in self.options}

    @property
    def mode(self) -> str:
        """The keyboard that a phone shows."""
        return "decimal" if self.field.type in {"number", "yuan"} else "numeric" if self.field.type == "whole" else "text"

    @property
    def hint(self) -> Text | None:
        """What is expected, where the label does not say it."""
        if self.field.type in NUMERIC or self.field.type == "measure":
            return TYPES[self.field.type]
        return None


@dataclass(frozen=True)
class RowForm:
    """The form of one row. ``hidden`` columns are left as they stand; ``locked`` ones are shown and cannot be changed."""

    spec: TableSpec
    tables: Tables
    values: Mapping[str, str]
    findings: Sequence[Finding] = ()
    hidden: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    offered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What can be chosen in columns that would take any text."""
    prefix: str = PREFIX
    """Another one where two forms stand on a page."""

    @property
    def inputs(self) -> list[Input]:
        """All inputs in the order of the columns."""
        return list(self._inputs())

    @property
    def other_findings(self) -> list[Finding]:
        """What is wrong with the row as a whole, or with columns that are not shown."""
        shown = {each.field.name for each in self._inputs()}
        return [each for each in self.findings if each.place.column not in shown]

    def cells(self, posted: Mapping[str, str]) -> dict[str, str]:
        """The cells as they came back; those that the form does not ask for stay as they are."""
        found = dict(self.values)
        for each in self._inputs():
            if not each.is_locked and each.name in posted:
                found[each.field.name] = posted[each.name].replace("\r\n", "\n").strip()
        return {name: text for name, text in found.items() if text}

    def _inputs(self) -> Iterator[Input]:
        for name, column in self.spec.fields.items():
            if name in FIXED or name in self.hidden:
                continue
            options = tuple(self._options(column))
            value = self.values.get(name, "")
            kind = _KINDS.get(column.type, "number" if column.type in NUMERIC else "reference" if options else "text")
            if (
                kind == "date" and value and not isinstance(date_of(value), date)
            ):  # 不适用, or what cannot be read: shown as it stands
                kind = "text"
            faults = tuple(each for each in self.findings if each.place.column == name)
            yield Input(column, kind, value, options, faults, name in self.locked, self.prefix)

    def _options(self, column: Field) -> Iterator[Option]:
        """What can be chosen: the choices of the column, yes and no, or the rows of the table that it refers to."""
        if column.name in self.offered:
            yield from (Option(each, same(each)) for each in self.offered[column.name])
        elif column.type == "yes_no":
            yield from (Option(each.zh, each) for each in (YES, NO))
        elif column.choices:
            yield from (Option(label.zh, label) for label in column.choices.values())
        elif column.refers and column.refers in self.tables.schema:
            spec = self.tables.schema[column.refers]
            for row in self.tables.table(column.refers):
                code, name = row.text(spec.key[-1]), row.text("name") if "name" in spec.fields else ""
                yield Option(code, same(f"{code} {name}".strip()))


_KINDS = {"long_text": "long", "date": "date", "choice": "choice", "yes_no": "choice"}
