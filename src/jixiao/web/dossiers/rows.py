"""One row as somebody looks at it: who may write it, and all that was ever done to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from jixiao.tables.cells import Misfit, text_of_value, value_of
from jixiao.tables.dossier import Row
from jixiao.tables.schema import TableSpec
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.history.reading import ACTIONS
from jixiao.web.models import Dossier, Entry
from jixiao.web.people.permissions import permission_for
from jixiao.web.people.policy import Person
from jixiao.wording import Text, same

MOST_ENTRIES = 100


def normal(spec: TableSpec, cells: Mapping[str, str]) -> dict[str, str]:
    """The cells as tables hold them: a day as 2023-11-08, an amount with two decimals, a choice by its word; what cannot be read stays."""
    found = {}
    for name, text in cells.items():
        column = spec.fields.get(name)
        if column is None:
            continue
        value = value_of(column, text)
        found[name] = text.strip() if isinstance(value, Misfit) else text_of_value(column, value)
    return {name: text for name, text in found.items() if text}


def row_of(dossier: Dossier, table: str, number: int) -> Row | None:
    """A row by its number."""
    return next((row for row in assembled(dossier).table(table) if row.number == number), None)


def may_write(person: Person, dossier: Dossier, spec: TableSpec, office_code: str | None = None) -> bool:
    """Whether somebody may write rows of a table: of an office, or of any of those that they write for."""
    permission = permission_for(spec.name, is_ledger=spec.is_ledger)
    if office_code is not None:
        return person.may_write(permission, dossier, office_code)
    if not person.may(permission, dossier):
        return False
    offices = person.offices(dossier)
    return offices is None or any(person.may_write(permission, dossier, each) for each in offices)


# ---- what was ever done to it


class Told(NamedTuple):
    """One change of a row: when, by whom, why, and column by column what stood there before and after."""

    number: int
    at: datetime
    person: str
    origin: str
    action: Text
    reason: str
    columns: Sequence[tuple[Text, str, str]]


def told_of(dossier: Dossier, spec: TableSpec, number: int) -> list[Told]:
    """The changes of a row, the newest first."""
    entries = Entry.objects.filter(
        unit_code=dossier.unit.code, fiscal_year=dossier.fiscal_year, table=spec.name, key=str(number)
    ).order_by("-number")[:MOST_ENTRIES]
    return [
        Told(
            each.number,
            datetime.fromisoformat(each.at),
            each.person,
            each.origin,
            ACTIONS.get(each.action, same(each.action)),
            each.reason,
            list(differences(spec, each.before or {}, each.after or {})),
        )
        for each in entries
    ]


def differences(spec: TableSpec, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[Text, str, str]]:
    """The columns in which two versions of a row differ, in the order of the table, by what people call them."""
    names = [*spec.fields, *sorted({*before, *after} - spec.fields.keys())]
    for name in names:
        one, other = before.get(name, ""), after.get(name, "")
        if one != other:
            yield spec.fields[name].label if name in spec.fields else same(name), one, other
